"""What a pre-discharge assessment is made of, first half: the stay, the move, and needs in body and mind."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta

from schemas.assessment_lists import (
    Aid,
    AllergiesKnown,
    AssessedBy,
    Baseline,
    Basis,
    Bladder,
    Bowel,
    Delirium,
    Destination,
    Mattress,
    MedicineChange,
    NeedArea,
    Placement,
    PressureCategory,
    RiskScale,
    Safeguard,
    SlingSize,
    Source,
    Stairs,
    TakeHome,
    Transfers,
    WeightBearing,
)
from schemas.base import Line, Moment, Payload, Text
from schemas.code_lists import YesNoUnknown
from schemas.review_parts import ClockTime

Pathway = Literal[0, 1, 2, 3]
"""Discharge to assess: 0 home as before, 1 home with new care, 2 a short-term bed, 3 a new kind of placement."""
OdsCode = Annotated[str, Meta(pattern=r"^[A-Z0-9]{3,10}$(?!\n)")]
"""By which the NHS knows an organisation or a site."""
Phone = Annotated[str, Meta(pattern=r"^[0-9+][0-9 ]{4,24}$(?!\n)")]
Days = Annotated[int, Meta(ge=0, le=365)]
Kilograms = Annotated[float, Meta(ge=20, le=400)]


class HospitalStay(Payload, frozen=True, kw_only=True, gc=False):
    """Where in hospital the person is, and since when."""

    hospital_ods_code: OdsCode
    ward: Line
    hospital_number: Line | None = None
    admitted_on: date
    reason: Text


class Transfer(Payload, frozen=True, kw_only=True, gc=False):
    """The move: where to, when, and whether they may leave; the criteria to reside say who has to stay."""

    pathway: Pathway
    destination: Destination
    placement: Placement
    proposed_from: Moment
    proposed_until: Moment
    earliest_arrival: ClockTime
    latest_arrival: ClockTime
    medically_fit: bool
    medically_fit_at: Moment | None = None
    medically_fit_said_by: Line | None = None


class Contact(Payload, frozen=True, kw_only=True, gc=False):
    """Whom the home can ask, and whether also at the weekend."""

    name: Line
    phone: Phone
    reachable_at_weekend: bool


class Assessor(Payload, frozen=True, kw_only=True):
    """Who assesses, for whom, under which agreement, and what they went by."""

    assessor_id: UUID
    name: Line
    organisation: Line
    agreement_id: UUID | None = None
    assessed_at: Moment
    method: AssessedBy
    sources: Annotated[list[Source], Meta(min_length=1, max_length=len(Source))]
    basis: Basis
    best_interests_ref: Line | None = None
    contact: Contact


class Medicine(Payload, frozen=True, kw_only=True, gc=False):
    """One medicine; `covered_until` is the last day for which doses travel with the person."""

    name: Line
    dose: Line
    route: Line
    change: MedicineChange
    time_critical: bool
    covered_until: date | None = None


class Allergy(Payload, frozen=True, kw_only=True, gc=False):
    substance: Line
    reaction: Line


class Medicines(Payload, frozen=True, kw_only=True):
    """Every medicine, whether it travels with the person, and what they must not be given (NICE NG27)."""

    items: Annotated[list[Medicine], Meta(max_length=60)]
    take_home: TakeHome
    take_home_expected_at: Moment | None = None
    days_supplied: Days
    chart_sent: bool
    controlled_drugs: bool
    insulin: bool
    anticoagulant: bool
    covert: bool
    covert_decision_ref: Line | None = None
    feeding_tube: bool
    oxygen: bool
    allergies_known: AllergiesKnown
    allergies: Annotated[list[Allergy], Meta(max_length=40)]
    pharmacist_contact: Line | None = None


class Mobility(Payload, frozen=True, kw_only=True, gc=False):
    """How they move, before the stay and now."""

    transfers_before: Transfers
    transfers_now: Transfers
    sling_size: SlingSize | None = None
    weight_bearing: WeightBearing
    stairs: Stairs
    bariatric: bool
    weight_kg: Kilograms | None = None
    handling_plan: Text


class Falls(Payload, frozen=True, kw_only=True, gc=False):
    in_12_months: Annotated[int, Meta(ge=0, le=500)]
    in_hospital: Annotated[int, Meta(ge=0, le=100)]
    injury: bool
    injury_detail: Text | None = None
    bone_health_reviewed: YesNoUnknown
    sensor: Safeguard
    bed_rails: Safeguard


class Nutrition(Payload, frozen=True, kw_only=True, gc=False):
    """Eating and drinking; `must` 2 stands for 2 and more, food and fluid are levels of the IDDSI framework."""

    must: Literal[0, 1, 2]
    weight_kg: Kilograms
    weighed_on: date
    food_level: Literal[3, 4, 5, 6, 7]
    fluid_level: Literal[0, 1, 2, 3, 4]
    swallowing_advice: Text | None = None
    tube_regime: Text | None = None
    diet: Text


class Continence(Payload, frozen=True, kw_only=True, gc=False):
    bladder: Bladder
    bowel: Bowel
    catheter_type: Line | None = None
    catheter_change_due: date | None = None
    stoma_detail: Line | None = None
    products_needed: bool
    products_supplied_days: Days | None = None


class PressureDamage(Payload, frozen=True, kw_only=True, gc=False):
    """One place where pressure has damaged the skin, and what is done about it."""

    category: PressureCategory
    site: Line
    wound_plan: Text
    dressings_supplied_days: Days


class Skin(Payload, frozen=True, kw_only=True):
    pressure_damage: Annotated[list[PressureDamage], Meta(max_length=20)]
    other_wounds: Text | None = None
    scale: RiskScale
    score: Annotated[int, Meta(ge=0, le=100)] | None = None
    mattress: Mattress


class Communication(Payload, frozen=True, kw_only=True):
    language: Line
    interpreter: bool
    how: Text
    aids: Annotated[list[Aid], Meta(max_length=len(Aid))]
    aids_packed: bool | None = None


class Cognition(Payload, frozen=True, kw_only=True, gc=False):
    """Memory, understanding and distress; `four_at` is the score of the 4AT test for delirium."""

    diagnosis: Line | None = None
    delirium: Delirium
    four_at: Annotated[int, Meta(ge=0, le=12)] | None = None
    distress: bool
    distress_pattern: Text | None = None
    distress_triggers: Text | None = None
    what_helps: Text | None = None
    enhanced_supervision: bool
    """In the last 72 hours: somebody was with them all the time, or looked in far more often than usual."""
    supervision_detail: Text | None = None
    nights: Text


class ChangedNeed(Payload, frozen=True, kw_only=True, gc=False):
    """One way in which the person needs other care than before."""

    area: NeedArea
    before: Text
    now: Text


class ChangedNeeds(Payload, frozen=True, kw_only=True):
    """How today's needs differ from the last that anybody knows of."""

    compared_with: Baseline
    differences: Annotated[list[ChangedNeed], Meta(max_length=20)]
    new_two_person_care: bool
    new_behaviour: bool
    new_nursing_tasks: bool
