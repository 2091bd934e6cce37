"""The story that `tamar demo` tells is true, and it notices when it isn't."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import pytest

from schemas.accounts import Role
from service.connectors.mapping import load
from service.connectors.mosaic import mosaic
from service.connectors.simulator import create_simulator
from service.demo.accounts import DemoAccount
from service.demo.record import Record
from service.demo.story import NotAsTold, Story
from service.worker import Worker
from tests.client.live import Live
from tests.support.deliveries import turn
from tests.support.identity import PASSWORD
from tests.support.serving import served


def account(live: Live, name: str, role: Role) -> DemoAccount:
    return DemoAccount(
        username=name,
        password=PASSWORD,
        role=role,
        organisation="",
        location="the Truro office",
        device_id=live.scene.tablets.get(name),
    )


@contextmanager
def begun(live: Live, record: str, said: list[str], pause: Callable[[], None]) -> Iterator[Story]:
    reviewer, verifier = account(live, "rowena", Role.REVIEWER), account(live, "vera", Role.VERIFIER_ASC)
    with closing(Record(record, pause)) as simulated:
        story = Story(live.url, live.folder, reviewer, verifier, simulated, said.append, live.scene.clock)
        with closing(story):
            yield story


@contextmanager
def simulated_record() -> Iterator[str]:
    with served(create_simulator(welcoming=True)) as (host, port):
        yield f"http://{host}:{port}"


async def test_the_story_holds_and_leaves_three_reviews_in_the_record(live: Live) -> None:
    """Whenever the story waits, a worker takes its turn."""
    for _ in range(3):
        await live.cared()
    said: list[str] = []
    record = live.things.enter_context(simulated_record())
    connector = mosaic(record, load(None))
    worker = Worker(live.database, connector, live.scene.clock)
    here = asyncio.get_running_loop()

    def work() -> None:
        asyncio.run_coroutine_threadsafe(turn(worker), here).result()

    def tell() -> None:
        with begun(live, record, said, work) as story:
            for _, chapter in story.chapters():
                chapter()

    try:
        await asyncio.to_thread(tell)
    finally:
        await connector.close()

    states = await live.scene.world.connection.fetch("select state, rev from submission order by rev, state")
    assert [tuple(row) for row in states] == [("recorded", 1), ("recorded", 1), ("recorded", 2)]
    assert await live.count("decision where batch_id is not null") == 1
    assert "none twice" in " ".join(said)
    assert "The person's record is restricted" in " ".join(said)


async def test_the_story_stops_at_the_first_sentence_that_is_not_true(live: Live) -> None:
    await live.cared()

    with begun(live, live.url, [], lambda: None) as story:
        morning, farmhouse, *_ = story.chapters()
        morning[1]()
        with pytest.raises(NotAsTold, match="3 packages that nobody is reviewing"):
            farmhouse[1]()
