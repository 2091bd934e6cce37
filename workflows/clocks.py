"""By when somebody who waits for a decision may expect it: working days as they are counted in England."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import takewhile
from zoneinfo import ZoneInfo

from holidays import country_holidays

from workflows.policies import ClockPolicy

LONDON = ZoneInfo("Europe/London")
NO_TIME = timedelta()

_england = country_holidays("GB", subdiv="ENG")


def due(received_at: datetime, working_days: int, policy: ClockPolicy) -> datetime:
    """When what was received then is due: the close, in UTC, of the working day that many after its own.

    Its own working day is that of receipt, or the next one if it came after the cut-off hour or on a day off.
    0 working days is the same day, so that nothing is ever due before it came.
    """
    local = received_at.astimezone(LONDON)
    days_late = int(is_working_day(local.date()) and local.time() > policy.cut_off)
    return _hours(_working_day(local.date(), working_days + days_late), policy)[1]


def time_left(at: datetime, due_at: datetime, policy: ClockPolicy) -> timedelta:
    """The working time from `at` until it is due; none once it is overdue."""
    until_due = takewhile(lambda hours: hours[0] < due_at, _working_hours_from(at, policy))
    return sum((max(min(closes, due_at) - max(opens, at), NO_TIME) for opens, closes in until_due), NO_TIME)


def due_after(at: datetime, left: timedelta, policy: ClockPolicy) -> datetime:
    """When it is due if, at `at`, so much working time is left: what has none is due as soon as anybody works."""
    hours = _working_hours_from(at, policy)
    opens, closes = next(hours)
    while max(opens, at) + left > closes:
        left -= max(closes - max(opens, at), NO_TIME)
        opens, closes = next(hours)
    return max(opens, at) + left


def end_of_day(day: date) -> datetime:
    """The last moment of a day in London."""
    return datetime.combine(day, time.max, LONDON)


def is_working_day(day: date) -> bool:
    """Monday to Friday, but not on a bank holiday in England."""
    return _working_day(day, 0) == day


@lru_cache(maxsize=4096)
def _working_day(day: date, after: int) -> date:
    """The working day so many after the first one that is not before `day`."""
    return _england.get_nth_working_day(_england.get_nth_working_day(day, 0), after)


def _hours(day: date, policy: ClockPolicy) -> tuple[datetime, datetime]:
    opens, closes = (datetime.combine(day, hour, LONDON) for hour in (policy.opens, policy.closes))
    return opens.astimezone(UTC), closes.astimezone(UTC)


def _working_hours_from(moment: datetime, policy: ClockPolicy) -> Iterator[tuple[datetime, datetime]]:
    """The hours of every working day from that of the moment on, one that is over by then included."""
    day = moment.astimezone(LONDON).date()
    while True:
        day = _working_day(day, 0)
        yield _hours(day, policy)
        day += timedelta(days=1)


def is_in_hours(moment: datetime, policy: ClockPolicy) -> bool:
    """Between opening and closing on a working day."""
    local = moment.astimezone(LONDON)
    return is_working_day(local.date()) and policy.opens <= local.time() < policy.closes


def decision_due(
    asked_at: datetime, in_hours: timedelta, out_of_hours: timedelta, policy: ClockPolicy
) -> datetime:
    """By when a home answers that was asked then: homes never close, so its limit runs on, longer out of hours."""
    return asked_at + (in_hours if is_in_hours(asked_at, policy) else out_of_hours)
