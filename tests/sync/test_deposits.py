"""A tablet that may not sync hands in what is on it: everything is kept, nothing is told."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from service.store.engine import Connection
from tests.support.identity import ELSEWHERE, Caller
from tests.support.scene import Scene, Someone
from tests.support.wire import Json, stored

QUARANTINE = "/v1/sync/quarantine"


class Depositor:
    """Somebody who logged in on a tablet once, and holds nothing but what that left there."""

    def __init__(self, someone: Someone, token: str) -> None:
        self.someone = someone
        self.token = token

    async def try_deposit(self, *ops: Json, token: str = "", **changes: Any) -> httpx.Response:
        asked = {"protocol": 1, "device_id": str(self.someone.device), "sent_at": "2026-11-16T12:00:00Z"}
        body = asked | {"ops": list(ops)} | changes
        return await self.someone.caller.call(
            "POST", "/v1/sync/deposit", token=token or self.token, json=body
        )

    async def deposit(self, *ops: Json) -> list[Json]:
        answer = await self.try_deposit(*ops)
        assert answer.status_code == 200, answer.text
        results: list[Json] = answer.json()["results"]
        return results


async def depositor(scene: Scene, name: str = "rowena") -> Depositor:
    caller = Caller(scene.app)
    pair = await caller.tokens(name, scene.tablets[name])
    someone = Someone(caller, pair["access_token"], scene.actors[name], scene.tablets[name])
    return Depositor(someone, pair["deposit_token"])


async def order(scene: Scene, action: str, name: str = "rowena") -> httpx.Response:
    wenna = await scene.as_("wenna")
    answer = await wenna.post(f"/v1/devices/{scene.tablets[name]}/{action}")
    assert answer.status_code == 200, answer.text
    scene.clock.forward(seconds=11)
    return answer


@pytest.mark.parametrize("action", ["suspend", "deposit-only", "wipe"])
async def test_a_tablet_that_is_not_served_hands_in_its_work_and_gets_a_receipt(
    scene: Scene, action: str
) -> None:
    rowena, vera = await depositor(scene), await scene.as_("vera")
    op = scene.submit(rowena.someone, await scene.cared())
    await order(scene, action)

    refused = await rowena.someone.try_push(op)
    (kept,) = await rowena.deposit(op)

    assert refused.status_code == 403
    receipt = kept.pop("receipt")
    assert kept == {"index": 0, "op_id": op["op_id"], "status": "kept"}
    assert (receipt["sha256"], receipt["received_at"]) == (op["body_sha256"], "2026-11-16T12:00:11Z")
    (item,) = (await vera.get(QUARANTINE)).json()["items"]
    assert (item["op_id"], item["body"], item["account_id"]) == (
        op["op_id"],
        op["body"],
        str(rowena.someone.actor.account_id),
    )
    assert (item["problem"]["code"], item["problem"]["params"]) == (
        "deposited",
        {
            "device_state": {"suspend": "suspended", "deposit-only": "deposit_only"}.get(
                action, "wipe_pending"
            )
        },
    )


async def test_so_does_one_whose_person_was_signed_out_long_ago(scene: Scene) -> None:
    rowena = await depositor(scene)
    op = scene.submit(rowena.someone, await scene.cared())
    scene.clock.forward(days=60)

    (kept,) = await rowena.deposit(op)

    assert kept["status"] == "kept"


async def test_staff_file_what_was_handed_in_like_other_quarantined_work(scene: Scene) -> None:
    rowena, vera = await depositor(scene), await scene.as_("vera")
    op = scene.submit(rowena.someone, await scene.cared())
    await order(scene, "suspend")
    await rowena.deposit(op)

    filed = await vera.post(f"{QUARANTINE}/{op['op_id']}/accept", {"body": op["body"]})

    assert (filed.status_code, filed.json()["state"]) == (200, "submitted")


async def test_the_same_again_changes_nothing(scene: Scene, owner: Connection) -> None:
    rowena = await depositor(scene)
    op = scene.submit(rowena.someone, await scene.cared())
    first = await rowena.deposit(op)
    before = await stored(owner)

    again = await rowena.deposit(op)

    assert again == first
    assert await stored(owner) == before


async def test_work_that_was_filed_before_is_receipted_and_nothing_is_told_of_it(
    scene: Scene, owner: Connection
) -> None:
    rowena = await depositor(scene)
    op = scene.submit(rowena.someone, await scene.cared())
    (accepted,) = await rowena.someone.push(op)

    (kept,) = await rowena.deposit(op)

    assert accepted["status"] == "accepted"
    assert kept.keys() == {"index", "op_id", "status", "receipt"}
    assert kept["receipt"].keys() == {"id", "sha256", "received_at"}
    assert kept["receipt"]["id"] == accepted["receipt"]["id"]
    assert await owner.fetchval("select count(*) from quarantine") == 0


async def test_a_tablet_that_is_served_again_finds_its_work_where_it_is(scene: Scene) -> None:
    rowena = await depositor(scene)
    op = scene.submit(rowena.someone, await scene.cared())
    await order(scene, "suspend")
    await rowena.deposit(op)
    await order(scene, "restore")
    back = await scene.as_("rowena", with_tablet=True)

    (told,) = await back.push(op)

    assert (told["status"], told["original"]["status"]) == ("duplicate", "quarantined")


async def test_whatever_cannot_be_kept_is_named_and_the_rest_is_kept(scene: Scene) -> None:
    rowena = await depositor(scene)
    cared = await scene.cared()
    good, damaged = scene.submit(rowena.someone, cared), scene.submit(rowena.someone, cared)
    foreign = scene.submit(rowena.someone, cared) | {"authority_id": str(uuid4())}
    reused = good | {"body_sha256": damaged["body_sha256"], "body": damaged["body"]}

    results = await rowena.deposit({"no": "op"}, damaged | {"body": {}}, foreign, good)
    (again,) = await rowena.deposit(reused)

    assert [(one["op_id"], one["status"], one.get("code")) for one in results] == [
        (None, "rejected", "unreadable"),
        (damaged["op_id"], "retry", "digest-mismatch"),
        (foreign["op_id"], "rejected", "foreign-authority"),
        (good["op_id"], "kept", None),
    ]
    assert (again["status"], again["code"]) == ("rejected", "op-id-reused")


async def test_it_opens_nothing_else(scene: Scene) -> None:
    rowena = await depositor(scene)
    await scene.cared()
    caller = rowena.someone.caller

    tried = [
        await caller.call("GET", "/v1/me", token=rowena.token),
        await caller.call("GET", "/v1/sync/hello", token=rowena.token),
        await caller.call("POST", "/v1/sync/pull", token=rowena.token, json={"cursor": None}),
        await caller.refresh(rowena.token),
    ]

    assert [answer.status_code for answer in tried] == [401, 401, 401, 400]


async def test_it_is_kept_only_as_a_digest(scene: Scene, owner: Connection) -> None:
    rowena = await depositor(scene)

    kept = str(await owner.fetch("select * from deposit_credential"))

    assert rowena.token not in kept
    assert await owner.fetchval("select count(*) from deposit_credential") == 1


async def test_without_it_or_for_another_tablet_nothing_is_taken(scene: Scene) -> None:
    rowena, tegen = await depositor(scene), await depositor(scene, "tegen")
    op = scene.submit(rowena.someone, await scene.cared())

    none = await rowena.try_deposit(op, token=rowena.someone.token)
    other = await rowena.try_deposit(op, token=tegen.token)
    too_many = await rowena.try_deposit(*[op] * 101)

    assert [(one.status_code, one.json()["code"]) for one in (none, other, too_many)] == [
        (401, "not-authenticated"),
        (403, "device-differs"),
        (413, "too-many-ops"),
    ]


async def test_the_box_cannot_be_flooded_nor_its_key_be_guessed(scene: Scene) -> None:
    rowena = await depositor(scene)
    guessing = Depositor(
        Someone(rowena.someone.caller.at(ELSEWHERE), "", rowena.someone.actor, rowena.someone.device),
        "a" * 43,
    )

    guesses = [(await guessing.try_deposit()).status_code for _ in range(11)]
    floods = [(await rowena.try_deposit()).status_code for _ in range(21)]

    assert guesses == [401] * 10 + [429]
    assert floods == [200] * 20 + [429]
