"""Files that were brought in: who did it, when, and what came of it."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import UNSET, Meta, Raw, UnsetType

from schemas.accounts import Named
from schemas.base import Moment, Payload, Sha256, View
from schemas.worklists import Cursor, Limit

ImportKind = Literal["caseload", "cqc", "training", "referrals"]


class ImportsAsked(Payload, frozen=True, kw_only=True):
    """Which runs, the latest first."""

    kind: ImportKind | None = None
    account: Annotated[UUID, Meta(description="Only those that this account began.")] | None = None
    since: Annotated[Moment, Meta(description="Only those begun then or later.")] | None = None
    before: Annotated[Moment, Meta(description="Only those begun earlier.")] | None = None
    dry_run: (
        Annotated[bool, Meta(description="Only those that wrote nothing, or only the others.")] | None
    ) = None
    cursor: Cursor | None = None
    limit: Limit = 50


class ImportRunView(View, frozen=True, kw_only=True):
    """One file that was brought in, or was to be tried only; without an end it broke off, or is under way."""

    id: UUID
    kind: ImportKind
    authority_id: UUID | UnsetType = UNSET
    """For whom: a council, or a provider for its own people."""
    organisation: Named | UnsetType = UNSET
    account_id: UUID
    account_name: str | UnsetType = UNSET
    """Absent for whoever operates the service, who needs no account."""
    sha256: Sha256
    """Of the file, by which the same file is known again."""
    asked: Annotated[Raw, Meta(extra_json_schema={"type": "object"})]
    """How it was to be taken in."""
    dry_run: bool
    begun_at: datetime
    ended_at: datetime | UnsetType = UNSET
    counts: dict[str, int] | UnsetType = UNSET


class ImportRunList(View, frozen=True, kw_only=True):
    items: list[ImportRunView]
    next_cursor: str | UnsetType = UNSET
