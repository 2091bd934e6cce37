"""A referral: somebody is to leave hospital, and homes are asked in order whether they can take them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from msgspec import UNSET, Meta, Raw, Struct, UnsetType

from schemas.accounts import Named
from schemas.agreements import DeclineCode
from schemas.assessment_parts import Pathway
from schemas.base import Line, Moment, NhsNumber, Payload, Postcode, View, Words
from schemas.code_lists import Choice
from schemas.weekend import Accommodation
from schemas.worklists import Cursor, Limit


class Category(Choice):
    """What somebody waits for, as the commissioners' weekly tables have it."""

    CARE_HOME = "care_home", "A care home"
    HOME_CARE = "home_care", "Care at home"
    COMMUNITY_HOSPITAL = "community_hospital", "A community hospital"
    OTHER = "other", "Something else"


class ReferralState(StrEnum):
    """Where a referral stands."""

    REFERRED = "referred"
    ASKED = "asked"
    PLACED = "placed"
    ARRIVED = "arrived"
    UNPLACED = "unplaced"
    WITHDRAWN = "withdrawn"


class ReferralAction(StrEnum):
    """What may happen to a referral."""

    ASSESS = "assess"
    PLACE = "place"
    ASK_NEXT = "ask_next"
    ADD_HOMES = "add_homes"
    TAKE_ASSESSMENT_BACK = "take_assessment_back"
    RESCHEDULE = "reschedule"
    ARRIVE = "arrive"
    CHECK_ARRIVAL = "check_arrival"
    WITHDRAW = "withdraw"


class HomeState(StrEnum):
    """What one home has said about one referral."""

    WAITING = "waiting"
    ASKED = "asked"
    ACCEPTED = "accepted"
    CONDITIONAL = "conditional"
    DEFERRED = "deferred"
    DECLINED = "declined"
    RELEASED = "released"


class HomeAction(StrEnum):
    """What a home may decide, and what happens to it beside."""

    ASK = "ask"
    ACCEPT = "accept"
    ACCEPT_WITH_CONDITIONS = "accept_with_conditions"
    DEFER = "defer"
    DECLINE = "decline"
    RELEASE = "release"


TAKES = frozenset({HomeState.ACCEPTED, HomeState.CONDITIONAL})
"""The home takes the person."""
HAS_THE_MOVE = frozenset({HomeState.ASKED, HomeState.DEFERRED, *TAKES})
"""The home sees the assessment, and others wait for what it says or does."""
AWAITING = frozenset(
    {ReferralState.REFERRED, ReferralState.ASKED, ReferralState.PLACED, ReferralState.UNPLACED}
)
"""The person is still in hospital."""


class ReferredPerson(Payload, frozen=True, kw_only=True, gc=False):
    """Who is to leave; somebody whom the council doesn't know yet needs an NHS number."""

    record_id: Line | None = None
    nhs_number: NhsNumber | None = None
    given_name: Line
    family_name: Line
    date_of_birth: date
    postcode: Postcode


class OpenReferral(Payload, frozen=True, kw_only=True):
    """What a discharge coordinator knows at the start; `homes` are asked one after the other."""

    authority_id: UUID
    person: ReferredPerson
    hospital_location_id: UUID
    assessing_location_id: UUID | None = None
    """Where the assessor works, if not at the hospital."""
    ward: Line
    pathway: Pathway
    category: Category
    medically_fit_at: Moment | None = None
    proposed_from: Moment
    proposed_until: Moment
    homes: Annotated[list[UUID], Meta(min_length=1, max_length=10)]


class AddHomes(Payload, frozen=True, kw_only=True):
    """More homes to ask, after those that are in line."""

    homes: Annotated[list[UUID], Meta(min_length=1, max_length=10)]


class RescheduleReferral(Payload, frozen=True, kw_only=True):
    """When the person is expected to leave now, and why that has changed."""

    proposed_from: Moment
    proposed_until: Moment
    reason: Words


class WithdrawReferral(Payload, frozen=True, kw_only=True):
    reason: Words


class HomeCondition(Payload, frozen=True, kw_only=True, gc=False):
    """Under which a home accepts: what, who sees to it, by when."""

    what: Words
    owner: Line
    due_by: Moment


