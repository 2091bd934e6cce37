"""Assessments as they stand, with their answers, what homes decided, weekend overrides and arrivals."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from asyncpg import Record
from msgspec import UNSET, Struct

from schemas.accounts import Named
from schemas.assessments import Assessment
from schemas.discharges import (
    ArrivalCheck,
    ArrivalView,
    AssessmentRevision,
    AssessmentStanding,
    HomeDecisionView,
    Timing,
)
from schemas.referrals import DischargeEvent, HomeCondition, HomeDecision
from schemas.weekend import Accommodation, CheckName, CheckStatus, Overridden
from service.store import rows
from service.store.database import query
from service.store.engine import Connection
from service.store.keys import Key, split
from workflows import forms
from workflows.assessment_grounds import AssessmentCurrent, Ruling
from workflows.forms import ASSESSMENT

_accommodation = msgspec.json.Decoder(Accommodation | None)
_conditions = msgspec.json.Decoder(list[HomeCondition])


class Acceptance(NamedTuple):
    """What a home that takes somebody said of the room, and the answers on which it said so."""

    room: Accommodation
    accepted_on: Assessment


class OverrideRow(Struct, frozen=True, kw_only=True):
    """A weekend override as it is kept."""

    authority_id: UUID
    assessment_id: UUID
    person_id: UUID
    check_name: str
    status: str
    reason: str
    owner: str | None
    due_by: datetime | None
    covers: str
    account_id: UUID
    at: datetime


async def find(db: Connection, authorities: Iterable[UUID], assessment_id: UUID) -> Key | None:
    row = await db.fetchrow(
        "select authority_id, id from assessment where authority_id = any ($1) and id = $2",
        list(authorities),
        assessment_id,
    )
    return (row["authority_id"], row["id"]) if row else None


async def among(db: Connection, keys: Iterable[Key]) -> frozenset[Key]:
    """Which of these ids are assessments that the caller reaches."""
    wanted = set(keys)
    if not wanted:
        return frozenset()
    found = await db.fetch(
        "select authority_id, id from assessment"
        " where (authority_id, id) in (select * from unnest($1::uuid[], $2::uuid[]))",
        *split(wanted),
    )
    return frozenset((row["authority_id"], row["id"]) for row in found)


async def lock(db: Connection, key: Key) -> AssessmentCurrent | None:
    """The assessment with its newest revision's digest, held to the commit; the person has to be held before."""
    row = await db.fetchrow(query("assessment_lock"), *key)
    if row is None:
        return None
    return AssessmentCurrent(
        standing=rows.read(row, AssessmentStanding),
        latest_sha256=row["body_sha256"],
        latest_role=row["submitter_role"],
    )


async def get(db: Connection, key: Key) -> AssessmentStanding:
    row = await db.fetchrow("select * from assessment where authority_id = $1 and id = $2", *key)
    return rows.read(row, AssessmentStanding)


async def revision(db: Connection, key: Key, rev: int) -> AssessmentRevision:
    row = await db.fetchrow(
        "select * from assessment_rev where authority_id = $1 and id = $2 and rev = $3", *key, rev
    )
    return rows.read(row, AssessmentRevision)


async def bodies(db: Connection, key: Key, revs: Iterable[int]) -> dict[int, dict[str, Any]]:
    """The answers of these revisions as they are read now, on whatever version of the form they were given."""
    found = await db.fetch(
        "select rev, body, form_version from assessment_rev where authority_id = $1 and id = $2 and rev = any ($3)",
        *key,
        list(revs),
    )
    return {row["rev"]: forms.current(row["body"], (ASSESSMENT[0], row["form_version"])) for row in found}


async def in_use(db: Connection, key: Key) -> bool:
    return bool(await db.fetchval("select assessment_id_in_use($1, $2)", *key))


async def record(db: Connection, before: AssessmentCurrent | None, ruling: Ruling) -> None:
    """Write how the assessment stands, its new revision, and what happened to it."""
    if ruling.standing is None or ruling.event is None:
        return
    if before is None:
        await rows.insert(db, "assessment", [ruling.standing])
    else:
        await update(db, ruling.standing)
    await rows.insert(db, "assessment_rev", [ruling.revision] if ruling.revision else [])
    await add_events(db, [ruling.event])


