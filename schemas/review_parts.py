"""What a review is made of: the people in it, the answers that have parts, and a week of care."""

from datetime import date
from typing import Annotated

from msgspec import Meta

from schemas.base import Line, Moment, NhsNumber, Payload, Postcode, Sha256, Text
from schemas.code_lists import (
    Agreement,
    Day,
    Direction,
    EquipmentStatus,
    HealthChange,
    Impact,
    MedicationLevel,
    OutcomeNext,
    OutcomeStatus,
    ParticipantRole,
    RiskLevel,
    Satisfaction,
    TakingPart,
    UnableBasis,
    YesNoUnknown,
)

Hours = Annotated[float, Meta(ge=0, le=672)]
"""Hours of care in a week; 672 are four carers day and night."""
ClockTime = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$(?!\n)")]
"""A time on the clock in the person's home, as 07:30."""
MediaType = Annotated[str, Meta(max_length=100, pattern=r"^[a-z]+/[a-z0-9][a-z0-9.+-]*$(?!\n)")]


class ReviewedPerson(Payload, frozen=True, kw_only=True, gc=False):
    """Whose review it is: an identifier, and what shows that it is theirs."""

    mosaic_person_id: Line | None = None
    nhs_number: NhsNumber | None = None
    name: Line
    date_of_birth: date
    postcode: Postcode


class TrainingTaken(Payload, frozen=True, kw_only=True, gc=False):
    """One course that the reviewer has taken, as known on the tablet that day."""

    course: Line
    completed_on: date
    expires_on: date


class Participant(Payload, frozen=True, kw_only=True, gc=False):
    """Somebody who took part, or who had a say without being there."""

    name: Line
    role: ParticipantRole
    relationship: Line | None = None
    present: bool
    how: TakingPart | None = None


class AppropriatePerson(Payload, frozen=True, kw_only=True, gc=False):
    """Who supports the person in taking part, in place of an independent advocate."""

    name: Line
    relationship: Line
    paid_or_professional: bool


class PlanOutcome(Payload, frozen=True, kw_only=True, gc=False):
    """One outcome of the plan, how far it is met, and what shows it."""

    plan_outcome: Text
    status: OutcomeStatus
    evidence: Text
    next: OutcomeNext


class EligibilityOutcome(Payload, frozen=True, kw_only=True, gc=False):
    """The provider's view on one outcome of SI 2015/313 reg 2(2); the council determines eligibility."""

    unable: YesNoUnknown
    basis: UnableBasis | None = None
    change: Direction
    note: Text | None = None


class EligibilityView(Payload, frozen=True, kw_only=True):
    """The ten outcomes of SI 2015/313 reg 2(2)."""

    nutrition: EligibilityOutcome
    personal_hygiene: EligibilityOutcome
    toilet_needs: EligibilityOutcome
    clothing: EligibilityOutcome
    home_safety: EligibilityOutcome
    habitable_home: EligibilityOutcome
    relationships: EligibilityOutcome
    work_training_education_volunteering: EligibilityOutcome
    community_facilities: EligibilityOutcome
    caring_for_child: EligibilityOutcome


class WellbeingArea(Payload, frozen=True, kw_only=True, gc=False):
    """How one part of the person's wellbeing has fared."""

    impact: Impact
    note: Text | None = None


class WellbeingImpact(Payload, frozen=True, kw_only=True):
    """The nine areas of wellbeing of Care Act 2014 s1(2); those not affected may be left out."""

    dignity_respect: WellbeingArea | None = None
    physical_mental_emotional_health: WellbeingArea | None = None
    protection_abuse_neglect: WellbeingArea | None = None
    control_daily_life: WellbeingArea | None = None
    work_education_training_recreation: WellbeingArea | None = None
    social_economic: WellbeingArea | None = None
    domestic_family_personal_relationships: WellbeingArea | None = None
    living_accommodation: WellbeingArea | None = None
    contribution_to_society: WellbeingArea | None = None


class Risk(Payload, frozen=True, kw_only=True, gc=False):
    """Something that may go wrong, and what is done about it."""

    risk: Text
    level: RiskLevel
    management: Text


class SafeguardingDetail(Payload, frozen=True, kw_only=True, gc=False):
    """A new safeguarding concern as raised with the council, which alone decides on an enquiry."""

    summary: Text
    immediate_danger: bool
    actions: Text
    referral_made_at: Moment | None = None
    reference: Line | None = None
    alleged_party_is_provider: bool


class EquipmentItem(Payload, frozen=True, kw_only=True, gc=False):
    """One piece of equipment or technology."""

    item: Line
    status: EquipmentStatus


class EquipmentTechnology(Payload, frozen=True, kw_only=True):
    """What helps the person at home, and whether it does."""

    items: Annotated[list[EquipmentItem], Meta(max_length=50)]
    note: Text | None = None


class MedicationSupport(Payload, frozen=True, kw_only=True, gc=False):
    """What care staff do about medicines."""

    level: MedicationLevel
    time_critical: bool
    note: Text | None = None


class HealthChanges(Payload, frozen=True, kw_only=True):
    """What has changed in the person's health; an empty list says that nothing has."""

    changes: Annotated[list[HealthChange], Meta(max_length=len(HealthChange))]
    note: Text | None = None


class Visit(Payload, frozen=True, kw_only=True):
    """One visit in an ordinary week; `minutes` is how long each of the `carers` stays."""

    day: Day
    start: ClockTime
    minutes: Annotated[int, Meta(ge=1, le=1_440)]
    carers: Annotated[int, Meta(ge=1, le=4)]
    tasks: Annotated[list[Line], Meta(max_length=30)]


class Package(Payload, frozen=True, kw_only=True):
    """A week of care; the hours follow from the visits, and may be stated to be checked."""

    visits: Annotated[list[Visit], Meta(max_length=200)]
    hours_per_week: Hours | None = None


class ChangeAgreed(Payload, frozen=True, kw_only=True, gc=False):
    """What the person and their carer say to the change that is proposed."""

    person: Agreement
    carer: Agreement | None = None
    text: Text | None = None


class PackageFundingEffect(Payload, frozen=True, kw_only=True, gc=False):
    """What the proposal adds to a week, negative if it takes away; paying for it is authorised separately."""

    weekly_hours_difference: Annotated[float, Meta(ge=-672, le=672)]
    weekly_cost_difference_pence: Annotated[int, Meta(ge=-10_000_000, le=10_000_000)]
    above_council_limit: bool


class SatisfiedWithPlan(Payload, frozen=True, kw_only=True, gc=False):
    """Whether those whom the plan is for are content with it."""

    person: Satisfaction
    carer: Satisfaction | None = None
    advocate: Satisfaction | None = None


class Declaration(Payload, frozen=True, kw_only=True, gc=False):
    """The reviewer's word that this is what they found."""

    reviewer_name: Line
    declared_at: Moment


class AttachmentNamed(Payload, frozen=True, kw_only=True, gc=False):
    """A file that belongs to the review and travels by itself."""

    sha256: Sha256
    type: MediaType
    caption: Line
