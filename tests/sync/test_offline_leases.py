"""How long a tablet shows what it holds without a connection, and what a verifier sees of work made after that."""

from uuid import uuid4

import jwt

from tests.support.identity import Caller
from tests.support.scene import Scene
from tests.support.world import NOON

HOUR = 3_600


async def test_every_contact_brings_a_lease_of_72_hours(scene: Scene) -> None:
    caller, device = Caller(scene.app), scene.tablets["rowena"]
    pair = await caller.tokens("rowena", device)
    renewed = (await caller.refresh(pair["refresh_token"])).json()
    hello = (await caller.call("GET", "/v1/sync/hello", token=renewed["access_token"])).json()
    published = (await caller.call("GET", "/.well-known/jwks.json")).json()
    (key,) = jwt.PyJWKSet.from_dict(published).keys

    for signed in (pair["offline_lease"], renewed["offline_lease"], hello["offline_lease"]):
        said = jwt.decode(
            signed, key, algorithms=["ES256"], options={"verify_exp": False, "verify_iat": False}
        )
        assert jwt.get_unverified_header(signed)["typ"] == "offline-lease+jwt"
        assert said == {
            "iss": "tamar",
            "sub": str(scene.actors["rowena"].account_id),
            "device": str(device),
            "iat": int(NOON.timestamp()),
            "exp": int(NOON.timestamp()) + 72 * HOUR,
        }


async def test_nobody_at_a_desk_gets_one(scene: Scene) -> None:
    pair = await Caller(scene.app).tokens("vera")

    assert pair.keys().isdisjoint({"offline_lease", "deposit_token"})


async def test_a_lease_is_no_access_token(scene: Scene) -> None:
    caller = Caller(scene.app)
    pair = await caller.tokens("rowena", scene.tablets["rowena"])

    assert (await caller.me(pair["offline_lease"])).status_code == 401


async def test_a_verifier_sees_that_work_was_made_after_the_lease(scene: Scene) -> None:
    rowena, vera = await scene.as_("rowena", with_tablet=True), await scene.as_("vera")
    late = scene.submit(rowena, await scene.cared(), outside_lease=True)
    in_time = scene.submit(rowena, await scene.cared())

    results = await rowena.push(late, in_time)

    assert [one["status"] for one in results] == ["accepted"] * 2
    codes = [[finding["code"] for finding in one["findings"]] for one in results]
    assert "made-outside-lease" in codes[0]
    assert "made-outside-lease" not in codes[1]
    shown = (await vera.get(f"/v1/submissions/{late['entity_id']}")).json()
    assert "made-outside-lease" in [finding["code"] for finding in shown["findings"]]


async def test_so_do_they_where_staff_have_filed_it(scene: Scene) -> None:
    rowena, vera = await scene.as_("rowena", with_tablet=True), await scene.as_("vera")
    cared = await scene.cared()
    review = scene.review(cared)
    late = scene.submit(rowena, cared, review | {"package_id": str(uuid4())}, outside_lease=True)
    await rowena.push(late)

    filed = await vera.post(f"/v1/sync/quarantine/{late['op_id']}/accept", {"body": review})

    assert filed.status_code == 200, filed.text
    shown = (await vera.get(f"/v1/submissions/{late['entity_id']}")).json()
    assert "made-outside-lease" in [finding["code"] for finding in shown["findings"]]
