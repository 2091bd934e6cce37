"""Many reviews approved at once: which revisions, and what became of each."""

from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from schemas.base import Payload, Revision, View, Words
from schemas.routing import RoutingReason

MAX_ITEMS = 5_000


class BulkItem(Payload, frozen=True, kw_only=True):
    """One submission, at exactly the revision that the verifier saw."""

    id: UUID
    rev: Revision


class Bulk(Payload, frozen=True, kw_only=True):
    """What is to be approved; the note is kept as the reason of every decision."""

    items: Annotated[list[BulkItem], Meta(min_length=1, max_length=MAX_ITEMS)]
    action: Literal["approve"]
    note: Words | None = None


class BulkStatus(StrEnum):
    """What became of one item."""

    DONE = "done"
    STALE = "stale"
    WRONG_STATE = "wrong_state"
    EXCLUDED = "excluded"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"


class BulkResult(View, frozen=True, kw_only=True):
    """One item's outcome; whatever was not done says why, and what would change that.

    `current_rev` is the revision at which a stale submission stands.
    """

    id: UUID
    rev: int
    status: BulkStatus
    current_rev: int | UnsetType = UNSET
    reasons: list[RoutingReason] | UnsetType = UNSET


class BulkAnswer(View, frozen=True, kw_only=True):
    """Every item's outcome, in the order of the request."""

    results: list[BulkResult]
