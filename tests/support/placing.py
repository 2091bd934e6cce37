"""A ward beside a worker and a simulated record that knows whoever it is asked for."""

from dataclasses import dataclass
from typing import Any

import asyncpg

from service.connectors.protocol import Connector
from service.store.database import Database
from service.worker import Worker
from tests.support.deliveries import turn
from tests.support.simulated import Simulated
from tests.support.ward import Ward


@dataclass
class Placing:
    ward: Ward
    database: Database
    simulated: Simulated

    def worker(self, connector: Connector | None = None) -> Worker:
        told = connector or self.simulated.connector()
        return Worker(self.database, told, self.ward.scene.clock, dice=lambda: 0.0)

    async def turns(self, times: int = 1) -> int:
        """A worker takes so many turns: of each person one message may go at a time."""
        worker = self.worker()
        return sum([await turn(worker) for _ in range(times)])

    async def messages(self) -> list[asyncpg.Record]:
        return await self.ward.scene.world.connection.fetch("select * from outbox order by id")

    def events(self) -> list[str]:
        """What the record was told of homes, in order."""
        return [step.answers["PDA_EVENT"] for step in self.simulated.steps("PDA_PLACEMENT")]

    def asked_of(self, step_type: str) -> list[Any]:
        return [(step.team, step.due) for step in self.simulated.steps(step_type)]
