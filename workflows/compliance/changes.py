"""What has changed, and whether what is proposed follows from it."""

from collections.abc import Iterator
from datetime import date

import msgspec

from schemas.base import Issue
from schemas.code_lists import Agreement, ChangeRequest, Direction, NeedsChanged
from schemas.review_parts import EligibilityOutcome
from schemas.reviews import Review
from workflows.packages import hours_added, hours_per_week

TOLERATED_HOURS = 0.05
"""Three minutes a week: stated hours are rounded."""


def a_change_in_need_leads_to_reassessment(review: Review, received_on: date) -> Iterator[Issue]:
    """A review doesn't settle a change in need, up or down; a fresh assessment does."""
    if (
        review.needs_changed in (NeedsChanged.INCREASE, NeedsChanged.DECREASE)
        and not review.reassessment_needed
    ):
        yield Issue(
            pointer="/reassessment_needed",
            code="reassessment-not-indicated",
            params={"needs_changed": review.needs_changed.value},
        )


def a_need_that_grew_is_a_need_that_changed(review: Review, received_on: date) -> Iterator[Issue]:
    """An outcome marked worse doesn't go with needs marked unchanged."""
    worse = [name for name, outcome in _eligibility(review) if outcome.change == Direction.WORSE]
    if worse and review.needs_changed == NeedsChanged.NONE:
        yield Issue(pointer="/needs_changed", code="worse-need-not-stated", params={"worse": worse})


def the_person_was_asked_about_the_change(review: Review, received_on: date) -> Iterator[Issue]:
    """All reasonable steps to reach agreement begin with asking."""
    agreed = review.change_agreed
    if review.change_request != ChangeRequest.NONE and agreed and agreed.person == Agreement.NOT_ASKED:
        yield Issue(pointer="/change_agreed/person", code="person-not-asked")


def the_proposal_is_what_is_requested(review: Review, received_on: date) -> Iterator[Issue]:
    """More is more, less is less, and no change is today's package."""
    if not _follows(review):
        yield Issue(
            pointer="/package_proposed",
            code="proposal-contradicts-request",
            params={"change_request": review.change_request.value},
        )


def stated_hours_are_those_of_the_visits(review: Review, received_on: date) -> Iterator[Issue]:
    """Hours a week follow from the visits; where they are also stated, the two agree."""
    packages = {"/package_current": review.package_current, "/package_proposed": review.package_proposed}
    for pointer, package in packages.items():
        if package.hours_per_week is not None:
            yield from _agree(
                f"{pointer}/hours_per_week", package.hours_per_week, hours_per_week(package.visits)
            )


def the_effect_on_funding_is_that_of_the_proposal(review: Review, received_on: date) -> Iterator[Issue]:
    """The difference in hours is the one between the two packages."""
    if review.package_funding_effect is not None:
        yield from _agree(
            "/package_funding_effect/weekly_hours_difference",
            review.package_funding_effect.weekly_hours_difference,
            hours_added(review.package_current, review.package_proposed),
        )


def _eligibility(review: Review) -> Iterator[tuple[str, EligibilityOutcome]]:
    yield from msgspec.structs.asdict(review.eligibility_view).items()


def _follows(review: Review) -> bool:
    added = hours_added(review.package_current, review.package_proposed)
    match review.change_request:
        case ChangeRequest.NONE:
            return review.package_proposed.visits == review.package_current.visits
        case ChangeRequest.INCREASE:
            return added > 0
        case ChangeRequest.DECREASE:
            return added < 0
        case ChangeRequest.RETIME:
            return added == 0
        case ChangeRequest.END:
            return not review.package_proposed.visits
        case ChangeRequest.REDESIGN | ChangeRequest.SUSPEND:
            return True


def _agree(pointer: str, stated: float, derived: float) -> Iterator[Issue]:
    if abs(stated - derived) > TOLERATED_HOURS:
        params: dict[str, str | int | bool | list[str]] = {
            "stated": f"{stated:.2f}",
            "from_visits": f"{derived:.2f}",
        }
        yield Issue(pointer=pointer, code="hours-differ-from-visits", params=params)
