"""What councils decide of locations, whatever their rating: added, and withdrawn, never changed."""

from datetime import date, datetime
from uuid import UUID

from asyncpg import Record
from msgspec import UNSET, Struct

from schemas.overrides import OverrideView
from service.store import rows
from service.store.database import query
from service.store.engine import Connection


class OverrideRow(Struct, frozen=True, kw_only=True):
    """An override as it is decided."""

    authority_id: UUID
    id: UUID
    location_id: UUID
    reason: str
    valid_from: date
    valid_until: date
    decided_by: UUID
    decided_at: datetime


async def add(db: Connection, decided: OverrideRow) -> None:
    await rows.insert(db, "location_override", [decided])


async def of(db: Connection, location_id: UUID) -> list[OverrideView]:
    return [_view(row) for row in await db.fetch(query("overrides"), location_id)]


async def withdraw(db: Connection, location_id: UUID, override_id: UUID, by: UUID, at: datetime) -> bool:
    """Whether there was such an override, and it counted until now."""
    status = await db.execute(
        "update location_override set withdrawn_by = $3, withdrawn_at = $4"
        " where location_id = $1 and id = $2 and withdrawn_at is null",
        location_id,
        override_id,
        by,
        at,
    )
    return status == "UPDATE 1"


def _view(row: Record) -> OverrideView:
    return OverrideView(
        id=row["id"],
        authority_id=row["authority_id"],
        location_id=row["location_id"],
        reason=row["reason"],
        valid_from=row["valid_from"],
        valid_until=row["valid_until"],
        decided_at=row["decided_at"],
        withdrawn_at=row["withdrawn_at"] or UNSET,
    )
