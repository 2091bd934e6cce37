"""An assessment as homes see it: they decide, somebody overrides a weekend check, the home tells of the arrival."""

from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import UNSET, Raw, UnsetType

from schemas.accounts import Actor, Role
from schemas.assessments import Assessment
from schemas.discharges import (
    AssessmentAction,
    AssessmentRevision,
    AssessmentStanding,
    AssessmentView,
    CheckArrival,
    HomeDecisionView,
    NoteArrival,
)
from schemas.eligibility import AssessorStanding
from schemas.forms import FormUsed
from schemas.placements import PlacementMessage
from schemas.ratings import Judgement
from schemas.referrals import TAKES, DecideAsHome, ReferralHome, ReferralState, ReferralView
from schemas.reviews import Finding
from schemas.weekend import OverrideCheck, WeekendReadiness
from service import problems
from service.actions import questions
from service.actions import referrals as moving
from service.actions.idempotency import Repeatable, once
from service.store import assessments as store
from service.store import placements, policies
from service.store import referrals as referral_store
from service.store.assessments import Acceptance, OverrideRow
from service.store.database import Database
from service.store.engine import Connection
from service.store.keys import Key
from workflows import assessments, discharges, forms, home_decisions, referrals, weekend
from workflows.assessments import AssessmentCase
from workflows.discharges import Hand
from workflows.forms import ASSESSMENT, FormKey
from workflows.home_decisions import HomeCase
from workflows.referrals import ReferralCase
from workflows.transitions import Refused
from workflows.weekend.move import Move

_standing = msgspec.json.Decoder(AssessorStanding)
_findings = msgspec.json.Decoder(list[Finding])
_rating = msgspec.json.Decoder(Judgement)


async def show(database: Database, assessment_id: UUID, actor: Actor, at: datetime) -> AssessmentView:
    """Everything about one assessment, as of one moment; the weekend checks are judged as of now."""
    async with database.tx(actor, at, isolation="repeatable read", readonly=True) as db:
        return await _whole(db, await _find(db, assessment_id, actor), at)


async def decide(
    database: Database,
    assessment_id: UUID,
    given: DecideAsHome,
    actor: Actor,
    at: datetime,
    key: str | None = None,
) -> bytes:
    """What a home decides about the revision that it saw; answers a HomeDecisionView as JSON.

    A decline asks the next home at once, and whoever declined reaches the person no more: the same request under the
    same key is answered all the same. Refused in this order: 404 out of reach, 403 not theirs, 412 answers have
    changed, 409 not now or not complete.
    """
    async with database.tx(actor, at) as db:

        async def act() -> HomeDecisionView:
            return await _decide(db, assessment_id, given, actor, at)

        return await once(db, Repeatable.of(key, "decide", assessment_id, given), actor, at, act)


async def _decide(
    db: Connection, assessment_id: UUID, given: DecideAsHome, actor: Actor, at: datetime
) -> HomeDecisionView:
    standing, case = await _hold(db, assessment_id, actor)
    home = next((one for one in case.homes if one.location_id == given.location_id), None)
    if home is None:
        raise problems.FORBIDDEN.problem("This home isn't in line for this person.")
    facts = await moving.agreement_of(db, case, at)
    of_home = HomeCase(
        home=home,
        referral_state=case.state,
        rev=standing.rev,
        agreement=facts,
        decision=given,
        at=at,
    )
    move = home_decisions.lifecycle.decide(of_home, home_decisions.ACTIONS[given.outcome], actor)
    if isinstance(move, Refused):
        raise moving.refusal(move)
    capacity = home_decisions.capacity(of_home, actor)
    hand = Hand(account_id=actor.account_id, capacity=capacity or "", at=at)
    clock = (await policies.in_force(db, standing.authority_id, at)).routing.clock
    step = discharges.decided(case, of_home, move.to, facts, hand, clock)
    await store.add_decision(db, discharges.decision_row(of_home, standing, hand))
    said = (await store.decisions(db, (standing.authority_id, standing.id)))[-1]
    await moving.carry_out(db, case, step, at)
    return said


