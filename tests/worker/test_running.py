"""A worker goes on until it is told to stop, and then ends what it has begun."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from schemas.placements import ToRecord
from schemas.pushes import Answer, Delivered
from service import worker as workers
from service.actions import deliveries
from service.settings import BadSetting, Settings
from tests.support.deliveries import Delivery


class Gate:
    """A record that takes nothing before it is opened, and tells whoever listens of what it was asked."""

    def __init__(self, asked: Callable[[int], None] = lambda _: None) -> None:
        self.open = asyncio.Event()
        self.reached = asyncio.Event()
        self.told: list[str] = []
        self._asked = asked

    async def deliver(self, record: ToRecord) -> Answer:
        self.told.append(record.key)
        self.reached.set()
        self._asked(len(self.told))
        await self.open.wait()
        return Delivered(reference=record.reference)

    async def close(self) -> None:
        """Nothing is held open."""


async def test_it_sees_to_everything_there_is(delivery: Delivery) -> None:
    items = [await delivery.approved() for _ in range(3)]
    stop = asyncio.Event()
    gate = Gate(lambda times: stop.set() if times == len(items) else None)
    gate.open.set()

    await delivery.worker(gate).run(stop, patience=5)

    assert await delivery.stands(*items) == ["sent"] * 3


async def test_told_to_stop_it_ends_what_it_has_begun_and_begins_nothing(delivery: Delivery) -> None:
    cared = await delivery.desk.scene.cared()
    begun, waiting = await delivery.approved(cared), await delivery.approved(cared)
    stop, gate = asyncio.Event(), Gate()
    running = asyncio.create_task(delivery.worker(gate).run(stop, patience=5))
    await gate.reached.wait()

    stop.set()
    gate.open.set()
    await running

    assert await delivery.stands(begun, waiting) == ["sent", "ready"]


async def test_it_is_not_waited_for_without_end(delivery: Delivery) -> None:
    item = await delivery.approved()
    stop, gate = asyncio.Event(), Gate()
    running = asyncio.create_task(delivery.worker(gate).run(stop, patience=0))
    await gate.reached.wait()

    stop.set()
    await running

    assert await delivery.stands(item) == ["in_flight"]


async def test_a_database_that_was_away_is_gone_back_to(
    delivery: Delivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = await delivery.approved()
    stop = asyncio.Event()
    gate = Gate(lambda _: stop.set())
    gate.open.set()
    claim, away = deliveries.claim, [ConnectionRefusedError("away"), TimeoutError("away")]

    async def flaky(*about: object) -> object:
        if away:
            raise away.pop()
        return await claim(*about)  # type: ignore[arg-type] # handed on as it came

    monkeypatch.setattr(deliveries, "claim", flaky)
    monkeypatch.setattr(workers, "LOOK_EVERY_SECONDS", 0)
    await delivery.worker(gate).run(stop, patience=5)

    assert await delivery.stands(item) == ["sent"]


async def test_without_a_record_everything_waits(delivery: Delivery, app_dsn: str) -> None:
    item = await delivery.approved()
    stop = asyncio.Event()
    stop.set()

    await workers.run(Settings(record_target="none"), app_dsn, stop, delivery.desk.scene.clock)

    assert await delivery.stands(item) == ["ready"]


def files_in(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file()]


async def test_files_are_dropped_where_the_settings_say(delivery: Delivery, tmp_path: Path) -> None:
    item = await delivery.approved()
    settings = Settings(record_target="files", record_folder=tmp_path)
    connector, councils = workers.connected(settings)
    worker = delivery.worker(connector, councils=councils)

    (claimed,) = await worker.claim(0)
    await worker.see_to(claimed)

    reference = (await delivery.message(item))["record_reference"]
    assert files_in(tmp_path) == [f"{reference}.json"]


def test_a_profile_that_can_not_be_used_is_said_in_a_sentence(tmp_path: Path) -> None:
    missing = tmp_path / "profile.json"

    with pytest.raises(BadSetting, match="can't be read"):
        workers.connected(Settings(record_target="simulator", record_profile=missing))
