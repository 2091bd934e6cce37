"""Safeguarding concerns in work that could not be filed: the council sees them before anybody sends again."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import UNSET, Meta, Raw, UnsetType

from schemas.accounts import Named
from schemas.base import Payload, Text, View
from schemas.worklists import Cursor, Limit

ConcernState = Literal["open", "closed"]
FiledAs = Literal["accepted", "conflict", "held", "quarantined", "returned", "rejected"]
"""What has become of the work by now; what was accepted later raises its concern as a submission too."""


class ConcernsAsked(Payload, frozen=True, kw_only=True):
    """Which concerns, oldest first."""

    state: ConcernState = "open"
    owner: Annotated[UUID, Meta(description="Only those that this member of staff sees to.")] | None = None
    cursor: Cursor | None = None
    limit: Limit = 50


class ConcernOwner(View, frozen=True, kw_only=True):
    """Who sees to it, and since when."""

    id: UUID
    name: str
    since: datetime


class ConcernRaised(View, frozen=True, kw_only=True):
    """One concern, with the work in which it was raised; nobody outside the council sees what becomes of it.

    What the work doesn't say in a way that can be read is absent: `body` is what came, as text where it is no JSON.
    """

    id: UUID
    authority_id: UUID
    state: ConcernState
    filed_as: FiledAs
    reference: str | UnsetType = UNSET
    """Under which staff find the work in the quarantine, or else the submission."""
    submission_id: UUID
    person: Named | UnsetType = UNSET
    """Of a submission that there is already."""
    location: Named
    raised_by: Named | UnsetType = UNSET
    raised_at: datetime
    age_hours: Annotated[int, Meta(ge=0)]
    alleged_party_is_provider: bool | UnsetType = UNSET
    immediate_danger: bool | UnsetType = UNSET
    owner: ConcernOwner | UnsetType = UNSET
    closed_at: datetime | UnsetType = UNSET
    closed_by: UUID | UnsetType = UNSET
    reason: str | UnsetType = UNSET
    body: Raw


class ConcernList(View, frozen=True, kw_only=True):
    items: list[ConcernRaised]
    next_cursor: str | UnsetType = UNSET


class CloseConcern(Payload, frozen=True, kw_only=True):
    """What was done about it."""

    reason: Text
