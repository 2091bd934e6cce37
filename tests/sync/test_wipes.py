"""A tablet that is given up gets a signed order by any contact, carries it out, and says so."""

from hashlib import sha256
from typing import Any
from uuid import uuid4

import jwt
import pytest

from tests.support.scene import Scene
from tests.support.wire import Json
from tests.sync.test_deposits import Depositor, depositor, order


async def claims(scene: Scene, signed: str) -> Json:
    """What is said in an order, checked by the published keys."""
    published = (await (await scene.as_("ada")).get("/.well-known/jwks.json")).json()
    keys = {one.key_id: one for one in jwt.PyJWKSet.from_dict(published).keys}
    header = jwt.get_unverified_header(signed)
    assert header["typ"] == "wipe-order+jwt"
    said: Json = jwt.decode(
        signed, keys[header["kid"]], algorithms=["ES256"], options={"verify_iat": False}, issuer="tamar"
    )
    return said


def acknowledgement(rowena: Depositor, nonce: str, **changes: Any) -> Json:
    device = str(rowena.someone.device)
    body = {"nonce": nonce}
    digest = sha256(b'{"nonce":"%s"}' % nonce.encode()).hexdigest()
    usual = {"authority_id": str(uuid4()), "form": None, "body_sha256": digest}
    return rowena.someone.op("ack_wipe", device, body, **usual | changes)


async def state(scene: Scene) -> str:
    items = (await (await scene.as_("wenna")).get("/v1/devices")).json()["items"]
    found: str = next(one["state"] for one in items if one["id"] == str(scene.tablets["rowena"]))
    return found


async def test_whatever_the_tablet_asks_for_next_brings_the_order(scene: Scene) -> None:
    rowena = await depositor(scene)
    pair = await rowena.someone.caller.tokens("rowena", rowena.someone.device)
    await order(scene, "wipe")

    told = [
        await rowena.someone.get("/v1/sync/hello"),
        await rowena.someone.try_push(),
        await rowena.someone.post("/v1/sync/pull", {"cursor": None}),
        await rowena.someone.caller.refresh(pair["refresh_token"]),
        await rowena.someone.caller.sign_in("rowena", device_id=rowena.someone.device),
    ]

    assert [(one.status_code, one.json()["device_state"]) for one in told] == [(403, "wipe_pending")] * 5
    asked = await rowena.try_deposit()
    (signed,) = {one.json()["wipe_order"] for one in (*told, asked)}
    said = await claims(scene, signed)
    assert (said["device"], said["deposit_first"]) == (str(rowena.someone.device), True)
    assert said["iat"] == int(scene.clock().timestamp()) - 11


async def test_who_orders_it_decides_whether_work_is_handed_in_first(scene: Scene) -> None:
    rowena = await depositor(scene)
    await order(scene, "wipe?deposit_first=false")

    told = (await rowena.someone.get("/v1/sync/hello")).json()

    assert (await claims(scene, told["wipe_order"]))["deposit_first"] is False


async def test_a_tablet_is_wiped_when_it_says_so(scene: Scene) -> None:
    rowena = await depositor(scene)
    await order(scene, "wipe")
    nonce = (await claims(scene, (await rowena.someone.get("/v1/sync/hello")).json()["wipe_order"]))["nonce"]
    before = await state(scene)

    (kept,) = await rowena.deposit(acknowledgement(rowena, nonce))
    (again,) = await rowena.deposit(acknowledgement(rowena, nonce))

    assert (before, kept["status"], again["status"], await state(scene)) == (
        *("wipe_pending", "kept", "kept", "wiped"),
    )


async def test_after_that_nothing_is_taken_from_it(scene: Scene) -> None:
    rowena = await depositor(scene)
    op = scene.submit(rowena.someone, await scene.cared())
    await order(scene, "wipe")
    nonce = (await claims(scene, (await rowena.someone.get("/v1/sync/hello")).json()["wipe_order"]))["nonce"]
    await rowena.deposit(acknowledgement(rowena, nonce))

    answer = await rowena.try_deposit(op)
    told = await rowena.someone.caller.sign_in("rowena", device_id=rowena.someone.device)

    assert (answer.status_code, answer.json()["device_state"]) == (403, "wiped")
    assert (told.status_code, "wipe_order" in told.json()) == (403, False)


@pytest.mark.parametrize("nonce", ["00000000-0000-4000-8000-000000000000", "nonsense"])
async def test_nobody_says_so_without_the_order(scene: Scene, nonce: str) -> None:
    rowena = await depositor(scene)
    await order(scene, "wipe")

    (refused,) = await rowena.deposit(acknowledgement(rowena, nonce))

    assert (refused["status"], await state(scene)) == ("rejected", "wipe_pending")


async def test_an_order_is_taken_back_before_it_is_carried_out(scene: Scene) -> None:
    rowena = await depositor(scene)
    await order(scene, "wipe")
    await order(scene, "restore")

    pair = await rowena.someone.caller.tokens("rowena", rowena.someone.device)

    assert (await rowena.someone.caller.me(pair["access_token"])).status_code == 200
    await order(scene, "suspend")
    assert "wipe_order" not in (await rowena.someone.caller.me(pair["access_token"])).json()


async def test_a_tablet_that_had_the_order_already_is_wiped_all_the_same(scene: Scene) -> None:
    rowena = await depositor(scene)
    await order(scene, "wipe")
    nonce = (await claims(scene, (await rowena.someone.get("/v1/sync/hello")).json()["wipe_order"]))["nonce"]
    await order(scene, "restore")

    await rowena.deposit(acknowledgement(rowena, nonce))

    assert await state(scene) == "wiped"


async def test_what_a_tablet_went_through_is_kept(scene: Scene) -> None:
    wenna = await scene.as_("wenna")
    for action in ("suspend", "deposit-only", "restore", "wipe"):
        await order(scene, action)
    path = f"/v1/devices/{scene.tablets['rowena']}/history"

    first = (await wenna.get(f"{path}?limit=3")).json()
    rest = (await wenna.get(f"{path}?limit=3&cursor={first['next_cursor']}")).json()

    items = first["items"] + rest["items"]
    assert [(one["from_state"], one["to_state"]) for one in items] == [
        ("active", "wipe_pending"),
        ("deposit_only", "active"),
        ("suspended", "deposit_only"),
        ("active", "suspended"),
    ]
    assert {one["by"]["id"] for one in items} == {str(scene.actors["wenna"].account_id)}
    assert "next_cursor" not in rest


async def test_others_do_not_see_what_a_tablet_went_through(scene: Scene) -> None:
    await order(scene, "suspend")
    path = f"/v1/devices/{scene.tablets['rowena']}/history"

    assert (await (await scene.as_("rowena")).get(path)).status_code == 403
    assert (await (await scene.as_("ada")).get(f"/v1/devices/{uuid4()}/history")).status_code == 404
