"""The six weekend checks say what is known, who sees to it by when, and whether somebody can leave."""

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UNSET

from schemas.assessments import Assessment
from schemas.base import decode, encode
from schemas.weekend import Accommodation, CheckName, CheckStatus, Evidence, Overridden, WeekendCheck
from tests.given_assessments import RECEIVED, an_assessment
from tests.given_reviews import LEFT_OUT, Changes
from tests.reviews_strategy import bodies_near
from workflows import weekend
from workflows.forms import assessment_form
from workflows.weekend.move import Move

CLEAR, AT_RISK, BLOCKED = CheckStatus.CLEAR, CheckStatus.AT_RISK, CheckStatus.BLOCKED
NOT_APPLICABLE = CheckStatus.NOT_APPLICABLE
SATURDAY_TEN = datetime(2026, 6, 6, 10, tzinfo=UTC)
"""When the car comes in the example; the next working day is Monday 8 June."""
ROOM = Accommodation(
    room="Room 4",
    ready_at=datetime(2026, 6, 5, 17, tzinfo=UTC),
    access_fits=True,
    isolation_possible=True,
    bariatric_fits=True,
    first_nights_staffed=True,
    needs_can_be_met=True,
)
VERA = UUID("01970000-0000-7000-8000-0000000000aa")


def a_move(
    changes: Changes | None = None, room: Accommodation | None = ROOM, at: datetime = RECEIVED
) -> Move:
    return Move(an_assessment(changes or {}), room, at)


def a_room(**changes: Any) -> Accommodation:
    return msgspec.structs.replace(ROOM, **changes)


def check(move: Move, name: CheckName, *overrides: Overridden) -> WeekendCheck:
    (found,) = (one for one in weekend.readiness(move, overrides).checks if one.check == name)
    return found


class Case(NamedTuple):
    """What one piece of evidence is in one situation."""

    check: CheckName
    status: CheckStatus
    code: str
    changes: Changes
    room: Accommodation | None = ROOM
    at: datetime = RECEIVED


def _cases(check: CheckName, *rest: tuple[Any, ...]) -> list[Case]:
    return [Case(check, *one) for one in rest]


def medicine(**changes: Any) -> Changes:
    return {f"/medicines/{name}": value for name, value in changes.items()}


BY_NINE = {"/medicines/take_home_expected_at": "2026-06-06T08:00:00Z"}
BY_NOON = {"/medicines/take_home_expected_at": "2026-06-06T11:00:00Z"}
NO_MONDAY = {"/follow_on/pharmacy/supplies_on_monday": False}
INFECTED = {"/infection/current": True, "/infection/organism": "Norovirus"}
ORDERED = {"/equipment/0/status": "ordered"}

