"""A submission: what a device sent, what became of it, and what people decided about it."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Raw, Struct

from schemas.base import Envelope, Payload, Text, View
from schemas.code_lists import Funder
from schemas.ratings import Colour

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


class Pointed(Payload, frozen=True, kw_only=True):
    """A verifier's words about one answer, or about the whole when the pointer is empty."""

    pointer: Annotated[str, Meta(max_length=300, pattern=r"^(/[^/]*)*$")]
    text: Text


class Nothing(Payload, frozen=True, kw_only=True):
    """The body of an action that needs no words: an empty object."""


class ReturnToReviewer(Payload, frozen=True, kw_only=True):
    comments: Annotated[list[Pointed], Meta(min_length=1, max_length=100)]


class Reject(Payload, frozen=True, kw_only=True):
    reason: Text


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
    statutory_findings: int
    other_findings: int
    blocking_findings: int
    bulk_approvable: bool = False
    reviewer_id: UUID
    submitter_id: UUID
    opened_by: UUID | None = None
    lease_until: datetime | None = None
    submitted_at: datetime
    received_at: datetime
    due_at: datetime | None = None
    record_reference: str | None = None
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
    device_id: UUID | None
    made_at: datetime | None
    corrected_at: datetime | None
    not_before: datetime | None
    received_at: datetime
    standing: Raw
    rating: Raw
    findings: Raw
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


class CommentView(View, frozen=True, kw_only=True):
    pointer: str
    text: str
    rev: int
    made_at: datetime


class Named(View, frozen=True, kw_only=True):
    id: UUID
    name: str
