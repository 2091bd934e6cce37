"""Who it is about, and why now."""

from collections.abc import Iterator
from datetime import date

from schemas.base import Issue
from schemas.code_lists import ReviewReason, ReviewType
from schemas.reviews import Review
from workflows.nhs_numbers import can_be_an_nhs_number


def the_person_can_be_identified(review: Review, received_on: date) -> Iterator[Issue]:
    """By the number that they have on the record, or by their NHS number."""
    if review.person.mosaic_person_id is None and review.person.nhs_number is None:
        yield Issue(pointer="/person", code="identifier-missing")


def the_nhs_number_can_be_one(review: Review, received_on: date) -> Iterator[Issue]:
    """Its check digit is right, and it isn't one digit ten times."""
    number = review.person.nhs_number
    if number is not None and not can_be_an_nhs_number(number):
        yield Issue(pointer="/person/nhs_number", code="nhs-number-invalid")


def the_reason_fits_the_type(review: Review, received_on: date) -> Iterator[Issue]:
    """A planned review has the planned reason, an unplanned one another; a requested one may have any."""
    was_due = review.review_reason == ReviewReason.PLANNED
    if review.review_type in (ReviewType.PLANNED, ReviewType.UNPLANNED) and was_due != (
        review.review_type == ReviewType.PLANNED
    ):
        yield Issue(pointer="/review_reason", code="reason-does-not-fit-type")
