"""Waiting for something to pull: which scopes have gone on, and nothing of what has changed in them."""

from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from schemas.base import Payload, View


class WaitAsked(Payload, frozen=True, kw_only=True):
    """Wait until there is something to pull after this cursor, at most `timeout` seconds."""

    cursor: Annotated[str, Meta(max_length=16_384)] | None = None
    timeout: Annotated[int, Meta(ge=1, le=50)] = 25


class ScopeAt(View, frozen=True, kw_only=True):
    """A scope, and how far it has come."""

    scope_id: UUID
    head: int


class WaitAnswer(View, frozen=True, kw_only=True):
    """The scopes to pull; none where nothing came in time, or what was held is held no more: pull then too."""

    scopes: list[ScopeAt]
    backoff: int | UnsetType = UNSET
