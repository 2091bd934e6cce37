"""Homes are asked in order, each decides by itself, and a decline asks the next one at once."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.accounts import Actor
from schemas.agreements import DeclineCode
from schemas.discharges import AssessmentAction, AssessmentState, CheckArrival
from schemas.referrals import (
    HAS_THE_MOVE,
    DecideAsHome,
    HomeState,
    ReferralAction,
    ReferralState,
    RescheduleReferral,
)
from tests.support.discharges import (
    ACCEPT,
    ASSESSMENT,
    CARER,
    CORENTYN,
    DECLINE,
    DEFER,
    HOSPITAL,
    IN_AN_HOUR,
    KEA,
    KERRA,
    LOOE,
    LOWEN,
    MYLOR,
    TAMSYN,
    a_home_case,
    a_referral_case,
    a_standing,
    an_agreement,
)
from tests.support.world import NOON
from workflows import agreements, assessments, discharges, referrals
from workflows.assessments import AssessmentCase
from workflows.clocks import decision_due
from workflows.discharges import Hand, Step
from workflows.policies import ClockPolicy
from workflows.transitions import Refused, Transition

CLOCK = ClockPolicy()
HAND = Hand(account_id=KERRA.account_id, capacity="registered_manager", at=NOON)


def test_a_referral_moves_in_these_ways_and_no_other() -> None:
    there = [ReferralState.ASKED, ReferralState.PLACED]

    assert referrals.lifecycle.moves == {
        (ReferralState.REFERRED, ReferralAction.ASSESS): {ReferralState.ASKED},
        (ReferralState.ASKED, ReferralAction.TAKE_ASSESSMENT_BACK): {ReferralState.REFERRED},
        (ReferralState.UNPLACED, ReferralAction.TAKE_ASSESSMENT_BACK): {ReferralState.REFERRED},
        **{(state, ReferralAction.PLACE): {ReferralState.PLACED} for state in there},
        **{
            (state, ReferralAction.ASK_NEXT): {ReferralState.ASKED, ReferralState.UNPLACED} for state in there
        },
        (ReferralState.UNPLACED, ReferralAction.ADD_HOMES): {ReferralState.ASKED},
        (ReferralState.REFERRED, ReferralAction.ADD_HOMES): {ReferralState.REFERRED},
        (ReferralState.ASKED, ReferralAction.ADD_HOMES): {ReferralState.ASKED},
        (ReferralState.PLACED, ReferralAction.ARRIVE): {ReferralState.ARRIVED},
        (ReferralState.ARRIVED, ReferralAction.CHECK_ARRIVAL): {ReferralState.ARRIVED},
        **{
            (state, ReferralAction.RESCHEDULE): {state}
            for state in [ReferralState.REFERRED, ReferralState.UNPLACED, *there]
        },
        **{
            (state, ReferralAction.WITHDRAW): {ReferralState.WITHDRAWN}
            for state in [ReferralState.REFERRED, ReferralState.UNPLACED, *there]
        },
    }


def test_an_assessment_moves_in_these_ways_and_no_other() -> None:
    submitted = AssessmentState.SUBMITTED

    assert assessments.lifecycle.moves == {
        (submitted, AssessmentAction.AMEND): {submitted},
        (submitted, AssessmentAction.WITHDRAW): {AssessmentState.WITHDRAWN},
        (submitted, AssessmentAction.NOTE_ARRIVAL): {submitted},
        (submitted, AssessmentAction.CHECK_ARRIVAL): {AssessmentState.ARRIVED},
    }


def after(case_states: list[HomeState], decision: DecideAsHome, to: HomeState, **referral: Any) -> Step:
    """The step that Kea's decision is in a referral whose homes stand like this."""
    case = a_referral_case(*case_states, **referral)
    home = a_home_case(decision, state=case_states[0])
    return discharges.decided(case, home, to, an_agreement(), HAND, CLOCK)


def states(step: Step) -> list[HomeState]:
    return [home.state for home in step.homes]


