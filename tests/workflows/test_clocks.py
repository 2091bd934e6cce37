"""Who waits for a decision is told a day and an hour that can be kept."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.clocks import due, due_after, is_working_day, time_left
from workflows.policies import ClockPolicy

LONDON = ZoneInfo("Europe/London")
OFFICE = ClockPolicy()
BANK_HOLIDAYS = {
    date.fromisoformat(day)
    for day in (
        *("2025-12-25", "2025-12-26"),
        *("2026-01-01", "2026-04-03", "2026-04-06", "2026-05-04"),
        *("2026-05-25", "2026-08-31", "2026-12-25", "2026-12-28"),
        *("2027-01-01", "2027-03-26", "2027-03-29", "2027-05-03"),
        *("2027-05-31", "2027-08-30", "2027-12-27", "2027-12-28", "2028-01-03"),
    )
}
"""Those on a weekday, as the government lists them for England and Wales."""

FIRST, LAST = datetime(2025, 12, 1), datetime(2027, 11, 30)  # noqa: DTZ001 - Hypothesis adds the zone
MOMENTS = st.datetimes(FIRST, LAST, timezones=st.just(UTC))
DAYS = st.integers(0, 6)


def london(text: str) -> datetime:
    """A time on a clock in London, such as 2026-03-27 13:00."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


def plainly_a_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in BANK_HOLIDAYS


def time_worked(start: datetime, end: datetime) -> timedelta:
    """Counted on the wall clock, day by day: no clock ever changes during working hours."""
    first, last = (moment.astimezone(LONDON).replace(tzinfo=None) for moment in (start, end))
    total, day = timedelta(), first.date()
    while day <= last.date():
        nine, five = datetime.combine(day, time(9)), datetime.combine(day, time(17))
        if plainly_a_working_day(day):
            total += max(min(five, last) - max(nine, first), timedelta())
        day += timedelta(days=1)
    return total


@pytest.mark.parametrize(
    ("received", "working_days", "expected"),
    [
        ("2026-06-03 09:30", 0, "2026-06-03 17:00"),
        ("2026-06-03 09:30", 1, "2026-06-04 17:00"),
        ("2026-06-03 09:30", 2, "2026-06-05 17:00"),
        ("2026-06-03 04:00", 0, "2026-06-03 17:00"),
        ("2026-06-04 10:00", 2, "2026-06-08 17:00"),
    ],
)
def test_a_decision_is_due_at_the_close_of_a_working_day(
    received: str, working_days: int, expected: str
) -> None:
    assert due(london(received), working_days, OFFICE) == london(expected)


def test_work_on_the_stroke_of_the_cut_off_is_in_time_and_a_moment_later_is_not() -> None:
    assert due(london("2026-06-03 13:00"), 0, OFFICE) == london("2026-06-03 17:00")
    assert due(london("2026-06-03 13:00:00.000001"), 0, OFFICE) == london("2026-06-04 17:00")


@pytest.mark.parametrize("received", ["2026-06-05 13:01", "2026-06-06 10:00", "2026-06-07 23:59"])
def test_what_comes_after_friday_noon_or_at_the_weekend_counts_as_mondays(received: str) -> None:
    assert due(london(received), 0, OFFICE) == london("2026-06-08 17:00")


def test_nobody_works_over_easter() -> None:
    assert due(london("2026-04-02 15:00"), 0, OFFICE) == london("2026-04-07 17:00")
    assert due(london("2026-04-02 10:00"), 1, OFFICE) == london("2026-04-07 17:00")


def test_christmas_takes_its_substitute_days_and_leaves_the_days_between() -> None:
    assert due(london("2026-12-24 10:00"), 1, OFFICE) == london("2026-12-29 17:00")
    assert due(london("2027-12-24 14:00"), 0, OFFICE) == london("2027-12-29 17:00")


def test_clocks_that_go_forward_leave_the_close_at_five_in_london() -> None:
    friday, monday = london("2026-03-27 10:00"), due(london("2026-03-27 10:00"), 1, OFFICE)

    assert due(friday, 0, OFFICE) == datetime(2026, 3, 27, 17, tzinfo=UTC)
    assert monday == datetime(2026, 3, 30, 16, tzinfo=UTC)


def test_clocks_that_go_back_leave_the_close_at_five_in_london() -> None:
    friday, monday = london("2026-10-23 10:00"), due(london("2026-10-23 10:00"), 1, OFFICE)

    assert due(friday, 0, OFFICE) == datetime(2026, 10, 23, 16, tzinfo=UTC)
    assert monday == datetime(2026, 10, 26, 17, tzinfo=UTC)


def test_the_day_of_receipt_is_the_one_in_london() -> None:
    just_after_midnight = datetime(2026, 6, 3, 23, 30, tzinfo=UTC)

    assert due(just_after_midnight, 0, OFFICE) == london("2026-06-04 17:00")


def test_a_council_may_keep_other_hours() -> None:
    late = ClockPolicy(opens=time(8), cut_off=time(16), closes=time(18, 30))

    assert due(london("2026-06-03 15:59"), 0, late) == london("2026-06-03 18:30")


