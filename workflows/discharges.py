"""What follows from each step towards leaving hospital: how the referral and its homes stand, and what is kept."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from msgspec import Raw, Struct

from schemas.agreements import AgreementFacts
from schemas.base import encode
from schemas.discharges import ArrivalCheck, AssessmentStanding, CheckArrival, Timing
from schemas.referrals import (
    TAKES,
    DischargeEvent,
    HomeAction,
    HomeDecision,
    HomeState,
    Referral,
    ReferralAction,
    ReferralHome,
    ReferralState,
    RescheduleReferral,
)
from workflows import agreements, referrals
from workflows.clocks import LONDON
from workflows.home_decisions import HomeCase
from workflows.policies import ClockPolicy
from workflows.referrals import ReferralCase

CHECK_FROM, CHECK_DUE = timedelta(hours=24), timedelta(hours=72)
"""After somebody came: before, it is too soon to tell; after, too much else has happened."""


class Hand(Struct, frozen=True, kw_only=True):
    """Who takes a step, in what capacity, and when."""

    account_id: UUID
    capacity: str
    at: datetime


class Step(Struct, frozen=True, kw_only=True):
    """Everything that one step leaves behind, to be written in one transaction."""

    referral: Referral
    homes: tuple[ReferralHome, ...]
    events: tuple[DischargeEvent, ...]


def assessed(
    case: ReferralCase, assessment_id: UUID, facts: AgreementFacts | None, hand: Hand, clock: ClockPolicy
) -> Step:
    """An assessment has come in: the first home in line is asked."""
    referral = msgspec.structs.replace(case.referral, assessment_id=assessment_id)
    return _ask_next(_with(case, referral), ReferralAction.ASSESS, facts, hand, clock)


def taken_back(case: ReferralCase, hand: Hand) -> Step:
    """The assessor has taken the assessment back: whoever was asked is in line again, until there is another."""
    homes = tuple(referrals.in_line(home) if home.state in _UNDECIDED else home for home in case.homes)
    referral = msgspec.structs.replace(
        referrals.moved(case.referral, ReferralState.REFERRED, hand.at), assessment_id=None
    )
    return _step(case, ReferralAction.TAKE_ASSESSMENT_BACK, referral, homes, hand)


def decided(
    case: ReferralCase,
    home: HomeCase,
    to: HomeState,
    facts: AgreementFacts | None,
    hand: Hand,
    clock: ClockPolicy,
) -> Step:
    """A home has decided: it takes the person, has put it off, or the next home is asked at once."""
    decision = home.decision
    after = msgspec.structs.replace(
        home.home,
        state=to,
        decided_at=hand.at,
        due_at=_due_once_put_off(case.referral, home) if to is HomeState.DEFERRED else None,
        deferred_until=decision.deferred_until if decision and to is HomeState.DEFERRED else None,
        code=decision.code if decision and to is HomeState.DECLINED else None,
    )
    reason = decision.reason if decision else None
    said = _home_event(case.referral, home.home, after, hand, reason)
    now = msgspec.structs.replace(case, homes=_replaced(case.homes, after))
    if to is HomeState.DECLINED:
        step = _ask_next(now, ReferralAction.ASK_NEXT, facts, hand, clock)
    elif to in TAKES:
        placed = referrals.moved(case.referral, ReferralState.PLACED, hand.at)
        step = _step(now, ReferralAction.PLACE, placed, now.homes, hand)
    else:
        referral = referrals.moved(case.referral, case.referral.state, hand.at)
        step = Step(referral=referral, homes=now.homes, events=())
    return msgspec.structs.replace(step, events=(said, *step.events))


def homes_added(
    case: ReferralCase,
    locations: Sequence[UUID],
    facts: AgreementFacts | None,
    hand: Hand,
    clock: ClockPolicy,
) -> Step:
    """More homes stand in line; where none was left, the first of them is asked at once."""
    last = max((home.place for home in case.homes), default=0)
    more = tuple(
        new_home(case.referral, location, place) for place, location in enumerate(locations, last + 1)
    )
    now = msgspec.structs.replace(case, homes=(*case.homes, *more))
    if case.referral.state is ReferralState.UNPLACED:
        return _ask_next(now, ReferralAction.ADD_HOMES, facts, hand, clock)
    referral = referrals.moved(case.referral, case.referral.state, hand.at)
    return _step(case, ReferralAction.ADD_HOMES, referral, now.homes, hand)


def rescheduled(
    case: ReferralCase,
    given: RescheduleReferral,
    facts: AgreementFacts | None,
    hand: Hand,
    clock: ClockPolicy,
) -> Step:
    """Another day is expected: whoever is asked decides before it."""
    homes = tuple(referrals.due_anew(home, facts, given.proposed_from, clock) for home in case.homes)
    referral = msgspec.structs.replace(
        referrals.moved(case.referral, case.referral.state, hand.at),
        proposed_from=given.proposed_from,
        proposed_until=given.proposed_until,
    )
    return _step(case, ReferralAction.RESCHEDULE, referral, homes, hand, given.reason)


def withdrawn(case: ReferralCase, reason: str, hand: Hand) -> Step:
    """The person isn't leaving, or goes elsewhere: no home is asked any more."""
    open_ones = {HomeState.WAITING, *_UNDECIDED, *TAKES}
    homes = tuple(
        referrals.released(home, hand.at) if home.state in open_ones else home for home in case.homes
    )
    referral = referrals.moved(case.referral, ReferralState.WITHDRAWN, hand.at)
    return _step(case, ReferralAction.WITHDRAW, referral, homes, hand, reason)


