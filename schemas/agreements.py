"""Agreements between hospital and homes: who may assess on whose behalf, within what limits, and who sees to it."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from schemas.accounts import Named
from schemas.base import Line, Payload, Text, View, Words
from schemas.code_lists import Choice
from schemas.worklists import Cursor, Limit

Minutes = Annotated[int, Meta(ge=15, le=10_080)]
"""From a quarter of an hour to a week."""


class NeedCategory(Choice):
    """What kinds of needs an agreement covers."""

    RESIDENTIAL = "residential", "Residential care"
    NURSING = "nursing", "Nursing care"
    DEMENTIA = "dementia", "Dementia"
    LEARNING_DISABILITY = "learning_disability", "Learning disability"
    MENTAL_HEALTH = "mental_health", "Mental health"
    END_OF_LIFE = "end_of_life", "End of life"
    REHABILITATION = "rehabilitation", "Rehabilitation"


class DeclineCode(Choice):
    """Why a home can't take somebody: the six weekend causes, and five more."""

    MEDICATION = "medication", "Medicines"
    ACCOMMODATION = "accommodation", "Room"
    EQUIPMENT = "equipment", "Equipment"
    INFORMATION_QUALITY = "information_quality", "Quality of information"
    COMPLEXITY_CHANGE = "complexity_change", "Needs have changed"
    COMMUNITY_HEALTH_SUPPORT = "community_health_support", "Community health support"
    NEEDS_EXCEED_REGISTRATION = "needs_exceed_registration", "Needs are beyond the home's registration"
    STAFFING = "staffing", "Staffing"
    INFECTION = "infection", "Infection"
    FUNDING = "funding", "Funding"
    CHOICE = "person_or_family_choice", "The person or their family chose otherwise"
    OTHER = "other", "Another reason"


class AgreementHome(Payload, frozen=True, kw_only=True):
    """A home, or a unit of it, on whose behalf is assessed; deputies may decide for its registered manager."""

    location_id: UUID
    unit: Line | None = None
    deputies: Annotated[list[UUID], Meta(max_length=10)] = []


class AgreementAssessor(Payload, frozen=True, kw_only=True, gc=False):
    """Somebody who may assess under it, what shows that they can, and until when that counts."""

    account_id: UUID
    competence: Line
    level: Annotated[int, Meta(ge=1, le=10)] = 2
    """How competent the parties hold them to be; a council's policy says what is asked."""
    valid_until: date


class HomeInAgreement(View, frozen=True, kw_only=True):
    """A home, or a unit of it, and who may decide there for its registered manager."""

    location_id: UUID
    unit: str | UnsetType = UNSET
    deputies: list[UUID]


class AssessorInAgreement(View, frozen=True, kw_only=True):
    """An assessor, and how often an arrival showed that their assessment had matched reality."""

    account_id: UUID
    competence: str
    level: int
    valid_until: date
    arrivals_checked: int
    """In time: what was looked at too early or too late says nothing about them."""
    arrivals_that_matched: int


class Terms(Payload, frozen=True, kw_only=True):
    """What the parties of an agreement agree on."""

    name: Line
    lead: Line
    """Who sees to it that the agreement works."""
    homes: Annotated[list[AgreementHome], Meta(min_length=1, max_length=200)]
    assessors: Annotated[list[AgreementAssessor], Meta(min_length=1, max_length=200)]
    need_categories: Annotated[list[NeedCategory], Meta(min_length=1, max_length=len(NeedCategory))]
    limit_in_hours_minutes: Minutes = 120
    limit_out_of_hours_minutes: Minutes = 240
    decline_codes: Annotated[list[DeclineCode], Meta(min_length=1, max_length=len(DeclineCode))]
    flawed_assessment_procedure: Text
    """What happens if a home finds that an assessment was wrong."""
    review_on: date


class MakeAgreement(Terms, frozen=True, kw_only=True):
    """A memorandum of understanding, as its parties signed it."""

    authority_id: UUID
    hospital_id: UUID
    """The organisation whose wards the people leave."""
    starts_on: date
    ends_on: date | None = None


class ChangeAgreement(Terms, frozen=True, kw_only=True):
    """The next version: all its terms from a day on, today or later, and why they change."""

    effective_from: date
    reason: Words


class EndAgreement(Payload, frozen=True, kw_only=True):
    """That an agreement ends, and why."""

    ends_on: date
    """The last day on which it holds."""
    reason: Words


class Agreement(Struct, frozen=True, kw_only=True):
    """The row that is kept of a version; its homes and assessors have rows of their own."""

    authority_id: UUID
    id: UUID
    version: int = 1
    effective_from: date
    reason: str | None = None
    name: str
    hospital_id: UUID
    lead: str
    need_categories: list[str]
    limit_in_hours_minutes: int
    limit_out_of_hours_minutes: int
    decline_codes: list[str]
    flawed_assessment_procedure: str
    starts_on: date
    review_on: date
    ends_on: date | None
    created_by: UUID
    created_at: datetime


class AgreementFacts(Struct, frozen=True, kw_only=True):
    """A version of an agreement as an assessment and the decisions about it have to know it."""

    agreement: Agreement
    homes: dict[UUID, frozenset[UUID]]
    """Location → who may decide there for the registered manager."""
    assessors: dict[UUID, AgreementAssessor]


class AgreementsAsked(Payload, frozen=True, kw_only=True):
    """Which agreements, by name."""

    hospital: UUID | None = None
    home: UUID | None = None
    cursor: Cursor | None = None
    limit: Limit = 50


class AgreementView(View, frozen=True, kw_only=True):
    """An agreement with its parties, as of today; `in_force` says whether it holds."""

    id: UUID
    authority_id: UUID
    version: int
    effective_from: date
    reason: str | UnsetType = UNSET
    name: str
    hospital: Named
    lead: str
    homes: list[HomeInAgreement]
    assessors: list[AssessorInAgreement]
    need_categories: list[NeedCategory]
    limit_in_hours_minutes: int
    limit_out_of_hours_minutes: int
    decline_codes: list[DeclineCode]
    flawed_assessment_procedure: str
    starts_on: date
    review_on: date
    ends_on: date | UnsetType = UNSET
    in_force: bool
    review_overdue: bool


class AgreementList(View, frozen=True, kw_only=True):
    items: list[AgreementView]
    next_cursor: str | UnsetType = UNSET


class AgreementVersions(View, frozen=True, kw_only=True):
    """Every version of an agreement, the latest first, also those that are still to take effect."""

    items: list[AgreementView]


class AgreementArrival(View, frozen=True, kw_only=True):
    """What a home found after somebody came who was assessed under an agreement; it names nobody who came."""

    assessment_id: UUID
    reference: str
    home: Named
    assessor_id: UUID
    arrived_at: datetime
    checked_at: datetime
    timing: str
    matched: bool
    feedback: str | UnsetType = UNSET
    incident_ref: str | UnsetType = UNSET


class AgreementArrivals(View, frozen=True, kw_only=True):
    """The latest hundred, for the agreement's lead and whoever else works by it, as they reach those who came."""

    items: list[AgreementArrival]