MEDICATION = _cases(
    CheckName.MEDICATION,
    (CLEAR, "medicines-with-person", {}),
    *(
        (AT_RISK, "medicines-expected", medicine(take_home=where) | BY_NINE)
        for where in ("not_started", "prescribed", "in_pharmacy", "on_ward")
    ),
    (BLOCKED, "medicines-not-in-time", medicine(take_home="on_ward") | BY_NOON),
    (BLOCKED, "medicines-not-in-time", medicine(take_home="in_pharmacy")),
    (CLEAR, "enough-supplied", medicine(days_supplied=7)),
    (BLOCKED, "too-few-days-supplied", medicine(days_supplied=6)),
    (CLEAR, "enough-supplied", medicine(days_supplied=14) | NO_MONDAY),
    (BLOCKED, "too-few-days-supplied", medicine(days_supplied=13) | NO_MONDAY),
    (CLEAR, "doses-covered", {"/medicines/items/0/covered_until": "2026-06-08"}),
    (BLOCKED, "doses-not-covered", {"/medicines/items/0/covered_until": "2026-06-07"}),
    (BLOCKED, "doses-not-covered", {"/medicines/items/0/covered_until": LEFT_OUT}),
    (CLEAR, "chart-sent", {}),
    (AT_RISK, "chart-not-sent", medicine(chart_sent=False)),
    (CLEAR, "allergies-established", medicine(allergies_known="none_known")),
    (BLOCKED, "allergies-not-established", medicine(allergies_known="not_established")),
)
ACCOMMODATION = _cases(
    CheckName.ACCOMMODATION,
    (CLEAR, "room-ready", {}),
    (CLEAR, "room-ready", {}, a_room(ready_at=SATURDAY_TEN)),
    (BLOCKED, "room-ready-too-late", {}, a_room(ready_at=SATURDAY_TEN + timedelta(minutes=1))),
    (BLOCKED, "no-home-has-accepted", {}, None),
    (CLEAR, "access-fits", {}),
    (BLOCKED, "not-access-fits", {}, a_room(access_fits=False)),
    (CLEAR, "isolation-possible", INFECTED),
    (BLOCKED, "not-isolation-possible", INFECTED, a_room(isolation_possible=False)),
    (
        BLOCKED,
        "not-isolation-possible",
        INFECTED | {"/infection/isolate_until": "2026-06-06"},
        a_room(isolation_possible=False),
    ),
    (CLEAR, "bariatric-fits", {"/mobility/bariatric": True}),
    (BLOCKED, "not-bariatric-fits", {"/mobility/bariatric": True}, a_room(bariatric_fits=False)),
    (CLEAR, "first-nights-staffed", {}),
    (BLOCKED, "not-first-nights-staffed", {}, a_room(first_nights_staffed=False)),
)
EQUIPMENT = _cases(
    CheckName.EQUIPMENT,
    (CLEAR, "in-place", {}),
    (AT_RISK, "on-order", ORDERED | {"/equipment/0/due_at": "2026-06-06T10:00:00Z"}),
    (BLOCKED, "not-in-time", ORDERED | {"/equipment/0/due_at": "2026-06-06T10:01:00Z"}),
    (BLOCKED, "not-in-time", ORDERED),
    (BLOCKED, "not-in-time", {"/equipment/0/status": "none"}),
    (CLEAR, "staff-trained", {}),
    (AT_RISK, "staff-not-trained", {"/equipment/1/staff_trained": False}),
    (AT_RISK, "staff-not-trained", {"/equipment/1/staff_trained": LEFT_OUT}),
)
INFORMATION = _cases(
    CheckName.INFORMATION_QUALITY,
    (CLEAR, "complete", {}),
    (BLOCKED, "answers-missing", {"/skin/score": LEFT_OUT}),
    (CLEAR, "observations-fresh", {"/clinical/observed_at": "2026-06-04T12:00:00Z"}),
    (AT_RISK, "observations-old", {"/clinical/observed_at": "2026-06-04T11:59:00Z"}),
    (CLEAR, "assessment-fresh", {"/assessor/assessed_at": "2026-06-03T12:00:00Z"}),
    (AT_RISK, "assessment-old", {"/assessor/assessed_at": "2026-06-03T11:59:00Z"}),
    (CLEAR, "contact-reachable", {}),
    (AT_RISK, "contact-not-reachable", {"/assessor/contact/reachable_at_weekend": False}),
)
CHANGED = _cases(
    CheckName.COMPLEXITY_CHANGE,
    (CLEAR, "baseline-known", {}),
    (AT_RISK, "baseline-not-known", {"/changed_needs/compared_with": "not_known"}),
    (CLEAR, "nothing-changed", {"/changed_needs/differences": []}, None),
    (CLEAR, "home-can-meet-it", {}),
    (AT_RISK, "not-confirmed-by-home", {}, None),
    *(
        case
        for new in ("new_two_person_care", "new_behaviour", "new_nursing_tasks")
        for case in (
            (CLEAR, "home-can-meet-it", {f"/changed_needs/{new}": True}),
            (BLOCKED, "not-confirmed-by-home", {f"/changed_needs/{new}": True}, None),
            (
                BLOCKED,
                "home-can-not-meet-it",
                {f"/changed_needs/{new}": True},
                a_room(needs_can_be_met=False),
            ),
        )
    ),
)
SUPPORT = _cases(
    CheckName.COMMUNITY_HEALTH_SUPPORT,
    (CLEAR, "registered", {"/follow_on/gp": "temporary"}),
    (CLEAR, "registered", {"/follow_on/gp": "registered"}),
    (AT_RISK, "registration-asked-for", {"/follow_on/gp": "asked_for"}),
    (BLOCKED, "not-registered", {"/follow_on/gp": "not_registered"}),
    (CLEAR, "cover-named", {}),
    (BLOCKED, "cover-not-named", {"/follow_on/out_of_hours": LEFT_OUT}),
    (CLEAR, "nursing-accepted", {}),
    (AT_RISK, "nursing-without-date", {"/follow_on/nurse_first_visit_on": LEFT_OUT}),
    (AT_RISK, "nursing-without-date", {"/follow_on/district_nursing": "referred"}),
    (BLOCKED, "nursing-not-asked-for", {"/follow_on/district_nursing": "needed"}),
    (CLEAR, "fallback-number", {}),
    (AT_RISK, "no-fallback-number", {"/follow_on/fallback_phone": LEFT_OUT}),
)
CASES = [*MEDICATION, *ACCOMMODATION, *EQUIPMENT, *INFORMATION, *CHANGED, *SUPPORT]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.check.value} {case.code}")
def test_a_check_is_what_its_evidence_says(case: Case) -> None:
    found = check(Move(an_assessment(case.changes), case.room, case.at), case.check)

    assert (case.status, case.code) in [(one.status, one.code) for one in found.evidence]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.check.value} {case.code}")
