"""An app of another version hands in its work all the same, and is told plainly that it can't pull."""

from typing import Any
from uuid import uuid4

import pytest

from tests.support.desk import Desk
from tests.support.scene import Scene


@pytest.mark.parametrize("protocol", [2, 999])
async def test_work_of_another_version_that_can_be_read_is_taken_in(scene: Scene, protocol: int) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    cared = await scene.cared()

    (result,) = await rowena.push(scene.submit(rowena, cared, scene.review(cared)), protocol=protocol)

    assert (result["status"], result["rev"]) == ("accepted", 1)


def strange(desk: Desk, **more: Any) -> dict[str, Any]:
    """An op as a version to come might have it."""
    return {
        "op_id": str(uuid4()),
        "authority_id": str(desk.scene.authority),
        "kind": "submit",
        "answers": {"person_views": "I like the mornings."},
        **more,
    }


async def test_what_can_not_be_read_of_another_version_is_kept_whole_for_staff(desk: Desk) -> None:
    op = strange(desk)

    (result,) = await desk.rowena.push(op, protocol=2)

    kept = await desk.db.fetchval("select body from op_body where op_id = $1", op["op_id"])
    state = await desk.db.fetchval("select state from quarantine where op_id = $1", op["op_id"])
    assert (result["status"], result["problem"]["code"]) == ("quarantined", "protocol-unreadable")
    assert (b"I like the mornings." in kept, state) == (True, "open")


async def test_the_same_again_is_a_duplicate(desk: Desk) -> None:
    op = strange(desk)
    (first,) = await desk.rowena.push(op, protocol=2)

    (again,) = await desk.rowena.push(op, protocol=2)

    assert (again["status"], again["original"]["reference"]) == ("duplicate", first["reference"])


@pytest.mark.parametrize(("protocol", "op"), [(1, {}), (2, {"op_id": 7})])
async def test_what_is_no_op_of_its_own_version_is_rejected(
    desk: Desk, protocol: int, op: dict[str, Any]
) -> None:
    (result,) = await desk.rowena.push(strange(desk, **op), protocol=protocol)

    assert (result["status"], result["problem"]["code"], result["op_id"]) == ("rejected", "unreadable", None)


async def test_a_kind_to_come_is_kept_for_staff(desk: Desk) -> None:
    op = desk.rowena.op("sing", uuid4(), {}, authority_id=str(desk.scene.authority))

    (result,) = await desk.rowena.push(op, protocol=2)

    assert (result["status"], result["problem"]["code"]) == ("quarantined", "kind-unknown")


async def test_who_speaks_another_version_is_told_what_to_do_instead_of_what_they_would_misread(
    scene: Scene,
) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)

    answer = await rowena.post("/v1/sync/pull", {"protocol": 2, "cursor": None})

    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["protocol"]) == (
        409,
        "protocol-unsupported",
        {"min": 1, "max": 1},
    )
    assert "update it" in problem["title"]