def test_a_decline_asks_the_next_home_at_once_and_its_clock_runs() -> None:
    step = after([HomeState.ASKED, HomeState.WAITING, HomeState.WAITING], DECLINE, HomeState.DECLINED)

    assert states(step) == [HomeState.DECLINED, HomeState.ASKED, HomeState.WAITING]
    assert step.referral.state is ReferralState.ASKED
    assert (step.homes[1].asked_at, step.homes[1].due_at) == (NOON, NOON + timedelta(hours=2))
    assert step.homes[0].code is DeclineCode.STAFFING


def test_the_last_decline_leaves_the_referral_unplaced() -> None:
    step = after([HomeState.ASKED], DECLINE, HomeState.DECLINED)

    assert (states(step), step.referral.state) == ([HomeState.DECLINED], ReferralState.UNPLACED)


def test_an_acceptance_places_the_person_and_leaves_the_others_in_line() -> None:
    step = after([HomeState.ASKED, HomeState.WAITING], ACCEPT, HomeState.ACCEPTED)

    assert (states(step), step.referral.state) == (
        [HomeState.ACCEPTED, HomeState.WAITING],
        ReferralState.PLACED,
    )


def test_a_home_may_take_back_its_word_while_the_person_is_in_hospital() -> None:
    step = after(
        [HomeState.ACCEPTED, HomeState.WAITING], DECLINE, HomeState.DECLINED, state=ReferralState.PLACED
    )

    assert (states(step), step.referral.state) == (
        [HomeState.DECLINED, HomeState.ASKED],
        ReferralState.ASKED,
    )


def test_a_deferral_keeps_the_move_with_the_home_until_the_time_that_it_named() -> None:
    step = after([HomeState.ASKED, HomeState.WAITING], DEFER, HomeState.DEFERRED)

    assert states(step) == [HomeState.DEFERRED, HomeState.WAITING]
    assert (step.homes[0].due_at, step.homes[0].deferred_until) == (IN_AN_HOUR, IN_AN_HOUR)


def test_an_assessment_asks_the_first_home() -> None:
    case = a_referral_case(
        HomeState.WAITING, HomeState.WAITING, state=ReferralState.REFERRED, assessment_id=None
    )

    step = discharges.assessed(case, ASSESSMENT, an_agreement(), HAND, CLOCK)

    assert (states(step), step.referral.state) == (
        [HomeState.ASKED, HomeState.WAITING],
        ReferralState.ASKED,
    )
    assert step.referral.assessment_id == ASSESSMENT


def test_an_assessment_taken_back_puts_whoever_was_asked_back_in_line() -> None:
    case = a_referral_case(HomeState.DECLINED, HomeState.ASKED)

    step = discharges.taken_back(case, HAND)

    assert states(step) == [HomeState.DECLINED, HomeState.WAITING]
    assert (step.referral.state, step.referral.assessment_id) == (ReferralState.REFERRED, None)


def test_more_homes_stand_at_the_end_of_the_line_and_the_first_is_asked_if_nobody_is() -> None:
    unplaced = a_referral_case(HomeState.DECLINED, state=ReferralState.UNPLACED)
    still_asked = a_referral_case(HomeState.ASKED)

    assert states(discharges.homes_added(unplaced, [LOOE, MYLOR], None, HAND, CLOCK)) == [
        HomeState.DECLINED,
        HomeState.ASKED,
        HomeState.WAITING,
    ]
    step = discharges.homes_added(still_asked, [LOOE], None, HAND, CLOCK)
    assert (states(step), [home.place for home in step.homes]) == (
        [HomeState.ASKED, HomeState.WAITING],
        [1, 2],
    )


def test_a_withdrawn_referral_releases_every_home_that_is_not_done() -> None:
    case = a_referral_case(
        HomeState.DECLINED, HomeState.ACCEPTED, HomeState.WAITING, state=ReferralState.PLACED
    )

    step = discharges.withdrawn(case, "She stays with her daughter.", HAND)

    assert states(step) == [HomeState.DECLINED, HomeState.RELEASED, HomeState.RELEASED]
    assert (step.referral.state, step.referral.closed_at) == (ReferralState.WITHDRAWN, NOON)


