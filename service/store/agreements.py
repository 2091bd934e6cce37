"""Agreements between hospital and homes, with their homes, their assessors, and how right assessments were."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

import msgspec
from asyncpg import Record
from msgspec import UNSET, Struct

from schemas.accounts import Named
from schemas.agreements import (
    Agreement,
    AgreementArrival,
    AgreementAssessor,
    AgreementFacts,
    AgreementHome,
    AgreementsAsked,
    AgreementView,
    AssessorInAgreement,
    DeclineCode,
    HomeInAgreement,
    MakeAgreement,
    NeedCategory,
    Terms,
)
from schemas.base import encode
from service.store import rows
from service.store.database import query
from service.store.engine import Connection
from service.store.keys import Key
from service.store.organisations import NamedPlace
from workflows import agreements

MOST_VERSIONS = 500
_homes = msgspec.json.Decoder(list[AgreementHome])
_assessors = msgspec.json.Decoder(list[AgreementAssessor])


class AssessorRow(Struct, frozen=True, kw_only=True):
    authority_id: UUID
    agreement_id: UUID
    version: int
    account_id: UUID
    competence: str
    level: int
    valid_until: date


class Signed(NamedTuple):
    """A version of an agreement with its parties."""

    agreement: Agreement
    homes: list[AgreementHome]
    assessors: list[AgreementAssessor]


async def add(db: Connection, signed: Signed) -> bool:
    """Keep a version; False if another had its number before."""
    agreement, homes, assessors = signed
    if await db.execute(query("agreement_add"), encode(agreement)) != "INSERT 0 1":
        return False
    of = (agreement.authority_id, agreement.id, agreement.version)
    for home in homes:
        await db.execute(
            "insert into agreement_home (authority_id, agreement_id, version, location_id, unit, deputies)"
            " values ($1, $2, $3, $4, $5, $6)",
            *of,
            home.location_id,
            home.unit,
            home.deputies,
        )
    await rows.insert(db, "agreement_assessor", [_assessor_row(agreement, one) for one in assessors])
    return True


def _assessor_row(agreement: Agreement, one: AgreementAssessor) -> AssessorRow:
    return AssessorRow(
        authority_id=agreement.authority_id,
        agreement_id=agreement.id,
        version=agreement.version,
        account_id=one.account_id,
        competence=one.competence,
        level=one.level,
        valid_until=one.valid_until,
    )


async def latest(db: Connection, authorities: Iterable[UUID], agreement_id: UUID) -> Signed | None:
    """The latest version, also one that is still to take effect."""
    row = await _one(db, list(authorities), agreement_id, None)
    if row is None:
        return None
    parties = _homes.decode(row["homes"]), _assessors.decode(row["assessors"])
    return Signed(rows.read(row, Agreement), *parties)


async def unknown_parties(db: Connection, given: Terms) -> list[str]:
    """Pointers to parties that there aren't: a hospital's organisation, a home, an account in the caller's sight."""
    hospital = (
        {"/hospital_id": ("organisation", given.hospital_id)} if isinstance(given, MakeAgreement) else {}
    )
    pointers = {
        **hospital,
        **{f"/homes/{n}/location_id": ("location", one.location_id) for n, one in enumerate(given.homes)},
        **{
            f"/assessors/{n}/account_id": ("account", one.account_id) for n, one in enumerate(given.assessors)
        },
    }
    known = {
        table: {row["id"] for row in await db.fetch(f"select id from {table} where id = any ($1)", ids)}  # noqa: S608 - names of our own
        for table in ("organisation", "location", "account")
        if (ids := [one for kind, one in pointers.values() if kind == table])
    }
    return [pointer for pointer, (table, one) in pointers.items() if one not in known[table]]


async def page(
    db: Connection, authorities: Iterable[UUID], asked: AgreementsAsked, after: NamedPlace | None, on: date
) -> tuple[list[AgreementView], NamedPlace | None]:
    """The next page by name, and the place where it ends if there is more after it."""
    place = (after.name, after.id) if after else (None, None)
    filters = (list(authorities), None, asked.hospital, asked.home)
    found = await db.fetch(query("agreements_page"), *filters, *place, asked.limit + 1, on, False)
    shown = found[: asked.limit]
    end = NamedPlace(shown[-1]["name"], shown[-1]["id"]) if len(found) > asked.limit else None
    return [await _view(db, row, on) for row in shown], end


