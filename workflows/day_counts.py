"""For which days it is to be counted who waits to leave hospital: each once its cut-off has passed."""

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from workflows.clocks import LONDON
from workflows.policies import ClockPolicy

CAUGHT_UP = timedelta(days=14)
"""So far back a service that was away counts after; who waited then is known from when they came and left."""


class Due(NamedTuple):
    """A day in London, and the moment in UTC as of which it is counted."""

    day: date
    as_of: datetime


def cut_off(day: date, policy: ClockPolicy) -> datetime:
    """When the council's day is counted, in UTC."""
    return datetime.combine(day, policy.cut_off, LONDON).astimezone(UTC)


def days_due(last: date | None, at: datetime, policy: ClockPolicy) -> list[Due]:
    """The days whose cut-off has passed and that aren't counted yet, the earliest first; a new council begins today."""
    today = at.astimezone(LONDON).date()
    begins = max(last + timedelta(days=1), today - CAUGHT_UP) if last else today
    days = (begins + timedelta(days=n) for n in range((today - begins).days + 1))
    return [Due(day, cut_off(day, policy)) for day in days if cut_off(day, policy) <= at]
