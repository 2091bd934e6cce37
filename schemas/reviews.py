"""A provider-led review: what a reviewer found out with a person about their care and support plan.

An answer that is only asked for after another one (`request_detail` after "requested") is optional here:
where it is missing though asked for, that is a finding and no refusal. Where a question has a coded answer
and room for words, the words are a member beside it (`change_request`, `change_reason`).
"""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from schemas.base import CqcLocationId, Issue, Line, Moment, Payload, Text
from schemas.code_lists import (
    AccessibleFormat,
    AdvocateStatus,
    AssessmentWanted,
    CapacityResult,
    CarerInvolvement,
    ChangeRequest,
    Circumstance,
    ConductedBy,
    CopyToPerson,
    Difficulty,
    Funder,
    Involvement,
    Method,
    Milestone,
    NeedsChanged,
    Place,
    RequestedBy,
    ReviewReason,
    ReviewType,
    SafeguardingConcern,
    SeenAlone,
    Strain,
    SupportChange,
    YesNoUnknown,
)
from schemas.questions import SetVersion, Supplementary
from schemas.ratings import SafeCareRating
from schemas.review_parts import (
    AppropriatePerson,
    AttachmentNamed,
    ChangeAgreed,
    Declaration,
    EligibilityView,
    EquipmentTechnology,
    HealthChanges,
    MedicationSupport,
    Package,
    PackageFundingEffect,
    Participant,
    PlanOutcome,
    ReviewedPerson,
    Risk,
    SafeguardingDetail,
    SatisfiedWithPlan,
    TrainingTaken,
    WellbeingImpact,
)


class Review(Payload, frozen=True, kw_only=True):
    """A provider-led review of one person's care and support plan, as a reviewer declares it."""

    submission_id: UUID
    client_version: Line
    ruleset_version: Line
    device_created_at: Moment
    submitted_at: Moment

    person: ReviewedPerson
    package_id: UUID
    funder: Funder
    provider_cqc_location_id: CqcLocationId
    reviewer_id: UUID
    reviewer_training_snapshot: Annotated[list[TrainingTaken], Meta(max_length=50)]
    conducted_by: ConductedBy
    conducted_by_name: Line
    conducted_by_role: Line
    review_permission_ref: Line

    review_type: ReviewType
    review_reason: ReviewReason
    requested_by: RequestedBy | None = None
    request_detail: Text | None = None
    milestone: Milestone
    review_date: date
    method: Method
    place: Place
    seen_alone_offered: bool
    seen_alone: SeenAlone
    previous_review_date: date | None = None
    plan_version_ref: Line | None = None

    participants: Annotated[list[Participant], Meta(min_length=1, max_length=30)]
    person_involved: Involvement
    person_views: Text
    not_involved_reason: Text | None = None
    carer_involved: CarerInvolvement | None = None
    carer_views: Text | None = None
    carer_strain: Strain | None = None
    carer_assessment_wanted: AssessmentWanted | None = None
    others_asked_for: Annotated[list[Line], Meta(max_length=20)]
    contacted: bool

    communication_needs: Text
    interpreter: bool
    accessible_format_given: AccessibleFormat
    substantial_difficulty: Annotated[list[Difficulty], Meta(max_length=len(Difficulty))]
    advocate_status: AdvocateStatus | None = None
    appropriate_person: AppropriatePerson | None = None

    capacity_doubted: bool | None = None
    """Left out it says no: capacity is assumed (Mental Capacity Act 2005 s1(2))."""
    decision: Text | None = None
    """The decision that the person might not be able to make."""
    assessment_by: Line | None = None
    assessment_date: date | None = None
    assessment_result: CapacityResult | None = None
    best_interests_ref: Line | None = None
    lpa_deputy: Line | None = None
    restriction_concerns: bool
    restriction_detail: Text | None = None

    needs_changed: NeedsChanged
    circumstances_changed: Annotated[list[Circumstance], Meta(max_length=len(Circumstance))]
    circumstances_detail: Text | None = None
    working_well: Text
    not_working: Text
    should_change: Text
    outcomes: Annotated[list[PlanOutcome], Meta(min_length=1, max_length=30)]
    new_outcomes: Annotated[list[Text], Meta(max_length=30)] | None = None
    improvements: Text | None = None
    eligibility_view: EligibilityView
    wellbeing_impact: WellbeingImpact

    informal_support_change: SupportChange
    informal_support_detail: Text | None = None
    community_support: SupportChange
    community_support_detail: Text | None = None
    equipment_technology: EquipmentTechnology
    medication_support: MedicationSupport
    health_changes: HealthChanges

    budget_sufficient: YesNoUnknown
    budget_managed_well: YesNoUnknown
    direct_payment_discussed: YesNoUnknown
    budget_reason: Text | None = None

    risks: Annotated[list[Risk], Meta(max_length=50)]
    abuse_neglect_risk_changed: bool
    abuse_neglect_detail: Text | None = None
    safeguarding_concern: SafeguardingConcern
    safeguarding_detail: SafeguardingDetail | None = None
    contingency_plan: Text

    package_current: Package
    package_proposed: Package
    change_request: ChangeRequest
    change_effective_from: date | None = None
    change_reason: Text | None = None
    change_evidence: Annotated[list[Line], Meta(max_length=20)] | None = None
    change_agreed: ChangeAgreed | None = None
    package_funding_effect: PackageFundingEffect | None = None
    conflict_of_interest_declared: bool
    conflict_of_interest_detail: Text | None = None
    reassessment_needed: bool
    reassessment_reason: Text | None = None
    satisfied_with_plan: SatisfiedWithPlan

    safe_care_rag: SafeCareRating
    next_review_due: date
    copy_to_person: CopyToPerson
    copy_to_person_on: date | None = None
    declaration: Declaration
    attachments: Annotated[list[AttachmentNamed], Meta(max_length=20)] | None = None
    supplementary: Supplementary | None = None
    """Answers to the council's own questions."""
    supplementary_version: SetVersion | None = None
    """Which version of these questions was asked."""


FindingKind = Literal["statutory", "other"]
"""Statutory ones rest on the Care Act, the Mental Capacity Act, or regulations and guidance under them."""


class Finding(Issue, frozen=True, kw_only=True):
    """Something in a review that a verifier has to see; it never stops receipt.

    `source` names the law or guidance that it rests on, and is absent where common sense will do. `element` is
    the id of the element of the compliance report that isn't met because of it. `stops_approval` is the council's
    policy on the day of receipt.
    """

    kind: FindingKind
    source: str | UnsetType = UNSET
    element: str | UnsetType = UNSET
    stops_approval: bool = False
