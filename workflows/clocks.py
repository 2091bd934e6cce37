"""By when somebody who waits for a decision may expect it: working days as they are counted in England."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
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


def resumed(due_at: datetime, paused_from: datetime, resumed_at: datetime, policy: ClockPolicy) -> datetime:
    """When it is due after a pause: the working time that was left at the pause begins again at resumption.

    What was overdue at the pause is due at resumption, or as soon after it as anybody works.
    """
    left = _working_time(paused_from, due_at, policy)
    hours = _working_hours_from(resumed_at, policy)
    opens, closes = next(hours)
    while max(opens, resumed_at) + left > closes:
        left -= max(closes - max(opens, resumed_at), NO_TIME)
        opens, closes = next(hours)
    return max(opens, resumed_at) + left


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


def _working_time(start: datetime, end: datetime, policy: ClockPolicy) -> timedelta:
    until_end = takewhile(lambda hours: hours[0] < end, _working_hours_from(start, policy))
    return sum((max(min(closes, end) - max(opens, start), NO_TIME) for opens, closes in until_end), NO_TIME)
