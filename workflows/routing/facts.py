"""What is known about a review as it arrives, put together for the rules of routing."""

from collections.abc import Callable, Sequence

from msgspec import UNSET, UnsetType

from schemas.arrivals import Ground, PackageFacts
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
from schemas.eligibility import Eligibility, OnBothDays, Standing
from schemas.ratings import FactorId, Judgement
from schemas.reviews import Finding, FindingKind, Review
from schemas.routing import (
    Draw,
    GoodStanding,
    Rated,
    RoutingFacts,
)
from schemas.submissions import State
from workflows import sampling
from workflows.eligibility import STANDING_UNKNOWN
from workflows.packages import hours_added, hours_per_week
from workflows.policies import RoutingPolicy
from workflows.standings import Standings

OPEN_CONCERN = "hard.safeguarding"
"""The rule of the safe-care rating that fires for an open or new concern."""
SUPPORTED = frozenset({AdvocateStatus.APPROPRIATE_PERSON, AdvocateStatus.INSTRUCTED})
STILL_OPEN = frozenset({AdvocateStatus.OFFERED, AdvocateStatus.NEEDED_NOT_IN_PLACE})

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
    stood: Standings,
    policy: RoutingPolicy,
) -> RoutingFacts:
    """Everything by which this revision is routed, from what its arrival knows.

    `judgement` and `findings` are those of this revision, `ground` has the package with its person, and `stood` is
    how the named reviewer and the location stood on the day of the review and at receipt.
    """
    package = _package(ground)
    drawn = _draw(review, package, policy)
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
        reviewer=good_standing(stood.reviewer),
        location=good_standing(stood.location),
        restricted=package.person.restricted,
        training_data=package.person.training_data,
        sampled=drawn.drawn if drawn else None,
        draw=drawn,
        corrects_what_was_approved=_corrects_what_was_approved(ground),
    )


def _corrects_what_was_approved(ground: Ground) -> bool:
    """It was opened again for this, or the record has had an earlier revision."""
    before = ground.current.submission if ground.current else None
    return before is not None and (
        before.state is State.CORRECTION_OPEN or before.record_reference is not None
    )


def causes(judgement: Judgement) -> frozenset[FactorId]:
    """The factors that made the rules say amber or red."""
    return frozenset(factor for reason in judgement.evaluation.reasons for factor in reason.factors)


def good_standing(stood: OnBothDays) -> GoodStanding:
    """In good standing are those who are eligible; whoever is in grace may go on, and is opened."""
    judged = [one for one in (stood.at_review, stood.at_receipt) if one is not UNSET]
    return GoodStanding(
        at_review=_is_good(stood.at_review),
        at_receipt=_is_good(stood.at_receipt),
        lacking=tuple(sorted({reason.code for one in judged for reason in one.reasons})),
    )


def _is_good(judged: Eligibility | UnsetType) -> bool | None:
    if judged is UNSET or STANDING_UNKNOWN in judged.reasons:
        return None
    return judged.standing is Standing.ELIGIBLE


def _draw(review: Review, package: PackageFacts, policy: RoutingPolicy) -> Draw | None:
    if package.sampling_seed is None:
        return None
    return sampling.draw(package.sampling_seed, review.submission_id, package.track_record, policy.sampling)


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


def _codes(findings: Sequence[Finding], kind: FindingKind) -> frozenset[str]:
    return frozenset(finding.code for finding in findings if finding.kind == kind)


def _package(ground: Ground) -> PackageFacts:
    if ground.package is None:
        raise ValueError("A review without its package is never routed.")
    return ground.package
