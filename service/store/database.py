"""The pool, the named queries, and the one way to open a transaction."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Literal
from uuid import UUID

import asyncpg

from schemas.accounts import Actor
from service.store.engine import HELD, Connection

Isolation = Literal["read committed", "repeatable read", "serializable"]

STATEMENT_TIMEOUT_MS = 15_000
IDLE_IN_TRANSACTION_TIMEOUT_MS = 10_000
POOL_TIMEOUT_S = 10


class Nobody:
    """The absence of an actor: reaches no row, only the listed functions for what precedes a tenant."""


NOBODY = Nobody()


class Database:
    """A pool of connections as the application's role, opened once per process.

    Who wants to stand beside every statement gives a class of connections of their own.
    """

    def __init__(
        self,
        dsn: str,
        *,
        min_size: int = 2,
        max_size: int = 10,
        connection_class: "type[asyncpg.Connection[asyncpg.Record]]" = asyncpg.Connection,
    ) -> None:
        self.dsn = dsn
        self.connection_class = connection_class
        self.min_size, self.max_size = min_size, max_size
        self.waited_for = 0
        """How many transactions wait for a connection."""
        self._pool: asyncpg.Pool[asyncpg.Record] | None = None

    @property
    def pool(self) -> "asyncpg.Pool[asyncpg.Record]":
        if self._pool is None:
            raise RuntimeError("The database is used before open() or after close().")
        return self._pool

    async def open(self) -> None:
        self._pool = await asyncpg.create_pool(
            self.dsn,
            min_size=self.min_size,
            max_size=self.max_size,
            connection_class=self.connection_class,
            init=_prepare,
            reset=_nothing_to_reset,
            timeout=10,
            server_settings={
                "application_name": "tamar",
                "statement_timeout": str(STATEMENT_TIMEOUT_MS),
                "idle_in_transaction_session_timeout": str(IDLE_IN_TRANSACTION_TIMEOUT_MS),
                "timezone": "UTC",
                "jit": "off",
            },
        )

    async def ask(self, statement: str, *given: Any) -> "list[asyncpg.Record]":
        """One statement as a transaction of its own, in one round trip.

        It calls a function that itself says first who asks, as `tx` does otherwise: without that, it sees nothing.
        """
        async with self._acquired() as connection:
            return await connection.fetch(statement, *given)

    async def close(self) -> None:
        if self._pool is not None:
            pool, self._pool = self._pool, None
            await pool.close()

    def connections(self) -> dict[str, int]:
        """How many are open and how many of those are idle, and how many transactions wait for one."""
        size, idle = (0, 0) if self._pool is None else (self._pool.get_size(), self._pool.get_idle_size())
        return {"open": size, "idle": idle, "waited_for": self.waited_for}

    @asynccontextmanager
    async def _acquired(self) -> AsyncIterator[Connection]:
        pool = self.pool  # which `close` waits for, and lets nobody else have
        self.waited_for += 1
        try:
            connection = await pool.acquire(timeout=POOL_TIMEOUT_S)
        finally:
            self.waited_for -= 1
        try:
            yield connection
        finally:
            await pool.release(connection)

    @asynccontextmanager
    async def tx(
        self,
        actor: Actor | Nobody,
        at: datetime,
        *,
        isolation: Isolation = "read committed",
        readonly: bool = False,
        same_plans: bool = False,
    ) -> AsyncIterator[Connection]:
        """One transaction on behalf of `actor` as of `at`; commits at the end, rolls back on any exception.

        With `same_plans`, statements keep one plan for every question: right where all questions are alike, by keys,
        and planning would take longer than answering; wrong where most filters of a list are left out. These go by
        indexes whatever the tables look like, since a plan that is made while a table is empty lasts while it fills.

        Piccolo queries inside run on the same connection, which always goes back to the pool, also when the
        COMMIT itself fails. A second transaction inside is refused: it would not be part of the first.
        """
        if HELD.current_transaction.get() is not None:
            raise RuntimeError("A transaction is open already in this task.")
        async with self._acquired() as connection:
            with HELD.on(connection):
                try:
                    await connection.execute(
                        _begin(actor, at, isolation, readonly=readonly, same_plans=same_plans)
                    )
                    yield connection
                    await _commit(connection)
                except BaseException:
                    await _roll_back(connection)
                    raise


def _begin(
    actor: Actor | Nobody, at: datetime, isolation: Isolation, *, readonly: bool, same_plans: bool
) -> str:
    """One round trip opens the transaction and names the actor; only UUIDs and a time are written into it."""
    mode = "read only" if readonly else "read write"
    keyed = "set local plan_cache_mode = force_generic_plan; set local enable_seqscan = off"
    plans = f"; {keyed}" if same_plans else ""
    settings = {} if isinstance(actor, Nobody) else reach(actor)
    named = "".join(f"; set local app.{name} = '{value}'" for name, value in settings.items())
    return f"begin isolation level {isolation} {mode}{plans}; set local app.at = '{at.isoformat()}'{named}"


@asynccontextmanager
async def attempt(db: Connection) -> AsyncIterator[None]:
    """A part of the open transaction that is taken back if it fails, without the rest."""
    await db.execute("savepoint attempt")
    try:
        yield
    except BaseException:
        await db.execute("rollback to savepoint attempt")
        raise
    await db.execute("release savepoint attempt")


async def act_as(db: Connection, actor: Actor) -> None:
    """From here to its end, or to the next call, the transaction is this actor's."""
    await db.execute("; ".join(f"set local app.{name} = '{value}'" for name, value in reach(actor).items()))


def reach(actor: Actor) -> dict[str, str]:
    """What row security is told of an actor, as settings of the transaction."""
    return {
        "account": str(actor.account_id),
        "device": str(actor.device_id or ""),
        "authorities": _array(actor.authority_ids),
        "staff_of": _array(actor.staff_of),
        "holders": _array(actor.holder_ids),
    }


@lru_cache(maxsize=20_000)
def _array(ids: frozenset[UUID]) -> str:
    return "{" + ",".join(sorted(str(one) for one in ids)) + "}"


async def _commit(connection: Connection) -> None:
    """A COMMIT of a failed transaction answers ROLLBACK without an error: that is never a success."""
    if await connection.execute("commit") != "COMMIT":
        raise RuntimeError("The transaction was rolled back at its commit.")


async def _roll_back(connection: Connection) -> None:
    """If even the rollback fails or is cancelled, nobody may get this connection again."""
    try:
        await connection.execute("rollback")
    except Exception:
        _end(connection)
    except BaseException:
        _end(connection)
        raise


def _end(connection: Connection) -> None:
    """One that the server has closed has left the pool's hands already, and can't be ended again."""
    with suppress(asyncpg.InterfaceError):
        connection.terminate()


async def _prepare(connection: Connection) -> None:
    """Stored documents travel as bytes, so that none is decoded only to be encoded again."""
    await connection.set_type_codec(
        "jsonb", schema="pg_catalog", encoder=_jsonb_out, decoder=_jsonb_in, format="binary"
    )


def _jsonb_out(document: bytes) -> bytes:
    return b"\x01" + document


def _jsonb_in(document: bytes) -> bytes:
    return document[1:]


async def _nothing_to_reset(connection: Connection) -> None:
    """Every setting is SET LOCAL and ends with its transaction: a reset would only cost a round trip."""
    if connection.is_in_transaction():
        connection.terminate()


@cache
def query(name: str) -> str:
    """The text of `queries/<name>.sql`."""
    return (resources.files("service.store") / "queries" / f"{name}.sql").read_text("utf-8")
