"""Versions of a form live side by side: each is read by its own rules, and verified as the newest."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.support.desk import Desk
from tests.support.form_versions import MOVED, older, two_versions
from tests.support.scene import Scene, Someone

V1, V2 = {"id": "review", "version": 1}, {"id": "review", "version": 2}
CLOSING = {"closing": {"review@1": {"since": "2026-11-16T12:00:00Z", "accept_for_days": 1}}}


@pytest.fixture(autouse=True)
def both(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with two_versions(monkeypatch):
        yield


async def decide(scene: Scene, body: dict[str, Any]) -> httpx.Response:
    ada = await scene.as_("ada")
    draft = {"body": body, "reason": "A new form.", "effective_from": scene.clock.now.isoformat()}
    return await ada.caller.call("PUT", "/v1/policies/forms", token=ada.token, json=draft)


async def sent(
    scene: Scene, rowena: Someone, form: dict[str, Any] = V1, **answers: Any
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The op of a review on that version of the form, and its result."""
    cared = await scene.cared()
    body = scene.review(cared)
    op = scene.submit(rowena, cared, older(body, **answers) if form is V1 else body, form=form)
    (result,) = await rowena.push(op)
    return op, result


async def test_a_review_on_an_older_version_is_kept_as_it_was_sent_and_verified_as_one_on_the_newest(
    desk: Desk,
) -> None:
    op, result = await sent(desk.scene, desk.rowena)

    shown = (await desk.vera.get(f"/v1/submissions/{op['entity_id']}")).json()

    assert result["status"] == "accepted"
    assert (shown["form"], shown["body"]) == (V1, op["body"])
    read_as = shown["read_as"]
    assert read_as["version"] == 2
    assert read_as["body"][MOVED] == op["body"]["fallback_plan"]
    assert read_as["notes"] == [{"pointer": "/has_garden", "value": True}]
    assert read_as["unmapped"] == [{"pointer": "/favourite_room", "value": "The kitchen"}]
    assert [await desk_status(desk, op, action) for action in ("open", "approve")] == [200, 200]


async def desk_status(desk: Desk, op: dict[str, Any], action: str) -> int:
    return (await desk.vera.act(op["entity_id"], action, 1)).status_code


async def test_each_version_is_read_by_its_own_shape(desk: Desk) -> None:
    _, newer = await sent(desk.scene, desk.rowena, V2)
    _, wrong = await sent(desk.scene, desk.rowena, favourite_room=7)

    assert newer["status"] == "accepted"
    assert (wrong["status"], wrong["problem"]["pointer"]) == ("quarantined", "/favourite_room")


async def test_a_review_moves_to_the_newer_version_and_is_compared_across_both(desk: Desk) -> None:
    op, _ = await sent(desk.scene, desk.rowena)
    body = {name: value for name, value in op["body"].items() if name not in ("has_garden", "favourite_room")}
    body = body | {MOVED: body.pop("fallback_plan"), "working_well": "Lunch is on time now."}
    (amended,) = await desk.rowena.push(desk.scene.amend(desk.rowena, body, 1, form=V2))

    diff = (await desk.vera.get(f"/v1/submissions/{op['entity_id']}/diff?from=1&to=2")).json()

    assert amended["status"] == "accepted"
    assert diff["sections"] == ["plan", "_unmapped"]
    changed = [one["pointer"] for one in diff["differences"]]
    assert changed == ["/working_well", "/_unmapped"]


async def test_a_version_that_is_closing_is_taken_in_until_its_day_and_kept_for_staff_after_it(
    desk: Desk,
) -> None:
    assert (await decide(desk.scene, CLOSING)).status_code == 201
    _, in_time = await sent(desk.scene, desk.rowena)
    desk.scene.clock.forward(days=1)
    rowena, vera = await desk.scene.as_("rowena", with_tablet=True), await desk.scene.as_("vera")
    op, late = await sent(desk.scene, rowena)

    filed = await vera.post(f"/v1/sync/quarantine/{op['op_id']}/accept", {"body": op["body"]})
    shown = (await vera.get(f"/v1/submissions/{op['entity_id']}")).json()

    assert in_time["status"] == "accepted"
    assert (late["status"], late["problem"]["code"]) == ("quarantined", "form-closed")
    assert (filed.status_code, filed.json()["state"]) == (200, "submitted")
    assert (shown["form"], shown["body"]) == (V1, op["body"])


async def test_tablets_are_told_which_version_is_closing_and_until_when(desk: Desk) -> None:
    await decide(desk.scene, CLOSING)

    told = {one["id"]: one for one in (await desk.rowena.get("/v1/sync/hello")).json()["forms"]}
    listed = (await desk.rowena.get("/v1/forms")).json()["items"]

    closing = {"authority_id": str(desk.scene.authority), "version": 1, "state": "closing"}
    assert told["review"] == {
        "id": "review",
        "versions": [1, 2],
        "standing": [closing | {"accept_until": "2026-11-17T12:00:00Z"}],
    }
    assert told["review"] in listed


async def test_a_version_that_the_council_has_not_opened_is_asked_of_nobody(desk: Desk) -> None:
    await decide(desk.scene, {"drafts": ["review@2"]})

    _, early = await sent(desk.scene, desk.rowena, V2)
    pulled = (await desk.rowena.post("/v1/sync/pull", {"cursor": None})).json()

    assert (early["status"], early["problem"]["code"]) == ("quarantined", "form-not-open")
    forms = [row["id"] for row in pulled["rows"] if row["kind"] == "form"]
    assert forms == ["review@1", "assessment@1"]


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        (CLOSING | {"drafts": ["review@2"]}, "/body/closing", "nothing-left-open"),
        ({"drafts": ["review@3"]}, "/body/drafts", "form-unknown"),
        ({"closing": {"review@1": {"since": "9999-01-01T00:00:00Z"}}}, "/body/closing/...", "invalid"),
    ],
)
async def test_a_council_can_not_end_a_form_without_another(
    scene: Scene, body: dict[str, Any], pointer: str, code: str
) -> None:
    refused = await decide(scene, body)

    assert refused.status_code == 400
    assert (refused.json()["issues"][0]["pointer"], refused.json()["issues"][0]["code"]) == (pointer, code)


async def test_answers_are_tried_out_by_the_version_that_is_named(desk: Desk) -> None:
    cared = await desk.scene.cared()
    body = older(desk.scene.review(cared))

    by_first, by_second = [
        (await desk.rowena.post(f"/v1/forms/review/versions/{version}/check", {"body": body})).json()
        for version in (1, 2)
    ]

    assert (by_first["valid"], by_second["valid"]) == (True, False)
