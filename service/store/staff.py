"""Those who work somewhere: in what capacity."""

from datetime import datetime
from uuid import UUID

import msgspec
from asyncpg import Record
from msgspec import Struct

from schemas.organisations import Capacity, StaffAsked, StaffMember
from service.store.database import query
from service.store.engine import Connection

_capacities = msgspec.json.Decoder(list[Capacity])


class StaffPlace(Struct, frozen=True, array_like=True):
    """Where a page ends: only by id, since a cursor stands in an address."""

    id: UUID


async def page(
    db: Connection, asked: StaffAsked, after: StaffPlace | None, at: datetime
) -> tuple[list[StaffMember], StaffPlace | None]:
    """The next page by name of those whom the caller may see, and the place where it ends if there is more."""
    filters = (at, asked.organisation, asked.location, asked.role)
    found = await db.fetch(query("staff_page"), *filters, after and after.id, asked.limit + 1)
    shown = found[: asked.limit]
    return [_member(row) for row in shown], StaffPlace(shown[-1]["id"]) if len(found) > asked.limit else None


async def is_visible(db: Connection, account_id: UUID) -> bool:
    """Whether the caller may see this account."""
    return bool(await db.fetchval("select exists (select from account where id = $1)", account_id))


def _member(row: Record) -> StaffMember:
    return StaffMember(
        id=row["id"],
        name=row["name"],
        username=row["username"],
        state=row["state"],
        capacities=_capacities.decode(row["capacities"]),
    )
