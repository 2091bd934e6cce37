"""What the council's staff make of work that could not be filed as it came, and how its author learns of it."""

import json
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from schemas.accounts import Role
from service.store.engine import Connection
from tests.support.identity import person
from tests.support.mirror import Mirror
from tests.support.scene import Scene, Someone
from tests.support.wire import Json, envelope, push_bytes, stored, written

PATH = "/v1/sync/quarantine"


async def wrong(scene: Scene, someone: Someone, **changes: Any) -> tuple[Json, Json]:
    """Work of somebody that waits for a person, and the body as it should have been."""
    cared = await scene.cared()
    right = scene.review(cared)
    op = scene.submit(someone, cared, right | {"package_id": str(uuid4())}, **changes)
    (result,) = await someone.push(op)
    assert result["status"] == "quarantined"
    return op | {"reference": result["reference"]}, right


async def accept(staff: Someone, op: Json, body: Any) -> httpx.Response:
    return await staff.post(f"{PATH}/{op['op_id']}/accept", {"body": body})


async def give_back(staff: Someone, op: Json, reason: str = "Wrong package.") -> httpx.Response:
    return await staff.post(f"{PATH}/{op['op_id']}/return", {"reason": reason})


async def test_staff_see_what_waits_with_its_owner_its_age_and_the_reason(scene: Scene) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    op, _ = await wrong(scene, rowena)
    scene.clock.forward(hours=49.9)
    ada = await scene.as_("ada")

    (item,) = (await ada.get(PATH)).json()["items"]

    problem = item.pop("problem")
    assert (problem["code"], problem["pointer"]) == ("unknown-package", "/package_id")
    assert item == {
        "op_id": op["op_id"],
        "authority_id": str(scene.authority),
        "reference": op["reference"],
        "state": "open",
        "kind": "submit",
        "entity_id": op["entity_id"],
        "base_rev": 0,
        "device_id": str(scene.tablets["rowena"]),
        "account_id": str(scene.actors["rowena"].account_id),
        "account_name": "Sam Penrose",
        "location_id": str(scene.location),
        "location_name": "Truro office",
        "received_at": "2026-11-16T12:00:00Z",
        "age_hours": 49,
        "body": op["body"],
    }


async def test_what_waits_is_listed_oldest_first_page_by_page(scene: Scene) -> None:
    rowena, vera = await scene.as_("rowena", with_tablet=True), await scene.as_("vera")
    ops = []
    for _ in range(5):
        ops.append((await wrong(scene, rowena))[0])
        scene.clock.forward(minutes=1)

    shown, cursor = [], ""
    while cursor is not None:
        page = (await vera.get(f"{PATH}?limit=2{cursor and f'&cursor={cursor}'}")).json()
        shown.append([item["op_id"] for item in page["items"]])
        cursor = page.get("next_cursor")

    ids = [op["op_id"] for op in ops]
    assert shown == [ids[:2], ids[2:4], ids[4:]]


async def test_what_has_been_seen_to_is_listed_by_what_became_of_it(scene: Scene) -> None:
    rowena, vera = await scene.as_("rowena", with_tablet=True), await scene.as_("vera")
    (waiting, _), (accepted, right), (returned, _) = [await wrong(scene, rowena) for _ in range(3)]
    await accept(vera, accepted, right)
    await give_back(vera, returned)

    items = {
        state: (await vera.get(f"{PATH}?state={state}")).json()["items"]
        for state in ("open", "accepted", "returned")
    }

    assert {state: [one["op_id"] for one in some] for state, some in items.items()} == {
        "open": [waiting["op_id"]],
        "accepted": [accepted["op_id"]],
        "returned": [returned["op_id"]],
    }
    assert items["accepted"][0]["submission_rev"] == 1
    assert items["returned"][0]["reason"] == "Wrong package."
    assert items["returned"][0]["resolved_by"] == str(scene.actors["vera"].account_id)
    assert items["accepted"][0]["body"] == accepted["body"]


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (b'{"working_well": "\xff"}', '{"working_well": "�"}'),
        (b'{"working_well": "\\ud83d"}', '{"working_well": "\\ud83d"}'),
    ],
    ids=["no UTF-8", "half of an emoji"],
)
async def test_what_is_no_json_is_shown_as_text(scene: Scene, body: bytes, shown: str) -> None:
    rowena, vera = await scene.as_("rowena", with_tablet=True), await scene.as_("vera")
    op = rowena.op("submit", uuid4(), None, authority_id=str(scene.authority))
    await push_bytes(rowena, envelope(rowena, written(op, body)))

    answer = await vera.get(PATH)

    assert answer.json()["items"][0]["body"] == shown


