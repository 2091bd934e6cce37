"""A pre-discharge assessment: what a trusted assessor found out for every home that may be asked.

It is made on behalf of the home and with its permission, under an agreement that says who may assess; a home decides
on it without seeing the person. An answer that is only asked for after another one is optional here: where it is
missing though asked for, that is a finding and no refusal.
"""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from schemas.assessment_parts import (
    Assessor,
    ChangedNeeds,
    Cognition,
    Communication,
    Continence,
    Falls,
    HospitalStay,
    Medicines,
    Mobility,
    Nutrition,
    Skin,
    Transfer,
)
from schemas.assessment_plans import (
    AssessmentDeclaration,
    CapacityAndLaw,
    Clinical,
    EndOfLife,
    FollowOn,
    Funding,
    Infection,
    NeededEquipment,
    Social,
    Transport,
)
from schemas.base import Line, Moment, Payload, Text
from schemas.questions import SetVersion, Supplementary
from schemas.ratings import SafeCareRating
from schemas.review_parts import AttachmentNamed, ReviewedPerson


class Assessment(Payload, frozen=True, kw_only=True):
    """One person's needs before they leave hospital, as an assessor declares them."""

    submission_id: UUID
    client_version: Line
    ruleset_version: Line
    device_created_at: Moment
    submitted_at: Moment

    referral_id: UUID
    person: ReviewedPerson
    person_views: Text
    hospital_stay: HospitalStay
    transfer: Transfer
    assessor: Assessor

    medicines: Medicines
    mobility: Mobility
    falls: Falls
    nutrition: Nutrition
    continence: Continence
    skin: Skin
    communication: Communication
    cognition: Cognition
    changed_needs: ChangedNeeds

    capacity: CapacityAndLaw
    infection: Infection
    clinical: Clinical
    end_of_life: EndOfLife
    equipment: Annotated[list[NeededEquipment], Meta(max_length=40)]
    funding: Funding
    follow_on: FollowOn
    social: Social
    transport: Transport

    safe_care_rag: SafeCareRating
    declaration: AssessmentDeclaration
    attachments: Annotated[list[AttachmentNamed], Meta(max_length=20)] | None = None
    supplementary: Supplementary | None = None
    """Answers to the council's own questions."""
    supplementary_version: SetVersion | None = None
    """Which version of these questions was asked."""
