"""A draft: what somebody has begun on one tablet and goes on with on another."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct


class Draft(Struct, frozen=True, kw_only=True):
    """One author's draft of one submission; column for column the row that is stored. Discarded, it has no body."""

    authority_id: UUID
    account_id: UUID
    id: UUID
    device_id: UUID
    device_seq: int
    form: str
    form_version: int
    base_rev: int
    version: int
    body: bytes | None
    saved_at: datetime
