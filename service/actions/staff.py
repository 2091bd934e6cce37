"""Who works where: looked up, appointed, and let go."""

import logging
from datetime import datetime
from uuid import UUID, uuid4

import asyncpg

from schemas.accounts import Actor, Role
from schemas.base import Issue, Malformed
from schemas.organisations import Capacity, StaffAsked, StaffList
from schemas.staff import Appoint, Appointed, NewPassword
from service import paging
from service.auth.passwords import Passwords, new_password
from service.problems import FORBIDDEN, MALFORMED, NOT_FOUND, USERNAME_TAKEN
from service.store import staff as store
from service.store.database import Database
from service.store.staff import StaffPlace

log = logging.getLogger("tamar.staff")

MAY_SEE_STAFF = frozenset(
    {Role.PROVIDER_ADMIN, Role.HOME_MANAGER, Role.ADMIN, Role.VERIFIER_ASC, Role.AUDITOR}
)
MAY_APPOINT = frozenset({Role.PROVIDER_ADMIN, Role.ADMIN})


async def staff_of(database: Database, asked: StaffAsked, actor: Actor, at: datetime) -> StaffList:
    """The caller's colleagues; for staff of a council, also those of every organisation that works with it."""
    after = paging.place(asked.cursor, StaffPlace)
    async with database.tx(actor, at, readonly=True) as db:
        if after is not None and not await store.is_visible(db, after.id):
            raise MALFORMED.problem(issues=[Issue(pointer="/query/cursor", code="invalid")])
        items, end = await store.page(db, asked, after, at)
    return StaffList(items=items, next_cursor=paging.cursor(end))


async def appoint(
    database: Database, said: Appoint, passwords: Passwords, actor: Actor, at: datetime
) -> Appointed:
    """Make somebody known with a new password, which is told once.

    An administrator of a provider appoints its people, one of a council the administrators of its providers. Raises
    Malformed, and Problem: FORBIDDEN, USERNAME_TAKEN.
    """
    if said.role == "home_manager" and said.location_id is None:
        raise Malformed([Issue(pointer="/location_id", code="missing")])
    account_id, capacity_id, password = uuid4(), uuid4(), new_password()
    hashed = await passwords.hash(password)
    try:
        async with database.tx(actor, at) as db:
            await store.appoint(db, account_id, capacity_id, said, hashed)
            capacity = await store.capacity(db, capacity_id)
    except asyncpg.InsufficientPrivilegeError:
        raise FORBIDDEN.problem("This appointment is somebody else's to make.") from None
    except asyncpg.UniqueViolationError:
        raise USERNAME_TAKEN.problem(issues=[Issue(pointer="/username", code="taken")]) from None
    if capacity is None:
        raise LookupError("Whoever appoints somebody sees in what capacity.")
    _note("appointed", actor, account_id)
    return Appointed(
        id=account_id, username=said.username, name=said.name, password=password, capacity=capacity
    )


async def give_new_password(
    database: Database, account_id: UUID, passwords: Passwords, actor: Actor, at: datetime
) -> NewPassword:
    """A new password, told once, for somebody whom the caller appoints to all that they do; their sessions are over.

    Raises Problem: NOT_FOUND, FORBIDDEN.
    """
    password = new_password()
    hashed = await passwords.hash(password)
    async with database.tx(actor, at) as db:
        if not await store.is_visible(db, account_id):
            raise NOT_FOUND.problem()
        if not await store.new_password(db, account_id, hashed):
            raise FORBIDDEN.problem(
                "Whoever appoints somebody to all that they do gives them a new password."
            )
    _note("new password given", actor, account_id)
    return NewPassword(password=password)


async def let_go(
    database: Database, account_id: UUID, capacity_id: UUID, actor: Actor, at: datetime
) -> Capacity:
    """End a capacity now; it stays on record. Raises Problem: NOT_FOUND, FORBIDDEN."""
    async with database.tx(actor, at) as db:
        if not await store.works(db, account_id, capacity_id, at):
            raise NOT_FOUND.problem()
        if account_id == actor.account_id:
            raise FORBIDDEN.problem("Somebody else ends your own capacity.")
        if not await store.let_go(db, capacity_id, at):
            raise FORBIDDEN.problem("Whoever appoints somebody lets them go.")
        ended = await store.capacity(db, capacity_id)
    if ended is None:
        raise LookupError("A capacity that was ended is still known.")
    _note("let go", actor, account_id)
    return ended


def _note(what: str, actor: Actor, account_id: UUID) -> None:
    log.info(what, extra={"fields": {"account_id": actor.account_id, "of_account_id": account_id}})
