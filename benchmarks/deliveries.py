"""What was approved goes to the record: a worker, and the simulated record that it tells."""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractContextManager, ExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from uuid import UUID

from benchmarks import bulk, raw
from benchmarks.measuring import Scenario, Side, Work, at_once
from benchmarks.raw import Pattern
from benchmarks.reviews import now
from benchmarks.stage import (
    HOST,
    PATIENCE_SECONDS,
    Program,
    Stage,
    answering,
    environment,
    free_port,
    running,
)
from schemas.pushes import Delivered
from schemas.records import VerifiedRecord
from service.connectors.mapping import load
from service.connectors.mosaic import mosaic
from service.store import records as facts_of
from service.worker import AT_ONCE
from workflows import records

LOOK_AGAIN_SECONDS = 0.05
LATER = "update outbox set due_at = 'infinity' where state = 'ready'"
NEVER = "update outbox set state = 'withheld' where state = 'ready'"
NOW = "update outbox set due_at = now() where submission_id = any ($1)"
SENT = "select count(*) from outbox where submission_id = any ($1) and state = 'sent'"
SECONDS = """
select extract(epoch from max(a.ended_at) - min(a.began_at))::float8
from push_attempt a join outbox o on o.id = a.message_id where o.submission_id = any ($1)
"""


@asynccontextmanager
async def scenario(stage: Stage, pattern: Pattern, folder: Path, messages: int) -> AsyncIterator[Scenario]:
    """So many approvals, each about another person; a worker waits for them, which has nothing else to do."""
    await stage.raw.pool.execute(NEVER)
    with ExitStack() as held:
        record = held.enter_context(_record(stage, folder))
        worker = held.enter_context(_worker(stage, folder, record))
        await answering(record)

        async def by_worker() -> Work:
            ids = await _approved(stage, pattern, messages)
            return Work(partial(_sent, stage, ids), len, partial(_seconds, stage))

        async def by_connector() -> Work:
            told = [await _verified(stage, one) for one in await _approved(stage, pattern, messages)]
            await stage.raw.pool.execute(NEVER)  # or they would stand before the next about the same people
            return Work(partial(_tell, record, told), len)

        async def by_raw_sql() -> Work:
            ids = await _approved(stage, pattern, messages)
            return Work(partial(_acknowledge, stage, ids), sum)

        yield Scenario(
            name="record",
            title="Pushes to the record by one worker",
            item="message",
            requests=messages,
            sides=[
                Side("service", by_worker, worker.pid),
                Side("connector", by_connector, os.getpid()),
                Side("raw SQL", by_raw_sql),
            ],
        )


def _record(stage: Stage, folder: Path) -> AbstractContextManager[Program]:
    port = free_port()
    told = environment(stage.databases, folder, TAMAR_RECORD_URL=f"http://{HOST}:{port}")
    return running(["service.cli", "simulator"], told, port)


def _worker(stage: Stage, folder: Path, record: Program) -> AbstractContextManager[Program]:
    url = f"http://{HOST}:{record.port}"
    told = environment(stage.databases, folder, TAMAR_RECORD_TARGET="simulator", TAMAR_RECORD_URL=url)
    return running(["service.cli", "worker"], told, port=0)


async def _approved(stage: Stage, pattern: Pattern, messages: int) -> list[UUID]:
    """New approvals, whose messages aren't due yet."""
    ids = await bulk.waiting(stage, pattern, messages)
    await raw.approve(stage.raw, stage.town.authority_id, ids)
    await stage.raw.pool.execute(LATER)
    return ids


async def _sent(stage: Stage, ids: Sequence[UUID]) -> Sequence[UUID]:
    """Let the messages be due, and wait until the record has them all."""
    await stage.raw.pool.execute(NOW, ids)
    async with asyncio.timeout(PATIENCE_SECONDS):
        while await stage.raw.pool.fetchval(SENT, ids) < len(ids):  # noqa: ASYNC110 - another process sends them
            await asyncio.sleep(LOOK_AGAIN_SECONDS)
    return ids


async def _seconds(stage: Stage, ids: Sequence[UUID]) -> float:
    """From the first message to the last, without the worker's wait for the first."""
    seconds: float = await stage.raw.pool.fetchval(SECONDS, ids)
    return seconds


async def _verified(stage: Stage, submission_id: UUID) -> VerifiedRecord:
    async with stage.raw.pool.acquire() as db:
        key = stage.town.authority_id, submission_id
        return records.verified(await facts_of.facts(db, key, 1, records.APPROVED, now()))


async def _tell(record: Program, told: Sequence[VerifiedRecord]) -> list[Delivered]:
    """The worker's connector alone, with as many conversations at once, and nothing written down."""
    connector = mosaic(f"http://{HOST}:{record.port}", load(None))

    async def client(several: Sequence[VerifiedRecord]) -> list[Delivered]:
        answers = [await connector.deliver(one) for one in several]
        return [one for one in answers if isinstance(one, Delivered)]

    try:
        delivered = await at_once(client(told[n::AT_ONCE]) for n in range(AT_ONCE))
    finally:
        await connector.close()
    return [one for several in delivered for one in several]


async def _acknowledge(stage: Stage, ids: Sequence[UUID]) -> list[int]:
    async def client(several: Sequence[UUID]) -> int:
        return sum([await raw.acknowledge(stage.raw, one) for one in several])

    return await at_once(client(ids[n::AT_ONCE]) for n in range(AT_ONCE))
