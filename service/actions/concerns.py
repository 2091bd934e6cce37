"""What the council's staff do about a safeguarding concern in work that could not be filed."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

from schemas.accounts import Actor, Role
from schemas.concerns import ConcernList, ConcernRaised, ConcernsAsked
from service import paging, problems
from service.store import concerns as store
from service.store.concerns import Place
from service.store.database import Database
from service.store.engine import Connection
from service.store.keys import Key

MAY_SEE_TO = frozenset({Role.VERIFIER_ASC, Role.ADMIN})
"""The council decides about a concern and nobody for it (Care Act 2014 s42)."""


async def listing(database: Database, asked: ConcernsAsked, actor: Actor, at: datetime) -> ConcernList:
    """A page of the concerns of the caller's council, oldest first."""
    after = paging.place(asked.cursor, Place)
    async with database.tx(actor, at, readonly=True) as db:
        items, end = await store.page(db, actor.authorities_as(MAY_SEE_TO), asked, after, at)
    return ConcernList(items=items, next_cursor=paging.cursor(end))


async def take(database: Database, concern_id: UUID, actor: Actor, at: datetime) -> ConcernRaised:
    """The caller sees to it from now on; raises `not-found`, and `wrong-state` for one that is closed."""

    async def taken(db: Connection, key: Key) -> bool:
        return await store.take(db, key, actor.account_id, at)

    return await _change(database, concern_id, taken, actor, at)


async def close(
    database: Database, concern_id: UUID, reason: str, actor: Actor, at: datetime
) -> ConcernRaised:
    """Nothing more has to be done about it here; raises `not-found`, and `wrong-state` for one that is closed."""

    async def closed(db: Connection, key: Key) -> bool:
        return await store.close(db, key, actor.account_id, reason, at)

    return await _change(database, concern_id, closed, actor, at)


async def _change(
    database: Database,
    concern_id: UUID,
    change: Callable[[Connection, Key], Awaitable[bool]],
    actor: Actor,
    at: datetime,
) -> ConcernRaised:
    async with database.tx(actor, at) as db:
        found = await _found(db, concern_id, actor, at)
        if not await change(db, (found.authority_id, concern_id)):
            raise problems.WRONG_STATE.problem("This concern has been closed.")
        return await _found(db, concern_id, actor, at)


async def _found(db: Connection, concern_id: UUID, actor: Actor, at: datetime) -> ConcernRaised:
    found = await store.get(db, actor.authorities_as(MAY_SEE_TO), concern_id, at)
    if found is None:
        raise problems.NOT_FOUND.problem()
    return found