async def override(
    database: Database, assessment_id: UUID, given: OverrideCheck, actor: Actor, at: datetime
) -> WeekendReadiness:
    """Somebody knows better than the answers, and says why; it counts while the evidence stays as it is."""
    async with database.tx(actor, at) as db:
        standing, case = await _hold(db, assessment_id, actor)
        if not _may_override(case, actor):
            raise problems.FORBIDDEN.problem("Weekend checks are for the ward, the assessor and the home.")
        key = (standing.authority_id, standing.id)
        move = await _move(db, standing, case, at)
        row = OverrideRow(
            authority_id=standing.authority_id,
            assessment_id=standing.id,
            person_id=standing.person_id,
            check_name=given.check.value,
            status=given.status.value,
            reason=given.reason,
            owner=given.owner,
            due_by=given.due_by,
            covers=weekend.covers(weekend.evidence(move, given.check)),
            account_id=actor.account_id,
            at=at,
        )
        await store.add_override(db, row)
        return weekend.readiness(move, await store.overrides(db, key))


async def note_arrival(
    database: Database, assessment_id: UUID, told: NoteArrival, actor: Actor, at: datetime
) -> AssessmentView:
    """The person has come: they live in the home, which is to look at how that went after one to three days."""
    async with database.tx(actor, at) as db:
        standing, case = await _hold(db, assessment_id, actor)
        subject = AssessmentCase(standing=standing, referral=case, arrival=told, at=at)
        move = assessments.lifecycle.decide(subject, AssessmentAction.NOTE_ARRIVAL, actor)
        if isinstance(move, Refused):
            raise moving.refusal(move)
        await _come(db, subject, actor)
        return await _whole(db, (standing.authority_id, standing.id), at)


async def check_arrival(
    database: Database, assessment_id: UUID, found: CheckArrival, actor: Actor, at: datetime
) -> AssessmentView:
    """How the home found the person 24 to 72 hours after they came; assessor, ward and lead are told by it."""
    async with database.tx(actor, at) as db:
        standing, case = await _hold(db, assessment_id, actor)
        subject = AssessmentCase(standing=standing, referral=case, arrival=found, at=at)
        move = assessments.lifecycle.decide(subject, AssessmentAction.CHECK_ARRIVAL, actor)
        if isinstance(move, Refused):
            raise moving.refusal(move)
        if case.state is ReferralState.PLACED:
            case = await _come(db, subject, actor)
        home, came_at = _taker(case), subject.came_at or at
        hand = Hand(account_id=actor.account_id, capacity=_role_at(actor, home.location_id), at=at)
        after = assessments.has_arrived(standing, at)
        await store.add_arrival(db, discharges.arrival_row(standing, home.location_id, found, came_at, hand))
        await store.update(db, after)
        await store.add_events(db, [assessments.arrival_event(after, standing.state, hand)])
        await placements.tell(db, home, PlacementMessage.CHECKED, (standing.authority_id, standing.id), at)
        await moving.carry_out(db, case, discharges.checked(case, came_at, hand), at)
        return await _whole(db, (standing.authority_id, standing.id), at)


async def _come(db: Connection, subject: AssessmentCase, actor: Actor) -> ReferralCase:
    """The person has come: their home holds them by a placement from now on, and the record is told."""
    case, standing, at = subject.referral, subject.standing, subject.at
    home = _taker(case)
    hand = Hand(account_id=actor.account_id, capacity=_role_at(actor, home.location_id), at=at)
    step = discharges.arrived(case, subject.came_at or at, hand)
    await placements.tell(db, home, PlacementMessage.ARRIVED, (standing.authority_id, standing.id), at)
    await moving.carry_out(db, case, step, at)
    return ReferralCase(referral=step.referral, homes=step.homes)


def _taker(case: ReferralCase) -> ReferralHome:
    home = referrals.taker(case.homes)
    if home is None:
        raise LookupError("Nobody arrives who was not taken.")
    return home


def _role_at(actor: Actor, location_id: UUID) -> Role:
    """The role in which somebody works at a location."""
    return next(one.role for one in actor.memberships if one.location and one.location.id == location_id)


