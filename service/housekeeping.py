"""What has to be done now and then and nobody asks for: whoever keeps the house does it beside their work."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime

import asyncpg

from service.actions import day_counts
from service.store import drafts, held, requests
from service.store.database import NOBODY, Database
from service.store.engine import Connection
from workflows.drafts import KEPT_FOR
from workflows.op_problems import problem

log = logging.getLogger(__name__)

EVERY_SECONDS = 60.0
AT_ONCE = 100
"""So many rows are changed in one transaction, so that nobody waits long for it."""


async def keep_house(database: Database, stop: asyncio.Event, clock: Callable[[], datetime]) -> None:
    """Sweep once a minute until told to stop; several may do so at once."""
    while not stop.is_set():
        try:
            await sweep(database, clock())
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            log.exception("the house could not be swept; it is tried again in a minute")
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), EVERY_SECONDS)


async def sweep(database: Database, at: datetime) -> int:
    """Put held work before staff whose time is up, and answer how much; delete what nobody asks for any more, and count
    who waits."""
    await _delete(database, at, lambda db: drafts.expire(db, at - KEPT_FOR, at, AT_ONCE))
    await _delete(database, at, lambda db: requests.forget(db, at, AT_ONCE))
    await day_counts.take_due(database, at)
    why = problem("dependency-never-came")
    total = 0
    while True:
        async with database.tx(NOBODY, at) as db:
            swept = await held.expire(db, why, at, AT_ONCE)
        total += swept
        if swept < AT_ONCE:
            break
    if total:
        log.info("held work waits for staff now", extra={"fields": {"ops": total}})
    return total


async def _delete(database: Database, at: datetime, some: Callable[[Connection], Awaitable[int]]) -> None:
    """Delete some at a time, until fewer are left than that."""
    swept = AT_ONCE
    while swept == AT_ONCE:
        async with database.tx(NOBODY, at) as db:
            swept = await some(db)