class DecideAsHome(Payload, frozen=True, kw_only=True):
    """What a home's registered manager or a named deputy decides about the revision that they saw."""

    location_id: UUID
    rev: Annotated[int, Meta(ge=1, le=2_147_483_647)]
    outcome: Literal["accept", "accept_with_conditions", "defer", "decline"]
    accommodation: Accommodation | None = None
    """With an acceptance: the room, and that the needs can be met."""
    conditions: Annotated[list[HomeCondition], Meta(max_length=20)] = []
    deferred_until: Moment | None = None
    code: DeclineCode | None = None
    reason: Words | None = None


class Referral(Struct, frozen=True, kw_only=True):
    """How a referral stands; column for column the row that is kept."""

    authority_id: UUID
    id: UUID
    reference: str
    person_id: UUID
    hospital_location_id: UUID
    assessing_location_id: UUID
    ward: str
    pathway: int
    category: Category
    medically_fit_at: datetime | None
    proposed_from: datetime
    proposed_until: datetime
    state: ReferralState
    assessment_id: UUID | None = None
    created_by: UUID
    created_at: datetime
    closed_at: datetime | None = None
    version: int = 1
    updated_at: datetime
    arrived_at: datetime | None = None
    check_from: datetime | None = None
    check_due: datetime | None = None
    """Between these two the home looks at how the arrival went."""
    checked_at: datetime | None = None


class ReferralHome(Struct, frozen=True, kw_only=True):
    """One home in a referral's line; column for column the row that is kept."""

    authority_id: UUID
    referral_id: UUID
    location_id: UUID
    person_id: UUID
    place: int
    state: HomeState
    asked_at: datetime | None = None
    due_at: datetime | None = None
    decided_at: datetime | None = None
    deferred_until: datetime | None = None
    code: DeclineCode | None = None


class HomeDecision(Struct, frozen=True, kw_only=True):
    """One decision of one home about one revision: written once, never changed."""

    authority_id: UUID
    referral_id: UUID
    assessment_id: UUID
    rev: int
    person_id: UUID
    location_id: UUID
    outcome: str
    trusted: bool
    """Decided on the word of an assessor who may assess on the home's behalf."""
    accommodation: Raw
    conditions: Raw
    deferred_until: datetime | None
    code: DeclineCode | None
    reason: str | None
    decided_by: UUID
    capacity: str
    decided_at: datetime
    agreement_version: int | None


class DischargeEvent(Struct, frozen=True, kw_only=True):
    """One line of a referral's history: of the referral, its assessment, or one home."""

    authority_id: UUID
    referral_id: UUID
    person_id: UUID
    subject: Literal["referral", "assessment", "home"]
    location_id: UUID | None = None
    action: str
    from_state: str | None
    to_state: str
    rev: int | None = None
    account_id: UUID
    capacity: str
    reason: str | None = None
    at: datetime


class ReferralsAsked(Payload, frozen=True, kw_only=True):
    """Which referrals, newest first."""

    state: Annotated[list[ReferralState], Meta(max_length=len(ReferralState))] = []
    hospital: UUID | None = None
    cursor: Cursor | None = None
    limit: Limit = 50


class ReferralHomeView(View, frozen=True, kw_only=True):
    """What one home has said."""

    location: Named
    place: int
    state: HomeState
    asked_at: datetime | UnsetType = UNSET
    due_at: datetime | UnsetType = UNSET
    decided_at: datetime | UnsetType = UNSET
    deferred_until: datetime | UnsetType = UNSET
    code: DeclineCode | UnsetType = UNSET


class ReferralView(View, frozen=True, kw_only=True):
    """A referral with its homes; a home sees itself alone among them."""

    id: UUID
    authority_id: UUID
    reference: str
    person: Named
    hospital: Named
    assessing_location: Named
    ward: str
    pathway: int
    category: Category
    medically_fit_at: datetime | UnsetType = UNSET
    proposed_from: datetime
    proposed_until: datetime
    state: ReferralState
    assessment_id: UUID | UnsetType = UNSET
    homes: list[ReferralHomeView]
    created_at: datetime
    closed_at: datetime | UnsetType = UNSET
    arrived_at: datetime | UnsetType = UNSET
    check_from: datetime | UnsetType = UNSET
    check_due: datetime | UnsetType = UNSET
    """Between these two the home looks at how the arrival went."""
    checked_at: datetime | UnsetType = UNSET
    version: int


class ReferralList(View, frozen=True, kw_only=True):
    items: list[ReferralView]
    next_cursor: str | UnsetType = UNSET
