"""The story of a discharge at the weekend is true, from the ward to the second home and the record."""

import asyncio
from contextlib import closing

from schemas.accounts import Role
from service.connectors.mapping import load
from service.connectors.mosaic import mosaic
from service.demo.record import Record
from service.demo.saturday import Saturday
from service.worker import Worker
from tests.client.live import Live
from tests.client.test_story import account, simulated_record
from tests.support.deliveries import turn
from tests.support.ward import an_agreement, settle_ward

CAST = {
    "coordinator": ("corentyn", Role.DISCHARGE_COORDINATOR),
    "assessor": ("tamsyn", Role.TRUSTED_ASSESSOR),
    "first": ("kerra", Role.HOME_MANAGER),
    "next": ("lowen", Role.HOME_MANAGER),
}


async def test_the_story_holds_and_leaves_somebody_with_a_place(live: Live) -> None:
    places = await settle_ward(live.scene)
    said: list[str] = []
    record = live.things.enter_context(simulated_record())
    connector = mosaic(record, load(None))
    worker = Worker(live.database, connector, live.scene.clock)
    here = asyncio.get_running_loop()

    def work() -> None:
        asyncio.run_coroutine_threadsafe(turn(worker), here).result()

    def tell() -> None:
        live.ask("ada", "/v1/agreements", an_agreement(live.scene, places.trust, [places.kea, places.looe]))
        cast = {part: account(live, *who) for part, who in CAST.items()}
        kept = live.things.enter_context(closing(Record(record, work)))
        with closing(Saturday(live.url, live.folder, cast, kept, said.append, live.scene.clock)) as story:
            for _, chapter in story.chapters():
                chapter()

    try:
        await asyncio.to_thread(tell)
    finally:
        await connector.close()

    homes = await live.scene.world.connection.fetch("select state from referral_home order by place")
    assert [row["state"] for row in homes] == ["declined", "conditional"]
    assert await live.count("assessment_rev") == 2
    assert "Two carers" not in " ".join(said)
    assert "two carers are ill" in " ".join(said)