@given(st.lists(st.sampled_from(["decline", "accept", "defer"]), max_size=8))
def test_whatever_homes_decide_one_at_most_has_the_move(decisions: list[str]) -> None:
    case = a_referral_case(
        HomeState.WAITING, HomeState.WAITING, HomeState.WAITING, state=ReferralState.REFERRED
    )
    step = discharges.assessed(case, ASSESSMENT, an_agreement(), HAND, CLOCK)
    ends = {
        "decline": (DECLINE, HomeState.DECLINED),
        "accept": (ACCEPT, HomeState.ACCEPTED),
        "defer": (DEFER, HomeState.DEFERRED),
    }
    for name in decisions:
        decision, to = ends[name]
        case = referrals.ReferralCase(referral=step.referral, homes=step.homes)
        holder = referrals.holder_of_the_move(case.homes)
        if holder is None:
            break
        home = a_home_case(decision, location=holder.location_id, place=holder.place, state=holder.state)
        step = discharges.decided(case, home, to, an_agreement(), HAND, CLOCK)

    with_the_move = [home for home in step.homes if home.state in HAS_THE_MOVE]
    assert len(with_the_move) == (0 if step.referral.state is ReferralState.UNPLACED else 1)


@pytest.mark.parametrize(
    ("asked_at", "due"),
    [
        (datetime(2026, 11, 16, 12, tzinfo=UTC), datetime(2026, 11, 16, 14, tzinfo=UTC)),
        (datetime(2026, 11, 16, 8, 59, tzinfo=UTC), datetime(2026, 11, 16, 12, 59, tzinfo=UTC)),
        (datetime(2026, 11, 16, 17, tzinfo=UTC), datetime(2026, 11, 16, 21, tzinfo=UTC)),
        (datetime(2026, 11, 14, 12, tzinfo=UTC), datetime(2026, 11, 14, 16, tzinfo=UTC)),
        (datetime(2026, 12, 25, 12, tzinfo=UTC), datetime(2026, 12, 25, 16, tzinfo=UTC)),
        (datetime(2026, 7, 6, 8, tzinfo=UTC), datetime(2026, 7, 6, 10, tzinfo=UTC)),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 4, 30, tzinfo=UTC)),
    ],
    ids=["in hours", "before opening", "at closing", "Saturday", "Christmas", "summer time", "clocks change"],
)
def test_a_home_has_two_hours_in_hours_and_four_outside(asked_at: datetime, due: datetime) -> None:
    assert decision_due(asked_at, timedelta(hours=2), timedelta(hours=4), CLOCK) == due
    assert agreements.due(an_agreement(), KEA, asked_at, CLOCK) == due


def test_a_home_that_never_agreed_to_be_quick_has_longer() -> None:
    assert agreements.due(an_agreement(), MYLOR, NOON, CLOCK) == NOON + timedelta(hours=4)
    assert agreements.due(None, KEA, NOON, CLOCK) == NOON + timedelta(hours=4)


FINE = CheckArrival(arrived_at=NOON, as_described=True, medicines_right=True, equipment_there=True)
MISSING_PILLS = CheckArrival(arrived_at=NOON, as_described=True, medicines_right=False, equipment_there=True)


def arrival(found: CheckArrival, who: Actor, state: ReferralState = ReferralState.PLACED) -> Any:
    case = AssessmentCase(
        standing=a_standing(),
        referral=a_referral_case(HomeState.ACCEPTED, state=state),
        arrival=found,
        at=NOON,
    )
    return assessments.lifecycle.decide(case, AssessmentAction.CHECK_ARRIVAL, who)


def test_only_the_home_that_took_them_checks_the_arrival() -> None:
    assert arrival(FINE, CARER).to is AssessmentState.ARRIVED
    for who in (LOWEN, CORENTYN, TAMSYN):
        assert [issue.code for issue in arrival(FINE, who).issues] == ["not-the-home-that-took-them"]


