"""Tablets and the codes that enrol them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, Struct

from schemas.accounts import Named
from schemas.devices import Device, DeviceState, StateReason
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
    device_id: UUID,
    state: DeviceState,
    reason: StateReason | None,
    account_id: UUID,
    at: datetime,
) -> None:
    """Record a new state; one that orders a wipe ends every session on the tablet."""
    ends_sessions = state == DeviceState.WIPE_PENDING
    await db.execute(query("device_move"), device_id, state, reason, at, account_id, ends_sessions)


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
        )
        for row in rows
    ]
