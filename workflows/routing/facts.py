"""What is known about a review as it arrives, put together for the rules of routing."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

import msgspec

from schemas.accounts import Role
from schemas.arrivals import Ground, PackageFacts, ReviewerFacts
from schemas.code_lists import (
    AdvocateStatus,
    CapacityResult,
    Circumstance,
    ReviewReason,
    RiskLevel,
    SafeguardingConcern,
    Strain,
    SupportChange,
)
from schemas.ratings import FactorId, Judgement
from schemas.reviews import Finding, FindingKind, Review
from schemas.routing import (
    GoodStanding,
    LocationStanding,
    Rated,
    RoutingFacts,
    TrainingHeld,
)
from workflows.clocks import LONDON
from workflows.packages import hours_added, hours_per_week
from workflows.policies import RoutingPolicy

OPEN_CONCERN = "hard.safeguarding"
"""The rule of the safe-care rating that fires for an open or new concern."""
SUPPORTED = frozenset({AdvocateStatus.APPROPRIATE_PERSON, AdvocateStatus.INSTRUCTED})
STILL_OPEN = frozenset({AdvocateStatus.OFFERED, AdvocateStatus.NEEDED_NOT_IN_PLACE})

_training = msgspec.json.Decoder(list[TrainingHeld])

RISKS: tuple[tuple[str, Callable[[Review], bool]], ...] = (
    ("abuse-or-neglect-risk-changed", lambda review: review.abuse_neglect_risk_changed),
    ("high-risk", lambda review: any(risk.level == RiskLevel.HIGH for risk in review.risks)),
    ("fall", lambda review: Circumstance.FALL in review.circumstances_changed),
    ("hospital-stay", lambda review: Circumstance.HOSPITAL_STAY in review.circumstances_changed),
    ("carer-under-strain", lambda review: review.carer_strain == Strain.HIGH),
    ("informal-support-worse", lambda review: review.informal_support_change == SupportChange.WORSE),
    ("prompted-by-safeguarding", lambda review: review.review_reason == ReviewReason.SAFEGUARDING),
    ("prompted-by-provider-failure", lambda review: review.review_reason == ReviewReason.PROVIDER_FAILURE),
)
"""What in a review says of a risk that is new or high."""


def facts_of(
    review: Review,
    judgement: Judgement,
    findings: Sequence[Finding],
    ground: Ground,
    received_at: datetime,
    policy: RoutingPolicy,
) -> RoutingFacts:
    """Everything by which this revision is routed, from what its arrival knows.

    `judgement` and `findings` are those of this revision; `ground` has the package with its person and location,
    and the named reviewer on the day of the review and at receipt.
    """
    package = _package(ground)
    received_on = received_at.astimezone(LONDON).date()
    return RoutingFacts(
        form="review",
        funder=package.funder,
        rated=_rated(review, judgement),
        previous=package.previous,
        change_request=review.change_request,
        hours_now=hours_per_week(review.package_current.visits),
        hours_added=hours_added(review.package_current, review.package_proposed),
        known_hours=_known_hours(package),
        change_agreed=review.change_agreed.person if review.change_agreed else None,
        lacks_capacity=review.assessment_result == CapacityResult.LACKS_CAPACITY,
        reassessment_needed=review.reassessment_needed,
        safeguarding_open=_safeguarding_is_open(review, judgement),
        capacity_settled=_capacity_is_settled(review),
        advocacy_settled=_advocacy_is_settled(review),
        person_involved=review.person_involved,
        conducted_by=review.conducted_by,
        risks=frozenset(code for code, is_there in RISKS if is_there(review)),
        statutory_findings=_codes(findings, "statutory"),
        other_findings=_codes(findings, "other"),
        reviewer=GoodStanding(
            at_review=reviewer_is_in_good_standing(ground.reviewer_at_review, review.review_date, policy),
            at_receipt=reviewer_is_in_good_standing(ground.reviewer, received_on, policy),
        ),
        location=GoodStanding(
            at_review=location_is_in_good_standing(package.location_standings, review.review_date, policy),
            at_receipt=location_is_in_good_standing(package.location_standings, received_on, policy),
        ),
        restricted=package.person.restricted,
        training_data=package.person.training_data,
        sampled=ground.sampled,
    )


def causes(judgement: Judgement) -> frozenset[FactorId]:
    """The factors that made the rules say amber or red."""
    return frozenset(factor for reason in judgement.evaluation.reasons for factor in reason.factors)


def reviewer_is_in_good_standing(
    reviewer: ReviewerFacts | None, on: date, policy: RoutingPolicy
) -> bool | None:
    """A reviewer at the location who has taken every course that the council asks for, none run out that day."""
    if reviewer is None:
        return None
    in_date = {held.course.casefold() for held in _training.decode(reviewer.training) if _counts(held, on)}
    asked = {course.casefold() for course in policy.required_courses}
    return Role.REVIEWER in reviewer.roles and asked <= in_date


def location_is_in_good_standing(
    standings: Sequence[LocationStanding], on: date, policy: RoutingPolicy
) -> bool | None:
    """Registered as active, with a rating that the council accepts; a word that nobody knows is no such rating."""
    location = next((one for one in standings if _holds(one, on)), None)
    if location is None:
        return None
    accepted = {rating.casefold() for rating in policy.accepted_ratings}
    return location.status.casefold() == "active" and location.rating.casefold() in accepted


def _rated(review: Review, judgement: Judgement) -> Rated:
    override = review.safe_care_rag.override
    return Rated(
        computed=judgement.evaluation.computed,
        provider=judgement.provider_rating,
        effective=judgement.effective,
        override=override.direction if override else None,
        causes=causes(judgement),
    )


def _known_hours(package: PackageFacts) -> tuple[float, ...]:
    known = (package.commissioned_hours, package.previous.hours if package.previous else None)
    return tuple(hours for hours in known if hours is not None)


def _safeguarding_is_open(review: Review, judgement: Judgement) -> bool:
    rated_so = any(reason.code == OPEN_CONCERN for reason in judgement.evaluation.reasons)
    return rated_so or review.safeguarding_concern != SafeguardingConcern.NONE


def _capacity_is_settled(review: Review) -> bool:
    """Assumed unless doubted, then assessed, then decided in their best interests (Mental Capacity Act 2005)."""
    if review.restriction_concerns:
        return False
    match review.assessment_result:
        case None:
            return not review.capacity_doubted
        case CapacityResult.HAS_CAPACITY:
            return True
        case CapacityResult.LACKS_CAPACITY:
            return bool(review.best_interests_ref)


def _advocacy_is_settled(review: Review) -> bool:
    """Somebody independent supports whoever has substantial difficulty (Care Act 2014 s67)."""
    supporter = review.appropriate_person
    if supporter is not None and supporter.paid_or_professional:
        return False
    if review.substantial_difficulty:
        return review.advocate_status in SUPPORTED
    return review.advocate_status not in STILL_OPEN


def _holds(standing: LocationStanding, on: date) -> bool:
    return standing.valid_from <= on and (standing.valid_until is None or on < standing.valid_until)


def _counts(held: TrainingHeld, on: date) -> bool:
    return held.completed_on <= on and (held.expires_on is None or on <= held.expires_on)


def _codes(findings: Sequence[Finding], kind: FindingKind) -> frozenset[str]:
    return frozenset(finding.code for finding in findings if finding.kind == kind)


def _package(ground: Ground) -> PackageFacts:
    if ground.package is None:
        raise ValueError("A review without its package is never routed.")
    return ground.package
