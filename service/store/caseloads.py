"""What taking in a caseload reads and writes: a statement per kind of row, for any number of rows."""

from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

import msgspec
from asyncpg import Record
from msgspec import Struct

from schemas.base import encode
from schemas.caseloads import CaseloadGrant, CaseloadPackage, CaseloadPerson, CaseloadRow
from schemas.code_lists import Funder
from service.store import rows
from service.store.database import query
from service.store.engine import Connection
from workflows.caseloads import Changes, Ground
from workflows.compliance.dates import LONDON

_outcomes = msgspec.json.Decoder(tuple[str, ...])


@asynccontextmanager
async def planned_anew(db: Connection) -> AsyncIterator[None]:
    """Have every statement inside planned for the tables as they are by now.

    The first people of a caseload meet empty tables, and a plan made for those would be kept for the last. What is
    written checks a reference for each row, which is far too often to plan.
    """
    await db.execute("set local plan_cache_mode = force_custom_plan")
    yield
    await db.execute("set local plan_cache_mode = auto")


async def hold(db: Connection, authority_id: UUID, record_ids: Iterable[str]) -> None:
    """Let no other import of this authority run, and hold the people who are known by these record ids."""
    await db.execute(query("caseload_hold"), authority_id)
    await db.execute(query("caseload_lock"), authority_id, list(record_ids))


async def ground(db: Connection, authority_id: UUID, named: Sequence[CaseloadRow], at: datetime) -> Ground:
    """What is known of everything that these rows name."""
    record_ids = list({row.record_id for row in named})
    packages = await _packages(db, authority_id, {row.package_ref for row in named})
    return Ground(
        people=await _people(db, authority_id, record_ids),
        retired_record_ids=frozenset(
            row["value"] for row in await db.fetch(query("caseload_retired"), authority_id, record_ids)
        ),
        nhs_number_holders=await _nhs_numbers(db, authority_id, {row.nhs_number for row in named}),
        packages=packages,
        grants=await _grants(db, authority_id, packages.values(), at),
        locations=await _locations(db, authority_id, {row.cqc_location_id for row in named}, at),
        nhs_bodies=[row["id"] for row in await db.fetch(query("caseload_nhs_bodies"), authority_id, at)],
    )


async def write(db: Connection, authority_id: UUID, made: Changes, at: datetime) -> None:
    """Write everything but the feed, in the lock order that all writers share."""
    steps: list[tuple[str, Sequence[Struct]]] = [
        ("caseload_people_add", made.people_created),
        ("caseload_people_change", made.people_changed),
        ("caseload_numbers_end", made.nhs_numbers_given),
        ("caseload_numbers_give", made.nhs_numbers_given),
        ("caseload_packages_add", made.packages_created),
        ("caseload_packages_change", made.packages_changed),
        ("caseload_grants_end", made.grants_ended),
        ("caseload_grants_begin", made.grants_begun),
    ]
    for name, written in steps:
        if written:
            await db.execute(query(name), authority_id, encode(written), at)


async def _people(db: Connection, authority_id: UUID, record_ids: Sequence[str]) -> dict[str, CaseloadPerson]:
    found = await db.fetch(query("caseload_people"), authority_id, record_ids)
    return {row["record_id"]: rows.read(row, CaseloadPerson) for row in found}


async def _nhs_numbers(db: Connection, authority_id: UUID, numbers: Iterable[str | None]) -> dict[str, UUID]:
    found = await db.fetch(query("caseload_nhs_numbers"), authority_id, [one for one in numbers if one])
    return {row["value"]: row["person_id"] for row in found}


async def _packages(
    db: Connection, authority_id: UUID, references: Iterable[str]
) -> dict[str, CaseloadPackage]:
    found = await db.fetch(query("caseload_packages"), authority_id, list(references))
    return {row["reference"]: _package(row) for row in found}


async def _grants(
    db: Connection, authority_id: UUID, packages: Collection[CaseloadPackage], at: datetime
) -> list[CaseloadGrant]:
    people, theirs = [one.person_id for one in packages], [one.id for one in packages]
    found = await db.fetch(query("caseload_grants"), authority_id, people, theirs, at)
    return [rows.read(row, CaseloadGrant) for row in found]


async def _locations(
    db: Connection, authority_id: UUID, cqc_ids: Iterable[str], at: datetime
) -> dict[str, UUID]:
    today = at.astimezone(LONDON).date()
    found = await db.fetch(query("caseload_locations"), authority_id, list(cqc_ids), today, at)
    return {row["cqc_location_id"]: row["location_id"] for row in found}


def _package(row: Record) -> CaseloadPackage:
    return CaseloadPackage(
        id=row["id"],
        person_id=row["person_id"],
        location_id=row["location_id"],
        reference=row["reference"],
        funder=msgspec.convert(row["funder"], Funder),
        hours_per_week=row["hours_per_week"],
        outcomes=_outcomes.decode(row["outcomes"]),
        version=row["version"],
    )
