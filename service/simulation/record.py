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
        self.placements: dict[str, tuple[str, str, int]] = {}
        """The same of what homes decided: the assessment, the message, the revision."""
        self.references: dict[str, str] = {}
        self.told: Counter[str] = Counter()

    async def deliver(self, record: VerifiedRecord | PlacementRecord) -> Answer:
        self.told[record.key] += 1
        if isinstance(record, VerifiedRecord):
            self.effects.setdefault(record.key, (str(record.submission_id), record.message, record.rev))
        else:
            self.placements.setdefault(record.key, (str(record.assessment_id), record.message, record.rev))
        return Delivered(reference=self.references.setdefault(record.key, f"STEP-{len(self.references) + 1}"))

    async def close(self) -> None:
        """It holds nothing open."""
