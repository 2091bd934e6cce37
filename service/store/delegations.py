"""Who may carry out which function for a council."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from asyncpg import Record
from msgspec import UNSET, Struct

from schemas.accounts import Named
from schemas.delegations import Delegation, DelegationsAsked, Function
from service.store import rows
from service.store.database import query
from service.store.engine import Connection
from workflows.delegations import FUNCTIONS


class DelegationRow(Struct, frozen=True, kw_only=True):
    """A delegation as it is stored."""

    authority_id: UUID
    id: UUID
    organisation_id: UUID
    function: str
    extent: str
    basis: str
    valid_from: date
    valid_until: date | None
    recorded_by: UUID
    recorded_at: datetime


class Place(Struct, frozen=True, array_like=True):
    """Where a page ends: the latest come first."""

    valid_from: date
    id: UUID


async def works_with(db: Connection, organisation_id: UUID, authority_id: UUID, at: datetime) -> bool:
    """Whether the organisation works with the council at that moment."""
    found = await db.fetchval(query("delegation_partner"), organisation_id, authority_id, at)
    return bool(found)


async def add(db: Connection, row: DelegationRow) -> None:
    await rows.insert(db, "delegation", [row])


async def lock(db: Connection, authorities: Iterable[UUID], delegation_id: UUID) -> DelegationRow | None:
    row = await db.fetchrow(query("delegation_lock"), list(authorities), delegation_id)
    return rows.read(row, DelegationRow) if row else None


async def end(db: Connection, row: DelegationRow, until: date) -> None:
    await db.execute(
        "update delegation set valid_until = $3 where authority_id = $1 and id = $2",
        row.authority_id,
        row.id,
        until,
    )


async def get(db: Connection, delegation_id: UUID) -> Delegation:
    (row,) = await db.fetch(query("delegations_page"), None, None, None, None, None, 1, delegation_id)
    return _view(row)


async def page(
    db: Connection, asked: DelegationsAsked, after: Place | None
) -> tuple[list[Delegation], Place | None]:
    """The next page of those that the caller may see, and the place where it ends if there is more after it."""
    place = (after.valid_from, after.id) if after else (None, None)
    filters = (asked.organisation, asked.function, asked.on)
    found = await db.fetch(query("delegations_page"), *filters, *place, asked.limit + 1, None)
    shown = found[: asked.limit]
    end_of = Place(shown[-1]["valid_from"], shown[-1]["id"]) if len(found) > asked.limit else None
    return [_view(row) for row in shown], end_of


def _view(row: Record) -> Delegation:
    function = Function(row["function"])
    return Delegation(
        id=row["id"],
        authority_id=row["authority_id"],
        organisation=Named(id=row["organisation_id"], name=row["organisation_name"]),
        function=function,
        section=FUNCTIONS[function].section,
        extent=row["extent"],
        basis=row["basis"],
        valid_from=row["valid_from"],
        valid_until=UNSET if row["valid_until"] is None else row["valid_until"],
        recorded_by=row["recorded_by"],
        recorded_at=row["recorded_at"],
    )
