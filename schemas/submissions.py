"""A submission: what a device sent, what became of it, and what people decided about it."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from msgspec import UNSET, Meta, Raw, Struct, UnsetType, field

from schemas.accounts import Named
from schemas.attachments import EvidenceCount
from schemas.base import Envelope, Payload, Text, View, Words
from schemas.code_lists import Funder
from schemas.corrections import CorrectionView
from schemas.forms import Difference
from schemas.mappings import ReadAs
from schemas.questions import OwnAnswers
from schemas.ratings import Colour, Judgement
from schemas.reviews import Finding
from schemas.routing import Queue, Routing
from schemas.submission_queries import QueryView

Body = Literal["council", "nhs"]
"""A body that verifies; joint funding needs a decision of each."""


class State(StrEnum):
    """Where a review stands."""

    SUBMITTED = "submitted"
    CHECKING = "checking"
    APPROVED = "approved"
    RECORDED = "recorded"
    RETURNED = "returned"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    CORRECTION_OPEN = "correction_open"


class Action(StrEnum):
    """What may be done to a review."""

    OPEN = "open"
    RELEASE = "release"
    APPROVE = "approve"
    TAKE_IN = "take_in"
    RETURN = "return"
    REJECT = "reject"
    AMEND = "amend"
    WITHDRAW = "withdraw"
    RECORD = "record"
    DISCLOSE = "disclose"
    WAIVE_EVIDENCE = "waive_evidence"
    RATE = "rate"
    REQUEST_CORRECTION = "request_correction"
    UN_APPROVE = "un_approve"
    CORRECT = "correct"
    DECLINE_CORRECTION = "decline_correction"
    CLOSE_CORRECTION = "close_correction"


class Pointed(Payload, frozen=True, kw_only=True):
    """A verifier's words about one answer, or about the whole when the pointer is empty."""

    pointer: Annotated[str, Meta(max_length=300, pattern=r"^(/[^/]*)*$")]
    text: Words


class Nothing(Payload, frozen=True, kw_only=True):
    """The body of an action that needs no words: an empty object."""


class ReturnToReviewer(Payload, frozen=True, kw_only=True):
    comments: Annotated[list[Pointed], Meta(min_length=1, max_length=100)]


class Reject(Payload, frozen=True, kw_only=True):
    reason: Words


class Disclose(Payload, frozen=True, kw_only=True):
    reason: Words


class Rate(Payload, frozen=True, kw_only=True):
    """A verifier's own rating, and what they know that the rules and the provider don't."""

    rating: Colour
    reason: Annotated[str, Meta(min_length=20, max_length=4_000, pattern=r"\S")]


class WaiveEvidence(Payload, frozen=True, kw_only=True):
    reason: Words


class Withdraw(Envelope, frozen=True, kw_only=True):
    reason: Text


class Submission(Struct, frozen=True, kw_only=True):
    """The current standing of one submission; column for column the row that is stored."""

    authority_id: UUID
    id: UUID
    kind: str
    person_id: UUID
    package_id: UUID
    location_id: UUID
    organisation_id: UUID
    reference: str
    state: State
    rev: int
    proposed_rev: int | None = None
    version: int = 1
    form: str
    form_version: int
    funder: Funder
    rating: Colour
    risk: int
    summary: str
    statutory_findings: int
    other_findings: int
    blocking_findings: int
    elements_met: int | None = None
    elements_not_met: int | None = None
    """Of the compliance report on the revision at which it stands; None where they weren't counted at its receipt."""
    queue: Queue
    bulk_approvable: bool = False
    concern_raised: bool = False
    """A revision of it raised a new safeguarding concern: from then on it is the council's to decide."""
    withheld_since: datetime | None = None
    """Since then nobody at the provider sees what happens: the provider is whom the concern is about."""
    rating_lowered: bool = False
    """A verifier rated a revision of it milder than it came: such a review is never approved in bulk."""
    evidence_waived_rev: int | None = None
    """At this revision a verifier has waived the evidence that had not come; at another one it is asked for again."""
    reviewer_id: UUID
    submitter_id: UUID
    opened_by: UUID | None = None
    lease_until: datetime | None = None
    submitted_at: datetime
    received_at: datetime
    due_at: datetime | None = None
    due_left: timedelta | None = None
    """The working time that was left when it was returned: until it comes again no clock runs, and `due_at` is None."""
    record_reference: str | None = None
    correction_requested_at: datetime | None = None
    """Since when its author waits for a verifier to open what was approved for a correction, or to decline that."""
    open_queries: int = 0
    """Questions of verifiers that wait for an answer: while there are any, it is not approved in bulk."""
    updated_at: datetime

    @property
    def latest_rev(self) -> int:
        """The newest accepted revision, one that waits to be taken in included."""
        return self.proposed_rev or self.rev


