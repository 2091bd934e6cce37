"""A verified review as the social care record is told of it: the same facts, whatever record a council keeps."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from msgspec import UNSET, Raw, Struct, UnsetType

from schemas.base import View
from schemas.code_lists import ReviewReason
from schemas.corrections import Correction
from schemas.forms import FormUsed
from schemas.questions import OwnAnswer, QuestionSet
from schemas.ratings import Colour, Judgement
from schemas.reviews import Finding
from schemas.submissions import Revision, Submission
from schemas.verification import Body


class OutcomesAchieved(StrEnum):
    """Review Outcomes Achieved, word for word as national Client Level Data has it (release 1)."""

    FULLY = "Fully Met"
    PARTIALLY = "Partially Met"
    NOT_MET = "Not Met"


class MethodOfReview(StrEnum):
    """Method of Review, word for word as national Client Level Data has it (release 1)."""

    PERSON = "Service user only"
    CARER = "Carer only"
    BOTH = "Service user and carer"


class EventOutcome(StrEnum):
    """Event Outcome, those entries of national Client Level Data (release 1) to which a review here can lead."""

    NO_CHANGE = "No change in package"
    PLANNING = "Progress to Support Planning / Services"
    REASSESSMENT = "Progress to Re-assessment / Unplanned Review"


class ClientLevelData(View, frozen=True, kw_only=True):
    """What the national return asks of every review. Where neither person nor carer took part, no method fits."""

    review_reason: ReviewReason
    review_outcomes_achieved: OutcomesAchieved
    method_of_review: MethodOfReview | UnsetType = UNSET
    event_outcome: EventOutcome


class ActionKind(StrEnum):
    """What somebody at the council has to see to; nothing of it is done by the review or the home's decision itself."""

    PACKAGE_CHANGE = "package_change"
    FINANCIAL_AUTHORISATION = "financial_authorisation"
    REASSESSMENT = "reassessment"
    SAFEGUARDING = "safeguarding"
    CARER_ASSESSMENT = "carer_assessment"
    NEXT_REVIEW = "next_review"
    PLACEMENT = "placement"
    PACKAGE_SETUP = "package_setup"
    ARRIVAL_FOLLOW_UP = "arrival_follow_up"


OF_PLACEMENTS = frozenset(
    {ActionKind.PLACEMENT, ActionKind.PACKAGE_SETUP, ActionKind.ARRIVAL_FOLLOW_UP, ActionKind.NEXT_REVIEW}
)
"""What follows when somebody leaves hospital; all else, and the next review, follows from a review."""
OF_REVIEWS = frozenset(ActionKind) - OF_PLACEMENTS | {ActionKind.NEXT_REVIEW}


class NextAction(View, frozen=True, kw_only=True):
    """A task for a worker of the council, with a sentence that names nobody; `due` where there is a day."""

    kind: ActionKind
    why: str
    due: date | UnsetType = UNSET


class RecordPerson(View, frozen=True, kw_only=True):
    """Whose review it is, with all by which the record has to know them as well."""

    record_id: str | UnsetType = UNSET
    nhs_number: str | UnsetType = UNSET
    name: str
    date_of_birth: date


class RecordProvider(View, frozen=True, kw_only=True):
    organisation: str
    location: str
    cqc_location_id: str


class RecordReviewer(View, frozen=True, kw_only=True):
    """Who made the review, as they declared it."""

    id: UUID
    name: str
    declared_at: datetime


class RecordDecision(View, frozen=True, kw_only=True):
    """Who approved the review for which body; the name is absent where the account may not be seen."""

    body: Body
    decided_at: datetime
    verifier_id: UUID
    verifier: str | UnsetType = UNSET


class RecordCorrection(View, frozen=True, kw_only=True):
    """That the review has been opened for a correction, or that this ended unchanged; when, and why if that was said.

    While one is open, what the record has of the review does not stand; nothing of it is deleted.
    """

    number: int
    ended: bool
    why: str | UnsetType = UNSET
    """In the verifier's words; where they opened it without any, in those of the author who had asked for it."""
    at: datetime
    recorded_as: str | UnsetType = UNSET
    """Under which of the record's own references it has the review."""


class VerifiedRecord(View, frozen=True, kw_only=True):
    """A verified review whole. `key` is the same however often it is sent, so that it has one effect."""

    key: str
    message: str
    council: str
    """The council's GSS code."""
    submission_id: UUID
    rev: int
    reference: str
    person: RecordPerson
    provider: RecordProvider
    reviewer: RecordReviewer
    form: FormUsed
    received_at: datetime
    rating: Judgement
    verified_rating: Colour
    """The rating that counted when it was approved: a verifier's own if they gave one."""
    findings: list[Finding]
    decisions: list[RecordDecision]
    client_level_data: ClientLevelData
    next_actions: list[NextAction]
    correction: RecordCorrection | UnsetType = UNSET
    """Of a message about a correction; the review is then the one that had been approved."""
    own_answers: list[OwnAnswer] = []
    """To the council's own questions, in words."""
    read_as: Raw | UnsetType = UNSET
    """The answers in the shape of the newest version of the form, where they were given on an older one."""
    answers: Raw
    answers_sha256: str


class RecordFacts(Struct, frozen=True, kw_only=True):
    """What is known of a submission at the revision that was approved, before it is put into the record's words."""

    message: str
    council: str
    submission: Submission
    revision: Revision
    decisions: tuple[RecordDecision, ...]
    person: RecordPerson
    training_data: bool
    correction: Correction | None = None
    """Of a message about a correction."""
    questions: tuple[QuestionSet, ...] = ()
    """Every version of the council's own questions that was ever asked."""
    organisation: str
    location: str
