"""A reply that is lost costs nothing: whoever sends again is told what became of it the first time."""

import random
from uuid import uuid4

import pytest

from service.store.database import Database
from service.store.engine import Connection
from tests.support.identity import identity_app
from tests.support.scene import Scene, Someone
from tests.support.wire import Json, stored

Request = tuple[Someone, list[Json]]


def told(result: Json) -> Json:
    """An outcome as it has to be told again, without its place in the batch."""
    return {name: value for name, value in result.items() if name != "index"}


async def one_of_each(scene: Scene, rowena: Someone) -> dict[str, Json]:
    """An op of every outcome that is kept, with what it needs to come to it."""
    tegen = await scene.as_("tegen", with_tablet=True)
    cared, elsewhere = await scene.cared(), await scene.cared(elsewhere=True)
    theirs = scene.review(elsewhere, "tegen")
    await tegen.push(scene.submit(tegen, elsewhere, theirs))
    body = scene.review(cared)
    return {
        "accepted": scene.submit(rowena, cared, body),
        "conflict": scene.amend(rowena, body | {"working_well": "The cat."}, 7),
        "quarantined": scene.submit(rowena, cared, scene.review(cared, package_id=str(uuid4()))),
        "rejected": scene.submit(rowena, cared, scene.review(cared, submission_id=theirs["submission_id"])),
    }


async def test_a_repeated_op_is_a_duplicate_with_its_first_outcome(scene: Scene, owner: Connection) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    ops = await one_of_each(scene, rowena)
    first = await rowena.push(*ops.values())
    left = await stored(owner)

    again = await rowena.push(*ops.values())

    assert [one["status"] for one in first] == list(ops)
    assert [one["status"] for one in again] == ["duplicate"] * len(ops)
    assert [one["original"] for one in again] == [told(one) for one in first]
    assert [one["op_id"] for one in again] == [op["op_id"] for op in ops.values()]
    assert await stored(owner) == left


async def test_the_first_outcome_is_told_months_later_by_another_worker_when_all_has_moved_on(
    scene: Scene, app_dsn: str
) -> None:
    rowena, vera = await scene.as_("rowena", with_tablet=True), await scene.as_("vera")
    ops = await one_of_each(scene, rowena)
    first = await rowena.push(*ops.values())
    review = ops["accepted"]["entity_id"]
    await vera.act(review, "open", seen=1)
    await vera.act(review, "approve", seen=1)
    await vera.post(f"/v1/sync/quarantine/{ops['quarantined']['op_id']}/return", {"reason": "Wrong package."})

    scene.clock.forward(days=200)
    other_worker = Database(app_dsn, min_size=1)
    await other_worker.open()
    try:
        scene.app = identity_app(other_worker, scene.clock)
        later = await scene.as_("rowena", with_tablet=True)
        again = await later.push(*ops.values())
    finally:
        await other_worker.close()

    assert [one["original"] for one in again] == [told(one) for one in first]


async def test_the_same_op_twice_in_a_batch_is_applied_once(scene: Scene, owner: Connection) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    op = scene.submit(rowena, await scene.cared())

    first, second, third = await rowena.push(op, op, op)

    assert first["status"] == "accepted"
    assert (second["status"], third["status"]) == ("duplicate", "duplicate")
    assert second["original"] == third["original"] == told(first)
    assert await owner.fetchval("select count(*) from submission_rev") == 1


async def test_what_is_to_be_sent_again_twice_in_a_batch_is_to_be_sent_again(scene: Scene) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    op = scene.amend(rowena, scene.review(await scene.cared()), 1)

    results = await rowena.push(op, op)

    assert [one["status"] for one in results] == ["retry", "retry"]


async def test_what_was_once_to_be_sent_again_is_applied_when_it_can_be(scene: Scene) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    body = scene.review(await scene.cared())
    first = scene.submit(rowena, scene.people[0], body)
    second = scene.amend(rowena, body | {"working_well": "The cat."}, 1)

    (early,) = await rowena.push(second)
    await rowena.push(first)
    (late,) = await rowena.push(second)

    assert (early["status"], late["status"], late["rev"]) == ("retry", "accepted", 2)


@pytest.mark.parametrize("seed", range(3))
async def test_replaying_any_prefix_of_requests_changes_nothing(
    scene: Scene, owner: Connection, seed: int
) -> None:
    choices = random.Random(seed)
    tablets = [await scene.as_(name, with_tablet=True) for name in ("rowena", "piran")]
    requests = await some_requests(scene, tablets, choices)
    answers = [await tablet.push(*ops) for tablet, ops in requests]
    left = await stored(owner)

    replayed = choices.randint(1, len(requests))
    again = [await tablet.push(*ops) for tablet, ops in requests[:replayed]]

    first = [[told(one) for one in results] for results in answers[:replayed]]
    assert [[one["original"] for one in results] for results in again] == first
    assert await stored(owner) == left


async def some_requests(scene: Scene, tablets: list[Someone], choices: random.Random) -> list[Request]:
    """Two tablets amend and withdraw reviews of the same people, seldom by the newest revision."""
    people = [await scene.cared() for _ in range(3)]
    bodies = [scene.review(cared) for cared in people]
    requests = [(tablets[0], [scene.submit(tablets[0], *one) for one in zip(people, bodies, strict=True)])]
    for number in range(12):
        tablet, body = choices.choice(tablets), choices.choice(bodies)
        changed = body | {"working_well": f"Number {number}"}
        ops = [
            scene.amend(tablet, changed, choices.randint(1, 3)),
            scene.amend(tablet, changed, choices.randint(2, 4)),
            scene.withdraw(tablet, body["submission_id"], choices.randint(1, 4)),
        ]
        requests.append((tablet, choices.sample(ops, choices.randint(1, 2))))
    return requests
