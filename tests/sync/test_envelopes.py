"""What a push may carry, and from whom; within these bounds it is always answered."""

import gzip
from typing import Any
from uuid import uuid4

import pytest

from schemas.base import encode
from schemas.sync import MAX_BYTES, MAX_OPS
from service.store.arrivals import device_is_free
from service.store.engine import Connection
from tests.support.scene import Scene
from tests.support.wire import envelope, push_bytes, stored


async def test_a_hundred_ops_go_at_once_and_no_more(scene: Scene, owner: Connection) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    cared = await scene.cared()
    ops = [scene.submit(rowena, cared) for _ in range(MAX_OPS + 1)]

    refused = await rowena.try_push(*ops)
    untouched = await owner.fetchval("select count(*) from op_ledger")
    results = await rowena.push(*ops[:MAX_OPS])

    assert (refused.status_code, refused.json()["code"]) == (413, "too-many-ops")
    assert refused.json()["max_ops"] == MAX_OPS
    assert untouched == 0
    assert {one["status"] for one in results} == {"accepted"}


@pytest.mark.parametrize("zipped", [False, True], ids=["plain", "gzip"])
async def test_four_mebibytes_go_at_once_and_no_more(scene: Scene, zipped: bool) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    whole = envelope(rowena, encode(scene.submit(rowena, await scene.cared()))).ljust(MAX_BYTES)
    headers = {"Content-Encoding": "gzip"} if zipped else {}

    answers = [
        await push_bytes(rowena, gzip.compress(content) if zipped else content, **headers)
        for content in (whole + b" ", whole)
    ]

    assert [one.status_code for one in answers] == [413, 200]
    assert answers[0].json()["code"] == "too-large"
    assert answers[1].json()["results"][0]["status"] == "accepted"


async def test_only_an_enrolled_tablet_syncs(scene: Scene, owner: Connection) -> None:
    at_a_desk = await scene.as_("rowena")
    untouched = await stored(owner)

    answers = [
        await at_a_desk.try_push(device_id=str(scene.tablets["rowena"])),
        await at_a_desk.post("/v1/sync/pull", {"cursor": None}),
        await at_a_desk.get("/v1/sync/hello"),
    ]

    assert [(one.status_code, one.json()["code"]) for one in answers] == [(403, "device-required")] * 3
    assert await stored(owner) == untouched


async def test_a_tablet_speaks_for_itself_only(scene: Scene) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)

    answer = await rowena.try_push(device_id=str(scene.tablets["tegen"]))

    assert (answer.status_code, answer.json()["code"]) == (403, "device-differs")


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"protocol": 0}, "/protocol"),
        ({"device_id": None}, "/device_id"),
        ({"batch_id": "one"}, "/batch_id"),
        ({"sent_at": "yesterday"}, "/sent_at"),
        ({"forms_known": [{"id": "review"}]}, "/forms_known/0/versions"),
        ({"ops": {}}, "/ops"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_an_envelope_that_can_not_be_read_is_refused_with_a_pointer(
    scene: Scene, changed: dict[str, Any], pointer: str
) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)

    answer = await rowena.try_push(**changed)

    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
    assert [issue["pointer"] for issue in answer.json()["issues"]] == [pointer]


async def test_a_tablet_whose_last_push_is_still_under_way_is_asked_to_wait(
    scene: Scene, owner: Connection
) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    tegen = await scene.as_("tegen", with_tablet=True)
    op = scene.submit(rowena, await scene.cared())

    async with owner.transaction():
        assert await device_is_free(owner, scene.tablets["rowena"], None, scene.clock())
        busy = await rowena.try_push(op)
        other = await tegen.push(scene.withdraw(tegen, str(uuid4()), 1))
    (later,) = await rowena.push(op)

    assert (busy.status_code, busy.json()["code"]) == (409, "push-in-progress")
    assert int(busy.headers["Retry-After"]) >= 1
    assert other[0]["status"] == "retry"
    assert later["status"] == "accepted"
