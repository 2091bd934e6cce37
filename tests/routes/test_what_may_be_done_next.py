"""What a submission says may be done next is what then succeeds, for everybody, wherever it stands."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from schemas.submissions import State
from tests.support.desk import ACTIONS, STATUTORY, Desk, Item, open_desk
from tests.support.scene import Someone

Stand = Callable[[Desk], Awaitable[Item]]


def standing(state: State) -> Stand:
    async def stand(desk: Desk) -> Item:
        return await desk.given(state)

    return stand


async def with_a_revision_that_waits(desk: Desk) -> Item:
    item = await desk.given("checking")
    await desk.amended(item, "I would rather have a bath.")
    return item


async def with_findings_that_stop_an_approval(desk: Desk) -> Item:
    return await desk.given("checking", **STATUTORY)


async def approved_by_one_body_of_two(desk: Desk) -> Item:
    item = await desk.given("submitted", "joint")
    await desk.do(desk.vera, item, "open", "approve")
    return item


async def open_with_the_second_body(desk: Desk) -> Item:
    item = await approved_by_one_body_of_two(desk)
    await desk.do(desk.hedra, item, "open")
    return item


async def left_open(desk: Desk) -> Item:
    item = await desk.given("checking")
    desk.scene.clock.forward(minutes=31)
    later = await open_desk(desk.scene)
    desk.rowena, desk.vera, desk.victor, desk.hedra = later.rowena, later.vera, later.victor, later.hedra
    return item


STANDS: dict[str, Stand] = {state: standing(state) for state in State} | {
    stand.__name__: stand
    for stand in (
        with_a_revision_that_waits,
        with_findings_that_stop_an_approval,
        approved_by_one_body_of_two,
        open_with_the_second_body,
        left_open,
    )
}


async def told(someone: Someone, item: Item) -> list[str]:
    answer = await someone.get(f"/v1/submissions/{item.id}")
    may: list[str] = answer.json()["may"] if answer.status_code == 200 else []
    return may


async def succeeds(desk: Desk, someone: Someone, item: Item, action: str) -> bool:
    if action == "amend":
        return is_accepted(await desk.amended(item, "It rained."))
    if action == "withdraw":
        latest = await desk.db.fetchval("select max(rev) from submission_rev where id = $1", item.id)
        (result,) = await desk.rowena.push(desk.scene.withdraw(desk.rowena, item.id, latest))
        return is_accepted(result)
    proposed = await desk.db.fetchval("select proposed_rev from submission where id = $1", item.id)
    seen = proposed if action == "take_in" and proposed else item.rev
    return (await desk.take(someone, item, action, seen=seen)).status_code == 200


def is_accepted(result: dict[str, Any]) -> bool:
    return bool(result["status"] == "accepted")


@pytest.mark.parametrize("stand", STANDS)
async def test_what_may_be_done_next_is_what_then_succeeds(desk: Desk, stand: str) -> None:
    item = await STANDS[stand](desk)
    for name in ("vera", "victor", "hedra", "rowena"):
        may = await told(getattr(desk, name), item)
        for action in (*ACTIONS, "amend", "withdraw") if name == "rowena" else ACTIONS:
            done = await succeeds(desk, getattr(desk, name), item, action)
            assert done == (action in may), (name, action)
            if done:
                item = await STANDS[stand](desk)
