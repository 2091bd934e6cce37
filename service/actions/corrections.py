"""What a correction changes in what the record is told: kept back where it can be, told again where it can't."""

from datetime import datetime

from schemas.corrections import Correction
from schemas.submissions import Action, Submission
from service.store import corrections as store
from service.store.engine import Connection
from workflows import corrections
from workflows.records import KEPT_HERE

OPENS = frozenset({Action.UN_APPROVE, Action.CORRECT})


async def tell_record(
    db: Connection, action: Action, after: Submission, correction: Correction, at: datetime
) -> None:
    """What has not gone to the record is kept here, or goes after all; of what has gone it is told what follows."""
    if action in OPENS and await store.hold_back(db, after, KEPT_HERE.why):
        await store.tell_record(db, after, corrections.opened(correction.number), at)
    if action is Action.CLOSE_CORRECTION and await store.let_go(db, after, correction.number, at):
        await store.tell_record(db, after, corrections.closed(correction.number), at)