def test_a_day_that_closes_before_its_cut_off_is_no_working_day() -> None:
    with pytest.raises(ValueError, match="cut-off"):
        ClockPolicy(cut_off=time(18))


def test_england_keeps_its_own_bank_holidays() -> None:
    first, last = date(2025, 12, 2), date(2027, 12, 31)
    days = [first + timedelta(n) for n in range((last - first).days)]

    assert [day for day in days if is_working_day(day)] == list(filter(plainly_a_working_day, days))


@settings(deadline=None)
@given(MOMENTS, DAYS)
def test_nothing_is_due_before_it_came_or_when_nobody_works(received_at: datetime, days: int) -> None:
    due_at = due(received_at, days, OFFICE)

    local = due_at.astimezone(LONDON)
    assert due_at > received_at
    assert plainly_a_working_day(local.date())
    assert local.time() == time(17)


@settings(deadline=None)
@given(MOMENTS, MOMENTS, DAYS)
def test_what_comes_later_is_never_due_earlier(one: datetime, other: datetime, days: int) -> None:
    assert due(min(one, other), days, OFFICE) <= due(max(one, other), days, OFFICE)


@settings(deadline=None)
@given(MOMENTS, DAYS, DAYS)
def test_another_working_day_is_another_working_day(received_at: datetime, days: int, more: int) -> None:
    sooner, later = due(received_at, days, OFFICE), due(received_at, days + more, OFFICE)

    assert time_worked(sooner, later) == more * timedelta(hours=8)


def resumed(due_at: datetime, paused_from: datetime, resumed_at: datetime, policy: ClockPolicy) -> datetime:
    """What a pause makes of a due time."""
    return due_after(resumed_at, time_left(paused_from, due_at, policy), policy)


def test_the_working_time_that_was_left_is_given_back() -> None:
    due_at = london("2026-06-05 17:00")

    assert resumed(due_at, london("2026-06-04 15:00"), london("2026-06-09 10:00"), OFFICE) == london(
        "2026-06-10 12:00"
    )


def test_what_comes_back_in_the_evening_goes_on_in_the_morning() -> None:
    due_at, returned_at = london("2026-06-05 17:00"), london("2026-06-05 15:00")

    assert resumed(due_at, returned_at, london("2026-06-05 20:00"), OFFICE) == london("2026-06-08 11:00")


def test_the_time_left_may_end_with_a_working_day() -> None:
    due_at, returned_at = london("2026-06-05 17:00"), london("2026-06-05 15:00")

    assert resumed(due_at, returned_at, london("2026-06-09 15:00"), OFFICE) == london("2026-06-09 17:00")


def test_a_pause_over_both_clock_changes_takes_no_working_time() -> None:
    due_at, returned_at = london("2026-03-27 17:00"), london("2026-03-27 12:00")

    assert resumed(due_at, returned_at, london("2026-10-26 09:00"), OFFICE) == london("2026-10-26 14:00")


def test_what_was_overdue_is_due_as_soon_as_somebody_works() -> None:
    due_at, returned_at = london("2026-06-03 17:00"), london("2026-06-04 11:00")

    assert resumed(due_at, returned_at, london("2026-06-05 11:00"), OFFICE) == london("2026-06-05 11:00")
    assert resumed(due_at, returned_at, london("2026-06-06 11:00"), OFFICE) == london("2026-06-08 09:00")


PAUSES = st.timedeltas(timedelta(), timedelta(days=40))
INTO = st.timedeltas(timedelta(), timedelta(days=5))


@settings(deadline=None)
@given(MOMENTS, DAYS, INTO, PAUSES)
def test_a_pause_neither_gives_nor_takes_working_time(
    received_at: datetime, days: int, into: timedelta, pause: timedelta
) -> None:
    due_at, paused_from = due(received_at, days, OFFICE), received_at + into
    resumed_at = paused_from + pause

    due_again = resumed(due_at, paused_from, resumed_at, OFFICE)

    local = due_again.astimezone(LONDON)
    assert time_worked(resumed_at, due_again) == time_worked(paused_from, due_at)
    assert due_again >= resumed_at
    assert plainly_a_working_day(local.date())
    assert time(9) <= local.time() <= time(17)


@settings(deadline=None)
@given(MOMENTS, DAYS, INTO, PAUSES, PAUSES)
def test_who_comes_back_later_is_never_due_earlier(
    received_at: datetime, days: int, into: timedelta, pause: timedelta, longer: timedelta
) -> None:
    due_at, paused_from = due(received_at, days, OFFICE), received_at + into

    sooner = resumed(due_at, paused_from, paused_from + pause, OFFICE)
    later = resumed(due_at, paused_from, paused_from + pause + longer, OFFICE)

    assert sooner <= later


@settings(deadline=None)
@given(MOMENTS, DAYS, st.floats(0, 1))
def test_a_pause_of_no_length_changes_nothing(received_at: datetime, days: int, share: float) -> None:
    due_at = due(received_at, days, OFFICE)
    returned_at = received_at + share * (due_at - received_at)

    assert resumed(due_at, returned_at, returned_at, OFFICE) == due_at
