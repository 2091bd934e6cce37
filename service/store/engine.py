"""Where Piccolo's queries run: on the connection of the transaction that is open in this task, and nowhere else."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any, TypeAlias, cast

import asyncpg
from asyncpg.pool import PoolConnectionProxy
from piccolo.engine.postgres import PostgresEngine
from piccolo.querystring import QueryString

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]"


class HeldConnection(PostgresEngine):
    """The engine of every declared table. Piccolo alone would open a new connection per query, silently."""

    async def check_version(self) -> None:
        """Piccolo would connect to ask for it as soon as an engine is made."""

    @contextmanager
    def on(self, connection: Connection) -> Iterator[None]:
        """Piccolo's queries inside run on `connection`, in whatever transaction is open there."""
        mark = self.current_transaction.set(cast(Any, SimpleNamespace(connection=connection)))
        try:
            yield
        finally:
            self.current_transaction.reset(mark)

    @property
    def connection(self) -> Connection:
        held = cast(Any, self.current_transaction.get())
        if held is None:
            raise RuntimeError(
                "A query needs the connection of an open transaction: there is none in this task."
            )
        return cast(Connection, held.connection)

    async def run_querystring(self, querystring: QueryString, in_pool: bool = True) -> list[dict[str, Any]]:
        sql, arguments = querystring.compile_string(engine_type=self.engine_type)
        return cast(list[dict[str, Any]], await self.connection.fetch(sql, *arguments))

    async def run_ddl(self, ddl: str, in_pool: bool = True) -> list[dict[str, Any]]:
        return cast(list[dict[str, Any]], await self.connection.fetch(ddl))


HELD = HeldConnection(config={}, extensions=())
