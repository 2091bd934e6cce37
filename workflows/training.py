"""What has to be true of a course that is recorded."""

from collections.abc import Iterator
from datetime import date

from schemas.base import Issue
from schemas.training import RecordTraining


def faults(said: RecordTraining, today: date) -> Iterator[Issue]:
    """Where the dates can't be; `today` is the day in London."""
    if said.completed_on > today:
        yield Issue(pointer="/completed_on", code="date-in-future")
    if said.expires_on is not None and said.expires_on < said.completed_on:
        yield Issue(pointer="/expires_on", code="ends-before-it-begins")


def same(one: str, other: str) -> bool:
    """Whether two names are of one course."""
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())
