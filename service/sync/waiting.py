"""Tablets that wait to be told that there is something to pull: one look, twice a second, for all who wait here."""

import asyncio
import logging
import random
from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

import asyncpg

from schemas.accounts import Actor
from schemas.waiting import ScopeAt, WaitAnswer, WaitAsked
from service.store import pulls as store
from service.store.database import NOBODY, Database
from service.sync import cursors, load
from service.sync.cursors import Cursor
from workflows.compliance.dates import LONDON

log = logging.getLogger("tamar.sync")

LOOK_EVERY_SECONDS = 0.5
SHORTEST_SHARE = 0.8
"""Who waits in vain goes between this share of their time and all of it, so that those who came together part."""
Heads = Mapping[UUID, int]
"""Scope → the number of its newest change."""


class Waiters:
    """Everybody who waits in this process, and the one task that looks for them while there is anybody."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        every: float = LOOK_EVERY_SECONDS,
        dice: Callable[[], float] = random.random,
    ) -> None:
        self.database, self.clock, self.every, self.dice = database, clock, every, dice
        self.waiting: dict[asyncio.Future[Heads], Heads] = {}
        self._looking: asyncio.Task[None] | None = None

    async def beyond(self, heads: Heads, seconds: float) -> Heads:
        """Wait until one of these scopes has gone beyond its head; those that have, or none when the time is up."""
        told: asyncio.Future[Heads] = asyncio.get_running_loop().create_future()
        self.waiting[told] = heads
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        longest = seconds * (SHORTEST_SHARE + (1 - SHORTEST_SHARE) * self.dice())
        try:
            async with asyncio.timeout(longest):
                return await told
        except TimeoutError:
            return {}
        finally:
            self.waiting.pop(told, None)

    def let_go(self) -> None:
        """Answer everybody at once: the service is to stop."""
        for told in self.waiting:
            if not told.done():
                told.set_result({})

    async def _look(self) -> None:
        while self.waiting:
            await asyncio.sleep(self.every)
            try:
                self._tell(await self._heads())
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
                log.exception("the heads could not be looked up; they are tried again")

    async def _heads(self) -> Heads:
        wanted = {scope for heads in self.waiting.values() for scope in heads}
        if not wanted:
            return {}
        async with self.database.tx(NOBODY, self.clock(), readonly=True, same_plans=True) as db:
            return await store.heads(db, wanted)

    def _tell(self, now: Heads) -> None:
        for told, heads in self.waiting.items():
            further = {scope: now[scope] for scope, head in heads.items() if now.get(scope, head) > head}
            if further and not told.done():
                told.set_result(further)


async def wait(
    database: Database, waiters: Waiters, asked: WaitAsked, location_id: UUID, actor: Actor, at: datetime
) -> WaitAnswer:
    """Which scopes have gone beyond the cursor: at once if any has, else when one does, or none in the end."""
    cursor = cursors.read(asked.cursor)
    async with database.tx(actor, at, readonly=True, same_plans=True) as db:
        held = await store.scopes(db, location_id, at.astimezone(LONDON).date())
    heads = {scope.scope_id: scope.head for scope in held}
    further = _further(heads, cursor)
    if not further and cursor.scopes.keys() <= heads.keys():
        further = await waiters.beyond(heads, asked.timeout)
    return WaitAnswer(
        scopes=[ScopeAt(scope_id=scope, head=head) for scope, head in sorted(further.items())],
        backoff=load.backoff(database),
    )


def _further(heads: Heads, cursor: Cursor) -> Heads:
    """Scopes in which there is something to pull; one that was never pulled, or was restored, is among them."""
    known = {scope: position.after for scope, position in cursor.scopes.items()}
    return {scope: head for scope, head in heads.items() if known.get(scope) != head}
