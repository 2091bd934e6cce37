"""Where a review and what the council knows of the person and their package differ, and which clocks have run out."""

from collections.abc import Iterator, Sequence
from datetime import date

from schemas.arrivals import Delegated, PackageFacts
from schemas.base import Issue
from schemas.code_lists import Milestone
from schemas.compliance import PackageKnown
from schemas.delegations import Function
from schemas.reviews import Review

HOME_CARE_STANDARD = "NICE QS123 statement 5"
FIRST_REVIEW_WITHIN_DAYS = 8 * 7
OLDER_PEOPLE_WITHIN_DAYS = 6 * 7
OLDER_FROM_AGE = 65
"""Whom the quality standard for home care means by older people."""


def the_name_is_the_persons(review: Review, package: PackageFacts) -> Iterator[Issue]:
    if _name(review.person.name) != _name(package.person.name):
        yield Issue(pointer="/person/name", code="name-differs")


def the_date_of_birth_is_the_persons(review: Review, package: PackageFacts) -> Iterator[Issue]:
    if review.person.date_of_birth != package.person.date_of_birth:
        yield Issue(pointer="/person/date_of_birth", code="date-of-birth-differs")


def the_record_id_is_the_persons(review: Review, package: PackageFacts) -> Iterator[Issue]:
    given = review.person.mosaic_person_id
    if given and given not in package.person.record_ids:
        yield Issue(pointer="/person/mosaic_person_id", code="record-id-differs")


def the_nhs_number_is_the_persons(review: Review, package: PackageFacts) -> Iterator[Issue]:
    given = review.person.nhs_number
    if given and given not in package.person.nhs_numbers:
        yield Issue(pointer="/person/nhs_number", code="nhs-number-differs")


def the_location_is_the_packages(review: Review, package: PackageFacts) -> Iterator[Issue]:
    if review.provider_cqc_location_id not in package.cqc_location_ids:
        yield Issue(pointer="/provider_cqc_location_id", code="location-unknown")


def the_funder_is_the_packages(review: Review, package: PackageFacts) -> Iterator[Issue]:
    if review.funder != package.funder:
        yield Issue(pointer="/funder", code="funder-differs")


def the_person_was_alive(review: Review, package: PackageFacts) -> Iterator[Issue]:
    died = package.person.deceased_on
    if died is not None and died <= review.review_date:
        yield Issue(pointer="/person", code="person-deceased")


def the_council_permits_a_review_by_the_provider(review: Review, package: PackageFacts) -> Iterator[Issue]:
    """It says so for each person; as long as it hasn't said anything, nothing stands against it."""
    if package.person.review_permitted is False:
        yield Issue(pointer="/review_permission_ref", code="review-not-permitted")


def the_permission_named_is_one_that_the_council_gave(
    review: Review, package: PackageFacts
) -> Iterator[Issue]:
    """What it says on the package, if it says anything; and in its records of delegations, if it keeps any."""
    named, said = review.review_permission_ref, package.review_permission_ref
    if said is not None and named != said:
        yield _not_permitted("permission-differs")
    elif package.delegations.kept:
        yield from _not_delegated(named, review.review_date, package.delegations.to_provider)


def _not_delegated(named: str, day: date, delegated: Sequence[Delegated]) -> Iterator[Issue]:
    """Nothing if one that is named lets the provider review plans on that day, and else how near it comes."""
    meant = [one for one in delegated if one.is_named(named)]
    to_review = [one for one in meant if one.function is Function.PLAN_REVIEW]
    if any(one.holds_on(day) for one in to_review):
        return
    if to_review:
        yield _not_permitted("delegation-not-in-force")
    else:
        yield _not_permitted("function-not-delegated" if meant else "delegation-unknown")


def _not_permitted(code: str) -> Issue:
    return Issue(pointer="/review_permission_ref", code=code)


def the_first_review_came_in_time(review: Review, package: PackageFacts) -> Iterator[Issue]:
    """Six to eight weeks after the package began."""
    if first_review_is_timed(review, package.known):
        yield from _too_long(review, package.known, FIRST_REVIEW_WITHIN_DAYS, "first-review-late")


def the_first_review_of_an_older_persons_home_care_came_in_time(
    review: Review, package: PackageFacts
) -> Iterator[Issue]:
    """Within six weeks."""
    if first_review_of_older_persons_home_care_is_timed(review, package.known):
        yield from _too_long(
            review, package.known, OLDER_PEOPLE_WITHIN_DAYS, "older-persons-first-review-late"
        )


def first_review_is_timed(review: Review, known: PackageKnown) -> bool:
    """It is the first review of a package of which the council knows when it began."""
    return review.milestone == Milestone.INITIAL and known.starts_on is not None


def first_review_of_older_persons_home_care_is_timed(review: Review, known: PackageKnown) -> bool:
    """The same for care at home of somebody who is 65 or older."""
    at_home = known.location_kind == "home_care"
    return first_review_is_timed(review, known) and at_home and _age(review) >= OLDER_FROM_AGE


def _too_long(review: Review, known: PackageKnown, most: int, code: str) -> Iterator[Issue]:
    days = (review.review_date - (known.starts_on or review.review_date)).days
    if days > most:
        yield Issue(pointer="/review_date", code=code, params={"days": days, "within_days": most})


def _age(review: Review) -> int:
    """In whole years on the day of the review."""
    born, on = review.person.date_of_birth, review.review_date
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _name(written: str) -> list[str]:
    return written.casefold().split()