class Revision(Struct, frozen=True, kw_only=True):
    """One immutable revision: the bytes as they came, who answers for them, and how they were judged on arrival."""

    authority_id: UUID
    id: UUID
    rev: int
    person_id: UUID
    form_version: int
    body: bytes
    body_sha256: bytes
    reviewer_id: UUID
    submitter_id: UUID
    submitter_role: str
    accepted_by: UUID | None = None
    device_id: UUID | None
    made_at: datetime | None
    corrected_at: datetime | None
    not_before: datetime | None
    received_at: datetime
    standing: Raw
    rating: Raw
    findings: Raw
    routing: Raw
    routing_facts: Raw
    """Why: RoutingFacts, so that it can be asked what another policy would have made of it."""
    op_id: UUID


class Event(Struct, frozen=True, kw_only=True):
    """One line of a submission's history: who, in what capacity, when, from, to, why."""

    authority_id: UUID
    submission_id: UUID
    person_id: UUID
    action: str
    from_state: State | None
    to_state: State
    rev: int
    account_id: UUID | None
    capacity: str
    organisation_id: UUID | None
    reason: str | None = None
    op_id: UUID | None = None
    batch_id: UUID | None = None
    at: datetime


class Decision(Struct, frozen=True, kw_only=True):
    """What one verifying body decided about one revision."""

    authority_id: UUID
    id: UUID
    submission_id: UUID
    rev: int
    person_id: UUID
    body: Body
    outcome: Literal["approved", "returned", "rejected"]
    verifier_id: UUID
    reason: str | None = None
    batch_id: UUID | None = None
    decided_at: datetime
    void: bool = False


class VerifierRating(Struct, frozen=True, kw_only=True):
    """A verifier's own rating of a revision: a row of its own, beside those of the rules and of the provider."""

    authority_id: UUID
    id: UUID
    submission_id: UUID
    rev: int
    person_id: UUID
    rating: Colour
    before: Colour
    """What counted until then."""
    reason: str
    verifier_id: UUID
    capacity: str
    made_at: datetime


class Comment(Struct, frozen=True, kw_only=True):
    """A verifier's comment: an overlay in a row of its own, never a change of an answer."""

    authority_id: UUID
    id: UUID
    submission_id: UUID
    rev: int
    person_id: UUID
    pointer: str
    text: str
    account_id: UUID
    made_at: datetime


class Message(Struct, frozen=True, kw_only=True):
    """What is to be told to the record: one row of the outbox, written with the decision it comes from."""

    authority_id: UUID
    target: str
    message: str
    person_id: UUID
    submission_id: UUID
    rev: int
    decision_id: UUID
    due_at: datetime
    created_at: datetime


class CommentView(View, frozen=True, kw_only=True):
    """A verifier's comment as its readers see it."""

    pointer: str
    text: str
    rev: int
    made_at: datetime


class VerifierRatingView(View, frozen=True, kw_only=True):
    """How a verifier rated a revision, what had counted before, and why they differ."""

    rev: int
    rating: Colour
    before: Colour
    reason: str
    verifier_id: UUID
    made_at: datetime