def arrived(case: ReferralCase, came_at: datetime, hand: Hand) -> Step:
    """The person has come: nobody waits any more, and the home is to look at how it went."""
    homes = tuple(
        referrals.released(home, hand.at) if home.state is HomeState.WAITING else home for home in case.homes
    )
    moved = referrals.moved(case.referral, ReferralState.ARRIVED, hand.at)
    return _step(case, ReferralAction.ARRIVE, _came(moved, came_at), homes, hand)


def checked(case: ReferralCase, came_at: datetime, hand: Hand) -> Step:
    """The home has looked at how the arrival went, and has the last word on when that was."""
    moved = referrals.moved(case.referral, ReferralState.ARRIVED, hand.at)
    referral = msgspec.structs.replace(_came(moved, came_at), checked_at=hand.at)
    return _step(case, ReferralAction.CHECK_ARRIVAL, referral, case.homes, hand)


def timing(came_at: datetime, at: datetime) -> Timing:
    """Whether an arrival is looked at while it says how right the assessment was."""
    if at < came_at + CHECK_FROM:
        return Timing.EARLY
    return Timing.IN_TIME if at <= came_at + CHECK_DUE else Timing.LATE


def _came(referral: Referral, came_at: datetime) -> Referral:
    return msgspec.structs.replace(
        referral,
        closed_at=came_at,
        arrived_at=came_at,
        check_from=came_at + CHECK_FROM,
        check_due=came_at + CHECK_DUE,
    )


def _due_once_put_off(referral: Referral, home: HomeCase) -> datetime | None:
    until = home.decision.deferred_until if home.decision else None
    return referrals.tightened(until, referral.proposed_from, home.at) if until else None


def new_home(referral: Referral, location_id: UUID, place: int) -> ReferralHome:
    return ReferralHome(
        authority_id=referral.authority_id,
        referral_id=referral.id,
        location_id=location_id,
        person_id=referral.person_id,
        place=place,
        state=HomeState.WAITING,
    )


