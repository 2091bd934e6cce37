"""What a tablet and the service ask each other when one of them may have lost something."""

from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from schemas.base import Envelope, Sha256, View
from schemas.pulls import ToldFeedKind


class ManifestAsked(Envelope, frozen=True, kw_only=True):
    """Ask what a scope holds, in order of kind and id: first without a cursor, then with that of the last page."""

    scope: UUID
    cursor: Annotated[str, Meta(max_length=1_000)] | None = None
    limit: Annotated[int, Meta(ge=1, le=5_000)] = 2_000


class ManifestItem(View, frozen=True, kw_only=True):
    kind: ToldFeedKind
    id: UUID
    rev: int


class Manifest(View, frozen=True, kw_only=True):
    """A page of what a device has to hold of one scope; `digest` is that of the whole scope at `head`.

    What changes while pages are asked for comes by the next pull, since it is newer than the device's cursor.
    """

    scope: UUID
    head: int
    digest: str
    items: list[ManifestItem]
    next_cursor: str | UnsetType = UNSET


class SentOp(Envelope, frozen=True, kw_only=True):
    """An op that was answered, by its id and the digest of its body."""

    op_id: UUID
    sha256: Sha256


class Reconcile(Envelope, frozen=True, kw_only=True):
    """Ask which of one's own ops the service still knows, after it was restored from a backup."""

    ops: Annotated[list[SentOp], Meta(max_length=5_000)]


class Reconciled(View, frozen=True, kw_only=True):
    """The ops that have to be sent again, in the order in which they were asked about."""

    unknown: list[UUID]