async def test_work_is_filed_as_it_should_have_been_and_its_author_stays_its_author(
    scene: Scene, owner: Connection
) -> None:
    rowena, vera = await scene.as_("rowena", with_tablet=True), await scene.as_("vera")
    op, right = await wrong(scene, rowena)

    answer = await accept(vera, op, right)

    assert answer.status_code == 200, answer.text
    assert answer.json() == {
        "op_id": op["op_id"],
        "status": "accepted",
        "reference": op["reference"],
        "rev": 1,
        "state": "submitted",
        "submission_id": op["entity_id"],
    }
    kept = await owner.fetchrow("select * from submission_rev")
    assert kept is not None
    assert json.loads(kept["body"]) == right
    assert kept["submitter_id"] == scene.actors["rowena"].account_id
    assert kept["accepted_by"] == scene.actors["vera"].account_id
    assert kept["submitter_role"] == "accepted_by_staff"
    assert kept["corrected_at"] is None
    assert await owner.fetchval("select encode(sha256(body), 'hex') from op_body") == op["body_sha256"]
    told = await owner.fetchrow("select * from history")
    assert told is not None
    assert (told["account_id"], told["capacity"]) == (scene.actors["vera"].account_id, "accepted_by_staff")


async def test_who_accepted_work_does_not_verify_it(scene: Scene) -> None:
    rowena, vera, victor = (
        await scene.as_("rowena", with_tablet=True),
        await scene.as_("vera"),
        await scene.as_("victor"),
    )
    op, right = await wrong(scene, rowena)
    await accept(vera, op, right)

    own, other = [await one.act(op["entity_id"], "open", 1) for one in (vera, victor)]

    assert own.status_code == 403
    assert own.json()["issues"] == [
        {"pointer": "/verifier", "code": "verifier-not-independent", "params": {}}
    ]
    assert other.status_code == 200


async def test_the_tablet_learns_by_pull_what_became_of_its_work(scene: Scene) -> None:
    rowena, vera = await scene.as_("rowena", with_tablet=True), await scene.as_("vera")
    tegen = await scene.as_("tegen", with_tablet=True)
    (accepted, right), (returned, _) = [await wrong(scene, rowena) for _ in range(2)]
    mirror = Mirror(rowena)
    await mirror.catch_up()

    await accept(vera, accepted, right)
    await give_back(vera, returned, "This is about somebody else.")
    (page,) = await mirror.catch_up()

    usual = {"authority_id": str(scene.authority), "resolved_at": "2026-11-16T12:00:00Z"}
    assert mirror.find("outcome", accepted["op_id"])["body"] == usual | {
        "op_id": accepted["op_id"],
        "entity_id": accepted["entity_id"],
        "status": "accepted",
        "reference": accepted["reference"],
        "rev": 1,
    }
    assert mirror.find("outcome", returned["op_id"])["body"] == usual | {
        "op_id": returned["op_id"],
        "entity_id": returned["entity_id"],
        "status": "returned",
        "reference": returned["reference"],
        "reason": "This is about somebody else.",
    }
    assert mirror.find("submission", accepted["entity_id"])["body"]["body"] == right
    assert mirror.digests() == page["digests"]
    assert (await tegen.pull())["rows"] == []


async def test_a_replay_still_tells_the_first_outcome(scene: Scene) -> None:
    rowena, vera = await scene.as_("rowena", with_tablet=True), await scene.as_("vera")
    op, right = await wrong(scene, rowena)
    await accept(vera, op, right)

    (again,) = await rowena.push({name: value for name, value in op.items() if name != "reference"})

    assert (again["status"], again["original"]["status"]) == ("duplicate", "quarantined")
    assert again["original"]["reference"] == op["reference"]


UNFIT: dict[str, tuple[Json, str]] = {
    "an unknown package": ({"package_id": str(UUID(int=7))}, "unknown-package"),
    "another submission": ({"submission_id": str(UUID(int=7))}, "entity-id-differs"),
    "an answer that is none": ({"method": "telepathy"}, "body-invalid"),
    "a reviewer who is nobody": ({"reviewer_id": str(UUID(int=7))}, "could-not-be-stored"),
}


@pytest.mark.parametrize("fault", UNFIT)
async def test_what_could_not_be_filed_like_this_either_still_waits(
    scene: Scene, owner: Connection, fault: str
) -> None:
    rowena, vera = await scene.as_("rowena", with_tablet=True), await scene.as_("vera")
    op, right = await wrong(scene, rowena)
    changes, code = UNFIT[fault]
    left = await stored(owner)

    answer = await accept(vera, op, right | changes)

    assert (answer.status_code, answer.json()["code"]) == (409, "not-acceptable")
    assert answer.json()["problem"]["code"] == code
    assert await stored(owner) == left
    assert (await accept(vera, op, right)).status_code == 200


async def test_a_change_of_what_has_changed_since_can_only_be_returned(scene: Scene) -> None:
    rowena, vera = await scene.as_("rowena", with_tablet=True), await scene.as_("vera")
    cared = await scene.cared()
    body = scene.review(cared)
    good = scene.submit(rowena, cared, body)
    bad = scene.amend(rowena, body | {"method": "telepathy"}, 1)
    better = scene.amend(rowena, body | {"working_well": "The garden."}, 1)
    await rowena.push(good, bad, better)

    refused = await accept(vera, bad, body | {"method": "phone"})
    returned = await give_back(vera, bad)

    assert (refused.status_code, refused.json()["problem"]["code"]) == (409, "stale-base")
    assert returned.status_code == 200


