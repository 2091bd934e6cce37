"""What can happen to a process while it carries out one request: at any of its statements to the database."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from functools import partial
from typing import Any, Literal, TypeAlias

import asyncpg
from msgspec import Struct

MishapKind = Literal["cut", "kill", "pause"]
Cut: TypeAlias = "Callable[[asyncpg.Connection[asyncpg.Record]], Awaitable[None]]"


class Place(Struct, frozen=True):
    """Before or after the nth statement of a request, or its nth commit, counted from 1."""

    what: Literal["statement", "commit"]
    number: int
    after: bool = False

    def __str__(self) -> str:
        return f"{'after' if self.after else 'before'} {self.what} {self.number}"


class Mishap(Struct, frozen=True):
    """The database hangs up, the process dies, or the request stands still while others go on."""

    kind: MishapKind
    place: Place


class Passage:
    """One piece of work on its way through a process, stopped where its mishap is."""

    def __init__(self, mishap: Mishap | None, cut: Cut) -> None:
        loop = asyncio.get_running_loop()
        self.mishap, self._cut = mishap, cut
        self.has_happened = False
        self.stopped: asyncio.Future[None] = loop.create_future()
        self.go_on: asyncio.Future[None] = loop.create_future()
        self.is_over = False
        """Its process is dead: nothing that is still run of it reaches the database."""
        self.connection: asyncpg.Connection[asyncpg.Record] | None = None
        """The one that was used last."""
        self._counted: Counter[str] = Counter()

    @property
    def backend(self) -> int | None:
        """The process id of the database's end of that connection."""
        return None if self.connection is None else self.connection.get_server_pid()

    async def reach(
        self, connection: "asyncpg.Connection[asyncpg.Record]", statement: str, *, after: bool
    ) -> None:
        """The work has come to one side of a statement."""
        if self.is_over:
            raise asyncpg.ConnectionDoesNotExistError("the process has ended")
        self.connection = connection
        if not after:
            self._counted["statement"] += 1
            self._counted["commit"] += statement == "commit"
        if self.mishap is None or self.has_happened or not self._is_at(self.mishap.place, statement, after):
            return
        self.has_happened = True
        if self.mishap.kind == "cut":
            await self._cut(connection)
            raise asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation")
        self.stopped.set_result(None)
        await self.go_on

    def _is_at(self, place: Place, statement: str, after: bool) -> bool:
        is_counted = place.what == "statement" or statement == "commit"
        return is_counted and place.after == after and place.number == self._counted[place.what]


passing: ContextVar[Passage | None] = ContextVar("passing", default=None)
"""The passage to which the present task belongs."""


class WatchedConnection(asyncpg.Connection):
    """Lets the passage know of every statement, before it is sent and after it was answered."""

    async def execute(self, query: str, *args: Any, **options: Any) -> str:
        answer: str = await self._watched(query, partial(super().execute, query, *args, **options))
        return answer

    async def fetch(self, query: str, *args: Any, **options: Any) -> Any:
        return await self._watched(query, partial(super().fetch, query, *args, **options))

    async def fetchrow(self, query: str, *args: Any, **options: Any) -> Any:
        return await self._watched(query, partial(super().fetchrow, query, *args, **options))

    async def fetchval(self, query: str, *args: Any, **options: Any) -> Any:
        return await self._watched(query, partial(super().fetchval, query, *args, **options))

    async def _watched(self, query: str, carry_out: Callable[[], Awaitable[Any]]) -> Any:
        passage = passing.get()
        if passage is None:
            return await carry_out()
        await passage.reach(self, query, after=False)
        answer = await carry_out()
        await passage.reach(self, query, after=True)
        return answer