class DecisionView(View, frozen=True, kw_only=True):
    body: Body
    outcome: Literal["approved", "returned", "rejected"]
    rev: int
    verifier_id: UUID
    reason: str | UnsetType = UNSET
    decided_at: datetime


class EventView(View, frozen=True, kw_only=True):
    """Who did what, in what capacity, when, from, to and why; names only of those whom the reader may see."""

    action: str
    from_state: State | UnsetType = field(default=UNSET, name="from")
    to_state: State = field(name="to")
    rev: int
    at: datetime
    capacity: str
    account_id: UUID | UnsetType = UNSET
    account_name: str | UnsetType = UNSET
    organisation: Named | UnsetType = UNSET
    reason: str | UnsetType = UNSET


class Lease(View, frozen=True, kw_only=True):
    """Which verifier has a submission open, and until when it is theirs."""

    verifier_id: UUID
    until: datetime


class FormUsed(View, frozen=True, kw_only=True):
    id: str
    version: int


class Made(View, frozen=True, kw_only=True):
    """When a revision can have been made: after `not_before`, where that is known, and before `received_at`.

    `made_at` is what the tablet said, `corrected_at` the same by the service's clock.
    """

    made_at: datetime | UnsetType = UNSET
    corrected_at: datetime | UnsetType = UNSET
    not_before: datetime | UnsetType = UNSET
    received_at: datetime


class SubmissionView(View, frozen=True, kw_only=True):
    """One submission whole: answers, rating with reasons, findings, what was said and done, what may be done next."""

    id: UUID
    authority_id: UUID
    kind: str
    reference: str
    state: State
    rev: int
    proposed_rev: int | UnsetType = UNSET
    person: Named
    package_id: UUID
    location: Named
    organisation: Named
    funder: Funder
    form: FormUsed
    summary: str
    rating: Judgement
    verifier_ratings: list[VerifierRatingView]
    """How verifiers rated it themselves, oldest first; the last one of the present revision counts."""
    rating_that_counts: Colour
    findings: list[Finding]
    blocking: list[Finding]
    """Those of the findings that stop an approval."""
    routing: Routing
    comments: list[CommentView]
    decisions: list[DecisionView]
    corrections: list[CorrectionView]
    """What was asked for and done to correct what had been approved, oldest first."""
    queries: list[QueryView]
    """What verifiers asked about it, oldest first; one without an answer is open."""
    history: list[EventView]
    may: list[Action]
    opened: Lease | UnsetType = UNSET
    submitted_at: datetime
    received_at: datetime
    made: Made
    due_at: datetime | UnsetType = UNSET
    record_reference: str | UnsetType = UNSET
    evidence: EvidenceCount
    own_answers: OwnAnswers | UnsetType = UNSET
    """To the council's own questions, in words."""
    read_as: ReadAs | UnsetType = UNSET
    """Of answers on an older version of the form: what they are verified as. `body` is as it was sent."""
    body: Raw


class RevisionView(View, frozen=True, kw_only=True):
    """One revision as it came and as it was judged; when it can have been made lies between the two times given."""

    rev: int
    reviewer_id: UUID
    submitter_id: UUID
    submitter_role: str
    device_id: UUID | UnsetType = UNSET
    made_at: datetime | UnsetType = UNSET
    corrected_at: datetime | UnsetType = UNSET
    not_before: datetime | UnsetType = UNSET
    received_at: datetime
    body_sha256: str
    rating: Judgement
    findings: list[Finding]
    standing: Raw
    body: Raw


class RevisionList(View, frozen=True, kw_only=True):
    items: list[RevisionView]
    next_cursor: str | UnsetType = UNSET


class History(View, frozen=True, kw_only=True):
    items: list[EventView]
    next_cursor: str | UnsetType = UNSET


class Diff(View, frozen=True, kw_only=True):
    """In what two revisions differ, section by section."""

    from_rev: int = field(name="from")
    to_rev: int = field(name="to")
    sections: list[str]
    differences: list[Difference]
