"""Which reviews are opened although nothing in them has to be: by lot, and more of a provider less agreed with."""

import hashlib
from uuid import UUID

from schemas.routing import Draw, TrackRecord
from workflows.policies import SamplingPolicy

WEIGH_MOST = 50
"""In what verifiers made of a provider's reviews, the latest so many decisions outweigh all before them."""
NOBODY_YET = TrackRecord(decided=0, disagreement=0.0)


def draw(seed: UUID, submission_id: UUID, record: TrackRecord | None, policy: SamplingPolicy) -> Draw:
    """Draw for one submission; every revision of it has the same number, so that amending is no second chance."""
    return _drawn(_number(seed, submission_id), record or NOBODY_YET, policy)


def again(before: Draw, policy: SamplingPolicy) -> Draw:
    """The same draw by another policy."""
    record = TrackRecord(decided=before.decided, disagreement=before.disagreement)
    return _drawn(before.number, record, policy)


def rate(record: TrackRecord, policy: SamplingPolicy) -> float:
    """What share of a provider's reviews is drawn: all of the first, later the floor and what disagreement adds."""
    if record.decided < policy.first:
        return 1.0
    return min(1.0, policy.floor + policy.for_disagreement * record.disagreement)


def _drawn(number: float, record: TrackRecord, policy: SamplingPolicy) -> Draw:
    share = rate(record, policy)
    return Draw(
        decided=record.decided,
        disagreement=record.disagreement,
        rate=share,
        number=number,
        drawn=number < share,
    )


def _number(seed: UUID, submission_id: UUID) -> float:
    """From 0 up to 1, evenly: the first 52 bits of SHA-256 over both ids, the seed first."""
    digest = hashlib.sha256(seed.bytes + submission_id.bytes).digest()
    return (int.from_bytes(digest[:7], "big") >> 4) / 2**52
