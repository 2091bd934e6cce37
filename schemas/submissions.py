"""A submission: what a device sent, where it stands, and every step on the way there."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from msgspec import Raw, Struct

from schemas.base import Envelope, Text
from schemas.code_lists import Funder
from schemas.ratings import Colour
from schemas.routing import Queue


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
