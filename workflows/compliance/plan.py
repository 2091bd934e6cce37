"""What a review has to find out about the plan, whatever the answer is."""

from collections.abc import Iterator
from datetime import date

from schemas.base import Issue
from schemas.code_lists import ChangeRequest, OutcomeStatus, YesNoUnknown
from schemas.reviews import Review


def outcomes_that_are_all_unmet_lead_to_something(review: Review, received_on: date) -> Iterator[Issue]:
    """A plan of which nothing is met is changed or reassessed."""
    nothing_met = all(outcome.status == OutcomeStatus.NOT_MET for outcome in review.outcomes)
    if nothing_met and review.change_request == ChangeRequest.NONE and not review.reassessment_needed:
        yield Issue(pointer="/change_request", code="outcomes-unmet-without-change")


def new_outcomes_are_considered(review: Review, received_on: date) -> Iterator[Issue]:
    """An empty list says that the person wants nothing new; none at all says that nobody asked."""
    if review.new_outcomes is None:
        yield Issue(pointer="/new_outcomes", code="new-outcomes-not-considered")


def improvements_are_considered(review: Review, received_on: date) -> Iterator[Issue]:
    """Be it that there is nothing to improve."""
    if review.improvements is None or not review.improvements.strip():
        yield Issue(pointer="/improvements", code="improvements-not-considered")


def how_the_budget_is_managed_is_considered(review: Review, received_on: date) -> Iterator[Issue]:
    """Whether the way is right is known, or a direct payment was at least talked about."""
    unknown = review.budget_managed_well == YesNoUnknown.UNKNOWN
    if unknown and review.direct_payment_discussed != YesNoUnknown.YES:
        yield Issue(pointer="/budget_managed_well", code="budget-management-not-considered")
