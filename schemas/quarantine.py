"""Work that could not be filed as it came: what it is, why, and what staff make of it."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import UNSET, Meta, Raw, UnsetType

from schemas.base import Payload, Text, View
from schemas.submissions import State
from schemas.sync import OpProblem
from schemas.worklists import Cursor, Limit

QuarantineState = Literal["held", "open", "accepted", "returned", "conflict", "rejected"]
"""What is open waits for staff; what is held waits for other work, and is open when its time is up."""


class QuarantineAsked(Payload, frozen=True, kw_only=True):
    """Which quarantined work, oldest first."""

    state: QuarantineState = "open"
    cursor: Cursor | None = None
    limit: Limit = 50


class QuarantinedOp(View, frozen=True, kw_only=True):
    """One op that waits for a person, or has been seen to; `body` is what came, as text where it is no JSON."""

    op_id: UUID
    authority_id: UUID
    reference: str
    state: QuarantineState
    kind: str
    entity_id: UUID
    base_rev: int
    device_id: UUID
    account_id: UUID
    account_name: str | UnsetType = UNSET
    location_id: UUID
    location_name: str
    problem: OpProblem
    received_at: datetime
    age_hours: Annotated[int, Meta(ge=0)]
    waiting_for: list[UUID] | UnsetType = UNSET
    """Of held work: what is missing."""
    expires_at: datetime | UnsetType = UNSET
    """Of held work: when it is put before staff."""
    resolved_at: datetime | UnsetType = UNSET
    resolved_by: UUID | UnsetType = UNSET
    reason: str | UnsetType = UNSET
    submission_rev: int | UnsetType = UNSET
    body: Raw


class QuarantineList(View, frozen=True, kw_only=True):
    items: list[QuarantinedOp]
    next_cursor: str | UnsetType = UNSET


class AcceptAs(Payload, frozen=True, kw_only=True):
    """The body as it should have been; the sender's bytes stay beside it."""

    body: Raw


class ReturnToSender(Payload, frozen=True, kw_only=True):
    reason: Text


class Resolved(View, frozen=True, kw_only=True):
    """What became of a quarantined op."""

    op_id: UUID
    status: Literal["accepted", "returned"]
    reference: str
    rev: int | UnsetType = UNSET
    state: State | UnsetType = UNSET
    submission_id: UUID | UnsetType = UNSET