def test_what_is_not_clear_has_somebody_who_sees_to_it(case: Case) -> None:
    for one in check(Move(an_assessment(case.changes), case.room, case.at), case.check).evidence:
        assert bool(one.owner) == (one.status in (AT_RISK, BLOCKED))
        assert bool(one.due_by) == (one.status == AT_RISK)


def test_every_code_of_every_rule_is_shown_above() -> None:
    shown = {(case.check, case.code) for case in CASES}
    seen = {
        (name, one.code)
        for case in CASES
        for name in weekend.RULES
        for one in weekend.evidence(Move(an_assessment(case.changes), case.room, case.at), name)
    }

    assert seen == shown


def test_in_the_example_everything_is_clear_and_they_can_leave() -> None:
    told = weekend.readiness(a_move())

    assert {one.check: one.status for one in told.checks} == dict.fromkeys(CheckName, CLEAR)
    assert (told.weekend_ready, told.reasons, told.leaves_at) == (True, [], SATURDAY_TEN)


def test_what_nobody_needs_does_not_apply() -> None:
    at_home = {"/transfer/destination": "own_home", "/transfer/placement": "none", "/equipment": []}
    move = a_move(at_home, room=None)

    assert check(move, CheckName.EQUIPMENT).status == NOT_APPLICABLE
    assert check(move, CheckName.ACCOMMODATION).status == NOT_APPLICABLE


def test_before_a_bank_holiday_doses_have_to_last_until_tuesday() -> None:
    late_may = {
        "/transport/booked_for": "2026-05-23T10:00:00Z",
        "/medicines/items/0/covered_until": "2026-05-25",
    }

    assert check(a_move(late_may), CheckName.MEDICATION).status == BLOCKED
    late_may["/medicines/items/0/covered_until"] = "2026-05-26"
    assert check(a_move(late_may), CheckName.MEDICATION).status == CLEAR


def test_medicines_that_were_stopped_have_to_last_for_nobody() -> None:
    stopped = {"/medicines/items/2/time_critical": True}

    assert check(a_move(stopped), CheckName.MEDICATION).status == CLEAR


def test_without_transport_they_leave_when_the_window_begins() -> None:
    move = a_move({"/transport/type": "not_arranged", "/transport/booked_for": LEFT_OUT})

    assert weekend.readiness(move).leaves_at == datetime(2026, 6, 6, 9, tzinfo=UTC)


def test_what_is_at_risk_stops_nobody_if_somebody_sees_to_it_in_time() -> None:
    told = weekend.readiness(a_move(medicine(take_home="in_pharmacy") | BY_NINE))

    assert told.weekend_ready
    assert check(a_move(medicine(take_home="in_pharmacy") | BY_NINE), CheckName.MEDICATION).owner == "Ward"


def test_a_home_that_accepted_other_needs_has_not_said_that_it_can_meet_these() -> None:
    worse = an_assessment({"/changed_needs/new_two_person_care": True})
    more_pills = an_assessment({"/medicines/days_supplied": 21})

    assert (
        check(Move(worse, ROOM, RECEIVED, an_assessment({})), CheckName.COMPLEXITY_CHANGE).status == BLOCKED
    )
    assert check(Move(worse, ROOM, RECEIVED, worse), CheckName.COMPLEXITY_CHANGE).status == CLEAR
    assert (
        check(Move(more_pills, ROOM, RECEIVED, an_assessment({})), CheckName.COMPLEXITY_CHANGE).status
        == CLEAR
    )


def reasons(move: Move, *overrides: Overridden) -> list[tuple[CheckName, str]]:
    return [(one.check, one.code) for one in weekend.readiness(move, overrides).reasons]


def said(move: Move, name: CheckName, status: CheckStatus, **more: Any) -> Overridden:
    seen = weekend.covers(weekend.evidence(move, name))
    usual: dict[str, Any] = {
        "reason": "The ward manager drives them over.",
        "account_id": VERA,
        "at": RECEIVED,
    }
    return Overridden(check=name, status=status, covers=seen, **(usual | more))


