"""Each day is counted once, when its cut-off has passed in London; days that were missed are counted after."""

from datetime import UTC, date, datetime, timedelta

from workflows.day_counts import days_due
from workflows.policies import ClockPolicy

CLOCK = ClockPolicy()
MONDAY = date(2026, 11, 16)


def at(hour: int, minute: int = 0, day: date = MONDAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


def days(last: date | None, now: datetime) -> list[date]:
    return [one.day for one in days_due(last, now, CLOCK)]


def test_a_day_is_counted_once_its_cut_off_has_passed() -> None:
    yesterday = MONDAY - timedelta(days=1)

    assert days(yesterday, at(12, 59)) == []
    assert days(yesterday, at(13)) == [MONDAY]
    assert days(MONDAY, at(18)) == []


def test_the_cut_off_is_that_of_london_in_summer_too() -> None:
    (due,) = days_due(date(2026, 7, 5), datetime(2026, 7, 6, 12, tzinfo=UTC), CLOCK)

    assert due.as_of == datetime(2026, 7, 6, 12, tzinfo=UTC)


def test_what_was_missed_is_counted_after_for_two_weeks() -> None:
    assert days(MONDAY - timedelta(days=3), at(12)) == [date(2026, 11, 14), date(2026, 11, 15)]
    assert days(date(2026, 1, 1), at(13))[0] == date(2026, 11, 2)


def test_a_new_council_begins_today() -> None:
    assert days(None, at(13)) == [MONDAY]
    assert days(None, at(12)) == []
