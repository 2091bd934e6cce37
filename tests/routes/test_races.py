"""No timing of verifiers and reviewers ever has a revision approved twice, or one that nobody saw."""

import asyncio
from uuid import UUID

import pytest

from schemas.accounts import Role
from tests.support.desk import Desk, refusal, statuses
from tests.support.identity import person
from tests.support.scene import Someone


async def verifiers(desk: Desk, n: int) -> list[Someone]:
    scene = desk.scene
    for number in range(n):
        name = f"verifier{number}"
        scene.actors[name] = await person(scene.world, Role.VERIFIER_ASC, scene.council, username=name)
    return [await scene.as_(f"verifier{number}") for number in range(n)]


async def test_of_several_verifiers_who_open_at_once_one_has_it(desk: Desk) -> None:
    item = await desk.given("submitted")

    crowd = await verifiers(desk, 6)
    answers = await asyncio.gather(*(desk.do(one, item, "open") for one in crowd))

    assert statuses(answers) == [200, *[409] * 5]
    assert {refusal(one)[1] for one in answers if one.status_code == 409} == {"open-with-another"}
    (won,) = [one.json()["opened"]["verifier_id"] for one in answers if one.status_code == 200]
    holder = await desk.db.fetchval("select opened_by from submission where id = $1", item.id)
    assert UUID(won) == holder


async def test_an_approval_sent_several_times_at_once_is_one_decision(desk: Desk) -> None:
    item = await desk.given("checking")

    answers = await asyncio.gather(*(desk.do(desk.vera, item, "approve") for _ in range(5)))

    assert statuses(answers) == [200, *[409] * 4]
    left = await desk.left(item)
    assert (left["decision"], left["outbox"]) == (1, 1)


async def test_different_decisions_at_once_are_one_decision(desk: Desk) -> None:
    item = await desk.given("checking")

    answers = await asyncio.gather(
        *(desk.do(desk.vera, item, action) for action in ("approve", "return", "reject"))
    )

    assert statuses(answers) == [200, 409, 409]
    assert (await desk.left(item))["decision"] == 1


@pytest.mark.parametrize("turn", range(4))
async def test_what_is_amended_while_it_is_approved_is_approved_as_it_was_seen_or_not_at_all(
    desk: Desk, turn: int
) -> None:
    item = await desk.given("checking")

    approval, amendment = await asyncio.gather(
        desk.do(desk.vera, item, "approve"), desk.amended(item, f"Turn {turn}.")
    )

    if approval.status_code == 200:
        assert amendment["problem"]["code"] == "already-approved"
        assert await desk.db.fetchval("select rev from decision where submission_id = $1", item.id) == 1
    else:
        assert refusal(approval)[:2] == (412, "stale-revision")
        assert (amendment["status"], amendment["state"], amendment["rev"]) == ("accepted", "checking", 2)
        assert (await desk.left(item))["outbox"] == 0


async def test_both_bodies_may_not_decide_in_the_same_moment_unseen(desk: Desk) -> None:
    """Only one of them can have it open; the other waits."""
    item = await desk.given("submitted", "joint")

    answers = await asyncio.gather(desk.do(desk.vera, item, "open"), desk.do(desk.hedra, item, "open"))

    assert statuses(answers) == [200, 409]


async def test_what_leaves_a_verifiers_reach_while_they_decide_is_not_decided(desk: Desk) -> None:
    item = await desk.given("checking", "nhs")
    async with desk.db.transaction():
        await desk.db.execute("select from person where id = $1 for update", item.cared.person.id)
        await desk.db.execute("update access_grant set valid_until = $1", desk.scene.clock.now)
        approval = asyncio.create_task(desk.do(desk.hedra, item, "approve"))

    assert refusal(await approval)[:2] == (404, "not-found")
    assert await desk.state(item) == "checking"
