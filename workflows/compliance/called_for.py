"""For which reviews an element is called for; each says so in a sentence that readers are shown."""

from schemas.code_lists import (
    AdvocateStatus,
    CapacityResult,
    CarerInvolvement,
    ChangeRequest,
    ConductedBy,
    Milestone,
    NeedsChanged,
    ReviewType,
    SafeguardingConcern,
)
from schemas.compliance import PackageKnown
from schemas.reviews import Review
from workflows.compliance.involvement import speaks_of_a_carer
from workflows.compliance.known import (
    first_review_is_timed,
    first_review_of_older_persons_home_care_is_timed,
)
from workflows.packages import hours_added


def somebody_asked_for_it(review: Review, _: PackageKnown) -> bool:
    """Somebody asked for the review."""
    return review.review_type == ReviewType.REQUESTED


def there_is_a_carer(review: Review, _: PackageKnown) -> bool:
    """There is an unpaid carer, or the review speaks of one."""
    return speaks_of_a_carer(review) or review.carer_involved not in (None, CarerInvolvement.NO_CARER)


def others_are_asked_for(review: Review, _: PackageKnown) -> bool:
    """The person asks for others to be involved."""
    return bool(review.others_asked_for)


def taking_part_is_hard(review: Review, _: PackageKnown) -> bool:
    """The person has substantial difficulty in taking part, or somebody supports them in it."""
    return bool(review.substantial_difficulty) or review.advocate_status not in (
        None,
        AdvocateStatus.NOT_NEEDED,
    )


def there_is_an_appropriate_person(review: Review, _: PackageKnown) -> bool:
    """Somebody supports the person in place of an advocate."""
    named = review.appropriate_person is not None
    return named or review.advocate_status == AdvocateStatus.APPROPRIATE_PERSON


def capacity_is_in_question(review: Review, _: PackageKnown) -> bool:
    """The person's capacity for a decision is doubted."""
    return bool(review.capacity_doubted) or review.assessment_result is not None


def capacity_is_lacking(review: Review, _: PackageKnown) -> bool:
    """The person was found to lack capacity for a decision."""
    return review.assessment_result == CapacityResult.LACKS_CAPACITY


def freedom_may_be_restricted(review: Review, _: PackageKnown) -> bool:
    """The reviewer is concerned that the person's freedom is restricted."""
    return review.restriction_concerns


def they_reviewed_it_themselves(review: Review, _: PackageKnown) -> bool:
    """The person or their carer conducted the review."""
    return review.conducted_by in (ConductedBy.PERSON_SELF, ConductedBy.CARER)


def a_concern_is_new(review: Review, _: PackageKnown) -> bool:
    """There is a new safeguarding concern."""
    return review.safeguarding_concern == SafeguardingConcern.NEW


def a_concern_is_open(review: Review, _: PackageKnown) -> bool:
    """There is a safeguarding concern, new or known."""
    return review.safeguarding_concern != SafeguardingConcern.NONE


def a_need_has_grown_or_lessened(review: Review, _: PackageKnown) -> bool:
    """The person needs more or less than before, or a fresh assessment is asked for."""
    changed = review.needs_changed in (NeedsChanged.INCREASE, NeedsChanged.DECREASE)
    return changed or review.reassessment_needed


def a_change_is_proposed(review: Review, _: PackageKnown) -> bool:
    """A change of the package is proposed."""
    return review.change_request != ChangeRequest.NONE


def the_provider_may_gain(review: Review, _: PackageKnown) -> bool:
    """The provider would gain by what is proposed, is accused of something, or declares an interest."""
    more = review.change_request == ChangeRequest.INCREASE
    detail = review.safeguarding_detail
    accused = detail is not None and detail.alleged_party_is_provider
    return (
        review.conflict_of_interest_declared
        or more
        or accused
        or hours_added(review.package_current, review.package_proposed) > 0
    )


def it_is_the_first_of_a_package_whose_start_is_known(review: Review, known: PackageKnown) -> bool:
    """It is the first review of a package of which the council knows when it began."""
    return first_review_is_timed(review, known)


def it_is_the_first_of_an_older_persons_home_care(review: Review, known: PackageKnown) -> bool:
    """The same, for care at home of somebody who is 65 or older."""
    return first_review_of_older_persons_home_care_is_timed(review, known)


def there_was_a_review_before(review: Review, _: PackageKnown) -> bool:
    """The day of an earlier review is given."""
    return review.previous_review_date is not None and review.milestone != Milestone.INITIAL
