"""Who may hand in work without being signed in: everything here goes through the listed functions of migration 0019."""

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from schemas.devices import DeviceState
from service.store.engine import Connection
from service.store.rows import read

LIFETIME = timedelta(days=400)
"""Longer than anybody goes without logging in; work that is older still needs a rescue by hand."""


class Depositor(Struct, frozen=True):
    """Whose work it is, on which tablet, and with which councils the tablet's organisation has worked."""

    device_id: UUID
    account_id: UUID
    location_id: UUID
    organisation_id: UUID
    state: DeviceState
    authority_ids: list[UUID]
    wipe_order: str | None


async def give(db: Connection, digest: bytes, device_id: UUID, account_id: UUID, at: datetime) -> None:
    """Keep a new credential of this person on this tablet; those given before go on counting."""
    await db.execute(
        "select deposit_credential_give($1, $2, $3, $4, $5)", digest, device_id, account_id, at, at + LIFETIME
    )


async def depositor(db: Connection, digest: bytes, at: datetime) -> Depositor | None:
    found = await db.fetchrow("select * from deposit_bearer($1, $2)", digest, at)
    return read(found, Depositor) if found else None


async def wiped(db: Connection, device_id: UUID, nonce: UUID, at: datetime) -> bool:
    """A tablet has erased itself by this order; says whether it ever had such an order."""
    return bool(await db.fetchval("select wipe_carried_out($1, $2, $3)", device_id, nonce, at))
