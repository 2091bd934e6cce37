"""What a tablet that may not sync can still say, and the little that it is answered."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import UNSET, Meta, Raw, UnsetType

from schemas.base import Envelope, Moment, Sha256, View
from schemas.sync import MAX_OPS


class Deposit(Envelope, frozen=True, kw_only=True):
    """Ops as they would be pushed, of one author: the one whose credential travels with them."""

    protocol: Annotated[int, Meta(ge=1, le=1_000)]
    device_id: UUID
    sent_at: Moment
    ops: Annotated[list[Raw], Meta(extra_json_schema={"maxItems": MAX_OPS})]
    """More of them are refused as too large (413), so that a client halves its batch."""


class DepositReceipt(View, frozen=True, kw_only=True):
    """Proof that bytes with this digest arrived, at this time."""

    id: UUID
    sha256: Sha256
    received_at: datetime


class Deposited(View, frozen=True, kw_only=True):
    """Whether one op was kept. `retry`: damaged on its way; `rejected`: it can't be kept, by `code`."""

    index: int
    op_id: UUID | None
    status: Literal["kept", "rejected", "retry"]
    receipt: DepositReceipt | UnsetType = UNSET
    code: str | UnsetType = UNSET


class DepositAnswer(View, frozen=True, kw_only=True):
    """One result per op, in the order of the ops: no names, no states, nothing of what became of them."""

    server_time: datetime
    results: list[Deposited]
    wipe_order: str | UnsetType = UNSET
    """The signed order, for a tablet that is to be wiped and on which nobody is signed in any more."""
