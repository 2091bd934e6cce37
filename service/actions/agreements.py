"""Agreements between hospital and homes: made by the council's administrators, seen by all who work under them."""

from datetime import datetime
from uuid import UUID, uuid4

from schemas.accounts import Actor, Role
from schemas.agreements import Agreement, AgreementList, AgreementsAsked, AgreementView, MakeAgreement
from schemas.base import Issue
from service import paging, problems
from service.store import agreements as store
from service.store.database import Database
from service.store.organisations import NamedPlace
from workflows.clocks import LONDON

MAKERS = frozenset({Role.ADMIN})


async def make(database: Database, given: MakeAgreement, actor: Actor, at: datetime) -> AgreementView:
    """Keep an agreement as its parties signed it; raises `forbidden` for who doesn't administer for this council."""
    if given.authority_id not in actor.authorities_as(MAKERS):
        raise problems.FORBIDDEN.problem("Agreements are made by the council's administrators.")
    agreement = Agreement(
        authority_id=given.authority_id,
        id=uuid4(),
        name=given.name,
        hospital_id=given.hospital_id,
        lead=given.lead,
        need_categories=[one.value for one in given.need_categories],
        limit_in_hours_minutes=given.limit_in_hours_minutes,
        limit_out_of_hours_minutes=given.limit_out_of_hours_minutes,
        decline_codes=[one.value for one in given.decline_codes],
        flawed_assessment_procedure=given.flawed_assessment_procedure,
        starts_on=given.starts_on,
        review_on=given.review_on,
        ends_on=given.ends_on,
        created_by=actor.account_id,
        created_at=at,
    )
    async with database.tx(actor, at) as db:
        if unknown := await store.unknown_parties(db, given):
            raise problems.NOT_A_HOME.problem(issues=[Issue(pointer=at, code="unknown") for at in unknown])
        await store.add(db, agreement, given.homes, given.assessors)
        made = await store.one(db, [agreement.authority_id], agreement.id, at.astimezone(LONDON).date())
    if made is None:
        raise LookupError("An agreement that was made can be seen by its maker.")
    return made


async def listing(database: Database, asked: AgreementsAsked, actor: Actor, at: datetime) -> AgreementList:
    after = paging.place(asked.cursor, NamedPlace)
    async with database.tx(actor, at, readonly=True) as db:
        items, end = await store.page(db, actor.authority_ids, asked, after, at.astimezone(LONDON).date())
    return AgreementList(items=items, next_cursor=paging.cursor(end))


async def show(database: Database, agreement_id: UUID, actor: Actor, at: datetime) -> AgreementView:
    async with database.tx(actor, at, readonly=True) as db:
        found = await store.one(db, actor.authority_ids, agreement_id, at.astimezone(LONDON).date())
    if found is None:
        raise problems.NOT_FOUND.problem()
    return found