async def one(
    db: Connection, authorities: Iterable[UUID], agreement_id: UUID, on: date
) -> AgreementView | None:
    """An agreement in the version of a day."""
    row = await _one(db, list(authorities), agreement_id, on)
    return await _view(db, row, on) if row else None


async def versions(
    db: Connection, authorities: Iterable[UUID], agreement_id: UUID, on: date
) -> list[AgreementView]:
    """Every version, the latest first."""
    only = (list(authorities), agreement_id, None, None, None, None, MOST_VERSIONS)
    found = await db.fetch(query("agreements_page"), *only, None, True)
    return [await _view(db, row, on) for row in found]


async def facts(db: Connection, key: Key | None, on: date) -> AgreementFacts | None:
    """An agreement as it is on a day, as assessments and decisions have to know it; None for one that there isn't."""
    if key is None:
        return None
    row = await _one(db, [key[0]], key[1], on)
    if row is None:
        return None
    return AgreementFacts(
        agreement=rows.read(row, Agreement),
        homes={home.location_id: frozenset(home.deputies) for home in _homes.decode(row["homes"])},
        assessors={one.account_id: one for one in _assessors.decode(row["assessors"])},
    )


async def arrivals(db: Connection, authorities: Iterable[UUID], agreement_id: UUID) -> list[AgreementArrival]:
    """What homes found, the latest first, as far as the caller reaches those who came."""
    found = await db.fetch(query("agreement_arrivals"), list(authorities), agreement_id)
    return [
        AgreementArrival(
            assessment_id=row["assessment_id"],
            reference=row["reference"],
            home=Named(id=row["location_id"], name=row["location_name"]),
            assessor_id=row["assessor_id"],
            arrived_at=row["arrived_at"],
            checked_at=row["checked_at"],
            timing=row["timing"],
            matched=row["matched"],
            feedback=row["feedback"] or UNSET,
            incident_ref=row["incident_ref"] or UNSET,
        )
        for row in found
    ]


async def _one(db: Connection, authorities: list[UUID], agreement_id: UUID, on: date | None) -> Record | None:
    only = (authorities, agreement_id, None, None, None, None, 1)
    return await db.fetchrow(query("agreements_page"), *only, on, False)


async def _view(db: Connection, row: Record, on: date) -> AgreementView:
    agreement = rows.read(row, Agreement)
    counted = await db.fetch(
        "select assessor_id, checked, matched from agreement_matches($1, $2)",
        agreement.authority_id,
        [agreement.id],
    )
    by_assessor = {each["assessor_id"]: (each["checked"], each["matched"]) for each in counted}
    return AgreementView(
        id=agreement.id,
        authority_id=agreement.authority_id,
        version=agreement.version,
        effective_from=agreement.effective_from,
        reason=agreement.reason or UNSET,
        name=agreement.name,
        hospital=Named(id=agreement.hospital_id, name=row["hospital_name"]),
        lead=agreement.lead,
        homes=[_home(one) for one in _homes.decode(row["homes"])],
        assessors=[
            _assessor(one, *by_assessor.get(one.account_id, (0, 0)))
            for one in _assessors.decode(row["assessors"])
        ],
        need_categories=msgspec.convert(agreement.need_categories, list[NeedCategory]),
        limit_in_hours_minutes=agreement.limit_in_hours_minutes,
        limit_out_of_hours_minutes=agreement.limit_out_of_hours_minutes,
        decline_codes=msgspec.convert(agreement.decline_codes, list[DeclineCode]),
        flawed_assessment_procedure=agreement.flawed_assessment_procedure,
        starts_on=agreement.starts_on,
        review_on=agreement.review_on,
        ends_on=agreement.ends_on or UNSET,
        in_force=agreements.in_force(agreement, on),
        review_overdue=agreements.review_overdue(agreement, on),
    )


def _home(one: AgreementHome) -> HomeInAgreement:
    return HomeInAgreement(location_id=one.location_id, unit=one.unit or UNSET, deputies=one.deputies)


def _assessor(one: AgreementAssessor, checked: int, matched: int) -> AssessorInAgreement:
    return AssessorInAgreement(
        account_id=one.account_id,
        competence=one.competence,
        level=one.level,
        valid_until=one.valid_until,
        arrivals_checked=checked,
        arrivals_that_matched=matched,
    )
