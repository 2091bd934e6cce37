"""What may happen to a referral: homes are asked in order, until one takes the person or none is left."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

import msgspec
from msgspec import Struct

from schemas.accounts import Actor, Role
from schemas.agreements import AgreementFacts
from schemas.base import Issue
from schemas.referrals import (
    HAS_THE_MOVE,
    TAKES,
    HomeState,
    Referral,
    ReferralAction,
    ReferralHome,
    ReferralState,
)
from workflows import agreements
from workflows.policies import ClockPolicy
from workflows.transitions import Lifecycle, Transition

NOBODY: frozenset[Role] = frozenset()
COORDINATORS = frozenset({Role.DISCHARGE_COORDINATOR})


class ReferralCase(Struct, frozen=True, kw_only=True):
    """A referral with its homes in the order in which they are asked."""

    referral: Referral
    homes: tuple[ReferralHome, ...]

    @property
    def state(self) -> ReferralState:
        return self.referral.state


def the_coordinator_is_of_this_hospital(case: ReferralCase, actor: Actor) -> Iterator[Issue]:
    if capacity(case, actor) is None:
        yield Issue(pointer="/hospital_location_id", code="other-hospital")


def capacity(case: ReferralCase, actor: Actor) -> Role | None:
    """The role in which the actor coordinates discharges from this hospital."""
    of_it = {case.referral.hospital_location_id}
    return Role.DISCHARGE_COORDINATOR if coordinates(actor, of_it) else None


def coordinates(actor: Actor, hospitals: set[UUID]) -> bool:
    """Whether the actor coordinates discharges from one of these: at it, or for the whole trust whose reach has it."""
    return any(
        one.role in COORDINATORS
        and (one.location.id in hospitals if one.location else bool(hospitals & actor.holder_ids))
        for one in actor.memberships
    )


def the_home_that_took_them_says_so(case: ReferralCase, actor: Actor) -> Iterator[Issue]:
    taken_by = taker(case.homes)
    works_there = taken_by and any(
        one.location and one.location.id == taken_by.location_id for one in actor.memberships
    )
    if not works_there:
        yield Issue(pointer="/location_id", code="not-the-home-that-took-them")


def another_home_is_in_line(case: ReferralCase, _: Actor) -> bool:
    return next_home(case.homes) is not None


def no_home_is_left(case: ReferralCase, actor: Actor) -> bool:
    return not another_home_is_in_line(case, actor)


def an_assessment_is_there(case: ReferralCase, _: Actor) -> bool:
    return case.referral.assessment_id is not None


def no_assessment_is_there(case: ReferralCase, actor: Actor) -> bool:
    return not an_assessment_is_there(case, actor)


Move = Transition[ReferralCase, ReferralState, ReferralAction]
_by_coordinator = partial(Move, roles=COORDINATORS, who=(the_coordinator_is_of_this_hospital,))
_by_itself = partial(Move, roles=NOBODY)
_STILL_THERE = {ReferralState.ASKED, ReferralState.PLACED}

lifecycle = Lifecycle(
    _by_itself(
        ReferralAction.ASSESS,
        {ReferralState.REFERRED},
        ReferralState.ASKED,
        effect="an assessment came in, the first home is asked",
    ),
    _by_itself(
        ReferralAction.TAKE_ASSESSMENT_BACK,
        {ReferralState.ASKED, ReferralState.UNPLACED},
        ReferralState.REFERRED,
        effect="its assessor took the assessment back, no home is asked any more",
    ),
    _by_itself(ReferralAction.PLACE, _STILL_THERE, ReferralState.PLACED, effect="a home accepts"),
    _by_itself(
        ReferralAction.ASK_NEXT,
        _STILL_THERE,
        ReferralState.ASKED,
        case=another_home_is_in_line,
        effect="a home declines, the next one is asked",
    ),
    _by_itself(
        ReferralAction.ASK_NEXT,
        _STILL_THERE,
        ReferralState.UNPLACED,
        case=no_home_is_left,
        effect="the last home declines",
    ),
    _by_coordinator(
        ReferralAction.ADD_HOMES,
        {ReferralState.UNPLACED},
        ReferralState.ASKED,
        effect="the first of the new homes is asked",
    ),
    _by_coordinator(
        ReferralAction.ADD_HOMES,
        {ReferralState.REFERRED},
        ReferralState.REFERRED,
        effect="at the end of the line",
    ),
    _by_coordinator(
        ReferralAction.ADD_HOMES, {ReferralState.ASKED}, ReferralState.ASKED, effect="at the end of the line"
    ),
    _by_itself(
        ReferralAction.ARRIVE,
        {ReferralState.PLACED},
        ReferralState.ARRIVED,
        effect="they live in the home, which looks at how it went after a day and within three",
    ),
    _by_itself(
        ReferralAction.CHECK_ARRIVAL,
        {ReferralState.ARRIVED},
        ReferralState.ARRIVED,
        effect="the home has looked at how the arrival went",
    ),
    *(
        _by_coordinator(
            ReferralAction.RESCHEDULE,
            {state},
            state,
            effect="a home decides before they are to leave",
        )
        for state in (
            ReferralState.REFERRED,
            ReferralState.ASKED,
            ReferralState.PLACED,
            ReferralState.UNPLACED,
        )
    ),
    _by_coordinator(
        ReferralAction.WITHDRAW,
        {ReferralState.REFERRED, ReferralState.UNPLACED, *_STILL_THERE},
        ReferralState.WITHDRAWN,
        effect="no home is asked any more",
    ),
    begins=ReferralState.REFERRED,
)
"""A referral's life, from the ward's request to the arrival."""


def next_home(homes: Sequence[ReferralHome]) -> ReferralHome | None:
    """The first in line that hasn't been asked."""
    return next((home for home in homes if home.state is HomeState.WAITING), None)