async def update(db: Connection, standing: AssessmentStanding) -> None:
    await rows.update(db, "assessment", [standing], ("authority_id", "id"))


async def add_decision(db: Connection, decision: HomeDecision) -> None:
    await rows.insert(db, "home_decision", [decision])


async def add_override(db: Connection, override: OverrideRow) -> None:
    await rows.insert(db, "weekend_override", [override])


async def add_arrival(db: Connection, found: ArrivalCheck) -> None:
    await rows.insert(db, "arrival_check", [found])


async def add_events(db: Connection, events: Sequence[DischargeEvent]) -> None:
    await rows.insert(db, "discharge_history", events)


async def decisions(db: Connection, key: Key) -> list[HomeDecisionView]:
    """The homes' decisions, oldest first, as far as the caller may see them."""
    return [_decision(row) for row in await db.fetch(query("home_decisions"), *key)]


async def overrides(db: Connection, key: Key) -> list[Overridden]:
    """Oldest first."""
    found = await db.fetch(
        "select * from weekend_override where authority_id = $1 and assessment_id = $2 order by id", *key
    )
    return [
        Overridden(
            check=msgspec.convert(row["check_name"], CheckName),
            status=msgspec.convert(row["status"], CheckStatus),
            reason=row["reason"],
            owner=row["owner"] or UNSET,
            due_by=row["due_by"] or UNSET,
            account_id=row["account_id"],
            at=row["at"],
            covers=row["covers"],
        )
        for row in found
    ]


async def acceptance(db: Connection, key: Key, location_id: UUID) -> Acceptance | None:
    """What the home that takes the person said last of the room, and on which answers."""
    row = await db.fetchrow(
        "select d.accommodation, r.body, r.form_version from home_decision d join assessment_rev r"
        " on r.authority_id = d.authority_id and r.id = d.assessment_id and r.rev = d.rev"
        " where d.authority_id = $1 and d.assessment_id = $2"
        " and d.location_id = $3 and d.outcome in ('accept', 'accept_with_conditions')"
        " order by d.id desc limit 1",
        *key,
        location_id,
    )
    room = _accommodation.decode(row["accommodation"]) if row else None
    if row is None or room is None:
        return None
    return Acceptance(room, forms.read(row["body"], (ASSESSMENT[0], row["form_version"])))


async def arrival(db: Connection, key: Key) -> ArrivalView | None:
    row = await db.fetchrow(
        "select c.*, l.name from arrival_check c join location l on l.id = c.location_id"
        " where c.authority_id = $1 and c.assessment_id = $2",
        *key,
    )
    if row is None:
        return None
    return ArrivalView(
        location=Named(id=row["location_id"], name=row["name"]),
        arrived_at=row["arrived_at"],
        as_described=row["as_described"],
        medicines_right=row["medicines_right"],
        equipment_there=row["equipment_there"],
        incident_ref=row["incident_ref"] or UNSET,
        feedback=row["feedback"] or UNSET,
        matched=row["matched"],
        checked_at=row["checked_at"],
        timing=Timing(row["timing"]),
    )


async def location(db: Connection, location_id: UUID) -> Named:
    name = await db.fetchval("select name from location where id = $1", location_id)
    return Named(id=location_id, name=name)


def _decision(row: Record) -> HomeDecisionView:
    return HomeDecisionView(
        location=Named(id=row["location_id"], name=row["location_name"]),
        outcome=row["outcome"],
        rev=row["rev"],
        trusted=row["trusted"],
        accommodation=_accommodation.decode(row["accommodation"]) or UNSET,
        conditions=_conditions.decode(row["conditions"]),
        deferred_until=row["deferred_until"] or UNSET,
        code=row["code"] or UNSET,
        reason=row["reason"] or UNSET,
        decided_by=row["decided_by"],
        capacity=row["capacity"],
        decided_at=row["decided_at"],
        agreement_version=row["agreement_version"] or UNSET,
    )
