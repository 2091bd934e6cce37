"""What tablets and the service say to each other: the greeting, pushed ops and their outcomes."""

from datetime import datetime
from typing import Annotated, Final, Literal
from uuid import UUID

from msgspec import UNSET, Meta, Raw, UnsetType, field

from schemas.base import Envelope, Issue, Line, Moment, Sha256, View
from schemas.forms import FormState
from schemas.submissions import State

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
