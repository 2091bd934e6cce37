"""A push to the social care record: what was sent, what came back, and what becomes of it."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from schemas.accounts import Named
from schemas.base import Line, Payload, View
from schemas.placements import PlacementRecord
from schemas.records import VerifiedRecord
from schemas.worklists import Cursor, Limit

PushState = Literal["ready", "in_flight", "sent", "dead", "withheld"]
"""`dead` waits for staff; `withheld` was never meant for the record."""
Outcome = Literal["delivered", "not_now", "never", "withheld"]
Code = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$(?!\n)", max_length=60)]
"""Why a push failed, for programs; stable."""


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


class Exchange(View, frozen=True, kw_only=True):
    """One question to the record and its answer, by kinds, codes, lengths and digests: never in anybody's words."""

    operation: str
    sent: dict[str, Any]
    status: int | UnsetType = UNSET
    came_back: dict[str, Any] = {}


class Delivered(Struct, frozen=True, kw_only=True):
    """The record has it, under its own reference."""

    reference: str
    exchanges: tuple[Exchange, ...] = ()


class NotNow(Struct, frozen=True, kw_only=True):
    """The record can't take it at the moment. `record_is_down` says that it would take nothing else either."""

    code: str
    why: str
    record_is_down: bool
    retry_after: timedelta | None = None
    exchanges: tuple[Exchange, ...] = ()


class Never(Struct, frozen=True, kw_only=True):
    """Sent as it is, it will always be refused: somebody has to put something right first."""

    code: str
    why: str
    exchanges: tuple[Exchange, ...] = ()


class Withheld(Struct, frozen=True, kw_only=True):
    """It is not for the record, and nobody has to see to it."""

    code: str
    why: str


Answer = Delivered | NotNow | Never
"""What a connector says of one delivery."""


class Claimed(Struct, frozen=True, kw_only=True):
    """A message in a worker's hands; `tries` counts from the last time that staff asked for another, with this one."""

    id: int
    authority_id: UUID
    submission_id: UUID | None
    home_decision_id: int | None
    """Of a message about somebody who leaves hospital, instead of a submission."""
    rev: int
    message: str
    target: str
    attempt: int
    tries: int


class PushesAsked(Payload, frozen=True, kw_only=True):
    """Which pushes, newest first."""

    state: Annotated[list[PushState], Meta(max_length=5)] = []
    target: Line | None = None
    code: Code | None = None
    submission: UUID | None = None
    cursor: Cursor | None = None
    limit: Limit = 50


class AttemptView(View, frozen=True, kw_only=True):
    """One try. Without an end, the worker never came back from it."""

    attempt: int
    began_at: datetime
    ended_at: datetime | UnsetType = UNSET
    outcome: Outcome | UnsetType = UNSET
    code: str | UnsetType = UNSET
    why: str | UnsetType = UNSET
    exchanges: list[Exchange]


class PushView(View, frozen=True, kw_only=True):
    """A message to the record, and how it has fared."""

    id: UUID
    authority_id: UUID
    target: str
    message: str
    state: PushState
    form: Literal["review", "assessment"]
    submission: Named
    """What it is about, by its reference: a review, or an assessment before a discharge."""
    rev: int
    person: Named
    created_at: datetime
    due_at: datetime | UnsetType = UNSET
    """When it is tried next; while it waits behind another, that one has to go first."""
    behind: UUID | UnsetType = UNSET
    """The push about the same person that has to be sent before this one."""
    attempts: int
    sent_at: datetime | UnsetType = UNSET
    dead_at: datetime | UnsetType = UNSET
    record_reference: str | UnsetType = UNSET
    code: str | UnsetType = UNSET
    why: str | UnsetType = UNSET
    retried_at: datetime | UnsetType = UNSET
    retried_by: UUID | UnsetType = UNSET
    last_attempt: AttemptView | UnsetType = UNSET


class PushList(View, frozen=True, kw_only=True):
    items: list[PushView]
    next_cursor: str | UnsetType = UNSET


class PushWhole(View, frozen=True, kw_only=True):
    """One push with every try, and what the record is told: of a review, or of somebody who leaves hospital."""

    push: PushView
    attempts: list[AttemptView]
    record: VerifiedRecord | UnsetType = UNSET
    placement: PlacementRecord | UnsetType = UNSET


class RetryAll(Payload, frozen=True, kw_only=True):
    """Try all pushes of one kind again: those that are dead, for one reason or for any."""

    target: Line
    state: Literal["dead"] = "dead"
    code: Code | None = None


class Retried(View, frozen=True, kw_only=True):
    """How many pushes are tried again."""

    retried: int


class WorkerView(View, frozen=True, kw_only=True):
    """A worker that empties the outbox; `paused_until` while the record doesn't answer it."""

    id: UUID
    target: str
    started_at: datetime
    seen_at: datetime
    paused_until: datetime | UnsetType = UNSET


class Reconciliation(View, frozen=True, kw_only=True):
    """What was approved here against what the record has taken."""

    pushes: dict[str, int]
    """How many there are, by state."""
    dead: dict[str, int]
    """How many wait for staff, by code."""
    oldest_waiting_at: datetime | UnsetType = UNSET
    """Since when the longest-waiting push that is not dead has waited."""
    approved_waiting: int
    """Approved, and the record has not taken it yet."""
    approved_without_push: list[UUID]
    """Approved, with no message to the record at all: never right; at most a hundred are named."""
    recorded_without_receipt: list[UUID]
    """Recorded, though no push was sent: never right; at most a hundred are named."""
    workers: list[WorkerView]
