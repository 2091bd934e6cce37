"""What all schedules of one process play on: the event loop, the service and its worker, one migrated database."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any, NamedTuple

import asyncpg

from service.auth.keys import new_signing_key
from service.client.ids import drawn_from
from service.settings import Settings
from service.simulation import town
from service.simulation.processes import Bench, RecordWorker, ServiceProcess
from service.simulation.record import Record
from service.simulation.town import NOON, Town
from service.store import epochs

PLANS = "plan_cache_mode=force_generic_plan&enable_seqscan=off"
"""Planning a statement would take longer than answering it, and tables grow from schedule to schedule."""
MEMORY = Path("/dev/shm")  # noqa: S108 the folder made in it is new and private


class Addresses(NamedTuple):
    """A migrated database, as the service's role and as its owner reach it."""

    application: str
    owner: str

    def planned_once(self) -> "Addresses":
        """The same, where a statement keeps its first plan as long as its connection lasts."""
        return Addresses(*(f"{one}{'&' if '?' in one else '?'}{PLANS}" for one in self))


class Stage:
    """Build it once and play as many schedules on it as you like; each has a council of its own."""

    def __init__(self, addresses: Addresses) -> None:
        self._kept = TemporaryDirectory(prefix="tamar-simulation-", dir=MEMORY if MEMORY.is_dir() else None)
        self.folder = Path(self._kept.name)
        self.now = NOON
        self.addresses = addresses = addresses.planned_once()
        self.bench = Bench(addresses.application)
        self.owner = self.bench.run(asyncpg.connect(addresses.owner))
        self.record = Record()
        settings = Settings(signing_key=new_signing_key(), data_dir=self.folder)
        self.service = ServiceProcess(self.bench, settings, self.clock)
        self.worker = RecordWorker(self.bench, self.clock, self.record)

    def close(self) -> None:
        self.service.stop()
        self.worker.stop()
        self.bench.run(self.owner.close())
        self.bench.close()
        self._kept.cleanup()

    def clock(self) -> datetime:
        """What the service's clock says."""
        return self.now

    def forward(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @contextmanager
    def cleared(self, seed: int) -> Iterator[Path]:
        """A folder for a schedule that begins at noon and makes its ids from its seed."""
        self.now = NOON
        self.record.clear()
        folder = Path(mkdtemp(dir=self.folder))
        try:
            with drawn_from(Random(seed).getrandbits):  # noqa: S311 nothing is kept secret by it
                yield folder
        finally:
            shutil.rmtree(folder)

    def found(self) -> Town:
        founded = self.bench.run(town.found(self.owner))
        self.service.caller = founded.address
        self.worker.serve([founded.gss_code])
        return founded

    def rotate_epoch(self, gss_code: str) -> None:
        self.bench.run(epochs.rotate(self.addresses.owner, gss_code))

    def fetch(self, question: str, *values: Any) -> list[asyncpg.Record]:
        """Ask the database, past row security."""
        rows: list[asyncpg.Record] = self.bench.run(self.owner.fetch(question, *values))
        return rows
