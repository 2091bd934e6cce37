"""Work that builds on other work waits until that has been applied."""

from uuid import uuid4

from service.store.engine import Connection
from tests.support.scene import Scene
from tests.support.wire import stored


async def test_what_depends_on_work_that_has_not_arrived_is_asked_for_again(
    scene: Scene, owner: Connection
) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    first = scene.submit(rowena, await scene.cared())
    second = scene.submit(rowena, scene.people[0], depends_on=[first["op_id"]])
    untouched = await stored(owner)

    (early,) = await rowena.push(second)
    left = await stored(owner)
    results = await rowena.push(first, second)

    assert (early["status"], early["problem"]["code"]) == ("retry", "dependency-missing")
    assert early["problem"]["params"] == {"waiting_for": [first["op_id"]]}
    assert left == untouched
    assert [one["status"] for one in results] == ["accepted", "accepted"]


async def test_what_depends_on_work_that_was_applied_before_is_applied(scene: Scene) -> None:
    rowena, piran = [await scene.as_(name, with_tablet=True) for name in ("rowena", "piran")]
    body = scene.review(await scene.cared())
    first = scene.submit(rowena, scene.people[0], body)
    await rowena.push(first)

    (result,) = await piran.push(
        scene.amend(piran, body | {"working_well": "The cat."}, 1, depends_on=[first["op_id"]])
    )

    assert (result["status"], result["rev"]) == ("accepted", 2)


async def test_what_depends_on_work_that_waits_for_a_person_waits_for_them_too(scene: Scene) -> None:
    rowena, vera = await scene.as_("rowena", with_tablet=True), await scene.as_("vera")
    cared = await scene.cared()
    body = scene.review(cared)
    wrong = body | {"package_id": str(uuid4())}
    first = scene.submit(rowena, cared, wrong)
    second = scene.submit(rowena, cared, depends_on=[first["op_id"]])

    kept, waiting = await rowena.push(first, second)
    accepted = await vera.post(f"/v1/sync/quarantine/{first['op_id']}/accept", {"body": body})
    again, applied = await rowena.push(first, second)

    assert (kept["status"], waiting["status"]) == ("quarantined", "retry")
    assert accepted.status_code == 200, accepted.text
    assert (again["status"], again["original"]["status"]) == ("duplicate", "quarantined")
    assert applied["status"] == "accepted"
