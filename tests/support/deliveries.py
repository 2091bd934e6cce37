"""Workers beside a verifiers' desk, and the record that they tell: what was approved goes from one to the other."""

import asyncio
from dataclasses import dataclass
from typing import Any

import asyncpg

from schemas.pushes import Claimed
from service.connectors.protocol import Connector
from service.store.database import Database
from service.worker import Worker
from tests.support.desk import Desk, Item
from tests.support.scene import Cared
from tests.support.simulated import Simulated

OUTBOX = "select * from outbox where submission_id = $1"
ATTEMPTS = """
select t.* from push_attempt t join outbox o on o.id = t.message_id where o.submission_id = $1 order by t.attempt
"""


@dataclass
class Delivery:
    """The dice of its workers always show the same, so that a test knows when a push is tried again."""

    desk: Desk
    database: Database
    simulated: Simulated

    def worker(self, connector: Connector | None = None, **options: Any) -> Worker:
        told = connector or self.simulated.connector()
        return Worker(self.database, told, self.desk.scene.clock, dice=lambda: 0.0, **options)

    async def approved(self, cared: Cared | None = None, **answers: Any) -> Item:
        item = await self.desk.sent(cared or await self.desk.scene.cared(), **answers)
        await self.desk.approved(item)
        return item

    def later(self, **by: float) -> None:
        self.desk.scene.clock.forward(**by)

    async def message(self, item: Item) -> asyncpg.Record:
        row = await self.desk.db.fetchrow(OUTBOX, item.id)
        assert row is not None
        return row

    async def stands(self, *items: Item) -> list[str]:
        return [(await self.message(item))["state"] for item in items]

    async def attempts(self, item: Item) -> list[asyncpg.Record]:
        return await self.desk.db.fetch(ATTEMPTS, item.id)


async def turn(*workers: Worker) -> int:
    """Every worker claims and sees to what it may, all at once; answers how much that was."""

    async def one(worker: Worker) -> int:
        claimed = await worker.claim(0)
        await asyncio.gather(*(worker.see_to(message) for message in claimed))
        return len(claimed)

    return sum(await asyncio.gather(*(one(worker) for worker in workers)))


async def only(worker: Worker) -> Claimed:
    """The one message that there is to claim."""
    (claimed,) = await worker.claim(0)
    return claimed
