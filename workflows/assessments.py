"""What may happen to an assessment, who may do it, and what must be true first."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from uuid import UUID

import msgspec
from msgspec import Struct

from schemas.accounts import Actor, Role
from schemas.base import Issue
from schemas.discharges import (
    AssessmentAction,
    AssessmentStanding,
    AssessmentState,
    CheckArrival,
    NoteArrival,
)
from schemas.referrals import DischargeEvent, ReferralState
from workflows import referrals
from workflows.discharges import Hand
from workflows.referrals import ReferralCase
from workflows.transitions import Lifecycle, Transition

AUTHORS = frozenset({Role.TRUSTED_ASSESSOR, Role.HOME_MANAGER})
"""Who may assess: trusted assessors, and homes themselves, which the scheme allows too."""

NOT_TAKEN = frozenset({ReferralState.ASKED, ReferralState.UNPLACED})
"""The states of a referral in which no home has accepted on the strength of its assessment."""


class AssessmentCase(Struct, frozen=True, kw_only=True):
    """An assessment with its referral, as it stands before something is done about it."""

    standing: AssessmentStanding
    referral: ReferralCase
    arrival: CheckArrival | NoteArrival | None = None
    at: datetime

    @property
    def came_at(self) -> datetime | None:
        """When the person came: as it is told now, or as it was told before."""
        told = self.arrival.arrived_at if self.arrival else None
        return told or self.referral.referral.arrived_at

    @property
    def state(self) -> AssessmentState:
        return self.standing.state


def the_author_works_where_it_was_made(case: AssessmentCase, actor: Actor) -> Iterator[Issue]:
    if author_role(actor, case.standing.location_id) is None:
        yield Issue(pointer="/submitter", code="location-not-allowed")


def the_home_that_took_them_says_so(case: AssessmentCase, actor: Actor) -> Iterator[Issue]:
    yield from referrals.the_home_that_took_them_says_so(case.referral, actor)


def nobody_has_taken_them(case: AssessmentCase, _: Actor) -> Iterator[Issue]:
    if case.referral.state not in NOT_TAKEN:
        yield Issue(pointer="/state", code="already-placed")


def they_are_expected(case: AssessmentCase, _: Actor) -> Iterator[Issue]:
    if case.referral.state is not ReferralState.PLACED:
        yield Issue(pointer="/state", code="wrong-state", params={"state": case.referral.state.value})


def they_are_expected_or_have_come(case: AssessmentCase, actor: Actor) -> Iterator[Issue]:
    if case.referral.state is not ReferralState.ARRIVED:
        yield from they_are_expected(case, actor)


def when_they_came_is_known(case: AssessmentCase, _: Actor) -> Iterator[Issue]:
    if case.arrival is None:
        return
    if case.came_at is None:
        yield Issue(pointer="/arrived_at", code="missing")
    elif case.came_at > case.at:
        yield Issue(pointer="/arrived_at", code="in-the-future")
    elif case.came_at < case.referral.referral.created_at:
        yield Issue(pointer="/arrived_at", code="before-the-referral")


def what_was_wrong_is_said(case: AssessmentCase, _: Actor) -> Iterator[Issue]:
    found = case.arrival
    if not isinstance(found, CheckArrival) or found.feedback is not None:
        return
    if not (found.as_described and found.medicines_right and found.equipment_there):
        yield Issue(pointer="/feedback", code="missing")


Move = Transition[AssessmentCase, AssessmentState, AssessmentAction]
_by_author = partial(Move, roles=AUTHORS, who=(the_author_works_where_it_was_made,))

lifecycle = Lifecycle(
    _by_author(
        AssessmentAction.AMEND,
        {AssessmentState.SUBMITTED},
        AssessmentState.SUBMITTED,
        effect="the next revision; weekend checks are judged anew",
    ),
    _by_author(
        AssessmentAction.WITHDRAW,
        {AssessmentState.SUBMITTED},
        AssessmentState.WITHDRAWN,
        when=(nobody_has_taken_them,),
        effect="with a reason; the referral waits for another",
    ),
    Move(
        AssessmentAction.CHECK_ARRIVAL,
        {AssessmentState.SUBMITTED},
        AssessmentState.ARRIVED,
        roles=frozenset(Role),
        who=(the_home_that_took_them_says_so,),
        when=(they_are_expected_or_have_come, when_they_came_is_known, what_was_wrong_is_said),
        effect="24 to 72 hours after they came; kept, and not counted, at another time",
    ),
    Move(
        AssessmentAction.NOTE_ARRIVAL,
        {AssessmentState.SUBMITTED},
        AssessmentState.SUBMITTED,
        roles=frozenset(Role),
        who=(the_home_that_took_them_says_so,),
        when=(they_are_expected, when_they_came_is_known),
        effect="the person lives in the home, which has a day before it looks at how it went",
    ),
    begins=AssessmentState.SUBMITTED,
)
"""An assessment's life. It may be amended until the person has arrived, since people in hospital change."""


def author_role(actor: Actor, location_id: UUID) -> Role | None:
    """The capacity in which the actor assesses at a location: of a membership there or of its whole organisation."""
    roles = [
        one.role
        for one in actor.memberships
        if one.role in AUTHORS
        and (one.location.id == location_id if one.location else location_id in actor.holder_ids)
    ]
    return min(roles, key=list(Role).index, default=None)


def event(
    standing: AssessmentStanding,
    action: str,
    before: AssessmentState | None,
    hand: Hand,
    reason: str | None = None,
) -> DischargeEvent:
    return DischargeEvent(
        authority_id=standing.authority_id,
        referral_id=standing.referral_id,
        person_id=standing.person_id,
        subject="assessment",
        location_id=standing.location_id,
        action=action,
        from_state=before,
        to_state=standing.state,
        rev=standing.rev,
        account_id=hand.account_id,
        capacity=hand.capacity,
        reason=reason,
        at=hand.at,
    )


def arrival_event(standing: AssessmentStanding, before: AssessmentState, hand: Hand) -> DischargeEvent:
    return event(standing, AssessmentAction.CHECK_ARRIVAL, before, hand)


def has_arrived(standing: AssessmentStanding, at: datetime) -> AssessmentStanding:
    return moved(standing, at, state=AssessmentState.ARRIVED)


def moved(standing: AssessmentStanding, at: datetime, *, state: AssessmentState) -> AssessmentStanding:
    return msgspec.structs.replace(standing, state=state, version=standing.version + 1, updated_at=at)
