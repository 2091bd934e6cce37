"""A verifier's selection: what a filter found at one moment, at the revisions of that moment."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from schemas.accounts import Named
from schemas.base import Payload, View
from schemas.bulk import BulkStatus
from schemas.ratings import Colour
from schemas.routing import RoutingReason
from schemas.submissions import State
from schemas.worklists import Cursor, Sort, WorklistFilter

MAX_LISTED = 5_000
PageLimit = Annotated[int, Meta(ge=1, le=MAX_LISTED, description="Entries in one answer.")]


class Select(WorklistFilter, frozen=True, kw_only=True):
    """Which of the reviews that may be approved in bulk, by their state, in what order."""

    sort: Sort = "due_at"


class SelectionAsked(Payload, frozen=True, kw_only=True):
    """Which page of a selection."""

    cursor: Cursor | None = None
    limit: PageLimit = MAX_LISTED


class SelectedItem(View, frozen=True, kw_only=True):
    """A review that this verifier may approve in bulk, and in one line each what it says and why it may be."""

    id: UUID
    rev: int
    reference: str
    state: State
    person: Named
    location: Named
    rating: Colour
    summary: str
    reason: str
    received_at: datetime
    due_at: datetime | UnsetType = UNSET


class ExcludedItem(View, frozen=True, kw_only=True):
    """A review that was found and can't be approved in bulk, with what would change that.

    What has left the verifier's reach since has no reference any more.
    """

    id: UUID
    rev: int
    status: BulkStatus
    current_rev: int | UnsetType = UNSET
    reference: str | UnsetType = UNSET
    person: Named | UnsetType = UNSET
    reason: str
    reasons: list[RoutingReason] = []


class SelectionCounts(View, frozen=True, kw_only=True):
    """How much the filter let through: what is listed, and how much more there was than a selection holds."""

    listed: int
    more: int


class Selection(View, frozen=True, kw_only=True):
    """Every review on the list is in one of the two: among the items, or excluded with reasons.

    The list and its revisions stay as they were found; what is told of each is how it stands now.
    """

    id: UUID
    expires_at: datetime
    items: list[SelectedItem]
    excluded: list[ExcludedItem]
    counts: SelectionCounts
    next_cursor: str | UnsetType = UNSET
