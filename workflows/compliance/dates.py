"""Days and times that can be, and reviews that come when they are due."""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from schemas.base import Issue
from schemas.code_lists import Milestone
from schemas.reviews import Review

LONDON = ZoneInfo("Europe/London")
LATE_AFTER_DAYS = 28
"""A review that takes longer than this to arrive tells of another month's care."""
OLDEST_AGE_YEARS = 125


def nothing_has_happened_in_the_future(review: Review, received_on: date) -> Iterator[Issue]:
    """No day on which something was done is after the day of receipt."""
    for pointer, day in _days_past(review):
        if day is not None and day > received_on:
            yield Issue(pointer=pointer, code="date-in-future", params={"received_on": str(received_on)})


def the_review_was_made_before_it_was_declared_and_sent(review: Review, received_on: date) -> Iterator[Issue]:
    """Declared no earlier than the day of the review, and sent no earlier than begun."""
    if _day_of(review.declaration.declared_at) < review.review_date:
        yield Issue(pointer="/declaration/declared_at", code="before-review-date")
    if _day_of(review.submitted_at) < review.review_date:
        yield Issue(pointer="/submitted_at", code="before-review-date")
    if review.submitted_at < review.device_created_at:
        yield Issue(pointer="/submitted_at", code="before-device-created-at")


def the_person_can_have_been_born_then(review: Review, received_on: date) -> Iterator[Issue]:
    """Born before the review, and no longer ago than anybody lives."""
    born = review.person.date_of_birth
    if born > review.review_date or _more_than_years(OLDEST_AGE_YEARS, born, review.review_date):
        yield Issue(pointer="/person/date_of_birth", code="date-of-birth-impossible")


def the_last_review_was_before_this_one(review: Review, received_on: date) -> Iterator[Issue]:
    """And a first review has none before it."""
    last = review.previous_review_date
    if last is not None and last >= review.review_date:
        yield Issue(pointer="/previous_review_date", code="not-before-review-date")
    elif last is not None and review.milestone == Milestone.INITIAL:
        yield Issue(pointer="/milestone", code="not-the-first-review")


def the_last_review_was_no_more_than_a_year_ago(review: Review, received_on: date) -> Iterator[Issue]:
    """Every plan is reviewed at least once in 12 months."""
    last = review.previous_review_date
    if last is None or review.milestone == Milestone.INITIAL:
        return
    if _more_than_years(1, last, review.review_date):
        yield Issue(pointer="/review_date", code="more-than-12-months-after-last")


def the_next_review_is_within_a_year(review: Review, received_on: date) -> Iterator[Issue]:
    """Judged from the day of the review, however late it arrives."""
    if review.next_review_due <= review.review_date:
        yield Issue(pointer="/next_review_due", code="not-after-review-date")
    elif _more_than_years(1, review.review_date, review.next_review_due):
        yield Issue(pointer="/next_review_due", code="more-than-12-months-ahead")


def the_review_arrived_while_it_was_fresh(review: Review, received_on: date) -> Iterator[Issue]:
    """Received within 28 days of the review."""
    days = (received_on - review.review_date).days
    if days > LATE_AFTER_DAYS:
        yield Issue(pointer="/review_date", code="received-late", params={"days": days})


def the_reviewer_was_in_date(review: Review, received_on: date) -> Iterator[Issue]:
    """Every course listed was taken by, and hadn't run out on, the day of the review."""
    for index, training in enumerate(review.reviewer_training_snapshot):
        if not training.completed_on <= review.review_date <= training.expires_on:
            pointer = f"/reviewer_training_snapshot/{index}/expires_on"
            yield Issue(pointer=pointer, code="training-not-in-date", params={"course": training.course})


def a_change_begins_after_it_was_reviewed(review: Review, received_on: date) -> Iterator[Issue]:
    """No package is changed backwards in time."""
    if review.change_effective_from is not None and review.change_effective_from < review.review_date:
        yield Issue(pointer="/change_effective_from", code="before-review-date")


def _days_past(review: Review) -> Iterator[tuple[str, date | None]]:
    yield "/review_date", review.review_date
    yield "/submitted_at", _day_of(review.submitted_at)
    yield "/declaration/declared_at", _day_of(review.declaration.declared_at)
    yield "/assessment_date", review.assessment_date
    yield "/copy_to_person_on", review.copy_to_person_on
    if review.safeguarding_detail is not None and review.safeguarding_detail.referral_made_at is not None:
        yield "/safeguarding_detail/referral_made_at", _day_of(review.safeguarding_detail.referral_made_at)


def _day_of(moment: datetime) -> date:
    """The day in London; at the very ends of the calendar, the day as written."""
    try:
        return moment.astimezone(LONDON).date()
    except OverflowError:
        return moment.date()


def _more_than_years(years: int, start: date, end: date) -> bool:
    return (end.year - years, end.month, end.day) > (start.year, start.month, start.day)
