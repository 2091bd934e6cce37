"""Whoever reaches a submission can read all of it: answers, judgement, words, decisions, history, revisions."""

from typing import Any
from uuid import uuid4

import httpx

from tests.support.desk import OTHER, Desk, ids, refusal
from tests.support.scene import Someone


async def test_one_submission_is_shown_whole(desk: Desk) -> None:
    item = await desk.given("submitted", **OTHER)

    answer = await desk.vera.get(f"/v1/submissions/{item.id}")

    shown, scene = answer.json(), desk.scene
    assert answer.headers["ETag"] == '"1"'
    assert shown["body"] == item.body
    assert shown["person"] == {"id": str(item.cared.person.id), "name": "Morwenna Tregear"}
    assert shown["location"] == {"id": str(scene.location), "name": "Truro office"}
    assert shown["organisation"] == {"id": str(scene.provider), "name": "The provider"}
    assert (shown["funder"], shown["form"]) == ("council", {"id": "review", "version": 1})
    assert (shown["rating"]["evaluation"]["computed"], shown["rating"]["effective"]) == ("green", "green")
    assert [(finding["pointer"], finding["kind"]) for finding in shown["findings"]] == [
        ("/working_well", "other")
    ]
    assert (shown["comments"], shown["decisions"], shown["may"]) == ([], [], ["open"])
    assert shown["due_at"] == shown["routing"]["due_at"] == "2026-11-18T17:00:00Z"
    assert {"opened", "proposed_rev", "record_reference"}.isdisjoint(shown)


async def test_its_author_reads_it_too(desk: Desk) -> None:
    item = await desk.given("returned")

    shown = (await desk.rowena.get(f"/v1/submissions/{item.id}")).json()

    assert [said["text"] for said in shown["comments"]] == ["Who holds the key?"]
    assert shown["may"] == ["amend", "withdraw"]
    assert "account_name" not in shown["history"][-1], "she does not work with the verifier"
    assert shown["history"][0]["account_name"] == "Sam Penrose"


async def pages(someone: Someone, path: str, limit: int) -> list[Any]:
    found: list[Any] = []
    cursor: dict[str, str] = {}
    while True:
        answer = await someone.get(path, params={"limit": limit, **cursor})
        assert answer.status_code == 200, answer.text
        assert len(answer.json()["items"]) <= limit
        found += answer.json()["items"]
        if "next_cursor" not in answer.json():
            return found
        cursor = {"cursor": answer.json()["next_cursor"]}


async def test_revisions_are_listed_newest_first_page_by_page(desk: Desk) -> None:
    item = await desk.given("submitted")
    first = item.body
    for views in ("A bath.", "A bath on Fridays."):
        await desk.amended(item, views)

    path = f"/v1/submissions/{item.id}/revisions"
    newest, *_, oldest = whole = await pages(desk.vera, path, 200)

    assert [one["rev"] for one in whole] == [3, 2, 1]
    for limit in (1, 2, 3):
        assert await pages(desk.vera, path, limit) == whole
    assert (oldest["body"], newest["body"]) == (first, item.body)
    assert oldest["submitter_id"] == str(desk.rowena.actor.account_id)
    assert (oldest["submitter_role"], oldest["device_id"]) == ("reviewer", str(desk.rowena.device))
    assert oldest["standing"]["reviewer"]["roles"] == ["reviewer"]
    assert "starts_on" not in oldest["standing"]["package"]


async def test_history_is_listed_oldest_first_page_by_page(desk: Desk) -> None:
    item = await desk.given("returned")

    for limit in (1, 2, 3, 200):
        found = await pages(desk.vera, f"/v1/submissions/{item.id}/history", limit)
        assert [one["action"] for one in found] == ["submit", "open", "return"]


async def test_two_revisions_differ_in_what_was_changed(desk: Desk) -> None:
    item = await desk.given("submitted")
    before = item.body["person_views"]
    await desk.amended(item, "A bath.")

    diff = (await desk.vera.get(f"/v1/submissions/{item.id}/diff", params={"from": 1, "to": 2})).json()
    back = (await desk.vera.get(f"/v1/submissions/{item.id}/diff", params={"from": 2, "to": 1})).json()
    same = (await desk.vera.get(f"/v1/submissions/{item.id}/diff", params={"from": 2, "to": 2})).json()

    (change,) = diff["differences"]
    assert (diff["from"], diff["to"], diff["sections"]) == (1, 2, [change["section"]])
    assert (change["before"], change["after"]) == (before, "A bath.")
    assert (back["differences"][0]["before"], back["differences"][0]["after"]) == ("A bath.", before)
    assert (same["sections"], same["differences"]) == ([], [])


async def test_what_was_never_made_is_not_found(desk: Desk) -> None:
    item = await desk.given("submitted")

    for path in (f"{uuid4()}", f"{item.id}/diff?from=1&to=2", f"{item.id}/diff?from=9&to=1"):
        assert refusal(await desk.vera.get(f"/v1/submissions/{path}"))[:2] == (404, "not-found")


async def test_what_can_not_be_asked_is_refused_with_a_pointer(desk: Desk) -> None:
    item = await desk.given("submitted")
    asked = [
        ("revisions?limit=0", "/query/limit"),
        ("revisions?cursor=WzFlOV0", "/query/cursor"),
        ("revisions?cursor=Wy0xXQ", "/query/cursor"),
        ("history?cursor=WzkyMjMzNzIwMzY4NTQ3NzU4MDhd", "/query/cursor"),
        ("diff?from=0&to=1", "/query/from"),
        ("diff?from=1&to=2147483648", "/query/to"),
    ]

    for path, pointer in asked:
        answer = await desk.vera.get(f"/v1/submissions/{item.id}/{path}")
        assert refusal(answer)[:2] == (400, "malformed"), path
        assert answer.json()["issues"][0]["pointer"] == pointer
    far = await desk.vera.get(f"/v1/submissions/{item.id}/history?cursor=WzkyMjMzNzIwMzY4NTQ3NzU4MDdd")
    assert far.json()["items"] == []


async def listed(someone: Someone, **asked: Any) -> httpx.Response:
    return await someone.get("/v1/submissions", params=asked)


async def test_everybody_lists_what_is_about_those_whom_they_reach(desk: Desk) -> None:
    items = [await desk.given(state) for state in ("submitted", "returned", "approved")]
    for minutes, item in enumerate(items):
        await desk.db.execute(
            "update submission set received_at = received_at + $2 * interval '1 minute' where id = $1",
            item.id,
            minutes,
        )
    newest_first = [item.id for item in reversed(items)]

    for reader in (desk.rowena, desk.vera, await desk.scene.as_("wenna")):
        assert ids(await listed(reader)) == newest_first
        assert [one["id"] for one in await pages(reader, "/v1/submissions", 1)] == newest_first
    assert ids(await listed(desk.rowena, state="returned")) == [items[1].id]
    assert ids(await listed(desk.rowena, location=desk.scene.other_location)) == []
    for stranger in ("tegen", "cora", "hedra"):
        assert ids(await listed(await desk.scene.as_(stranger))) == []
