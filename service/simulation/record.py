"""The record at the other end: it keeps what it is told under its key, and counts what was told twice."""

from collections import Counter

from schemas.placements import PlacementRecord
from schemas.pushes import Answer, Delivered
from schemas.records import VerifiedRecord


class Record:
    """Told of a review twice, under the same key, it has one effect, as a record has to."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """A new record, for the next schedule."""
        self.effects: dict[str, tuple[str, str, int]] = {}
        """Key → what it was about: the submission, the message, the revision."""
        self.told: Counter[str] = Counter()

    async def deliver(self, record: VerifiedRecord | PlacementRecord) -> Answer:
        self.told[record.key] += 1
        about = record.submission_id if isinstance(record, VerifiedRecord) else record.assessment_id
        self.effects.setdefault(record.key, (str(about), record.message, record.rev))
        return Delivered(reference=f"STEP-{list(self.effects).index(record.key) + 1}")

    async def close(self) -> None:
        """It holds nothing open."""
