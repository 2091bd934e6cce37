"""What a home may decide about somebody who is to come, who may decide it, and what must be true first."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from msgspec import Struct

from schemas.accounts import Actor, Role
from schemas.agreements import AgreementFacts
from schemas.base import Issue
from schemas.referrals import (
    AWAITING,
    TAKES,
    DecideAsHome,
    HomeAction,
    HomeState,
    ReferralHome,
    ReferralState,
)
from workflows import agreements
from workflows.transitions import Lifecycle, Transition

NOBODY: frozenset[Role] = frozenset()
MAY_SIGN = frozenset(Role)
"""Whoever is the registered manager or a named deputy, in whatever role they work there."""
ACTIONS = {action.value: action for action in HomeAction}


class HomeCase(Struct, frozen=True, kw_only=True):
    """One home's place in a referral, with what it decides and what surrounds that."""

    home: ReferralHome
    referral_state: ReferralState
    rev: int
    """The revision at which the assessment stands."""
    agreement: AgreementFacts | None
    decision: DecideAsHome | None = None
    at: datetime

    @property
    def state(self) -> HomeState:
        return self.home.state


def capacity(case: HomeCase, actor: Actor) -> str | None:
    """As whom the actor decides for this home: its registered manager, a deputy that the agreement names, or nobody."""
    here = [one for one in actor.memberships if one.location and one.location.id == case.home.location_id]
    if any(one.role is Role.HOME_MANAGER for one in here):
        return "registered_manager"
    named = case.agreement.homes.get(case.home.location_id) if case.agreement else None
    return "deputy" if here and named and actor.account_id in named else None


def the_manager_or_a_deputy_decides(case: HomeCase, actor: Actor) -> Iterator[Issue]:
    if capacity(case, actor) is None:
        yield Issue(pointer="/location_id", code="not-manager-nor-deputy")


def the_latest_answers_were_seen(case: HomeCase, _: Actor) -> Iterator[Issue]:
    if case.decision is not None and case.decision.rev != case.rev:
        yield Issue(
            pointer="/rev",
            code="stale-revision",
            params={"seen_rev": case.decision.rev, "current_rev": case.rev},
        )


def they_have_not_come(case: HomeCase, _: Actor) -> Iterator[Issue]:
    if case.referral_state not in AWAITING:
        yield Issue(pointer="/state", code="wrong-state", params={"state": case.referral_state.value})


def the_room_is_named(case: HomeCase, _: Actor) -> Iterator[Issue]:
    if case.decision is not None and case.decision.accommodation is None:
        yield Issue(pointer="/accommodation", code="missing")


def each_condition_has_a_time_ahead(case: HomeCase, _: Actor) -> Iterator[Issue]:
    conditions = case.decision.conditions if case.decision else []
    if case.decision is not None and not conditions:
        yield Issue(pointer="/conditions", code="missing")
    for index, condition in enumerate(conditions):
        if condition.due_by <= case.at:
            yield Issue(pointer=f"/conditions/{index}/due_by", code="in-the-past")


def there_are_no_conditions(case: HomeCase, _: Actor) -> Iterator[Issue]:
    if case.decision is not None and case.decision.conditions:
        yield Issue(pointer="/conditions", code="not-expected")


def it_is_put_off_to_a_time_ahead(case: HomeCase, _: Actor) -> Iterator[Issue]:
    until = case.decision.deferred_until if case.decision else None
    if case.decision is not None and until is None:
        yield Issue(pointer="/deferred_until", code="missing")
    elif until is not None and until <= case.at:
        yield Issue(pointer="/deferred_until", code="in-the-past")


def a_code_and_a_reason_are_given(case: HomeCase, _: Actor) -> Iterator[Issue]:
    if case.decision is None:
        return
    if case.decision.code is None:
        yield Issue(pointer="/code", code="missing")
    elif case.agreement is not None and agreements.covers_home(case.agreement, case.home.location_id):
        allowed = case.agreement.agreement.decline_codes
        if case.decision.code.value not in allowed:
            yield Issue(pointer="/code", code="not-in-agreement", params={"allowed": allowed})
    if case.decision.reason is None:
        yield Issue(pointer="/reason", code="missing")


Move = Transition[HomeCase, HomeState, HomeAction]
_by_home = partial(Move, roles=MAY_SIGN, who=(the_manager_or_a_deputy_decides,))
_by_itself = partial(Move, roles=NOBODY)
_UNDECIDED = {HomeState.ASKED, HomeState.DEFERRED}
_SEEN = (the_latest_answers_were_seen, they_have_not_come)

lifecycle = Lifecycle(
    _by_itself(HomeAction.ASK, {HomeState.WAITING}, HomeState.ASKED, effect="its clock starts"),
    _by_home(
        HomeAction.ACCEPT,
        _UNDECIDED | TAKES,
        HomeState.ACCEPTED,
        when=(*_SEEN, the_room_is_named, there_are_no_conditions),
        effect="the person is placed",
    ),
    _by_home(
        HomeAction.ACCEPT_WITH_CONDITIONS,
        _UNDECIDED | TAKES,
        HomeState.CONDITIONAL,
        when=(*_SEEN, the_room_is_named, each_condition_has_a_time_ahead),
        effect="the person is placed, conditions have owners and times",
    ),
    _by_home(
        HomeAction.DEFER,
        _UNDECIDED,
        HomeState.DEFERRED,
        when=(*_SEEN, it_is_put_off_to_a_time_ahead),
        effect="until then it is the home's move",
    ),
    _by_home(
        HomeAction.DECLINE,
        {*_UNDECIDED, HomeState.ACCEPTED, HomeState.CONDITIONAL},
        HomeState.DECLINED,
        when=(*_SEEN, a_code_and_a_reason_are_given),
        effect="the next home is asked at once, and this one sees the person no more",
    ),
    _by_itself(
        HomeAction.RELEASE,
        {HomeState.WAITING, *_UNDECIDED, HomeState.ACCEPTED, HomeState.CONDITIONAL},
        HomeState.RELEASED,
        effect="the person isn't coming, or goes elsewhere",
    ),
    begins=HomeState.WAITING,
)
"""One home's decision. Until the person has come a home may give its word anew or take it back: people change."""


def due_after(case: HomeCase) -> datetime | None:
    """By when it is the home's move after a decision: when it put it off to, or not any more."""
    return case.decision.deferred_until if case.decision and case.decision.outcome == "defer" else None
