"""What is kept and shown of an assessment on its way: the homes' decisions, the weekend checks, the arrival."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, Raw, Struct, UnsetType

from schemas.accounts import Named
from schemas.agreements import DeclineCode
from schemas.base import Line, Moment, Payload, View, Words
from schemas.eligibility import AssessorStanding
from schemas.forms import FormUsed
from schemas.mappings import ReadAs
from schemas.questions import OwnAnswers
from schemas.ratings import Colour, Judgement
from schemas.referrals import Category, HomeCondition, ReferralState, ReferralView
from schemas.reviews import Finding
from schemas.weekend import Accommodation, WeekendReadiness
from schemas.worklists import Cursor, Limit


class AssessmentState(StrEnum):
    """Where an assessment stands."""

    SUBMITTED = "submitted"
    ARRIVED = "arrived"
    WITHDRAWN = "withdrawn"


class AssessmentAction(StrEnum):
    """What may be done to an assessment."""

    AMEND = "amend"
    WITHDRAW = "withdraw"
    NOTE_ARRIVAL = "note_arrival"
    CHECK_ARRIVAL = "check_arrival"


class AssessmentStanding(Struct, frozen=True, kw_only=True):
    """How an assessment stands; column for column the row that is kept."""

    authority_id: UUID
    id: UUID
    referral_id: UUID
    person_id: UUID
    location_id: UUID
    reference: str
    state: AssessmentState
    rev: int
    version: int = 1
    form_version: int
    agreement_id: UUID | None
    trusted: bool
    """Made by an assessor who may, under an agreement in force: a home may decide on their word."""
    rating: Colour
    statutory_findings: int
    other_findings: int
    assessor_id: UUID
    submitter_id: UUID
    received_at: datetime
    updated_at: datetime
    record_reference: str | None = None
    """By which the record knew it last."""


class AssessmentRevision(Struct, frozen=True, kw_only=True):
    """One immutable revision: the bytes as they came, who answers for them, and how they were judged on arrival."""

    authority_id: UUID
    id: UUID
    rev: int
    person_id: UUID
    form_version: int
    body: bytes
    body_sha256: bytes
    assessor_id: UUID
    submitter_id: UUID
    submitter_role: str
    device_id: UUID | None
    made_at: datetime
    corrected_at: datetime | None
    not_before: datetime | None
    received_at: datetime
    rating: Raw
    findings: Raw
    op_id: UUID
    agreement_version: int | None
    assessor_standing: Raw


class Timing(StrEnum):
    """When an arrival was looked at: only what was seen in time says how right the assessment was."""

    EARLY = "early"
    IN_TIME = "in_time"
    LATE = "late"


class NoteArrival(Payload, frozen=True, kw_only=True):
    """The person has come."""

    arrived_at: Moment


class CheckArrival(Payload, frozen=True, kw_only=True):
    """What the home found 24 to 72 hours after the person came."""

    arrived_at: Moment | None = None
    """Needed unless it was told before that they have come."""
    as_described: bool
    medicines_right: bool
    equipment_there: bool
    incident_ref: Line | None = None
    feedback: Words | None = None
    """For the assessor, the ward and the agreement's lead; needed if anything was wrong."""


class ArrivalCheck(Struct, frozen=True, kw_only=True):
    """The row that is kept of an arrival check."""

    authority_id: UUID
    assessment_id: UUID
    referral_id: UUID
    person_id: UUID
    location_id: UUID
    arrived_at: datetime
    as_described: bool
    medicines_right: bool
    equipment_there: bool
    incident_ref: str | None
    feedback: str | None
    matched: bool
    checked_by: UUID
    checked_at: datetime
    timing: Timing


class HomeDecisionView(View, frozen=True, kw_only=True):
    """What one home decided, on which revision, and in what capacity."""

    location: Named
    outcome: str
    rev: int
    trusted: bool
    accommodation: Accommodation | UnsetType = UNSET
    conditions: list[HomeCondition]
    deferred_until: datetime | UnsetType = UNSET
    code: DeclineCode | UnsetType = UNSET
    reason: str | UnsetType = UNSET
    decided_by: UUID
    capacity: str
    decided_at: datetime
    agreement_version: int | UnsetType = UNSET
    """The version of the assessment's agreement by which it was decided."""


class ArrivalView(View, frozen=True, kw_only=True):
    """How the assessment compares with the person who arrived; `matched` when everything was as described."""

    location: Named
    arrived_at: datetime
    as_described: bool
    medicines_right: bool
    equipment_there: bool
    incident_ref: str | UnsetType = UNSET
    feedback: str | UnsetType = UNSET
    matched: bool
    checked_at: datetime
    timing: Timing


