"""Referrals: opened by a ward's discharge coordinator, moved by what homes decide, ended by an arrival."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from schemas.accounts import Actor
from schemas.agreements import AgreementFacts
from schemas.base import Issue
from schemas.referrals import (
    AddHomes,
    DischargeEvent,
    OpenReferral,
    Referral,
    ReferralAction,
    ReferralList,
    ReferralsAsked,
    ReferralState,
    ReferralView,
    RescheduleReferral,
    WithdrawReferral,
)
from service import paging, problems
from service.actions.idempotency import Repeatable, once
from service.store import agreements, arrivals, feed, placements, policies
from service.store import assessments as assessment_store
from service.store import referrals as store
from service.store.database import Database
from service.store.engine import Connection
from service.store.referrals import Newest
from workflows import discharges, referrals
from workflows import placements as placing
from workflows.clocks import LONDON
from workflows.discharges import Hand, Step
from workflows.references import reference
from workflows.referrals import ReferralCase
from workflows.transitions import Refused, Why


async def open_referral(
    database: Database, given: OpenReferral, actor: Actor, at: datetime, key: str | None = None
) -> bytes:
    """Refer somebody, and put the homes in line; answers a ReferralView as JSON.

    The person comes within the hospital's reach from now on. Raises `forbidden` for another hospital's coordinator,
    `person-unclear`, `already-referred` and `not-a-home` (409).
    """
    _require_coordinator(given, actor)
    require_in_order(given.proposed_from, given.proposed_until)
    async with database.tx(actor, at) as db:

        async def act() -> ReferralView:
            return await open_one(db, given, actor, at)

        return await once(db, Repeatable.of(key, "referral_open", given), actor, at, act)


async def open_one(db: Connection, given: OpenReferral, actor: Actor, at: datetime) -> ReferralView:
    """Refer somebody within a transaction; refused as `open_referral` is."""
    _require_coordinator(given, actor)
    await _require_homes(db, given.homes, given.authority_id, set(), at)
    person_id = await _person(db, given, at)
    if await store.is_referred(db, given.authority_id, person_id):
        raise problems.ALREADY_REFERRED.problem()
    number = (await arrivals.references(db, 1))[0]
    referral = _new(given, person_id, reference(number), actor, at)
    homes = [discharges.new_home(referral, location, place) for place, location in enumerate(given.homes, 1)]
    await store.add(db, referral, homes, _opened(referral, actor, at))
    await publish(db, referral, at, is_new=True)
    return await store.whole(db, (referral.authority_id, referral.id))


async def listing(database: Database, asked: ReferralsAsked, actor: Actor, at: datetime) -> ReferralList:
    after = paging.place(asked.cursor, Newest)
    async with database.tx(actor, at, readonly=True) as db:
        items, end = await store.page(db, actor.authority_ids, asked, after)
    return ReferralList(items=items, next_cursor=paging.cursor(end))


async def show(database: Database, referral_id: UUID, actor: Actor, at: datetime) -> ReferralView:
    async with database.tx(actor, at, readonly=True) as db:
        key = await store.find(db, actor.authority_ids, referral_id)
        if key is None:
            raise problems.NOT_FOUND.problem()
        return await store.whole(db, key)


async def add_homes(
    database: Database, referral_id: UUID, more: AddHomes, actor: Actor, at: datetime
) -> ReferralView:
    """Put more homes in line; where every home has declined, the first of them is asked at once."""
    async with database.tx(actor, at) as db:
        case = await _hold(db, referral_id, actor)
        hand = _may(case, ReferralAction.ADD_HOMES, actor, at)
        asked = {home.location_id for home in case.homes}
        await _require_homes(db, more.homes, case.referral.authority_id, asked, at)
        clock = (await policies.in_force(db, case.referral.authority_id, at)).routing.clock
        step = discharges.homes_added(case, more.homes, await agreement_of(db, case, at), hand, clock)
        await carry_out(db, case, step, at)
        return await store.whole(db, (case.referral.authority_id, case.referral.id))


async def reschedule(
    database: Database, referral_id: UUID, given: RescheduleReferral, actor: Actor, at: datetime
) -> ReferralView:
    """Another day is expected: whoever is asked is due before it. Raises `malformed` for times in the wrong order."""
    async with database.tx(actor, at) as db:
        case = await _hold(db, referral_id, actor)
        hand = _may(case, ReferralAction.RESCHEDULE, actor, at)
        require_in_order(given.proposed_from, given.proposed_until)
        clock = (await policies.in_force(db, case.referral.authority_id, at)).routing.clock
        step = discharges.rescheduled(case, given, await agreement_of(db, case, at), hand, clock)
        await carry_out(db, case, step, at)
        return await store.whole(db, (case.referral.authority_id, case.referral.id))


def require_in_order(begins: datetime, ends: datetime) -> None:
    if ends < begins:
        raise problems.MALFORMED.problem(
            issues=[Issue(pointer="/proposed_until", code="before-proposed-from")]
        )


async def withdraw(
    database: Database, referral_id: UUID, given: WithdrawReferral, actor: Actor, at: datetime
) -> ReferralView:
    """The person isn't leaving, or goes elsewhere: no home is asked any more, and none sees them."""
    async with database.tx(actor, at) as db:
        case = await _hold(db, referral_id, actor)
        hand = _may(case, ReferralAction.WITHDRAW, actor, at)
        await carry_out(db, case, discharges.withdrawn(case, given.reason, hand), at)
        return await store.whole(db, (case.referral.authority_id, case.referral.id))


async def carry_out(db: Connection, before: ReferralCase, step: Step, at: datetime) -> None:
    """Write a step, then tell everybody who holds the person. Whoever acts may reach them no more after that."""
    await store.record(db, before, step)
    await _tell_the_record(db, before, step, at)
    await publish(db, step.referral, at)


