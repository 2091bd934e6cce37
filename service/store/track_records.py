"""How far verifiers agreed with each provider's reviews, where they opened them."""

from asyncpg import Record

from schemas.routing import TrackRecord
from schemas.submissions import Submission
from schemas.verification import Decision
from service.store.database import query
from service.store.engine import Connection
from workflows.sampling import WEIGH_MOST


async def note(db: Connection, of: Submission, decision: Decision) -> None:
    """Count one decision about a review that was opened; the record is held to the commit."""
    disagreed = float(decision.outcome != "approved")
    await db.execute(
        query("track_record_note"),
        of.authority_id,
        of.organisation_id,
        disagreed,
        WEIGH_MOST,
        decision.decided_at,
    )


def read(row: Record) -> TrackRecord | None:
    """The track record in a row that may have none."""
    if row["decided"] is None:
        return None
    return TrackRecord(decided=row["decided"], disagreement=row["disagreement"])
