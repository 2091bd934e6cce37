"""Councils, and those who work with them: providers, their locations and what the CQC calls them."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from asyncpg import Record
from msgspec import UNSET, Struct

from schemas.accounts import Named
from schemas.organisations import Location, LocationsAsked, Provider, ProvidersAsked
from service.store import rows
from service.store.database import query
from service.store.engine import Connection
from workflows.compliance.dates import LONDON


class AuthorityRow(Struct, frozen=True, kw_only=True):
    """A council, by the code that the Office for National Statistics has given it."""

    id: UUID
    name: str
    gss_code: str


class NamedPlace(Struct, frozen=True, array_like=True):
    """Where a page in the order of names ends."""

    name: str
    id: UUID


async def authorities(db: Connection) -> list[AuthorityRow]:
    found = await db.fetch("select id, name, gss_code from authority order by name")
    return [rows.read(row, AuthorityRow) for row in found]


async def providers(
    db: Connection,
    working_with: Iterable[UUID],
    asked: ProvidersAsked,
    after: NamedPlace | None,
    at: datetime,
) -> tuple[list[Provider], NamedPlace | None]:
    """The next page by name, and the place where it ends if there is more after it."""
    place = (after.name, after.id) if after else (None, None)
    found = await db.fetch(query("providers_page"), list(working_with), at, *place, asked.limit + 1)
    shown = found[: asked.limit]
    return [_provider(row) for row in shown], _end(found, asked.limit)


async def locations(
    db: Connection,
    working_with: Iterable[UUID],
    asked: LocationsAsked,
    after: NamedPlace | None,
    at: datetime,
) -> tuple[list[Location], NamedPlace | None]:
    """The next page by name, and the place where it ends if there is more after it."""
    place = (after.name, after.id) if after else (None, None)
    today = at.astimezone(LONDON).date()
    filters = (list(working_with), at, today, asked.organisation, asked.kind)
    found = await db.fetch(query("locations_page"), *filters, *place, asked.limit + 1)
    shown = found[: asked.limit]
    return [_location(row) for row in shown], _end(found, asked.limit)


def _end(found: list[Record], limit: int) -> NamedPlace | None:
    return NamedPlace(found[limit - 1]["name"], found[limit - 1]["id"]) if len(found) > limit else None


def _provider(row: Record) -> Provider:
    return Provider(
        id=row["id"],
        name=row["name"],
        cqc_provider_id=row["cqc_provider_id"] or UNSET,
        authority_ids=row["authority_ids"],
    )


def _location(row: Record) -> Location:
    return Location(
        id=row["id"],
        name=row["name"],
        kind=row["kind"],
        postcode=row["postcode"],
        organisation=Named(id=row["organisation_id"], name=row["organisation_name"]),
        cqc_location_id=row["cqc_location_id"] or UNSET,
    )
