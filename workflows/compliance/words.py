"""Questions that everybody is asked and that only words answer: a space bar is no answer."""

from collections.abc import Iterator
from datetime import date

from schemas.base import Issue
from schemas.reviews import Review


def the_person_speaks_in_the_review(review: Review, received_on: date) -> Iterator[Issue]:
    """In their own words, or as far as it is known what they would want."""
    yield from _blank(review, "person_views")


def what_helps_them_to_communicate_is_said(review: Review, received_on: date) -> Iterator[Issue]:
    """Be it that nothing is needed."""
    yield from _blank(review, "communication_needs")


def it_is_said_how_the_plan_works(review: Review, received_on: date) -> Iterator[Issue]:
    """What works, what doesn't, and what should change."""
    yield from _blank(review, "working_well", "not_working", "should_change")


def it_is_said_what_happens_without_the_usual_care(review: Review, received_on: date) -> Iterator[Issue]:
    """The day will come on which nobody can."""
    yield from _blank(review, "contingency_plan")


def _blank(review: Review, *names: str) -> Iterator[Issue]:
    for name in names:
        if not getattr(review, name).strip():
            yield Issue(pointer=f"/{name}", code="blank")
