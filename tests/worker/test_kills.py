"""A worker that is killed outright between telling the record and writing down its answer leaves one effect."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest

from service.connectors.simulator.shapes import Order
from service.store.database import Database
from tests.support.deliveries import Delivery, turn
from tests.support.desk import Desk
from tests.support.serving import served
from tests.support.simulated import ONCE, Simulated
from workflows.pushes import LEASE

PATIENCE_SECONDS = 60


class Overheard(Simulated):
    """Tells when it has been told to complete a step."""

    def __init__(self) -> None:
        super().__init__(welcoming=True)
        self.completed = Event()
        self._carry_out = self.record.carry_out
        self.record.carry_out = self.carry_out  # type: ignore[method-assign] # to listen in

    def carry_out(self, order: Order) -> bytes:
        answer = self._carry_out(order)
        if order.operation == "complete_step":
            self.completed.set()
        return answer


@pytest.fixture
def overheard() -> Overheard:
    return Overheard()


@pytest.fixture
def address(overheard: Overheard) -> Iterator[str]:
    with served(overheard.app) as (host, port):
        yield f"http://{host}:{port}"


@pytest.fixture
async def delivery(desk: Desk, database: Database, overheard: Overheard) -> Delivery:
    return Delivery(desk, database, overheard)


def start_worker(app_dsn: str, address: str, folder: Path) -> subprocess.Popen[bytes]:
    told = {
        "DATABASE_URL": app_dsn,
        "TAMAR_RECORD_TARGET": "simulator",
        "TAMAR_RECORD_URL": address,
        "TAMAR_DATA_DIR": str(folder),
    }
    command = [sys.executable, "-c", "from service.cli import main; main()", "worker"]
    return subprocess.Popen(command, env={**os.environ, **told}, stdout=subprocess.DEVNULL)


async def test_it_is_told_once_and_the_next_worker_writes_it_down(
    delivery: Delivery, overheard: Overheard, app_dsn: str, address: str, tmp_path: Path
) -> None:
    item = await delivery.approved()
    await delivery.desk.db.execute("update outbox set due_at = '2000-01-01Z'")
    await overheard.goes_wrong({"kind": "lose_answer", "operation": "complete_step", "seconds": 5})

    worker = start_worker(app_dsn, address, tmp_path)
    told = overheard.completed.wait(PATIENCE_SECONDS)
    worker.kill()
    worker.wait()
    assert told
    assert await delivery.stands(item) == ["in_flight"]

    delivery.desk.scene.clock.now = datetime.now(UTC) + LEASE + timedelta(seconds=1)
    await turn(delivery.worker())

    assert (await delivery.stands(item), await delivery.desk.state(item)) == (["sent"], "recorded")
    assert overheard.counted() == ONCE


async def test_told_to_stop_it_ends_by_itself(
    delivery: Delivery, overheard: Overheard, app_dsn: str, address: str, tmp_path: Path
) -> None:
    item = await delivery.approved()
    await delivery.desk.db.execute("update outbox set due_at = '2000-01-01Z'")

    worker = start_worker(app_dsn, address, tmp_path)
    told = overheard.completed.wait(PATIENCE_SECONDS)
    worker.terminate()

    assert told
    assert worker.wait(PATIENCE_SECONDS) == 0
    assert await delivery.stands(item) == ["sent"]
