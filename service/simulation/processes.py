"""Processes of ours inside of this one: what each keeps in memory goes when it is killed, and nothing else does.

Everything runs on one event loop that is moved on by hand, one request at a time. A request that stands still at a
statement keeps its transaction open while others are carried out; when one of those waits for a lock that it holds,
it goes on, since nobody else could ever end that.
"""

import asyncio
from collections.abc import Callable, Coroutine
from contextvars import copy_context
from datetime import datetime
from typing import Any, TypeVar

import asyncpg
import httpx
import uvloop
from argon2 import profiles

from service.app import create_app, memory
from service.auth.identity import Identity
from service.auth.passwords import Passwords
from service.connectors.protocol import Connector
from service.settings import Settings
from service.simulation.mishaps import Mishap, Passage, WatchedConnection, passing
from service.store.database import Database
from service.worker import Worker

T = TypeVar("T")
Clock = Callable[[], datetime]

POOL = 6
LOOK_AFTER_SECONDS = 0.03
"""So long a request may take while another stands still, before it is asked whether it waits for that one."""
PORT = 40_000


class Killed(Exception):
    """The process has ended, and with it what was under way."""


class Bench:
    """The loop, and the watcher's own connections to the database."""

    def __init__(self, dsn: str) -> None:
        self.dsn = dsn
        self.loop = uvloop.new_event_loop()
        self.paused: list[Passage] = []
        self._watcher = self.loop.run_until_complete(self._watch())

    def close(self) -> None:
        self.loop.run_until_complete(self._watcher.close())
        self.loop.close()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    async def settled(self, passage: Passage, *ends: "asyncio.Future[Any]") -> None:
        """Until one of these has come, which may be that someone who stands still must go on first."""
        while not (await self._wait(ends))[0]:
            if await self._waits_for_the_paused(passage):
                self.let_go()

    async def _wait(self, ends: tuple["asyncio.Future[Any]", ...]) -> tuple[set[Any], set[Any]]:
        patience = LOOK_AFTER_SECONDS if self.paused else None
        return await asyncio.wait(ends, timeout=patience, return_when=asyncio.FIRST_COMPLETED)

    def let_go(self) -> None:
        """Who stands still goes on."""
        paused, self.paused = self.paused, []
        for passage in paused:
            if not passage.go_on.done():
                passage.go_on.set_result(None)

    async def cut(self, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
        """End the database's side of a connection, and wait until what it had locked is free."""
        if not connection.is_closed():
            backend = connection.get_server_pid()
            await self._watcher.execute("select pg_terminate_backend($1, 10000)", backend)
        while not connection.is_closed():  # noqa: ASYNC110 the connection tells nobody
            await asyncio.sleep(0)

    async def _waits_for_the_paused(self, passage: Passage) -> bool:
        holders = [one.backend for one in self.paused]
        waits = "select pg_blocking_pids($1) && $2::int[]"
        return passage.backend is not None and await self._watcher.fetchval(waits, passage.backend, holders)

    async def _watch(self) -> "asyncpg.Pool[asyncpg.Record]":
        return await asyncpg.create_pool(self.dsn, min_size=1, max_size=4)


class Process:
    """Connections to the database, and work under way; `kill` ends both, as a power cut would."""

    def __init__(self, bench: Bench, clock: Clock) -> None:
        self.bench, self.clock = bench, clock
        self._under_way: dict[asyncio.Task[Any], Passage] = {}
        self.database = Database(bench.dsn, min_size=1, max_size=POOL, connection_class=WatchedConnection)
        bench.run(self.database.open())
        self.start()

    def start(self) -> None:
        """With nothing in memory; connections that nobody used when the last process ended are as good as new."""

    def stop(self) -> None:
        self.bench.run(self.database.close())

    def kill(self) -> None:
        """Everything in memory and under way is gone; the next moment the process is started again."""
        self.bench.run(self._die())
        self.start()

    def carry(self, work: Coroutine[Any, Any, T], mishap: Mishap | None, meanwhile: Callable[[], None]) -> T:
        """Carry out a piece of work, as far as its mishap lets it; `meanwhile` happens where it stands still.

        Raises Killed, and what the work raises.
        """
        task, passage = self.bench.run(self._begin(work, mishap))
        self.bench.run(self.bench.settled(passage, task, passage.stopped))
        if not task.done() and mishap is not None:
            if mishap.kind == "kill":
                self.kill()
            else:
                self._stand_still(passage, meanwhile)
                self.bench.run(self.bench.settled(passage, task))
        self._under_way.pop(task, None)
        if task.cancelled():
            raise Killed
        return task.result()

    def _stand_still(self, passage: Passage, meanwhile: Callable[[], None]) -> None:
        self.bench.paused.append(passage)
        try:
            meanwhile()
        finally:
            self.bench.paused = [one for one in self.bench.paused if one is not passage]
            if not passage.go_on.done():
                passage.go_on.set_result(None)

    async def _begin(
        self, work: Coroutine[Any, Any, T], mishap: Mishap | None
    ) -> tuple["asyncio.Task[T]", Passage]:
        passage = Passage(mishap, self.bench.cut)
        context = copy_context()
        context.run(passing.set, passage)
        task = asyncio.get_running_loop().create_task(work, context=context)
        self._under_way[task] = passage
        return task, passage

    async def _die(self) -> None:
        for passage in self._under_way.values():
            passage.is_over = True
            if passage.connection is not None:
                await self.bench.cut(passage.connection)
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        self._under_way.clear()


class ServiceProcess(Process):
    """The service. Putting its routes together takes half a second, so a new process gets a new memory only."""

    def __init__(self, bench: Bench, settings: Settings, clock: Clock) -> None:
        self.settings = settings
        self.caller = "192.0.2.10"
        """Where requests come from."""
        self.passwords = Passwords(profiles.CHEAPEST)
        nowhere = Database("postgresql://nowhere")
        self.app = create_app(settings, nowhere, clock, Identity.of(settings, nowhere, self.passwords))
        super().__init__(bench, clock)

    def start(self) -> None:
        super().start()
        identity = Identity.of(self.settings, self.database, self.passwords)
        self.app.state.update(memory(self.settings, self.database, self.clock, identity))

    async def answer(self, request: httpx.Request) -> httpx.Response:
        """What the service answers, byte for byte."""
        transport = httpx.ASGITransport(app=self.app, client=(self.caller, PORT), raise_app_exceptions=False)  # type: ignore[arg-type] # the same ASGI in other words
        answered = await transport.handle_async_request(request)
        stream = answered.stream
        assert isinstance(stream, httpx.AsyncByteStream)  # noqa: S101 what an ASGI transport answers
        whole = b"".join([chunk async for chunk in stream])
        return httpx.Response(
            answered.status_code, headers=answered.headers, stream=httpx.ByteStream(whole), request=request
        )


class RecordWorker(Process):
    """A worker for the record."""

    def __init__(self, bench: Bench, clock: Clock, record: Connector) -> None:
        self.record = record
        self.councils: list[str] = []
        super().__init__(bench, clock)

    def start(self) -> None:
        super().start()
        self.serve(self.councils)

    def serve(self, councils: list[str]) -> None:
        """From now on it works for these councils, as a worker that has just begun."""
        self.councils = councils
        self._worker = Worker(self.database, self.record, self.clock, councils=councils, dice=lambda: 0.0)

    async def turn(self) -> int:
        """Claim what is due and see to it, one after the other; answers how much that was."""
        claimed = await self._worker.claim(0)
        for message in claimed:
            await self._worker.see_to(message)
        return len(claimed)
