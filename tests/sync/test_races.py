"""Several at once on the same review: whoever comes second is told, and nothing is done twice."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from service.store.database import Database
from service.store.engine import Connection
from tests.support.identity import identity_app, tablet
from tests.support.scene import Scene, Someone
from tests.support.wire import Json

ROUNDS = 5


@pytest.fixture
async def scene(scene: Scene, app_dsn: str) -> AsyncIterator[Scene]:
    """The scene with connections enough, opened beforehand, for everybody to be served at the same moment."""
    database = Database(app_dsn, min_size=8)
    await database.open()
    scene.app = identity_app(database, scene.clock)
    yield scene
    await database.close()


async def with_tablet_of_their_own(scene: Scene, name: str) -> Someone:
    scene.tablets[name] = await tablet(scene.world, scene.location, scene.actors["wenna"], f"{name}'s tablet")
    return await scene.as_(name, with_tablet=True)


async def submitted(scene: Scene, someone: Someone) -> Json:
    cared = await scene.cared()
    body = scene.review(cared)
    (result,) = await someone.push(scene.submit(someone, cared, body))
    assert result["status"] == "accepted"
    return body


async def test_of_two_tablets_that_amend_the_same_revision_one_is_told_of_the_other(scene: Scene) -> None:
    rowena, piran = [await with_tablet_of_their_own(scene, name) for name in ("rowena", "piran")]
    body = await submitted(scene, rowena)

    for rev in range(1, ROUNDS + 1):
        both = [
            someone.push(scene.amend(someone, body | {"working_well": f"{name}, {rev}"}, rev))
            for name, someone in (("rowena", rowena), ("piran", piran))
        ]
        results = [result for (result,) in await asyncio.gather(*both)]

        accepted, stale = sorted(results, key=lambda result: result["status"])
        assert (accepted["status"], accepted["rev"]) == ("accepted", rev + 1)
        assert (stale["status"], stale["problem"]["code"]) == ("conflict", "stale-base")
        assert (stale["problem"]["seen_rev"], stale["problem"]["server_rev"]) == (rev, rev + 1)
        assert stale["problem"]["changed_sections"] == ["plan"]


async def test_of_two_tablets_that_make_the_same_review_one_is_told_of_the_other(scene: Scene) -> None:
    rowena, piran = [await with_tablet_of_their_own(scene, name) for name in ("rowena", "piran")]
    cared = await scene.cared()

    for _ in range(ROUNDS):
        body = scene.review(cared)
        other = body | {"working_well": "The garden."}
        both = [
            rowena.push(scene.submit(rowena, cared, body)),
            piran.push(scene.submit(piran, cared, other)),
        ]
        results = [result for (result,) in await asyncio.gather(*both)]

        accepted, stale = sorted(results, key=lambda result: result["status"])
        assert (accepted["status"], accepted["rev"]) == ("accepted", 1)
        assert (stale["status"], stale["problem"]["code"]) == ("conflict", "stale-base")


async def test_one_op_over_two_connections_has_one_effect(scene: Scene, owner: Connection) -> None:
    """As when a tablet gives up waiting for a reply, and sends again while the first push is under way."""
    rowena = await scene.as_("rowena", with_tablet=True)
    cared = await scene.cared()

    for _ in range(ROUNDS):
        op = scene.submit(rowena, cared)
        answers = await asyncio.gather(rowena.try_push(op), rowena.try_push(op))
        told = sorted(
            answer.json()["results"][0]["status"] if answer.status_code == 200 else answer.json()["code"]
            for answer in answers
        )
        assert told in (["accepted", "duplicate"], ["accepted", "push-in-progress"])

    assert await owner.fetchval("select count(*) from submission_rev") == ROUNDS
    assert await owner.fetchval("select count(*) from history") == ROUNDS


async def test_one_op_from_two_tablets_of_its_author_has_one_effect(scene: Scene, owner: Connection) -> None:
    here = await with_tablet_of_their_own(scene, "rowena")
    there = await with_tablet_of_their_own(scene, "rowena")
    cared = await scene.cared()

    for _ in range(ROUNDS):
        op = scene.submit(here, cared)
        results = [result for (result,) in await asyncio.gather(here.push(op), there.push(op))]
        first, again = sorted(results, key=lambda result: result["status"])
        assert (first["status"], again["status"]) == ("accepted", "duplicate")
        assert again["original"]["receipt"] == first["receipt"]

    assert await owner.fetchval("select count(*) from submission_rev") == ROUNDS


async def test_nobody_approves_another_revision_than_the_one_they_saw(
    scene: Scene, owner: Connection
) -> None:
    rowena, vera = await scene.as_("rowena", with_tablet=True), await scene.as_("vera")

    for _ in range(ROUNDS):
        body = await submitted(scene, rowena)
        review = body["submission_id"]
        await vera.act(review, "open", 1)

        answer, (amended,) = await asyncio.gather(
            vera.act(review, "approve", 1),
            rowena.push(scene.amend(rowena, body | {"working_well": "The garden."}, 1)),
        )

        approved = await owner.fetchrow("select * from submission where id = $1", review)
        assert approved is not None
        if answer.status_code == 200:
            assert (approved["state"], approved["rev"], approved["proposed_rev"]) == ("approved", 1, None)
            assert amended["problem"]["code"] == "already-approved"
        else:
            assert (answer.status_code, answer.json()["code"]) == (412, "stale-revision")
            assert (approved["state"], approved["rev"], approved["proposed_rev"]) == ("checking", 1, 2)
            assert amended["status"] == "accepted"

    decided = await owner.fetch("select rev from decision")
    assert {row["rev"] for row in decided} <= {1}
    assert await owner.fetchval("select count(*) from outbox") == len(decided)
