"""Locations by the ids that the Commission gives them: what is known of them, and what one of its files changes."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from asyncpg import Record
from msgspec import Struct

from schemas.cqc import KnownLocation, LocationRating
from service.store import rows
from service.store.database import query
from service.store.engine import Connection
from service.store.organisations import ProviderRow, WorksWith
from workflows.cqc import CqcChanges, Ground


class _Ended(Struct, frozen=True, kw_only=True):
    location_id: UUID
    valid_from: date
    valid_until: date | None


async def hold(db: Connection) -> None:
    """Let no other file of the Commission be taken in beside this one, until the commit."""
    await db.execute("select pg_advisory_xact_lock(hashtext('cqc'))")


async def ground(db: Connection, authority_id: UUID, at: datetime) -> Ground:
    """The locations that work with the authority, and what else may stand in the way of a new one."""
    known = [_known(row) for row in await db.fetch(query("cqc_known"), authority_id, at)]
    ids = await db.fetch(query("cqc_ids"), authority_id, at)
    providers = await db.fetch(query("cqc_providers"), authority_id, at)
    return Ground(
        locations=known,
        former_ids=frozenset(row["cqc_location_id"] for row in ids if row["ended"]),
        elsewhere={row["cqc_location_id"]: row["organisation_id"] for row in ids if not row["ended"]},
        providers={row["cqc_provider_id"]: row["id"] for row in providers if row["cqc_provider_id"]},
        working_with=frozenset(row["id"] for row in providers if row["works_with"]),
    )


async def write(db: Connection, authority_id: UUID, made: CqcChanges, at: datetime) -> None:
    """Write everything in the order in which one row needs another."""
    created = [
        ProviderRow(id=one.id, kind="provider", name=one.name, cqc_provider_id=one.cqc_provider_id)
        for one in made.providers_created
    ]
    joining = [
        WorksWith(organisation_id=one, authority_id=authority_id, valid_from=at)
        for one in made.providers_joining
    ]
    ended = [
        _Ended(location_id=one.location_id, valid_from=one.valid_from, valid_until=one.valid_until)
        for one in made.standings_ended
    ]
    steps: list[tuple[str, Sequence[Struct]]] = [
        ("organisation", created),
        ("organisation_authority", joining),
        ("location", made.locations_created),
        ("location_cqc_id", made.ids_begun),
        ("location_rating", made.standings_begun),
    ]
    await rows.update(db, "location_cqc_id", made.ids_ended, ("location_id", "cqc_location_id", "valid_from"))
    await rows.update(db, "location_rating", ended, ("location_id", "valid_from"))
    for table, added in steps:
        await rows.insert(db, table, added)


def _known(row: Record) -> KnownLocation:
    return KnownLocation(
        id=row["id"],
        cqc_location_id=row["cqc_location_id"],
        known_by_it_since=row["known_by_it_since"],
        name=row["name"],
        postcode=row["postcode"],
        standing=rows.read(row, LocationRating) if row["rating"] is not None else None,
    )
