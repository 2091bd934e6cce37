"""Counts over what verifiers decided."""

from datetime import datetime
from uuid import UUID

from schemas.accounts import Named
from schemas.insights import RuleInsight
from schemas.routing import TrackRecord
from service.store.database import query
from service.store.engine import Connection

DRAWN_ALONE = ""
"""The code of what only a draw had opened."""


async def rules(db: Connection, authority_id: UUID, since: datetime) -> list[RuleInsight]:
    """Decisions by each reason for which reviews had been opened, and by `DRAWN_ALONE`."""
    return [RuleInsight(**row) for row in await db.fetch(query("insight_rules"), authority_id, since)]


async def track_records(db: Connection, authority_id: UUID) -> list[tuple[Named, TrackRecord]]:
    return [
        (
            Named(id=row["id"], name=row["name"]),
            TrackRecord(decided=row["decided"], disagreement=row["disagreement"]),
        )
        for row in await db.fetch(query("track_records"), authority_id)
    ]