def _may_override(case: ReferralCase, actor: Actor) -> bool:
    """Whoever has a hand in the move: the ward, the assessor, and the home whose move it is."""
    referral, home = case.referral, referrals.holder_of_the_move(case.homes)
    places = {referral.hospital_location_id, referral.assessing_location_id}
    return bool(actor.holder_ids & (places | ({home.location_id} if home else set())))


async def _find(db: Connection, assessment_id: UUID, actor: Actor) -> Key:
    key = await store.find(db, actor.authority_ids, assessment_id)
    if key is None:
        raise problems.NOT_FOUND.problem()
    return key


async def _hold(db: Connection, assessment_id: UUID, actor: Actor) -> tuple[AssessmentStanding, ReferralCase]:
    """The assessment and its referral, locked in the order that all writers share: person, referral, assessment.

    Whoever had the person before may have ended the caller's reach, so it is looked up once more.
    """
    key = await _find(db, assessment_id, actor)
    await referral_store.lock_person(db, key[0], [], [assessment_id])
    key = await _find(db, assessment_id, actor)
    standing = await store.get(db, key)
    case = await referral_store.lock(db, (key[0], standing.referral_id))
    current = await store.lock(db, key)
    if case is None or current is None:
        raise problems.NOT_FOUND.problem()
    if case.state is ReferralState.WITHDRAWN or case.referral.assessment_id != assessment_id:
        raise problems.WRONG_STATE.problem("This referral is over, or waits for another assessment.")
    return current.standing, case


async def _move(db: Connection, standing: AssessmentStanding, case: ReferralCase, at: datetime) -> Move:
    key = (standing.authority_id, standing.id)
    revision = await store.revision(db, key, standing.rev)
    taken_by = referrals.taker(case.homes)
    said = await store.acceptance(db, key, taken_by.location_id) if taken_by else None
    return _as_of(_answers(revision), said, at)


async def _whole(db: Connection, key: Key, at: datetime) -> AssessmentView:
    standing = await store.get(db, key)
    revision = await store.revision(db, key, standing.rev)
    shown = await referral_store.whole(db, (standing.authority_id, standing.referral_id))
    answers = _answers(revision)
    return AssessmentView(
        id=standing.id,
        authority_id=standing.authority_id,
        reference=standing.reference,
        state=standing.state,
        rev=standing.rev,
        person=shown.person,
        referral=shown,
        location=await store.location(db, standing.location_id),
        form=FormUsed(id="assessment", version=standing.form_version),
        agreement_id=standing.agreement_id or UNSET,
        agreement_version=revision.agreement_version or UNSET,
        trusted=standing.trusted,
        assessor_standing=_stood(revision.assessor_standing),
        rating=_rating.decode(revision.rating),
        findings=_findings.decode(revision.findings),
        weekend=weekend.readiness(
            _as_of(answers, await _acceptance(db, key, shown), at), await store.overrides(db, key)
        ),
        decisions=await store.decisions(db, key),
        arrival=await store.arrival(db, key) or UNSET,
        record_reference=standing.record_reference or UNSET,
        received_at=standing.received_at,
        own_answers=await questions.answers(db, key[0], _form(revision), revision.body),
        read_as=forms.read_as(revision.body, _form(revision)),
        body=Raw(revision.body),
    )


def _stood(kept: Raw) -> AssessorStanding | UnsetType:
    """How the assessor stood; of what came before it was kept, nothing is known."""
    return UNSET if bytes(kept) == b"{}" else _standing.decode(kept)


def _answers(revision: AssessmentRevision) -> Assessment:
    answers: Assessment = forms.read(revision.body, _form(revision))
    return answers


def _form(revision: AssessmentRevision) -> FormKey:
    return ASSESSMENT[0], revision.form_version


async def _acceptance(db: Connection, key: Key, shown: ReferralView) -> Acceptance | None:
    """What the home that takes the person said of the room, and on which answers."""
    taken_by = next((home for home in shown.homes if home.state in TAKES), None)
    return await store.acceptance(db, key, taken_by.location.id) if taken_by else None


def _as_of(answers: Assessment, said: Acceptance | None, at: datetime) -> Move:
    if said is None:
        return Move(answers, None, at)
    return Move(answers, said.room, at, said.accepted_on)
