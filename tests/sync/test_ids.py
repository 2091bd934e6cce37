"""Ids are made on devices: nobody takes another's, and nobody is shown what hides behind one."""

from uuid import uuid4

import pytest

from service.store.engine import Connection
from tests.support.scene import Scene
from tests.support.wire import stored


async def test_a_submission_id_that_is_taken_out_of_sight_is_neither_claimed_nor_found(
    scene: Scene, owner: Connection
) -> None:
    rowena, tegen = [await scene.as_(name, with_tablet=True) for name in ("rowena", "tegen")]
    elsewhere = await scene.cared(elsewhere=True)
    body = scene.review(elsewhere, reviewer="tegen")
    await tegen.push(scene.submit(tegen, elsewhere, body))
    untouched = await stored(owner, ["submission", "submission_rev", "history", "sync_feed"])
    own = scene.review(await scene.cared(), submission_id=body["submission_id"])

    results = await rowena.push(
        scene.submit(rowena, scene.people[1], own),
        scene.amend(rowena, own, 1),
        scene.withdraw(rowena, own["submission_id"], 1),
    )

    assert [(one["status"], one["problem"]["code"]) for one in results] == [("rejected", "id-in-use")] * 3
    assert all("rev" not in one and "state" not in one for one in results)
    assert await stored(owner, untouched) == untouched


async def test_an_op_id_that_somebody_else_used_is_neither_claimed_nor_found(
    scene: Scene, owner: Connection
) -> None:
    rowena, tegen = [await scene.as_(name, with_tablet=True) for name in ("rowena", "tegen")]
    theirs = scene.submit(
        tegen, (elsewhere := await scene.cared(elsewhere=True)), scene.review(elsewhere, "tegen")
    )
    (first,) = await tegen.push(theirs)
    mine = scene.submit(rowena, await scene.cared(), op_id=theirs["op_id"])

    (taken,) = await rowena.push(mine)
    (again,) = await tegen.push(theirs)

    assert (taken["status"], taken["problem"]["code"]) == ("rejected", "id-in-use")
    assert "original" not in taken
    assert again["status"] == "duplicate"
    assert again["original"]["receipt"] == first["receipt"]
    kept = await owner.fetchrow("select * from op_body")
    assert kept is not None
    assert kept["account_id"] == scene.actors["rowena"].account_id


async def test_an_op_id_used_by_a_colleague_on_the_same_tablet_is_taken_too(scene: Scene) -> None:
    rowena, piran = [await scene.as_(name, with_tablet=True) for name in ("rowena", "piran")]
    op = scene.submit(rowena, await scene.cared())
    await rowena.push(op)

    (taken,) = await piran.push(op)

    assert (taken["status"], taken["problem"]["code"]) == ("rejected", "id-in-use")


async def test_two_councils_may_use_the_same_ids(scene: Scene, owner: Connection) -> None:
    lanmoor = await scene.world.authority("Lanmoor Council")
    await scene.world.insert(
        "organisation_authority",
        organisation_id=scene.provider,
        authority_id=lanmoor,
        valid_from=scene.clock.now.replace(year=2020),
    )
    rowena = await scene.as_("rowena", with_tablet=True)
    here = await scene.cared()
    there = await scene.cared(of=lanmoor)
    body = scene.review(here)
    first = scene.submit(rowena, here, body)
    second = scene.submit(
        rowena, there, scene.review(there, submission_id=body["submission_id"]), op_id=first["op_id"]
    )

    results = await rowena.push(first, second)

    assert [one["status"] for one in results] == ["accepted", "accepted"]
    assert results[0]["receipt"]["scope"] != results[1]["receipt"]["scope"]
    assert await owner.fetchval("select count(distinct authority_id) from submission") == 2


@pytest.mark.parametrize("together", [True, False], ids=["in one batch", "later"])
async def test_another_op_under_a_used_id_is_refused_and_kept_beside_the_first(
    scene: Scene, owner: Connection, together: bool
) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    first = scene.submit(rowena, await scene.cared())
    second = scene.submit(rowena, scene.people[0], op_id=first["op_id"])

    if together:
        accepted, reused = await rowena.push(first, second)
    else:
        (accepted,), (reused,) = await rowena.push(first), await rowena.push(second)
    (again,) = await rowena.push(first)

    assert accepted["status"] == "accepted"
    assert (reused["status"], reused["problem"]["code"]) == ("rejected", "op-id-reused")
    assert "original" not in reused
    assert again["status"] == "duplicate"
    assert again["original"]["rev"] == 1
    bodies = [
        *await owner.fetch("select encode(body_sha256, 'hex') from submission_rev"),
        *await owner.fetch("select encode(sha256(body), 'hex') from op_body"),
    ]
    assert [row[0] for row in bodies] == [first["body_sha256"], second["body_sha256"]]


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "amend"},
        {"base_rev": 1},
        {"entity_id": str(uuid4())},
        {"form": {"id": "review", "version": 2}},
        {"form": None},
    ],
    ids=lambda changed: next(iter(changed)),
)
async def test_the_same_answers_in_another_op_are_another_op(
    scene: Scene, changed: dict[str, object]
) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    op = scene.submit(rowena, await scene.cared())

    _, other, again = await rowena.push(op, op | changed, op | {"made_at": "2026-11-16T11:30:00Z", "x": 1})

    assert other["problem"]["code"] == "op-id-reused"
    assert again["status"] == "duplicate"