def test_somebody_who_knows_better_overrides_a_check_with_a_reason() -> None:
    move = a_move(medicine(days_supplied=3))
    override = said(move, CheckName.MEDICATION, CLEAR)

    assert reasons(move) == [(CheckName.MEDICATION, "blocked")]
    assert reasons(move, override) == []
    shown = check(move, CheckName.MEDICATION, override)
    assert (shown.status, shown.derived, shown.override) == (CLEAR, BLOCKED, override)


def test_an_override_covers_what_its_maker_saw_and_no_more() -> None:
    seen = a_move(medicine(days_supplied=3))
    override = said(seen, CheckName.MEDICATION, CLEAR)
    worse = a_move(medicine(days_supplied=3, allergies_known="not_established"))

    shown = check(worse, CheckName.MEDICATION, override)
    assert (shown.status, shown.override) == (BLOCKED, UNSET)


def test_an_override_goes_on_counting_while_only_hours_pass() -> None:
    old = {"/clinical/observed_at": "2026-06-04T08:00:00Z"}
    override = said(a_move(old), CheckName.INFORMATION_QUALITY, CLEAR)
    later = a_move(old, at=RECEIVED + timedelta(hours=5))

    assert check(later, CheckName.INFORMATION_QUALITY, override).override == override


def test_of_two_overrides_the_later_counts() -> None:
    move = a_move(medicine(days_supplied=3))
    first, second = said(move, CheckName.MEDICATION, CLEAR), said(move, CheckName.MEDICATION, BLOCKED)

    assert check(move, CheckName.MEDICATION, first, second).status == BLOCKED


def test_a_check_at_risk_needs_an_owner_and_a_time_before_they_leave() -> None:
    move = a_move(medicine(days_supplied=3))
    late = SATURDAY_TEN + timedelta(minutes=1)

    assert reasons(move, said(move, CheckName.MEDICATION, AT_RISK, owner="Pharmacist")) == [
        (CheckName.MEDICATION, "no-time-set")
    ]
    assert reasons(move, said(move, CheckName.MEDICATION, AT_RISK, owner="Pharmacist", due_by=late)) == [
        (CheckName.MEDICATION, "due-after-they-leave")
    ]
    in_time = said(move, CheckName.MEDICATION, AT_RISK, owner="Pharmacist", due_by=SATURDAY_TEN)
    assert reasons(move, in_time) == []


MOVES = st.builds(
    lambda body, room, hours: Move(decode(encode(body), Assessment), room, RECEIVED + timedelta(hours=hours)),
    bodies_near(assessment_form(), Assessment),
    st.none() | st.builds(a_room, access_fits=st.booleans(), needs_can_be_met=st.booleans()),
    st.integers(0, 100),
)
RANK = (CLEAR, AT_RISK, BLOCKED)


@settings(max_examples=80, deadline=None)
@given(MOVES)
def test_a_check_is_as_bad_as_the_worst_of_its_evidence(move: Move) -> None:
    for one in weekend.readiness(move).checks:
        ranks = [RANK.index(each.status) for each in one.evidence]
        assert one.status == one.derived == (RANK[max(ranks)] if ranks else NOT_APPLICABLE)


@settings(max_examples=80, deadline=None)
@given(MOVES)
def test_they_can_leave_exactly_if_nothing_is_blocked_and_every_risk_is_somebodys_in_time(move: Move) -> None:
    told = weekend.readiness(move)

    assert told.weekend_ready == all(
        one.status in (CLEAR, NOT_APPLICABLE)
        or (one.status == AT_RISK and one.owner and one.due_by and one.due_by <= told.leaves_at)
        for one in told.checks
    )
    assert told.weekend_ready == (told.reasons == [])


@settings(max_examples=50, deadline=None)
@given(MOVES, st.sampled_from(CheckName), st.sampled_from(CheckStatus))
def test_an_override_changes_its_own_check_and_no_other(
    move: Move, name: CheckName, status: CheckStatus
) -> None:
    plain = {one.check: one for one in weekend.readiness(move).checks}
    told = {one.check: one for one in weekend.readiness(move, [said(move, name, status)]).checks}

    assert told[name].status == status
    assert {one: told[one] for one in told if one != name} == {
        one: plain[one] for one in plain if one != name
    }


@settings(max_examples=50, deadline=None)
@given(MOVES)
def test_the_same_facts_give_the_same_checks_and_survive_a_journey(move: Move) -> None:
    told = weekend.readiness(move)

    assert weekend.readiness(move) == told
    assert decode(encode(told), type(told)) == told
    assert all(isinstance(each, Evidence) for one in told.checks for each in one.evidence)
