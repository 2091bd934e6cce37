"""Who may carry out a review, and that nobody gains from it unseen."""

from collections.abc import Iterator
from datetime import date

from schemas.base import Issue
from schemas.code_lists import CapacityResult, ChangeRequest, ConductedBy, ParticipantRole
from schemas.reviews import Review
from workflows.packages import hours_added

PROFESSIONALLY = (ParticipantRole.REVIEWER, ParticipantRole.PROFESSIONAL)


def a_self_review_is_by_somebody_with_capacity(review: Review, received_on: date) -> Iterator[Issue]:
    """Where capacity is lacking, or doubted and not found, a self-review never suffices."""
    if review.conducted_by == ConductedBy.PERSON_SELF and not _has_capacity(review):
        yield Issue(pointer="/conducted_by", code="self-review-without-capacity")


def a_review_by_themselves_has_professional_input(review: Review, received_on: date) -> Iterator[Issue]:
    """What the person or their carer sends in alone isn't waved through."""
    by_themselves = review.conducted_by in (ConductedBy.PERSON_SELF, ConductedBy.CARER)
    if by_themselves and not any(participant.role in PROFESSIONALLY for participant in review.participants):
        yield Issue(pointer="/conducted_by", code="professional-input-missing")


def a_gain_of_the_provider_is_declared(review: Review, received_on: date) -> Iterator[Issue]:
    """A provider that proposes more care says that it gains by it."""
    gains = (
        review.change_request == ChangeRequest.INCREASE
        or hours_added(review.package_current, review.package_proposed) > 0
    )
    if gains and not review.conflict_of_interest_declared:
        yield Issue(pointer="/conflict_of_interest_declared", code="provider-gain-not-declared")


def an_allegation_against_the_provider_is_declared(review: Review, received_on: date) -> Iterator[Issue]:
    """A provider that is itself the alleged party says so where it declares its interests."""
    detail = review.safeguarding_detail
    if detail is not None and detail.alleged_party_is_provider and not review.conflict_of_interest_declared:
        yield Issue(pointer="/conflict_of_interest_declared", code="allegation-not-declared")


def _has_capacity(review: Review) -> bool:
    """Assumed unless doubted (Mental Capacity Act 2005 s1(2)); once doubted, as assessed."""
    if review.assessment_result is None:
        return not review.capacity_doubted
    return review.assessment_result == CapacityResult.HAS_CAPACITY
