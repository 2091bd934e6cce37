"""Somebody's way from hospital into a home, as the social care record is told of it: taken, come, looked at."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from msgspec import UNSET, Raw, Struct, UnsetType

from schemas.base import View
from schemas.discharges import ArrivalCheck, AssessmentRevision, AssessmentStanding
from schemas.forms import FormUsed
from schemas.questions import OwnAnswer, QuestionSet
from schemas.ratings import Judgement
from schemas.records import NextAction, RecordPerson, VerifiedRecord
from schemas.referrals import HomeCondition, HomeDecision
from schemas.reviews import Finding


class PlacementMessage(StrEnum):
    """What the record is told of a home's word, each at most once."""

    PLACED = "placed"
    TAKEN_BACK = "taken_back"
    ARRIVED = "arrived"
    CHECKED = "checked"


class RecordHome(View, frozen=True, kw_only=True):
    organisation: str
    location: str
    cqc_location_id: str | UnsetType = UNSET


class RecordAssessor(View, frozen=True, kw_only=True):
    """Who assessed, as they declared it."""

    id: UUID
    name: str
    organisation: str
    assessed_at: datetime


class RecordHomeDecision(View, frozen=True, kw_only=True):
    """By which the home takes the person; the name is absent where the account may not be seen."""

    outcome: str
    capacity: str
    decided_at: datetime
    decided_by: UUID
    name: str | UnsetType = UNSET
    trusted: bool
    conditions: list[HomeCondition]


class RecordArrival(View, frozen=True, kw_only=True):
    """How the home found the person after they came."""

    arrived_at: datetime
    as_described: bool
    medicines_right: bool
    equipment_there: bool
    matched: bool
    incident_ref: str | UnsetType = UNSET
    feedback: str | UnsetType = UNSET
    checked_at: datetime


class PlacementRecord(View, frozen=True, kw_only=True):
    """A home's word about somebody, and what came of it. `key` is the same however often it is sent."""

    key: str
    message: PlacementMessage
    council: str
    """The council's GSS code."""
    assessment_id: UUID
    rev: int
    """The revision on which the home decided; after the arrival, the last there was."""
    reference: str
    person: RecordPerson
    hospital: str
    ward: str
    expected_on: date
    home: RecordHome
    assessor: RecordAssessor
    form: FormUsed
    received_at: datetime
    rating: Judgement
    findings: list[Finding]
    decision: RecordHomeDecision
    arrived_at: datetime | UnsetType = UNSET
    arrival: RecordArrival | UnsetType = UNSET
    next_actions: list[NextAction]
    own_answers: list[OwnAnswer] = []
    """To the council's own questions, in words."""
    read_as: Raw | UnsetType = UNSET
    """The answers in the shape of the newest version of the form, where they were given on an older one."""
    answers: Raw
    answers_sha256: str


class PlacementFacts(Struct, frozen=True, kw_only=True):
    """What is known of a home's word, before it is put into the record's words."""

    message: str
    council: str
    standing: AssessmentStanding
    revision: AssessmentRevision
    decision_id: int
    decision: HomeDecision
    decided_by: str | None
    arrival: ArrivalCheck | None
    person: RecordPerson
    training_data: bool
    organisation: str
    location: str
    cqc_location_id: str | None
    hospital: str
    ward: str
    expected_at: datetime
    arrived_at: datetime | None
    questions: tuple[QuestionSet, ...] = ()
    """Every version of the council's own questions that was ever asked."""


ToRecord = VerifiedRecord | PlacementRecord
"""Whatever the record is told of."""