def test_what_was_wrong_on_arrival_is_said() -> None:
    refused = arrival(MISSING_PILLS, KERRA)

    assert [(one.pointer, one.code) for one in refused.issues] == [("/feedback", "missing")]


def test_an_assessment_matched_reality_if_everything_was_as_it_said() -> None:
    assert discharges.arrival_row(a_standing(), KEA, FINE, NOON, HAND).matched
    assert not discharges.arrival_row(a_standing(), KEA, MISSING_PILLS, NOON, HAND).matched


@pytest.mark.parametrize(
    ("hours", "timing"),
    [
        (0, "early"),
        (23.9, "early"),
        (24, "in_time"),
        (72, "in_time"),
        (72.1, "late"),
    ],
)
def test_an_arrival_is_looked_at_after_a_day_and_within_three(hours: float, timing: str) -> None:
    assert discharges.timing(NOON, NOON + timedelta(hours=hours)) == timing


def test_who_has_come_is_waited_for_no_more_and_the_home_has_until_the_third_day() -> None:
    case = a_referral_case(HomeState.ACCEPTED, HomeState.WAITING, state=ReferralState.PLACED)

    step = discharges.arrived(case, NOON, HAND)

    assert (states(step), step.referral.state) == (
        [HomeState.ACCEPTED, HomeState.RELEASED],
        ReferralState.ARRIVED,
    )
    assert (step.referral.check_from, step.referral.check_due) == (
        NOON + timedelta(days=1),
        NOON + timedelta(days=3),
    )


@pytest.mark.parametrize(
    ("leaves", "due"),
    [
        (NOON + timedelta(days=1), NOON + timedelta(hours=2)),
        (NOON + timedelta(hours=1), NOON + timedelta(hours=1)),
        (NOON - timedelta(hours=1), NOON),
    ],
    ids=["tomorrow", "within the hour", "already"],
)
def test_a_home_decides_before_the_person_is_to_leave(leaves: datetime, due: datetime) -> None:
    case = a_referral_case(HomeState.WAITING, state=ReferralState.REFERRED, proposed_from=leaves)
    asked = discharges.assessed(case, ASSESSMENT, an_agreement(), HAND, CLOCK)
    later = RescheduleReferral(
        proposed_from=NOON + timedelta(days=2),
        proposed_until=NOON + timedelta(days=2),
        reason="No transport.",
    )
    now = referrals.ReferralCase(referral=asked.referral, homes=asked.homes)

    put_off = discharges.rescheduled(now, later, an_agreement(), HAND, CLOCK)

    assert asked.homes[0].due_at == due
    assert put_off.homes[0].due_at == NOON + timedelta(hours=2)


def test_a_coordinator_moves_referrals_of_their_own_hospital() -> None:
    case = a_referral_case(HomeState.ASKED)
    elsewhere = a_referral_case(HomeState.ASKED, hospital_location_id=KEA)

    assert HOSPITAL in CORENTYN.holder_ids
    assert isinstance(referrals.lifecycle.decide(case, ReferralAction.WITHDRAW, CORENTYN), Transition)
    refused = referrals.lifecycle.decide(elsewhere, ReferralAction.WITHDRAW, CORENTYN)
    assert isinstance(refused, Refused)
    assert [issue.code for issue in refused.issues] == ["other-hospital"]


@pytest.mark.parametrize(
    ("changes", "trusted"),
    [
        ({}, True),
        ({"ends_on": NOON.date()}, True),
        ({"ends_on": NOON.date() - timedelta(days=1)}, False),
        ({"review_on": NOON.date() - timedelta(days=1)}, False),
    ],
)
def test_a_home_relies_on_an_agreement_only_while_it_holds(changes: dict[str, Any], trusted: bool) -> None:
    case = a_home_case(ACCEPT, {"agreement": an_agreement(**changes)})

    kept = discharges.decision_row(case, a_standing(), HAND)

    assert (kept.trusted, kept.agreement_version) == (trusted, 1)
