"""Those who work somewhere: in what capacity."""

from datetime import datetime
from uuid import UUID

import msgspec
from asyncpg import Record
from msgspec import UNSET, Struct, UnsetType

from schemas.accounts import Named, Role
from schemas.organisations import Capacity, StaffAsked, StaffMember
from schemas.staff import Appoint
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


async def appoint(
    db: Connection, account_id: UUID, capacity_id: UUID, said: Appoint, password_hash: str
) -> None:
    """Make somebody known who wasn't; the database itself refuses who may not appoint to this."""
    await db.execute(
        "select staff_appoint($1, $2, $3, $4, $5, $6, $7, $8)",
        account_id,
        said.username,
        said.name,
        password_hash,
        capacity_id,
        said.organisation_id,
        said.location_id,
        said.role,
    )


async def new_password(db: Connection, account_id: UUID, password_hash: str) -> bool:
    """Whether it was the caller's to give; with it every session of the account is over."""
    return bool(await db.fetchval("select staff_new_password($1, $2)", account_id, password_hash))


async def works(db: Connection, account_id: UUID, capacity_id: UUID, at: datetime) -> bool:
    return bool(await db.fetchval(query("staff_works"), account_id, capacity_id, at))


async def let_go(db: Connection, capacity_id: UUID, at: datetime) -> bool:
    """End a capacity; whether it was the caller's to end."""
    status = await db.execute("update membership set valid_until = $2 where id = $1", capacity_id, at)
    return status == "UPDATE 1"


async def capacity(db: Connection, capacity_id: UUID) -> Capacity | None:
    """A capacity, live or ended, as far as the caller sees it."""
    row = await db.fetchrow(query("staff_capacity"), capacity_id)
    return _capacity(row) if row else None


def _capacity(row: Record) -> Capacity:
    location: Named | UnsetType = UNSET
    if row["location_id"] is not None:
        location = Named(id=row["location_id"], name=row["location_name"])
    return Capacity(
        id=row["id"],
        role=Role(row["role"]),
        organisation=Named(id=row["organisation_id"], name=row["organisation_name"]),
        location=location,
        valid_from=row["valid_from"],
        valid_until=row["valid_until"] or UNSET,
    )


def _member(row: Record) -> StaffMember:
    return StaffMember(
        id=row["id"],
        name=row["name"],
        username=row["username"],
        state=row["state"],
        capacities=_capacities.decode(row["capacities"]),
    )
