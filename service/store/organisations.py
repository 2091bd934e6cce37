"""Councils, and those who work with them: providers, their locations and what the CQC calls them."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from asyncpg import Record
from msgspec import UNSET, Struct, json

from schemas.accounts import Named
from schemas.cqc import DatedCqcId, NewLocation
from schemas.eligibility import LocationOverride
from schemas.organisations import Location, LocationsAsked, Provider, ProvidersAsked
from schemas.routing import LocationStanding
from service.store import rows
from service.store.database import query
from service.store.engine import Connection
from workflows.compliance.dates import LONDON


class AuthorityRow(Struct, frozen=True, kw_only=True):
    """A council, by the code that the Office for National Statistics has given it."""

    id: UUID
    name: str
    gss_code: str


class ProviderRow(Struct, frozen=True, kw_only=True):
    id: UUID
    kind: str
    name: str
    cqc_provider_id: str | None


class WorksWith(Struct, frozen=True, kw_only=True):
    """An organisation that begins to work with an authority."""

    organisation_id: UUID
    authority_id: UUID
    valid_from: datetime


class NamedPlace(Struct, frozen=True, array_like=True):
    """Where a page in the order of names ends."""

    name: str
    id: UUID


class OverrideOf(LocationOverride, frozen=True, kw_only=True):
    """What one authority has decided of a location."""

    authority_id: UUID


class KnownPlace(Struct, frozen=True, kw_only=True):
    """A location, and all by which the authorities with which it works judge whether it may take part."""

    location: Location
    authority_ids: list[UUID]
    standings: tuple[LocationStanding, ...]
    overrides: tuple[OverrideOf, ...]


_standings = json.Decoder(tuple[LocationStanding, ...])
_overrides = json.Decoder(tuple[OverrideOf, ...])


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
) -> tuple[list[KnownPlace], NamedPlace | None]:
    """The next page by name, and the place where it ends if there is more after it."""
    place = (after.name, after.id) if after else (None, None)
    today = at.astimezone(LONDON).date()
    filters = (list(working_with), at, today, asked.organisation, asked.kind)
    found = await db.fetch(query("locations_page"), *filters, *place, asked.limit + 1)
    shown = found[: asked.limit]
    return [_place(row) for row in shown], _end(found, asked.limit)


def _end(found: list[Record], limit: int) -> NamedPlace | None:
    return NamedPlace(found[limit - 1]["name"], found[limit - 1]["id"]) if len(found) > limit else None


def _provider(row: Record) -> Provider:
    return Provider(
        id=row["id"],
        name=row["name"],
        cqc_provider_id=row["cqc_provider_id"] or UNSET,
        authority_ids=row["authority_ids"],
    )


def _place(row: Record) -> KnownPlace:
    return KnownPlace(
        location=Location(
            id=row["id"],
            name=row["name"],
            kind=row["kind"],
            postcode=row["postcode"],
            organisation=Named(id=row["organisation_id"], name=row["organisation_name"]),
            cqc_location_id=row["cqc_location_id"] or UNSET,
        ),
        authority_ids=row["authority_ids"],
        standings=_standings.decode(row["standings"]),
        overrides=_overrides.decode(row["overrides"]),
    )


async def add_provider(db: Connection, provider: ProviderRow, authority_id: UUID, at: datetime) -> None:
    """Raises asyncpg.UniqueViolationError where the Commission's id of it is known."""
    await rows.insert(db, "organisation", [provider])
    joining = WorksWith(organisation_id=provider.id, authority_id=authority_id, valid_from=at)
    await rows.insert(db, "organisation_authority", [joining])


async def add_location(db: Connection, location: NewLocation, cqc_id: DatedCqcId | None) -> None:
    """Raises asyncpg.InsufficientPrivilegeError for a provider that doesn't work with the caller's authorities."""
    await rows.insert(db, "location", [location])
    await rows.insert(db, "location_cqc_id", [cqc_id] if cqc_id else [])


async def is_cqc_id_known(db: Connection, cqc_location_id: str) -> bool:
    """Whether it is or was a location's."""
    return bool(
        await db.fetchval(
            "select exists (select from location_cqc_id where cqc_location_id = $1)", cqc_location_id
        )
    )
