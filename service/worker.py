"""Empties the outbox: claims what is due, tells the record, writes down its answer, until told to stop."""

import asyncio
import logging
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import asyncpg

from schemas.placements import ToRecord
from schemas.pushes import Answer, Claimed, Delivered, Never, Withheld
from service.actions import deliveries, sweeping
from service.connectors.files import Files
from service.connectors.mapping import BadProfile, load
from service.connectors.mosaic import mosaic
from service.connectors.protocol import Connector
from service.housekeeping import keep_house
from service.settings import BadSetting, Settings
from service.store.database import NOBODY, Database
from service.store.deliveries import heartbeat
from workflows.pushes import BROKEN, NO_ANSWER, TRIES, Circuit

log = logging.getLogger(__name__)

TARGET = "record"
AT_ONCE = 8
"""Messages under way at once, each about another person."""
LOOK_EVERY_SECONDS = 1.0
HEARTBEAT_EVERY = timedelta(seconds=10)
DATABASE_AWAY = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)
"""The database comes back; what was claimed is claimed again when its lease has run out."""


class Worker:
    """One worker for one record; several may work at once. `councils` are those served, by GSS code; None for all."""

    def __init__(
        self,
        database: Database,
        connector: Connector,
        clock: Callable[[], datetime],
        *,
        councils: list[str] | None = None,
        dice: Callable[[], float] = random.random,
    ) -> None:
        self.database, self.connector, self.clock, self.dice = database, connector, clock, dice
        self.councils = councils
        self.id = uuid4()
        self.circuit = Circuit()
        self.began = clock()
        self._seen: datetime | None = None

    async def run(self, stop: asyncio.Event, patience: float) -> None:
        """Work until told to stop; what is under way then may take `patience` seconds to end."""
        told = asyncio.create_task(stop.wait())
        under_way: set[asyncio.Task[None]] = set()
        try:
            while not stop.is_set():
                under_way |= await self._begin(len(under_way))
                _, still = await asyncio.wait(
                    {told, *under_way}, timeout=LOOK_EVERY_SECONDS, return_when=asyncio.FIRST_COMPLETED
                )
                under_way &= still
            if under_way:
                await asyncio.wait(under_way, timeout=patience)
        finally:
            await _end(told, *under_way)

    async def claim(self, under_way: int) -> list[Claimed]:
        """What there is room for: none while the record is spared, and then one to see whether it is back."""
        at = self.clock()
        room = self.circuit.room(at, AT_ONCE) - under_way
        if room < 1:
            return []
        return await deliveries.claim(self.database, self.id, TARGET, self.councils, room, at)

    async def see_to(self, claimed: Claimed) -> None:
        """Tell the record of one message and write down what it answered."""
        answer = await self._answer(claimed)
        if not await self._write_down(claimed, answer):
            log.warning("another worker has the message by now", extra=_about(claimed))

    async def show_up(self) -> None:
        """Let others see that this worker is at work, if they have not seen it for a while."""
        at = self.clock()
        if self._seen is None or at - self._seen >= HEARTBEAT_EVERY:
            async with self.database.tx(NOBODY, at) as db:
                await heartbeat(db, self.id, TARGET, self.began, self.circuit.paused_until, at)
            self._seen = at

    async def _begin(self, under_way: int) -> set[asyncio.Task[None]]:
        try:
            await self.show_up()
            claimed = await self.claim(under_way)
        except DATABASE_AWAY:
            log.exception("the database can't be asked for messages")
            return set()
        return {asyncio.create_task(self._guarded(one)) for one in claimed}

    async def _guarded(self, claimed: Claimed) -> None:
        """One message never ends the worker: if its answer can't be written down, its lease runs out."""
        try:
            await self.see_to(claimed)
        except Exception:
            log.exception("an answer of the record could not be written down", extra=_about(claimed))

    async def _answer(self, claimed: Claimed) -> Answer | Withheld:
        if claimed.tries > TRIES:
            return NO_ANSWER
        try:
            found = await deliveries.look_up(self.database, claimed, self.clock())
            return found if isinstance(found, Withheld | Never) else await self._tell(found)
        except Exception:
            log.exception("a message could not be put to the record", extra=_about(claimed))
            return BROKEN

    async def _tell(self, record: ToRecord) -> Answer:
        answer = await self.connector.deliver(record)
        self.circuit = self.circuit.after(answer, self.clock())
        return answer

    async def _write_down(self, claimed: Claimed, answer: Answer | Withheld) -> bool:
        at = self.clock()
        if isinstance(answer, Delivered):
            return await deliveries.acknowledge(self.database, claimed, answer, at)
        log.info("the record does not have it", extra=_about(claimed, code=answer.code))
        return await deliveries.give_up(self.database, claimed, answer, at, self.dice())


async def run(
    settings: Settings, database_url: str, stop: asyncio.Event, clock: Callable[[], datetime]
) -> None:
    """Work and keep house until told to stop, as the application's role. Raises BadSetting."""
    connected_to = None if settings.record == "none" else connected(settings)
    database = Database(database_url, min_size=1, max_size=AT_ONCE + 1)
    await database.open()
    house = asyncio.create_task(keep_house(database, stop, clock))
    sweeper = asyncio.create_task(sweeping.hourly(settings, database, clock))
    try:
        if connected_to is None:
            log.info("no record is connected: what is approved waits in the outbox")
            await stop.wait()
        else:
            await _tell_the_record(settings, database, *connected_to, stop, clock)
    finally:
        await _end(house, sweeper)
        await database.close()
        log.info("the worker has ended")


async def _tell_the_record(
    settings: Settings,
    database: Database,
    connector: Connector,
    councils: list[str] | None,
    stop: asyncio.Event,
    clock: Callable[[], datetime],
) -> None:
    log.info(
        "the worker begins", extra={"fields": {"record": settings.record, "councils": councils or "any"}}
    )
    try:
        await Worker(database, connector, clock, councils=councils).run(stop, settings.stop_seconds)
    finally:
        await connector.close()


def connected(settings: Settings) -> tuple[Connector, list[str] | None]:
    """The way into the record, and the councils whose record it is; None for every council. Raises BadSetting."""
    if settings.record == "files":
        return Files(settings.record_folder or settings.data_dir / "record"), None
    try:
        profile = load(settings.record_profile)
    except BadProfile as error:
        raise BadSetting(str(error)) from None
    councils = None if profile.councils == "any" else profile.councils
    return mosaic(settings.record_address, profile, settings.record_token), councils


async def _end(*tasks: asyncio.Task[Any]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _about(claimed: Claimed, **more: str) -> dict[str, object]:
    return {
        "fields": {
            "submission_id": claimed.submission_id,
            "home_decision_id": claimed.home_decision_id,
            "try": claimed.tries,
            **more,
        }
    }