async def _tell_the_record(db: Connection, before: ReferralCase, step: Step, at: datetime) -> None:
    """That a home takes the person, or takes back its word; while whoever acts still reaches them."""
    known = {home.location_id: home for home in before.homes}
    assessment_id = before.referral.assessment_id
    for home in step.homes:
        message = placing.word_of(known.get(home.location_id), home)
        if message is not None and assessment_id is not None:
            await placements.tell(db, home, message, (home.authority_id, assessment_id), at)


async def publish(db: Connection, referral: Referral, at: datetime, *, is_new: bool = False) -> None:
    """Give and end grants, and tell the tablets of everybody who holds the person now, and of who no longer does.

    Whoever comes to hold them, as the hospital does by a new referral, is told everything about them.
    """
    told = await store.changes(db, referral)
    everything = await feed.everything_about(db, referral.authority_id, [referral.person_id])
    left, somebody_came = await store.settle_grants(db, referral, at)
    await feed.publish(db, [*everything, *told] if is_new or somebody_came else told, at, left)


async def agreement_of(db: Connection, case: ReferralCase, at: datetime) -> AgreementFacts | None:
    """The agreement that the referral's assessment names as it is at a moment, if there is one."""
    if case.referral.assessment_id is None:
        return None
    key = (case.referral.authority_id, case.referral.assessment_id)
    standing = await assessment_store.get(db, key)
    named = (standing.authority_id, standing.agreement_id) if standing.agreement_id else None
    return await agreements.facts(db, named, at.astimezone(LONDON).date())


def refusal(refused: Refused) -> problems.Problem:
    """How a move is refused that a lifecycle's table doesn't allow."""
    if refused.why is Why.FORBIDDEN:
        return problems.FORBIDDEN.problem(issues=refused.issues)
    if any(issue.code == "stale-revision" for issue in refused.issues):
        return problems.STALE_REVISION.problem(issues=refused.issues)
    first = refused.issues[0].code
    way = problems.WRONG_STATE if first in ("wrong-state", "already-placed") else problems.DECISION_INCOMPLETE
    return way.problem(issues=refused.issues)


def _require_coordinator(given: OpenReferral, actor: Actor) -> None:
    of_this_council = given.authority_id in actor.authorities_as(referrals.COORDINATORS)
    reached = given.hospital_location_id in actor.holder_ids
    if not (of_this_council and reached and referrals.coordinates(actor, {given.hospital_location_id})):
        raise problems.FORBIDDEN.problem("People are referred by coordinators of their own hospital.")


async def _person(db: Connection, given: OpenReferral, at: datetime) -> UUID:
    person_id, answer = await store.person_for(
        db, given.authority_id, given.hospital_location_id, given.person, uuid4(), uuid4(), at
    )
    if person_id is None:
        raise problems.PERSON_UNCLEAR.problem(issues=[Issue(pointer="/person", code=answer)])
    return person_id


async def _require_homes(
    db: Connection, homes: Sequence[UUID], authority: UUID, asked: Collection[UUID], at: datetime
) -> None:
    """Each a place of an organisation that works with the council, named once, and not in line already."""
    found = await db.fetch(
        "select l.id from location l join organisation_authority o on o.organisation_id = l.organisation_id"
        " where l.id = any ($1) and o.authority_id = $2 and o.valid_from <= $3"
        " and (o.valid_until is null or o.valid_until > $3)",
        list(homes),
        authority,
        at,
    )
    known = {row["id"] for row in found} - set(asked)
    wrong = [n for n, home in enumerate(homes) if home not in known or home in homes[:n]]
    if wrong:
        issues = [Issue(pointer=f"/homes/{n}", code="not-a-home") for n in wrong]
        raise problems.NOT_A_HOME.problem(issues=issues)


def _new(given: OpenReferral, person_id: UUID, said: str, actor: Actor, at: datetime) -> Referral:
    return Referral(
        authority_id=given.authority_id,
        id=uuid4(),
        reference=said,
        person_id=person_id,
        hospital_location_id=given.hospital_location_id,
        assessing_location_id=given.assessing_location_id or given.hospital_location_id,
        ward=given.ward,
        pathway=given.pathway,
        category=given.category,
        medically_fit_at=given.medically_fit_at,
        proposed_from=given.proposed_from,
        proposed_until=given.proposed_until,
        state=ReferralState.REFERRED,
        created_by=actor.account_id,
        created_at=at,
        updated_at=at,
    )


def _opened(referral: Referral, actor: Actor, at: datetime) -> DischargeEvent:
    return DischargeEvent(
        authority_id=referral.authority_id,
        referral_id=referral.id,
        person_id=referral.person_id,
        subject="referral",
        action="open",
        from_state=None,
        to_state=referral.state,
        account_id=actor.account_id,
        capacity=min(referrals.COORDINATORS),
        at=at,
    )


async def _hold(db: Connection, referral_id: UUID, actor: Actor) -> ReferralCase:
    key = await store.find(db, actor.authority_ids, referral_id)
    if key is None:
        raise problems.NOT_FOUND.problem()
    await store.lock_person(db, key[0], [referral_id])
    case = await store.lock(db, key)
    if case is None:
        raise problems.NOT_FOUND.problem()
    return case


def _may(case: ReferralCase, action: ReferralAction, actor: Actor, at: datetime) -> Hand:
    decided = referrals.lifecycle.decide(case, action, actor)
    if isinstance(decided, Refused):
        raise refusal(decided)
    return Hand(account_id=actor.account_id, capacity=min(referrals.COORDINATORS), at=at)
