"""What a pre-discharge assessment is made of, second half: rights, health, and what has to be there on arrival."""

from datetime import date
from typing import Annotated

from msgspec import Meta

from schemas.assessment_lists import (
    AdvocateForMove,
    AnticipatoryMedicines,
    Attorney,
    Belonging,
    CapacityForMove,
    Checklist,
    Escort,
    FundedBy,
    InPlace,
    Liberty,
    Registration,
    Resuscitation,
    ServiceAgreed,
    TransportType,
)
from schemas.assessment_parts import Phone
from schemas.base import Line, Moment, Payload, Text
from schemas.code_lists import SafeguardingConcern, YesNoUnknown


class CapacityAndLaw(Payload, frozen=True, kw_only=True, gc=False):
    """Whether they can decide about this move (Mental Capacity Act 2005), and under what law they are cared for."""

    for_this_move: CapacityForMove
    assessed_on: date | None = None
    best_interests_ref: Line | None = None
    attorney: Attorney
    attorney_name: Line | None = None
    liberty: Liberty
    liberty_ref: Line | None = None
    section_117: bool
    """Aftercare under the Mental Health Act 1983."""


class Infection(Payload, frozen=True, kw_only=True, gc=False):
    current: bool
    organism: Line | None = None
    isolate_until: date | None = None
    last_test_on: date | None = None
    ward_outbreak: bool
    outbreak_detail: Text | None = None
    antibiotics_until: date | None = None


class DeviceInBody(Payload, frozen=True, kw_only=True, gc=False):
    """A line or another device in the body, and how it is cared for."""

    device: Line
    site: Line
    care: Text
    change_due: date | None = None


class OutstandingResult(Payload, frozen=True, kw_only=True, gc=False):
    test: Line
    expected_on: date
    followed_up_by: Line


class FollowUp(Payload, frozen=True, kw_only=True, gc=False):
    """An appointment or a task for somebody after the discharge."""

    what: Line
    by_whom: Line
    due_on: date
    arranged: bool


class Clinical(Payload, frozen=True, kw_only=True):
    """Health by the latest observations; `news2` is the National Early Warning Score, `frailty` the clinical scale."""

    diagnoses: Annotated[list[Line], Meta(min_length=1, max_length=40)]
    news2: Annotated[int, Meta(ge=0, le=20)]
    observed_at: Moment
    frailty: Annotated[int, Meta(ge=1, le=9)]
    devices: Annotated[list[DeviceInBody], Meta(max_length=20)]
    outstanding_results: Annotated[list[OutstandingResult], Meta(max_length=30)]
    follow_ups: Annotated[list[FollowUp], Meta(max_length=30)]


class EndOfLife(Payload, frozen=True, kw_only=True, gc=False):
    resuscitation: Resuscitation
    original_travels: bool | None = None
    advance_decision: bool
    preferred_place: Line | None = None
    anticipatory_medicines: AnticipatoryMedicines


class NeededEquipment(Payload, frozen=True, kw_only=True, gc=False):
    """Something without which they can't be cared for there, and who sees to it."""

    item: Line
    status: InPlace
    due_at: Moment | None = None
    owner: Line
    training_needed: bool
    staff_trained: bool | None = None


class Funding(Payload, frozen=True, kw_only=True, gc=False):
    funded_by: FundedBy
    checklist: Checklist
    nursing_contribution: YesNoUnknown
    top_up: bool
    top_up_by: Line | None = None
    authorised: bool
    authorised_ref: Line | None = None


class Pharmacy(Payload, frozen=True, kw_only=True, gc=False):
    """Who supplies medicines after the first days, and whether already on the Monday after a weekend."""

    name: Line
    supplies_on_monday: bool


class FollowOn(Payload, frozen=True, kw_only=True):
    """Community health support: who looks after them medically from the first evening."""

    gp_practice: Line
    gp: Registration
    out_of_hours: Line | None = None
    """Who covers evenings and weekends, by name."""
    district_nursing: ServiceAgreed
    nurse_first_visit_on: date | None = None
    therapy: ServiceAgreed
    therapy_first_visit_on: date | None = None
    pharmacy: Pharmacy
    fallback_phone: Phone | None = None


class Social(Payload, frozen=True, kw_only=True):
    next_of_kin_informed: bool
    visiting: Text
    belongings: Annotated[list[Belonging], Meta(max_length=len(Belonging))]
    advocate: AdvocateForMove
    safeguarding: SafeguardingConcern
    safeguarding_detail: Text | None = None
    about_me: bool
    """An "About Me" page goes with them: what matters to them, in their own words."""


class Transport(Payload, frozen=True, kw_only=True, gc=False):
    type: TransportType
    booked_for: Moment | None = None
    escort: Escort
    oxygen: bool


class AssessmentDeclaration(Payload, frozen=True, kw_only=True, gc=False):
    """The assessor's word that this is what they found."""

    assessor_name: Line
    declared_at: Moment