def holder_of_the_move(homes: Sequence[ReferralHome]) -> ReferralHome | None:
    """The home that is asked, has put it off, or has accepted."""
    return next((home for home in homes if home.state in HAS_THE_MOVE), None)


def taker(homes: Sequence[ReferralHome]) -> ReferralHome | None:
    """The home that takes the person."""
    return next((home for home in homes if home.state in TAKES), None)


def asked(
    home: ReferralHome, facts: AgreementFacts | None, leaves: datetime, at: datetime, policy: ClockPolicy
) -> ReferralHome:
    """The home from now on, its clock running: it decides before the person is to leave."""
    due = tightened(agreements.due(facts, home.location_id, at, policy), leaves, at)
    return msgspec.structs.replace(home, state=HomeState.ASKED, asked_at=at, due_at=due)


def tightened(due: datetime, leaves: datetime, asked_at: datetime) -> datetime:
    """A due time by the day on which the person is to leave: never after it, nor before anybody was asked."""
    return max(min(due, leaves), asked_at)


def due_anew(
    home: ReferralHome, facts: AgreementFacts | None, leaves: datetime, policy: ClockPolicy
) -> ReferralHome:
    """The home once another day is expected; who isn't asked, or has decided, has nothing due."""
    if home.asked_at is None or home.state not in (HomeState.ASKED, HomeState.DEFERRED):
        return home
    usual = home.deferred_until or agreements.due(facts, home.location_id, home.asked_at, policy)
    return msgspec.structs.replace(home, due_at=tightened(usual, leaves, home.asked_at))


def in_line(home: ReferralHome) -> ReferralHome:
    """The home back in line, as if it had not been asked."""
    return msgspec.structs.replace(home, state=HomeState.WAITING, asked_at=None, due_at=None)


def released(home: ReferralHome, at: datetime) -> ReferralHome:
    return msgspec.structs.replace(home, state=HomeState.RELEASED, due_at=None, decided_at=at)


def moved(referral: Referral, state: ReferralState, at: datetime) -> Referral:
    """The referral in this state; one that is over is closed."""
    over = state in (ReferralState.ARRIVED, ReferralState.WITHDRAWN)
    return msgspec.structs.replace(
        referral,
        state=state,
        version=referral.version + 1,
        updated_at=at,
        closed_at=(referral.closed_at or at) if over else None,
    )
