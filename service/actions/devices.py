"""Tablets: enrolled with a code that somebody typed, and suspended, wiped or restored from afar."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid4

from schemas.accounts import Actor
from schemas.devices import (
    Device,
    DeviceAction,
    DeviceHistory,
    DeviceList,
    DevicePage,
    DeviceState,
    Enrolled,
    Enrolment,
    EnrolmentCode,
    StateReason,
    WipeAsked,
)
from service import paging
from service.auth import throttle
from service.auth.identity import Identity
from service.problems import FORBIDDEN, INVALID_ENROLMENT_CODE, NOT_FOUND, WRONG_STATE
from service.store import devices as store
from service.store.database import NOBODY, Database
from service.store.devices import Before, Place
from service.store.engine import Connection
from workflows.devices import MOVES, looks_after

CODE_LIFETIME = timedelta(hours=1)
"""Long enough to read a code over the telephone and type it on the tablet."""
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
EASILY_CONFUSED = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


async def make_code(actor: Actor, location_id: UUID, database: Database, at: datetime) -> EnrolmentCode:
    """A code that enrols one tablet at a location. Raises Problem: NOT_FOUND, FORBIDDEN."""
    code = "".join(secrets.choice(CROCKFORD) for _ in range(8))
    expires_at = at + CODE_LIFETIME
    async with database.tx(actor, at) as db:
        await _require_care_of(db, actor, location_id, at)
        await store.add_code(db, _digest(code), location_id, actor.account_id, expires_at, at)
    return EnrolmentCode(code=f"{code[:4]}-{code[4:]}", expires_at=expires_at)


async def enrol(asked: Enrolment, address: str, database: Database, at: datetime) -> Enrolled:
    """A new tablet for a code. Raises Problem: INVALID_ENROLMENT_CODE, TOO_MANY_REQUESTS."""
    device_id = uuid4()
    buckets = throttle.of_enrolment(address)
    async with database.tx(NOBODY, at) as db:
        await throttle.take(db, buckets, at)
        enrolled = await store.enrol(db, _digest(asked.code), device_id, asked.name, at)
        if enrolled:
            await throttle.give_back(db, buckets)
    if not enrolled:
        raise INVALID_ENROLMENT_CODE.problem()
    return Enrolled(device_id=device_id)


async def listed(actor: Actor, page: DevicePage, database: Database, at: datetime) -> DeviceList:
    """The tablets that the actor may see, by name. Raises Problem: MALFORMED for a cursor that isn't ours."""
    after = paging.place(page.cursor, Place)
    async with database.tx(actor, at, readonly=True) as db:
        found = await store.devices(db, limit=page.limit + 1, after=after)
    items = found[: page.limit]
    last = Place(name=items[-1].name, id=items[-1].id) if len(found) > len(items) else None
    return DeviceList(items=items, next_cursor=paging.cursor(last))


async def move(
    actor: Actor, device_id: UUID, action: DeviceAction, database: Database, at: datetime
) -> Device:
    """Suspend, restore or put out of use a tablet; again does no harm.

    Raises Problem: NOT_FOUND, FORBIDDEN, WRONG_STATE.
    """
    async with database.tx(actor, at) as db:
        await _move(db, actor, device_id, action, at)
        if action is DeviceAction.RESTORE:
            await store.cancel_wipe(db, device_id, at)
        return (await store.devices(db, only=device_id, limit=1))[0]


async def wipe(
    actor: Actor, device_id: UUID, asked: WipeAsked, identity: Identity, database: Database, at: datetime
) -> Device:
    """Order a tablet to wipe itself; again changes nothing. Raises Problem: NOT_FOUND, FORBIDDEN, WRONG_STATE."""
    nonce, first = uuid4(), asked.deposit_first
    signed = identity.statements.wipe_order(device_id, nonce, deposit_first=first, at=at)
    async with database.tx(actor, at) as db:
        await _move(db, actor, device_id, DeviceAction.WIPE, at)
        await store.order_wipe(db, device_id, nonce, signed, actor.account_id, at, deposit_first=first)
        return (await store.devices(db, only=device_id, limit=1))[0]


async def history(
    actor: Actor, device_id: UUID, page: DevicePage, database: Database, at: datetime
) -> DeviceHistory:
    """What a tablet went through, newest first. Raises Problem: NOT_FOUND, MALFORMED for a cursor that isn't ours."""
    before = paging.place(page.cursor, Before)
    async with database.tx(actor, at, readonly=True) as db:
        if not await store.devices(db, only=device_id, limit=1):
            raise NOT_FOUND.problem()
        found = await store.history(
            db, device_id, limit=page.limit + 1, before=before.number if before else None
        )
    shown = found[: page.limit]
    last = Before(number=shown[-1][0]) if len(found) > len(shown) else None
    return DeviceHistory(items=[change for _, change in shown], next_cursor=paging.cursor(last))


async def _move(db: Connection, actor: Actor, device_id: UUID, action: DeviceAction, at: datetime) -> None:
    held = await store.lock(db, device_id)
    if held is None:
        raise NOT_FOUND.problem()
    await _require_care_of(db, actor, held.location_id, at)
    state = MOVES.get((held.state, action))
    if state is None:
        raise WRONG_STATE.problem(f"A tablet that is {held.state} can't be {_PAST[action]}.")
    if state != held.state:
        await store.move(db, held, state, _reason(state), actor.account_id, at)


_PAST = {
    DeviceAction.SUSPEND: "suspended",
    DeviceAction.DEPOSIT_ONLY: "put out of use",
    DeviceAction.WIPE: "wiped",
    DeviceAction.RESTORE: "restored: enrol it anew",
}


def _reason(state: DeviceState) -> StateReason | None:
    return None if state == DeviceState.ACTIVE else StateReason.BY_STAFF


async def _require_care_of(db: Connection, actor: Actor, location_id: UUID, at: datetime) -> None:
    site = await store.site(db, location_id, at)
    if site is None:
        raise NOT_FOUND.problem()
    if not looks_after(actor, site):
        raise FORBIDDEN.problem("Managers of its organisation and administrators look after its tablets.")


def _digest(code: str) -> bytes:
    """Of the code as it was meant, whatever it was typed like."""
    return sha256(code.upper().translate(EASILY_CONFUSED).encode()).digest()