class AssessmentView(View, frozen=True, kw_only=True):
    """An assessment whole: answers, findings, the weekend checks, what homes decided, and how the arrival went."""

    id: UUID
    authority_id: UUID
    reference: str
    state: AssessmentState
    rev: int
    person: Named
    referral: ReferralView
    location: Named
    form: FormUsed
    agreement_id: UUID | UnsetType = UNSET
    agreement_version: int | UnsetType = UNSET
    trusted: bool
    assessor_standing: AssessorStanding | UnsetType = UNSET
    """By the agreement and the council's policy, when the newest answers came; why it isn't trusted, if it isn't."""
    rating: Judgement
    findings: list[Finding]
    weekend: WeekendReadiness
    decisions: list[HomeDecisionView]
    arrival: ArrivalView | UnsetType = UNSET
    record_reference: str | UnsetType = UNSET
    received_at: datetime
    own_answers: OwnAnswers | UnsetType = UNSET
    """To the council's own questions, in words."""
    read_as: ReadAs | UnsetType = UNSET
    """Of answers on an older version of the form: what they are verified as. `body` is as it was sent."""
    body: Raw


class PulledHome(View, frozen=True, kw_only=True):
    """A home in a referral, as a tablet holds it."""

    location: Named
    place: int
    state: str
    due_at: datetime | UnsetType = UNSET


class PulledReferral(View, frozen=True, kw_only=True):
    """A referral as a tablet of the ward or of an asked home holds it; a home sees itself alone among the homes."""

    id: UUID
    authority_id: UUID
    person_id: UUID
    reference: str
    hospital: Named
    ward: str
    pathway: int
    category: Category
    state: ReferralState
    proposed_from: datetime
    proposed_until: datetime
    assessment_id: UUID | UnsetType = UNSET
    homes: list[PulledHome]
    arrived_at: datetime | UnsetType = UNSET
    check_from: datetime | UnsetType = UNSET
    check_due: datetime | UnsetType = UNSET


class PulledAssessment(View, frozen=True, kw_only=True):
    """An assessment as a tablet holds it: where it stands, and its newest answers."""

    id: UUID
    authority_id: UUID
    person_id: UUID
    referral_id: UUID
    reference: str
    state: AssessmentState
    rev: int
    trusted: bool
    received_at: datetime
    arrival: ArrivalView | UnsetType = UNSET
    """What the home found after the person came: for whoever assessed, and for the ward."""
    record_reference: str | UnsetType = UNSET
    body_rev: int
    body: Raw


class BoardAsked(Payload, frozen=True, kw_only=True):
    """Which of those who wait to leave hospital, the longest waiting first."""

    hospital: UUID | None = None
    ward: Annotated[str, Meta(max_length=200)] | None = None
    pathway: Annotated[int, Meta(ge=0, le=3)] | None = None
    category: Category | None = None
    format: Annotated[str, Meta(pattern="^(json|csv)$", description="`csv` for a spreadsheet.")] = "json"
    cursor: Cursor | None = None
    limit: Limit = 50


class BoardLine(View, frozen=True, kw_only=True):
    """One person who waits, or has come and wasn't looked at yet: what blocks whom, whose move it is, how long."""

    referral_id: UUID
    authority_id: UUID
    reference: str
    person: Named
    hospital: Named
    ward: str
    pathway: int
    category: Category
    state: ReferralState
    whose_move: str
    waiting_on: str
    due_at: datetime | UnsetType = UNSET
    overdue: bool
    blocked_by: list[str]
    weekend_ready: bool | UnsetType = UNSET
    proposed_from: datetime
    since: datetime
    hours_waiting: int
    """In hospital."""
    arrived_at: datetime | UnsetType = UNSET
    check_from: datetime | UnsetType = UNSET
    """From then until `due_at` the home looks at how the arrival went."""
    to_do: list[str]
    """What is left once they have come: `arrival_check`, and `package_setup` where none is set up in the home."""
    record_reference: str | UnsetType = UNSET


class Board(View, frozen=True, kw_only=True):
    items: list[BoardLine]
    next_cursor: str | UnsetType = UNSET


class DaysAsked(Payload, frozen=True, kw_only=True):
    """For how many days up to and including the last, which is today if left out."""

    hospital: UUID | None = None
    last: date | None = None
    days: Annotated[int, Meta(ge=1, le=366)] = 28


class DayCount(View, frozen=True, kw_only=True):
    """How many waited on a day in London, in which hospital and for what."""

    day: date
    hospital: Named
    category: Category
    pathway: int
    people: int


class CountedDay(View, frozen=True, kw_only=True):
    """A day that was counted: where it has no counts, nobody waited."""

    day: date
    as_of: datetime


class DayCounts(View, frozen=True, kw_only=True):
    """Of days that were never counted, from before the service began, nothing is known."""

    items: list[DayCount]
    counted: list[CountedDay]
