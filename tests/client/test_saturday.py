"""The story of a discharge at the weekend is true, from the ward to the second home."""

import asyncio
from contextlib import closing

from schemas.accounts import Role
from service.demo.saturday import Saturday
from tests.client.live import Live
from tests.client.test_story import account
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

    def tell() -> None:
        live.ask("ada", "/v1/agreements", an_agreement(live.scene, places.trust, [places.kea, places.looe]))
        cast = {part: account(live, *who) for part, who in CAST.items()}
        with closing(Saturday(live.url, live.folder, cast, said.append, live.scene.clock)) as story:
            for _, chapter in story.chapters():
                chapter()

    await asyncio.to_thread(tell)

    homes = await live.scene.world.connection.fetch("select state from referral_home order by place")
    assert [row["state"] for row in homes] == ["declined", "conditional"]
    assert await live.count("assessment_rev") == 2
    assert "Two carers" not in " ".join(said)
    assert "two carers are ill" in " ".join(said)
