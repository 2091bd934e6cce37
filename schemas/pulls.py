"""What a tablet pulls: what has changed since it last asked, and how a review, a draft or an outcome comes to it."""

from datetime import datetime
from typing import Annotated, Literal, get_args
from uuid import UUID

from msgspec import UNSET, Meta, Raw, UnsetType

from schemas.attachments import EvidenceCount
from schemas.base import Envelope, View
from schemas.corrections import CorrectionView
from schemas.submission_queries import QueryView
from schemas.submissions import State
from schemas.sync import MAX_BYTES, PROTOCOL, FormRef, FormsKnown, OpProblem
from schemas.verification import CommentView

FeedKind = Literal["person", "package", "submission", "outcome", "referral", "assessment", "draft"]
FEED_KINDS: tuple[FeedKind, ...] = (
    "person",
    "package",
    "submission",
    "outcome",
    "referral",
    "assessment",
    "draft",
)
"""What a scope's feed carries; stored as its place in this list, from 1."""

ToldFeedKind = Annotated[str, Meta(extra_json_schema={"enum": sorted(FEED_KINDS)})]


def feed_kind(name: FeedKind) -> int:
    return FEED_KINDS.index(name) + 1


class WantedEntity(Envelope, frozen=True, kw_only=True):
    """Something that a device should hold by the manifest of its scope, and does not."""

    scope: UUID
    kind: FeedKind
    id: UUID


class Want(Envelope, frozen=True, kw_only=True):
    """How large a page of a pull may be, and what it brings besides what has changed."""

    max_rows: Annotated[int, Meta(ge=1, le=2_000)] = 500
    max_bytes: Annotated[int, Meta(ge=1_024, le=MAX_BYTES)] = 1_048_576
    entities: Annotated[list[WantedEntity], Meta(max_length=500)] = []
    """Answered first and as they are now; one that its scope doesn't have any more is answered as removed."""


class Pull(Envelope, frozen=True, kw_only=True):
    """Ask for what changed since `cursor`: null at first, then the cursor of the last answer, as it came.

    Under a `protocol` that `hello` doesn't name, nothing is answered: a client may misread what it doesn't know.
    """

    protocol: Annotated[int, Meta(ge=1, le=1_000)] = PROTOCOL
    cursor: Annotated[str, Meta(max_length=16_384)] | None = None
    want: Want = Want()
    forms_known: Annotated[list[FormsKnown], Meta(max_length=200)] = []


PullKind = Literal[
    "person", "package", "submission", "outcome", "referral", "assessment", "draft", "form", "ruleset"
]
ToldKind = Annotated[str, Meta(extra_json_schema={"enum": sorted(get_args(PullKind))})]
"""More may come: a client ignores the rows of a kind that it doesn't know, and counts them in its digests."""


class PullRow(View, frozen=True, kw_only=True, omit_defaults=False):
    """One entity as it is now, or, without a body, gone; forms and rulesets have no scope and no seq."""

    scope: UUID | None
    seq: int | None
    kind: ToldKind
    id: str
    rev: int
    removed: bool
    body: Raw | UnsetType = UNSET


class ScopeChanges(View, frozen=True, kw_only=True):
    """Scopes that the device has gained or lost since its cursor, and those it must pull from the start."""

    entered: list[UUID]
    left: list[UUID]
    reset: list[UUID]


class PullAnswer(View, frozen=True, kw_only=True):
    """A page of changes; rows and cursor belong in one local transaction."""

    rows: list[PullRow]
    cursor: str
    reached: dict[str, int]
    scopes: ScopeChanges
    caught_up: bool
    server_time: datetime
    digests: dict[str, str] | UnsetType = UNSET
    backoff: int | UnsetType = UNSET


class PulledSubmission(View, frozen=True, kw_only=True):
    """A submission as a tablet holds it: where it stands, and its newest accepted answers (`body_rev`)."""

    id: UUID
    authority_id: UUID
    kind: str
    person_id: UUID
    reference: str
    state: State
    rev: int
    proposed_rev: int | UnsetType = UNSET
    submitted_at: datetime
    due_at: datetime | UnsetType = UNSET
    comments: list[CommentView]
    correction: CorrectionView | UnsetType = UNSET
    """The newest one, of what was asked for or done to correct it after its approval."""
    queries: list[QueryView] = []
    """What verifiers asked about it; one without an answer waits for its reviewer or submitter (`answer_query`)."""
    record_reference: str | UnsetType = UNSET
    evidence: EvidenceCount | UnsetType = UNSET
    body_rev: int
    form_version: int = 1
    """On which version of the form the answers were given; absent, it was the first."""
    body: Raw


class PulledDraft(View, frozen=True, kw_only=True):
    """What its author has begun on one of their tablets, for the others; in a scope that is theirs alone.

    `id` is the submission that it is to become, or whose next revision. `body` need not be an instance of its form.
    """

    id: UUID
    authority_id: UUID
    account_id: UUID
    """Its author's: on a tablet that is shared, nobody else may be shown it."""
    form: FormRef
    base_rev: int
    device_id: UUID
    saved_at: datetime
    body: Raw


class PulledOutcome(View, frozen=True, kw_only=True):
    """What became of an op that was quarantined or held: accepted, returned with a reason, or not taken as it is."""

    op_id: UUID
    authority_id: UUID
    entity_id: UUID
    status: Literal["accepted", "returned", "conflict", "quarantined", "rejected"]
    reference: str
    reason: str | UnsetType = UNSET
    problem: OpProblem | UnsetType = UNSET
    rev: int | UnsetType = UNSET
    resolved_at: datetime | UnsetType = UNSET
