"""Agreements between hospital and homes: made, changed and ended by the council's administrators, seen by all."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec

from schemas.accounts import Actor, Role
from schemas.agreements import (
    Agreement,
    AgreementArrivals,
    AgreementList,
    AgreementsAsked,
    AgreementVersions,
    AgreementView,
    ChangeAgreement,
    EndAgreement,
    MakeAgreement,
    Terms,
)
from schemas.base import Issue
from service import paging, problems
from service.store import agreements as store
from service.store.agreements import Signed
from service.store.database import Database
from service.store.engine import Connection
from service.store.organisations import NamedPlace
from workflows import agreements
from workflows.clocks import LONDON

MAKERS = frozenset({Role.ADMIN})


async def make(database: Database, given: MakeAgreement, actor: Actor, at: datetime) -> AgreementView:
    """Keep an agreement as its parties signed it.

    Raises `forbidden` for who doesn't administer for this council, `malformed` for dates that can't be, `not-a-home`.
    """
    if given.authority_id not in actor.authorities_as(MAKERS):
        raise problems.FORBIDDEN.problem("Agreements are made by the council's administrators.")
    if faults := list(agreements.faults_of_new(given)):
        raise problems.MALFORMED.problem(issues=faults)
    agreement = Agreement(
        authority_id=given.authority_id,
        id=uuid4(),
        effective_from=given.starts_on,
        hospital_id=given.hospital_id,
        starts_on=given.starts_on,
        ends_on=given.ends_on,
        created_by=actor.account_id,
        created_at=at,
        **_terms(given),
    )
    async with database.tx(actor, at) as db:
        return await _keep(db, agreement, given, at)


async def change(
    database: Database,
    agreement_id: UUID,
    given: ChangeAgreement,
    seen: int | None,
    actor: Actor,
    at: datetime,
) -> AgreementView:
    """The next version from a day on; what was judged by an earlier one stays as it was judged.

    Refused in this order: 404, 403, 428, 412 another version came meanwhile, 400 dates that can't be.
    """
    async with database.tx(actor, at) as db:
        latest = (await _hold(db, agreement_id, seen, actor)).agreement
        if faults := list(agreements.faults_of_change(given, latest, _today(at))):
            raise problems.MALFORMED.problem(issues=faults)
        following = msgspec.structs.replace(
            latest,
            version=latest.version + 1,
            effective_from=given.effective_from,
            reason=given.reason,
            created_by=actor.account_id,
            created_at=at,
            **_terms(given),
        )
        return await _keep(db, following, given, at)


async def end(
    database: Database,
    agreement_id: UUID,
    given: EndAgreement,
    seen: int | None,
    actor: Actor,
    at: datetime,
) -> AgreementView:
    """Let an agreement end, today or later; refused as a change is."""
    async with database.tx(actor, at) as db:
        latest = await _hold(db, agreement_id, seen, actor)
        today = _today(at)
        if faults := list(agreements.faults_of_end(given, latest.agreement, today)):
            raise problems.MALFORMED.problem(issues=faults)
        last = msgspec.structs.replace(
            latest.agreement,
            version=latest.agreement.version + 1,
            effective_from=max(today, latest.agreement.effective_from),
            reason=given.reason,
            ends_on=given.ends_on,
            created_by=actor.account_id,
            created_at=at,
        )
        return await _added(db, latest._replace(agreement=last), at)


async def listing(database: Database, asked: AgreementsAsked, actor: Actor, at: datetime) -> AgreementList:
    after = paging.place(asked.cursor, NamedPlace)
    async with database.tx(actor, at, readonly=True) as db:
        items, end = await store.page(db, actor.authority_ids, asked, after, _today(at))
    return AgreementList(items=items, next_cursor=paging.cursor(end))


async def show(database: Database, agreement_id: UUID, actor: Actor, at: datetime) -> AgreementView:
    """An agreement as it is today."""
    async with database.tx(actor, at, readonly=True) as db:
        found = await store.one(db, actor.authority_ids, agreement_id, _today(at))
    if found is None:
        raise problems.NOT_FOUND.problem()
    return found


async def versions(database: Database, agreement_id: UUID, actor: Actor, at: datetime) -> AgreementVersions:
    """Its history, the latest version first."""
    async with database.tx(actor, at, readonly=True) as db:
        found = await store.versions(db, actor.authority_ids, agreement_id, _today(at))
    if not found:
        raise problems.NOT_FOUND.problem()
    return AgreementVersions(items=found)


async def arrivals(database: Database, agreement_id: UUID, actor: Actor, at: datetime) -> AgreementArrivals:
    """How those came who were assessed under it."""
    async with database.tx(actor, at, readonly=True) as db:
        if await store.one(db, actor.authority_ids, agreement_id, _today(at)) is None:
            raise problems.NOT_FOUND.problem()
        return AgreementArrivals(items=await store.arrivals(db, actor.authority_ids, agreement_id))


async def _hold(db: Connection, agreement_id: UUID, seen: int | None, actor: Actor) -> Signed:
    """The latest version, if it is the one that was seen and the caller's to change."""
    latest = await store.latest(db, actor.authority_ids, agreement_id)
    if latest is None:
        raise problems.NOT_FOUND.problem()
    if latest.agreement.authority_id not in actor.authorities_as(MAKERS):
        raise problems.FORBIDDEN.problem("Agreements are changed by the council's administrators.")
    if seen is None:
        raise problems.PRECONDITION_REQUIRED.problem()
    if seen != latest.agreement.version:
        raise _stale(seen, latest.agreement.version)
    return latest


def _terms(given: Terms) -> dict[str, Any]:
    """Column for column what a version says; homes and assessors have rows of their own."""
    return {
        "name": given.name,
        "lead": given.lead,
        "need_categories": [one.value for one in given.need_categories],
        "limit_in_hours_minutes": given.limit_in_hours_minutes,
        "limit_out_of_hours_minutes": given.limit_out_of_hours_minutes,
        "decline_codes": [one.value for one in given.decline_codes],
        "flawed_assessment_procedure": given.flawed_assessment_procedure,
        "review_on": given.review_on,
    }


async def _keep(db: Connection, agreement: Agreement, given: Terms, at: datetime) -> AgreementView:
    if unknown := await store.unknown_parties(db, given):
        raise problems.NOT_A_HOME.problem(issues=[Issue(pointer=place, code="unknown") for place in unknown])
    return await _added(db, Signed(agreement, given.homes, given.assessors), at)


async def _added(db: Connection, signed: Signed, at: datetime) -> AgreementView:
    """Keep a version; whoever had its number before was quicker."""
    agreement = signed.agreement
    if not await store.add(db, signed):
        raise _stale(agreement.version - 1, agreement.version)
    (made, *_) = await store.versions(db, [agreement.authority_id], agreement.id, _today(at))
    return made


def _stale(seen: int, current: int) -> problems.Problem:
    params: dict[str, str | int | bool | list[str]] = {"seen_rev": seen, "current_rev": current}
    return problems.STALE_REVISION.problem(
        issues=[Issue(pointer="/headers/If-Match", code="stale-revision", params=params)]
    )


def _today(at: datetime) -> date:
    return at.astimezone(LONDON).date()
