"""Tablets and the codes that enrol them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from asyncpg import Record
from msgspec import UNSET, Meta, Struct

from schemas.accounts import Named
from schemas.devices import Device, DeviceChange, DeviceState, StateReason
from service.store.database import query
from service.store.engine import Connection
from service.store.rows import read
from workflows.devices import Site


class HeldDevice(Struct, frozen=True):
    """A tablet that nobody else can change until the transaction ends."""

    id: UUID
    location_id: UUID
    state: DeviceState


class Place(Struct, frozen=True):
    """Where a page of the list ended. Nothing that was never a name gets as far as the database."""

    name: Annotated[str, Meta(pattern=r"^[^\x00]*$")]
    id: UUID


class Before(Struct, frozen=True):
    """Where a page of a tablet's history ended."""

    number: Annotated[int, Meta(ge=1, le=2**63 - 1)]


async def site(db: Connection, location_id: UUID, at: datetime) -> Site | None:
    found = await db.fetchrow(query("device_site"), location_id, at)
    return read(found, Site) if found else None


async def add_code(
    db: Connection, digest: bytes, location_id: UUID, account_id: UUID, expires_at: datetime, at: datetime
) -> None:
    await db.execute(query("device_code_add"), digest, location_id, account_id, at, expires_at)


async def enrol(db: Connection, code_digest: bytes, device_id: UUID, name: str, at: datetime) -> bool:
    """Enrol a tablet under this id if the code is right; says whether it was."""
    enrolled = await db.fetchval("select device_enrol($1, $2, $3, $4)", code_digest, device_id, name, at)
    return enrolled is not None


async def lock(db: Connection, device_id: UUID) -> HeldDevice | None:
    found = await db.fetchrow(query("device_lock"), device_id)
    return read(found, HeldDevice) if found else None


async def move(
    db: Connection,
    held: HeldDevice,
    state: DeviceState,
    reason: StateReason | None,
    account_id: UUID,
    at: datetime,
) -> None:
    """Record a new state, also in its history; one that orders a wipe ends every session on the tablet."""
    ends_sessions = state == DeviceState.WIPE_PENDING
    await db.execute(query("device_move"), held.id, state, reason, at, account_id, ends_sessions, held.state)


async def order_wipe(
    db: Connection,
    device_id: UUID,
    nonce: UUID,
    signed: str,
    account_id: UUID,
    at: datetime,
    *,
    deposit_first: bool,
) -> None:
    """Keep a signed order for the tablet to get; one that is pending already stays the one."""
    await db.execute(query("wipe_order_add"), device_id, nonce, signed, deposit_first, account_id, at)


async def cancel_wipe(db: Connection, device_id: UUID, at: datetime) -> None:
    await db.execute(query("wipe_order_cancel"), device_id, at)


async def history(
    db: Connection, device_id: UUID, *, limit: int, before: int | None = None
) -> list[tuple[int, DeviceChange]]:
    """What a tablet in the actor's sight went through, newest first, each with its number."""
    rows = await db.fetch(query("device_history"), device_id, before, limit)
    return [(row["id"], _change(row)) for row in rows]


def _change(row: Record) -> DeviceChange:
    return DeviceChange(
        at=row["at"],
        from_state=DeviceState(row["from_state"]),
        to_state=DeviceState(row["to_state"]),
        reason=StateReason(row["reason"]) if row["reason"] else UNSET,
        by=Named(id=row["account_id"], name=row["account_name"] or "") if row["account_id"] else UNSET,
    )


async def devices(
    db: Connection, *, limit: int, only: UUID | None = None, after: Place | None = None
) -> list[Device]:
    """The tablets in the actor's sight by name, from the one after `after`; or only the one."""
    name, last_id = (after.name, after.id) if after else (None, None)
    rows = await db.fetch(query("devices"), only, name, last_id, limit)
    return [
        Device(
            id=row["id"],
            name=row["name"],
            location=Named(id=row["location_id"], name=row["location_name"]),
            state=DeviceState(row["state"]),
            state_since=row["state_since"],
            state_reason=StateReason(row["state_reason"]) if row["state_reason"] else UNSET,
            version=row["version"],
            enrolled_at=row["enrolled_at"],
            last_seen_at=row["last_seen_at"] or UNSET,
            clock_skew_seconds=UNSET
            if row["clock_skew"] is None
            else round(row["clock_skew"].total_seconds()),
        )
        for row in rows
    ]
