"""How the reviewer and the location of a review stood, on the day of the review and on that of its receipt."""

from datetime import date
from typing import NamedTuple

import msgspec
from msgspec import UNSET, UnsetType

from schemas.arrivals import Ground, PackageFacts, ReviewerFacts
from schemas.eligibility import Eligibility, OnBothDays
from schemas.routing import TrainingHeld
from workflows.eligibility import location_on, reviewer_on
from workflows.policies import EligibilityPolicy

_training = msgspec.json.Decoder(list[TrainingHeld])


class Standings(NamedTuple):
    reviewer: OnBothDays
    location: OnBothDays


def standings(review_date: date, received_on: date, ground: Ground, policy: EligibilityPolicy) -> Standings:
    """How both stood on both days in London, by what is known at receipt."""
    package = ground.package
    if package is None:
        raise ValueError("Nobody stands anywhere for a review without its package.")
    flags = package.person.flags
    return Standings(
        reviewer=OnBothDays(
            at_review=_reviewer(ground.reviewer_at_review, flags, review_date, policy),
            at_receipt=_reviewer(ground.reviewer, flags, received_on, policy),
        ),
        location=OnBothDays(
            at_review=_location(package, review_date, policy),
            at_receipt=_location(package, received_on, policy),
        ),
    )


def _reviewer(
    reviewer: ReviewerFacts | None, flags: tuple[str, ...], on: date, policy: EligibilityPolicy
) -> Eligibility | UnsetType:
    if reviewer is None:
        return UNSET
    return reviewer_on(reviewer.roles, _training.decode(reviewer.training), flags, on, policy)


def _location(package: PackageFacts, on: date, policy: EligibilityPolicy) -> Eligibility | UnsetType:
    if not package.location_standings:
        return UNSET
    return location_on(package.location_standings, package.location_overrides, on, policy)
