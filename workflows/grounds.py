"""Why good-faith work can't become a submission as it is, and has to be looked at by a person first."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from schemas.accounts import Actor, Role
from schemas.arrivals import Ground, PackageFacts, PersonFacts
from schemas.base import Issue
from schemas.review_parts import ReviewedPerson
from schemas.reviews import Review
from schemas.sync import Op, OpProblem
from workflows import authors
from workflows.op_problems import problem

AFTER_LEAVING = timedelta(days=14)
"""So long after somebody left a location, its tablets may have work about them that was on its way."""


class Sender(Struct, frozen=True, kw_only=True):
    """Whose work it is, on which device it was made, and at which location that device is at home.

    `actor` is the caller who pushes, or None when staff accept work that was quarantined: they answer for it then,
    and the sender's role and location are no objection any more. `skew` is our clock less the device's, where known.
    """

    account_id: UUID
    device_id: UUID
    location_id: UUID
    actor: Actor | None
    accepted_by: UUID | None = None
    skew: timedelta | None = None

    def capacity_at(self, organisation_id: UUID, location_id: UUID) -> Role | None:
        return authors.author_role(self.actor, organisation_id, location_id) if self.actor else None

    def not_allowed_at(self, organisation_id: UUID, location_id: UUID) -> str | None:
        """Why the sender's work for a location can't be taken as it is, as a code; None where it can."""
        if self.actor is None or self.capacity_at(organisation_id, location_id):
            return None
        return "location-not-allowed" if self.actor.roles & authors.REVIEW_AUTHORS else "role-not-allowed"

    def corrected(self, made_at: datetime) -> datetime | None:
        """A time of the device by our clock; None where the skew isn't known, or the calendar ends before."""
        try:
            return None if self.skew is None else made_at + self.skew
        except OverflowError:
            return None


class Work(Struct, frozen=True, kw_only=True):
    """One review on its ground, as the objections below see it."""

    op: Op
    review: Review
    ground: Ground
    sender: Sender


Objection = Callable[[Work, PackageFacts], Iterator[OpProblem]]


def body_is_of_this_entity(work: Work, _: PackageFacts) -> Iterator[OpProblem]:
    if work.review.submission_id != work.op.entity_id:
        yield _at("/submission_id", "entity-id-differs")


def person_is_the_packages(work: Work, package: PackageFacts) -> Iterator[OpProblem]:
    if work.ground.other_person:
        yield _at("/person", "package-of-another-person")
    elif not names(work.review.person, package.person):
        yield _at("/person", "unknown-person")


def submission_keeps_its_package(work: Work, package: PackageFacts) -> Iterator[OpProblem]:
    before = work.ground.current.submission if work.ground.current else None
    if before and (before.package_id, before.person_id) != (package.id, package.person.id):
        yield _at("/package_id", "package-changed")


def location_is_not_anothers(work: Work, _: PackageFacts) -> Iterator[OpProblem]:
    if work.ground.other_location:
        yield _at("/provider_cqc_location_id", "location-not-allowed")


def sender_works_there(work: Work, package: PackageFacts) -> Iterator[OpProblem]:
    if code := work.sender.not_allowed_at(package.organisation_id, package.location_id):
        yield _at("/package_id", code)


def reviewer_works_there(work: Work, _: PackageFacts) -> Iterator[OpProblem]:
    reviewer = work.ground.reviewer
    if work.sender.actor is not None and (reviewer is None or Role.REVIEWER not in reviewer.roles):
        yield _at("/reviewer_id", "reviewer-not-allowed")


OBJECTIONS: tuple[Objection, ...] = (
    body_is_of_this_entity,
    person_is_the_packages,
    submission_keeps_its_package,
    location_is_not_anothers,
    sender_works_there,
    reviewer_works_there,
)


def objection(work: Work) -> OpProblem | None:
    """The first reason why this review must wait for a person, or None."""
    package = work.ground.package
    if package is None:
        return _at("/package_id", "unknown-package")
    return next((found for rule in OBJECTIONS for found in rule(work, package)), None)


def names(given: ReviewedPerson, person: PersonFacts) -> bool:
    """An identifier has to be the person's; where none is given, name and date of birth have to agree."""
    if given.mosaic_person_id or given.nhs_number:
        return given.mosaic_person_id in person.record_ids or given.nhs_number in person.nhs_numbers
    same_name = given.name.casefold().split() == person.name.casefold().split()
    return same_name and given.date_of_birth == person.date_of_birth


def _at(pointer: str, code: str) -> OpProblem:
    return problem(code, [Issue(pointer=pointer, code=code)])
