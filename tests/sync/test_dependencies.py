"""Work that builds on other work waits until that has been applied."""

from service.store.engine import Connection
from tests.support.scene import Scene
from tests.support.wire import stored


async def test_a_change_that_does_not_say_what_it_builds_on_is_asked_for_again(
    scene: Scene, owner: Connection
) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    body = scene.review(await scene.cared())
    untouched = await stored(owner)

    (early,) = await rowena.push(scene.amend(rowena, body, 1))

    assert (early["status"], early["problem"]["code"]) == ("retry", "dependency-missing")
    assert early["problem"]["params"] == {"waiting_for": [body["submission_id"]]}
    assert await stored(owner) == untouched


async def test_what_depends_on_work_that_was_applied_before_is_applied(scene: Scene) -> None:
    rowena, piran = [await scene.as_(name, with_tablet=True) for name in ("rowena", "piran")]
    body = scene.review(await scene.cared())
    first = scene.submit(rowena, scene.people[0], body)
    await rowena.push(first)

    (result,) = await piran.push(
        scene.amend(piran, body | {"working_well": "The cat."}, 1, depends_on=[first["op_id"]])
    )

    assert (result["status"], result["rev"]) == ("accepted", 2)