async def test_work_of_an_unknown_kind_can_only_be_returned(scene: Scene) -> None:
    rowena, vera = await scene.as_("rowena", with_tablet=True), await scene.as_("vera")
    cared = await scene.cared()
    op = scene.submit(rowena, cared) | {"kind": "sing"}
    await rowena.push(op)

    refused, returned = await accept(vera, op, op["body"]), await give_back(vera, op)

    assert (refused.status_code, refused.json()["problem"]["code"]) == (409, "kind-unknown")
    assert returned.json()["status"] == "returned"


async def test_staff_answer_for_work_that_its_sender_might_not_have_done(scene: Scene) -> None:
    """A trusted assessor reviewed somebody: not their role, but the council takes it."""
    scene.actors["tam"] = await person(
        scene.world, Role.TRUSTED_ASSESSOR, scene.provider, scene.location, username="tam"
    )
    scene.tablets["tam"] = scene.tablets["rowena"]
    tam, ada = await scene.as_("tam", with_tablet=True), await scene.as_("ada")
    cared = await scene.cared()
    op = scene.submit(tam, cared)
    (kept,) = await tam.push(op)

    answer = await accept(ada, op, op["body"])

    assert kept["problem"]["code"] == "role-not-allowed"
    assert (answer.status_code, answer.json()["state"]) == (200, "submitted")


async def test_a_withdrawal_without_a_reason_gets_one(scene: Scene) -> None:
    rowena, vera = await scene.as_("rowena", with_tablet=True), await scene.as_("vera")
    cared = await scene.cared()
    submit = scene.submit(rowena, cared)
    bare = rowena.op("withdraw", submit["entity_id"], {}, 1, authority_id=str(scene.authority))
    await rowena.push(submit, bare)

    answer = await accept(vera, bare, {"reason": "Sent for the wrong week."})

    assert (answer.status_code, answer.json()["state"], answer.json()["rev"]) == (200, "withdrawn", 1)


@pytest.mark.parametrize("first", ["accept", "return"])
@pytest.mark.parametrize("second", ["accept", "return"])
async def test_what_has_been_seen_to_is_done_with(scene: Scene, first: str, second: str) -> None:
    rowena, vera = await scene.as_("rowena", with_tablet=True), await scene.as_("vera")
    op, right = await wrong(scene, rowena)

    answers = [
        await (accept(vera, op, right) if way == "accept" else give_back(vera, op)) for way in (first, second)
    ]

    assert [one.status_code for one in answers] == [200, 409]
    assert answers[1].json()["code"] == "wrong-state"


@pytest.mark.parametrize("name", ["rowena", "wenna", "hedra", "cora"])
async def test_quarantined_work_is_for_the_councils_staff(scene: Scene, owner: Connection, name: str) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    op, right = await wrong(scene, rowena)
    left = await stored(owner)
    someone = await scene.as_(name)

    answers = [await someone.get(PATH), await accept(someone, op, right), await give_back(someone, op)]

    assert [(one.status_code, one.json()["code"]) for one in answers] == [(403, "forbidden")] * 3
    assert await stored(owner) == left


async def test_quarantined_work_is_for_its_own_council(scene: Scene, owner: Connection) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    op, right = await wrong(scene, rowena)
    lanmoor = await scene.world.authority("Lanmoor Council")
    council = await scene.world.organisation("council", lanmoor)
    scene.actors["lowen"] = await person(scene.world, Role.VERIFIER_ASC, council, username="lowen")
    lowen = await scene.as_("lowen")
    left = await stored(owner)

    listed, *refused = [
        await lowen.get(PATH),
        await accept(lowen, op, right),
        await give_back(lowen, op),
        await give_back(lowen, {"op_id": str(uuid4())}),
    ]

    assert listed.json() == {"items": []}
    assert [(one.status_code, one.json()["code"]) for one in refused] == [(404, "not-found")] * 3
    assert await stored(owner) == left


@pytest.mark.parametrize(
    ("way", "body", "fault"),
    [
        ("accept", {}, ("/body", "missing")),
        ("return", {}, ("/reason", "missing")),
        ("return", {"reason": ""}, ("/reason", "length")),
        ("return", {"reason": "x", "mood": "sunny"}, ("/mood", "unknown-member")),
    ],
)
async def test_staff_say_all_that_is_needed(
    scene: Scene, way: str, body: Json, fault: tuple[str, str]
) -> None:
    rowena, vera = await scene.as_("rowena", with_tablet=True), await scene.as_("vera")
    op, _ = await wrong(scene, rowena)

    answer = await vera.post(f"{PATH}/{op['op_id']}/{way}", body)

    assert answer.status_code == 400
    assert [(issue["pointer"], issue["code"]) for issue in answer.json()["issues"]] == [fault]


async def test_a_body_beyond_the_limit_is_no_work(scene: Scene) -> None:
    rowena, vera = await scene.as_("rowena", with_tablet=True), await scene.as_("vera")
    op, right = await wrong(scene, rowena)

    answer = await accept(vera, op, right | {"working_well": "x" * 262_144})

    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")
