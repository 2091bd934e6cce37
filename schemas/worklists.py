"""What waits for verifiers: a page of it, and how much there is of what."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType, field

from schemas.accounts import Named
from schemas.base import Moment, Payload, View
from schemas.ratings import Colour
from schemas.routing import Queue
from schemas.submissions import State

Sort = Literal["due_at", "received_at", "-received_at", "-rating"]
Limit = Annotated[int, Meta(ge=1, le=200, description="Items in one answer.")]
Cursor = Annotated[str, Meta(max_length=500, description="`next_cursor` of the last answer, as it came.")]


class WorklistFilter(Payload, frozen=True, kw_only=True):
    """Which part of the worklist.

    `q` finds a submission by its reference, however it is typed, or a person by their record id: what stands in an
    address names nobody.
    """

    queue: Queue | None = None
    rating: Annotated[list[Colour], Meta(max_length=3)] = []
    provider: UUID | None = None
    location: UUID | None = None
    form: Annotated[str, Meta(max_length=50)] | None = None
    due_before: Moment | None = None
    not_met: (
        Annotated[
            bool,
            Meta(
                description="Only reviews in which an element of the report isn't met, or in which all are."
            ),
        ]
        | None
    ) = None
    q: Annotated[str, Meta(min_length=1, max_length=50)] | None = None


Listed = Literal[
    "submitted",
    "checking",
    "approved",
    "recorded",
    "returned",
    "rejected",
    "withdrawn",
    "correction_open",
    "correction_requested",
]
"""A state, or `correction_requested`: approved, and its author waits for a verifier to open it for a correction."""


class WorklistAsked(WorklistFilter, frozen=True, kw_only=True):
    """Which part of the worklist, in which states, in what order."""

    state: Annotated[list[Listed], Meta(max_length=9)] = field(
        default_factory=lambda: [State.SUBMITTED.value, State.CHECKING.value, "correction_requested"]
    )
    sort: Sort = "due_at"
    cursor: Cursor | None = None
    limit: Limit = 50


class FindingCounts(View, frozen=True, kw_only=True):
    statutory: int
    other: int


class ElementsCounted(View, frozen=True, kw_only=True):
    """How many elements of the compliance report are met and not met; the others aren't called for."""

    met: int
    not_met: int


class WorklistItem(View, frozen=True, kw_only=True):
    """One submission in a line."""

    id: UUID
    authority_id: UUID
    kind: str
    reference: str
    state: State
    rev: int
    proposed_rev: int | UnsetType = UNSET
    queue: Queue
    person: Named
    location: Named
    provider: Named
    rating: Colour
    findings: FindingCounts
    elements: ElementsCounted | UnsetType = UNSET
    """Absent where it was received before they were counted."""
    bulk_approvable: bool
    reason: str
    """Why it may be approved in bulk, or may not, in one line."""
    received_at: datetime
    due_at: datetime | UnsetType = UNSET
    opened_by: UUID | UnsetType = UNSET
    open_queries: int
    correction_requested_at: datetime | UnsetType = UNSET
    summary: str


class WorklistCounts(View, frozen=True, kw_only=True):
    """How much there is of all that the filters let through, on this page or not."""

    total: int
    state: dict[str, int]
    queue: dict[str, int]
    rating: dict[str, int]


class Worklist(View, frozen=True, kw_only=True):
    items: list[WorklistItem]
    counts: WorklistCounts
    next_cursor: str | UnsetType = UNSET


class SubmissionsAsked(Payload, frozen=True, kw_only=True):
    """Which submissions, newest first."""

    state: Annotated[list[State], Meta(max_length=8)] = []
    location: UUID | None = None
    cursor: Cursor | None = None
    limit: Limit = 50


class SubmissionList(View, frozen=True, kw_only=True):
    items: list[WorklistItem]
    next_cursor: str | UnsetType = UNSET
