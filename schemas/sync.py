"""What tablets and the service say to each other: push, outcomes, pull."""

from datetime import datetime
from typing import Annotated, Final, Literal, get_args
from uuid import UUID

from msgspec import UNSET, Meta, Raw, UnsetType, field

from schemas.attachments import EvidenceCount
from schemas.base import Envelope, Issue, Line, Moment, Sha256, View
from schemas.corrections import CorrectionView
from schemas.forms import FormState
from schemas.submission_queries import QueryView
from schemas.submissions import State
from schemas.verification import CommentView

PROTOCOL = 1
MAX_OPS = 100
MAX_BYTES = 4 * 1024 * 1024
MAX_BODY_BYTES = 256 * 1024

Seq = Annotated[int, Meta(ge=0, le=2**53 - 1)]
Version = Annotated[int, Meta(ge=1, le=32_767)]
Kind = Literal["submit", "amend", "withdraw", "save_draft", "request_correction", "answer_query"]
WITH_ANSWERS: frozenset[str] = frozenset({"submit", "amend"})
"""Kinds whose body is a form's answers, finished and signed."""
DRAFT: Final = "save_draft"
"""What somebody has begun and takes up on another tablet of theirs: nobody else reads it, staff included."""
MAX_DRAFTS = 50
MAX_DRAFT_BYTES = 64 * 1024
Status = Literal["accepted", "duplicate", "conflict", "held", "quarantined", "rejected", "retry"]

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


class FormRef(Envelope, frozen=True, kw_only=True):
    """The form version that the author used."""

    id: Line
    version: Version


class FormStanding(View, frozen=True, kw_only=True):
    """How a version of a form stands with one council; work on one that is closing is taken in until a moment."""

    authority_id: UUID
    version: int
    state: FormState
    accept_until: datetime | UnsetType = UNSET


class FormVersions(View, frozen=True, kw_only=True):
    """The versions of a form or ruleset that are in use. A version of which nothing is said in `standing` is open.

    An id such as `review/<authority_id>` is that of the council's own questions beside a form.
    """

    id: str
    versions: list[int]
    standing: list[FormStanding] | UnsetType = UNSET


class FormsKnown(Envelope, frozen=True, kw_only=True):
    """The versions of one form that a device holds."""

    id: Line
    versions: Annotated[list[Version], Meta(max_length=200)]


class Op(Envelope, frozen=True, kw_only=True):
    """One piece of work as a tablet sends it; `body` stays the bytes that came."""

    op_id: UUID
    authority_id: UUID
    device_seq: Seq
    kind: Line
    entity_id: UUID
    base_rev: Annotated[int, Meta(ge=0, le=2_147_483_647)]
    form: FormRef | None = None
    made_at: Moment
    depends_on: Annotated[list[UUID], Meta(max_length=100)] = []
    outside_lease: bool = False
    """It was finished when the tablet's offline lease was over: a verifier sees that it was."""
    body_sha256: Sha256
    body: Raw


class Glimpse(Envelope, frozen=True, kw_only=True):
    """What can be made out of an op of another protocol: enough to keep it whole and to answer by its id."""

    op_id: UUID
    authority_id: UUID
    device_seq: Seq = 0
    kind: Line = "unknown"
    entity_id: UUID | None = None


class Push(Envelope, frozen=True, kw_only=True):
    """A batch of ops; each is read by itself, so that one malformed op gives one outcome."""

    protocol: Annotated[int, Meta(ge=1, le=1_000)]
    """Work is taken in under any; what can't be read under another one is quarantined whole."""
    device_id: UUID
    batch_id: UUID
    sent_at: Moment
    forms_known: Annotated[list[FormsKnown], Meta(max_length=200)] = []
    ops: Annotated[list[Raw], Meta(extra_json_schema={"maxItems": MAX_OPS})]
    """More of them are refused as too large (413), so that a client halves its batch."""


class Receipt(View, frozen=True, kw_only=True, omit_defaults=False):
    """Proof that bytes with this digest arrived; a pull that reached (scope, seq) shows their effect."""

    id: UUID
    sha256: Sha256
    received_at: datetime
    scope: UUID | None
    seq: int | None


class OpProblem(View, frozen=True, kw_only=True):
    """Why an op was not simply accepted, for a tablet to word offline from `template` and `params`."""

    code: str
    retry: Literal["never", "after_pull", "after_fix", "later"]
    template: str
    params: dict[str, str | int | bool | list[str]]
    pointer: str | UnsetType = UNSET
    issues: list[Issue] | UnsetType = UNSET
    seen_rev: int | UnsetType = UNSET
    server_rev: int | UnsetType = UNSET
    changed_sections: list[str] | UnsetType = UNSET
    changed_by_role: str | UnsetType = UNSET
    offer: list[str] | UnsetType = UNSET


class Outcome(View, frozen=True, kw_only=True, omit_defaults=True):
    """What became of one op; stored in the transaction of its effect and given again to whoever repeats the op."""

    op_id: UUID | None
    status: Status
    rev: int | UnsetType = UNSET
    state: State | UnsetType = UNSET
    receipt: Receipt | UnsetType = UNSET
    findings: Raw | UnsetType = UNSET
    problem: OpProblem | UnsetType = UNSET
    reference: str | UnsetType = UNSET
    retry_after: int | UnsetType = UNSET
    waiting_for: list[UUID] | UnsetType = UNSET
    """Of held work: the ops that are missing, or the submission of which a revision is."""
    expires_at: datetime | UnsetType = UNSET
    """Of held work: when it is put before staff."""


class Result(Outcome, frozen=True, kw_only=True):
    """An outcome in its place in the batch; of a repeated op, `original` is the outcome it had the first time."""

    index: int
    original: Outcome | UnsetType = UNSET


class PushAnswer(View, frozen=True, kw_only=True):
    """One result per op, in the order of the ops."""

    server_time: datetime
    results: list[Result]
    backoff: int | UnsetType = UNSET


class Limits(View, frozen=True, kw_only=True):
    """How much one push may carry: ops, decompressed bytes, bytes per body."""

    max_ops: int
    max_bytes: int
    max_body_bytes: int


class ProtocolRange(View, frozen=True, kw_only=True):
    min: int
    max: int


class HeldLocation(View, frozen=True, kw_only=True):
    """A location, with the id by which the CQC knows it today, as a review has to name it."""

    id: UUID
    name: str
    cqc_location_id: str | UnsetType = UNSET


class ScopeView(View, frozen=True, kw_only=True):
    """What this device may hold: the people of one authority at one location."""

    scope_id: UUID
    authority_id: UUID
    location: HeldLocation
    scope_class: Literal["active", "history"] = field(name="class")
    head: int


class Hello(View, frozen=True, kw_only=True):
    """What a tablet needs to know before it syncs."""

    protocol: ProtocolRange
    server_time: datetime
    limits: Limits
    epoch: str
    scopes: list[ScopeView]
    forms: list[FormVersions]
    rulesets: list[FormVersions]
    offline_lease: Annotated[
        str | UnsetType,
        Meta(description="Until when the tablet may show what it holds without having been online (JWS)."),
    ] = UNSET


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
