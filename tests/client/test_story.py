"""The story that `tamar demo` tells is true, and it notices when it isn't."""

import pytest

from schemas.accounts import Role
from service.demo.accounts import DemoAccount
from service.demo.story import NotAsTold, Story
from tests.client.live import Live
from tests.support.identity import PASSWORD


def account(live: Live, name: str, role: Role) -> DemoAccount:
    return DemoAccount(
        username=name,
        password=PASSWORD,
        role=role,
        organisation="",
        location="the Truro office",
        device_id=live.scene.tablets.get(name),
    )


def story(live: Live, said: list[str]) -> Story:
    reviewer, verifier = account(live, "rowena", Role.REVIEWER), account(live, "vera", Role.VERIFIER_ASC)
    told = Story(live.url, live.folder, reviewer, verifier, said.append, live.scene.clock)
    live.things.callback(told.close)
    return told


async def test_the_story_holds_and_leaves_three_approved_reviews(live: Live) -> None:
    for _ in range(3):
        await live.cared()
    said: list[str] = []

    for _, chapter in story(live, said).chapters():
        chapter()

    states = await live.scene.world.connection.fetch("select state, rev from submission order by rev, state")
    assert [tuple(row) for row in states] == [("approved", 1), ("approved", 1), ("approved", 2)]
    assert "none twice" in " ".join(said)


async def test_the_story_stops_at_the_first_sentence_that_is_not_true(live: Live) -> None:
    await live.cared()
    morning, farmhouse, *_ = story(live, []).chapters()
    morning[1]()

    with pytest.raises(NotAsTold, match="3 packages that nobody is reviewing"):
        farmhouse[1]()