def decision_row(home: HomeCase, assessment: AssessmentStanding, hand: Hand) -> HomeDecision:
    """What is kept of a home's decision; a trusted one if the home is a party to the agreement, and it holds today."""
    given = home.decision
    if given is None:
        raise ValueError("Nothing was decided.")
    return HomeDecision(
        authority_id=assessment.authority_id,
        referral_id=assessment.referral_id,
        assessment_id=assessment.id,
        rev=given.rev,
        person_id=assessment.person_id,
        location_id=home.home.location_id,
        outcome=given.outcome,
        trusted=assessment.trusted
        and agreements.covers_home(home.agreement, home.home.location_id)
        and agreements.holds(home.agreement, hand.at.astimezone(LONDON).date()),
        accommodation=Raw(encode(given.accommodation)),
        conditions=Raw(encode(given.conditions)),
        deferred_until=given.deferred_until,
        code=given.code,
        reason=given.reason,
        decided_by=hand.account_id,
        capacity=hand.capacity,
        decided_at=hand.at,
        agreement_version=home.agreement.agreement.version if home.agreement else None,
    )


def arrival_row(
    assessment: AssessmentStanding, location_id: UUID, found: CheckArrival, came_at: datetime, hand: Hand
) -> ArrivalCheck:
    """What is kept of an arrival; the assessment matched reality if everything was as it said, and nothing happened."""
    return ArrivalCheck(
        authority_id=assessment.authority_id,
        assessment_id=assessment.id,
        referral_id=assessment.referral_id,
        person_id=assessment.person_id,
        location_id=location_id,
        arrived_at=came_at,
        as_described=found.as_described,
        medicines_right=found.medicines_right,
        equipment_there=found.equipment_there,
        incident_ref=found.incident_ref,
        feedback=found.feedback,
        matched=found.as_described
        and found.medicines_right
        and found.equipment_there
        and found.incident_ref is None,
        checked_by=hand.account_id,
        checked_at=hand.at,
        timing=timing(came_at, hand.at),
    )


_UNDECIDED = frozenset({HomeState.ASKED, HomeState.DEFERRED})


def _ask_next(
    case: ReferralCase, why: ReferralAction, facts: AgreementFacts | None, hand: Hand, clock: ClockPolicy
) -> Step:
    """Whichever home is next in line has the move from now on; without one the referral is unplaced."""
    waiting = referrals.next_home(case.homes)
    if waiting is None:
        unplaced = referrals.moved(case.referral, ReferralState.UNPLACED, hand.at)
        return _step(case, why, unplaced, case.homes, hand)
    now_asked = referrals.asked(waiting, facts, case.referral.proposed_from, hand.at, clock)
    referral = referrals.moved(case.referral, ReferralState.ASKED, hand.at)
    step = _step(case, why, referral, _replaced(case.homes, now_asked), hand)
    said = _home_event(referral, waiting, now_asked, hand, None, HomeAction.ASK)
    return msgspec.structs.replace(step, events=(*step.events, said))


def _step(
    before: ReferralCase,
    action: ReferralAction,
    referral: Referral,
    homes: tuple[ReferralHome, ...],
    hand: Hand,
    reason: str | None = None,
) -> Step:
    event = DischargeEvent(
        authority_id=referral.authority_id,
        referral_id=referral.id,
        person_id=referral.person_id,
        subject="referral",
        action=action,
        from_state=before.referral.state,
        to_state=referral.state,
        account_id=hand.account_id,
        capacity=hand.capacity,
        reason=reason,
        at=hand.at,
    )
    return Step(referral=referral, homes=homes, events=(event,))


def _home_event(
    referral: Referral,
    before: ReferralHome,
    after: ReferralHome,
    hand: Hand,
    reason: str | None,
    action: HomeAction | None = None,
) -> DischargeEvent:
    return DischargeEvent(
        authority_id=referral.authority_id,
        referral_id=referral.id,
        person_id=referral.person_id,
        subject="home",
        location_id=after.location_id,
        action=action or after.state,
        from_state=before.state,
        to_state=after.state,
        account_id=hand.account_id,
        capacity=hand.capacity,
        reason=reason,
        at=hand.at,
    )


def _replaced(homes: Sequence[ReferralHome], after: ReferralHome) -> tuple[ReferralHome, ...]:
    return tuple(after if home.location_id == after.location_id else home for home in homes)


def _with(case: ReferralCase, referral: Referral) -> ReferralCase:
    return msgspec.structs.replace(case, referral=referral)
