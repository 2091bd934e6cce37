"""A decision leaves its traces once and together: decision, history, words, the message to the record, the feed."""

from typing import Any

import asyncpg
import pytest

from service.store.database import Database
from tests.support.desk import COMMENTS, OTHER, REASON, STATUTORY, Desk, refusal
from tests.support.world import NOON

LEAVES = {
    "open": {"history": 1},
    "release": {"history": 1},
    "take_in": {"history": 1},
    "approve": {"history": 1, "decision": 1, "outbox": 1},
    "return": {"history": 1, "decision": 1, "comment": 1},
    "reject": {"history": 1, "decision": 1},
}
"""How many rows an action adds to each table; only an approval tells the record anything."""


@pytest.mark.parametrize("action", LEAVES)
async def test_an_action_leaves_this_and_nothing_else(desk: Desk, action: str) -> None:
    item = await desk.given("submitted" if action == "open" else "checking")
    if action == "take_in":
        await desk.amended(item, "I would rather have a bath.")
        item.rev = 2
    before = await desk.left(item)

    assert (await desk.do(desk.vera, item, action)).status_code == 200

    after = await desk.left(item)
    assert {table: n - before[table] for table, n in after.items() if n > before[table]} == LEAVES[action]


async def test_everything_that_an_approval_leaves_is_written_at_once(desk: Desk) -> None:
    item = await desk.given("approved")

    written = await desk.db.fetch(
        "select xmin::text from submission where id = $1"
        " union select xmin::text from decision where submission_id = $1"
        " union select xmin::text from outbox where submission_id = $1"
        " union select xmin::text from history where submission_id = $1 and action = 'approve'",
        item.id,
    )

    assert len(written) == 1


async def test_the_message_to_the_record_waits_for_whoever_delivers_it(desk: Desk) -> None:
    item = await desk.given("approved")

    message = await desk.db.fetchrow(
        "select o.*, d.verifier_id, d.outcome from outbox o join decision d on d.id = o.decision_id"
    )

    assert message is not None
    assert (message["target"], message["message"], message["state"], message["attempts"]) == (
        "record",
        "approved",
        "ready",
        0,
    )
    assert (str(message["submission_id"]), message["rev"], message["due_at"]) == (item.id, 1, NOON)
    assert (message["person_id"], message["verifier_id"], message["outcome"]) == (
        item.cared.person.id,
        desk.vera.actor.account_id,
        "approved",
    )


async def test_what_the_law_requires_stops_an_approval(desk: Desk) -> None:
    item = await desk.given("checking", **STATUTORY)

    answer = await desk.do(desk.vera, item, "approve")

    assert refusal(answer)[:2] == (409, "findings-stop-approval")
    shown = (await desk.vera.get(f"/v1/submissions/{item.id}")).json()
    assert answer.json()["issues"] == shown["blocking"]
    (finding,) = shown["blocking"]
    assert (finding["pointer"], finding["kind"]) == ("/carer_involved", "statutory")
    assert finding["source"].startswith("Care Act")
    assert "approve" not in shown["may"]
    assert (await desk.left(item))["decision"] == 0


async def test_other_findings_are_shown_and_stop_nothing(desk: Desk) -> None:
    item = await desk.given("checking", **OTHER)

    approved = (await desk.do(desk.vera, item, "approve")).json()

    assert [finding["pointer"] for finding in approved["findings"]] == ["/working_well"]
    assert (approved["state"], approved["blocking"]) == ("approved", [])


async def test_what_the_law_requires_stops_no_other_decision(desk: Desk) -> None:
    for action in ("return", "reject"):
        item = await desk.given("checking", **STATUTORY)
        assert (await desk.do(desk.vera, item, action)).status_code == 200


async def test_history_says_who_did_what_in_what_capacity_when_from_to_and_why(desk: Desk) -> None:
    item = await desk.given("checking")
    desk.scene.clock.forward(minutes=5)
    await desk.do(desk.vera, item, "return")

    *_, returned = (await desk.vera.get(f"/v1/submissions/{item.id}/history")).json()["items"]

    assert returned == {
        "action": "return",
        "from": "checking",
        "to": "returned",
        "rev": 1,
        "at": "2026-11-16T12:05:00Z",
        "capacity": "verifier_asc",
        "account_id": str(desk.vera.actor.account_id),
        "account_name": "Sam Penrose",
        "organisation": {"id": str(desk.scene.council), "name": "The council"},
        "reason": COMMENTS["comments"][0]["text"],
    }


async def test_history_is_complete_from_the_first_arrival(desk: Desk) -> None:
    item = await desk.given("returned")
    await desk.amended(item, "I would rather have a bath.")
    item.rev = 2
    await desk.do(desk.vera, item, "open", "reject")

    events = (await desk.vera.get(f"/v1/submissions/{item.id}")).json()["history"]

    assert [(event["action"], event.get("from"), event["to"], event["rev"]) for event in events] == [
        ("submit", None, "submitted", 1),
        ("open", "submitted", "checking", 1),
        ("return", "checking", "returned", 1),
        ("amend", "returned", "submitted", 2),
        ("open", "submitted", "checking", 2),
        ("reject", "checking", "rejected", 2),
    ]
    assert events[-1]["reason"] == REASON["reason"]


@pytest.mark.parametrize(
    "statement",
    [
        "update history set reason = 'no reason'",
        "delete from history",
        "update comment set text = 'Nothing.'",
        "delete from comment",
        "update submission_rev set body = ''",
        "delete from submission_rev",
        "update decision set outcome = 'approved'",
        "delete from decision",
        "delete from submission",
        "truncate history",
    ],
)
async def test_what_has_happened_can_not_be_rewritten(database: Database, desk: Desk, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with database.tx(desk.vera.actor, NOON) as db:
            await db.execute(statement)


async def pulled(desk: Desk, item: Any) -> dict[str, Any]:
    """The review as Rowena's tablet gets it from the start."""
    rows = (await desk.rowena.pull())["rows"]
    (found,) = [row for row in rows if row["id"] == item.id]
    return found  # type: ignore[no-any-return] # a row is JSON


async def test_the_tablet_learns_of_every_move_by_its_next_pull(desk: Desk) -> None:
    item = await desk.given("submitted")
    seen = [await pulled(desk, item)]

    for action in ("open", "release", "open", "return"):
        await desk.do(desk.vera, item, action)
        seen.append(await pulled(desk, item))

    assert [row["body"]["state"] for row in seen] == [
        "submitted",
        "checking",
        "submitted",
        "checking",
        "returned",
    ]
    assert [row["rev"] for row in seen] == sorted({row["rev"] for row in seen})
    assert [row["seq"] for row in seen] == sorted({row["seq"] for row in seen})
    assert [len(row["body"]["comments"]) for row in seen] == [0, 0, 0, 0, 1]
    (said,) = seen[-1]["body"]["comments"]
    assert (said["pointer"], said["text"], said["rev"]) == ("/contingency_plan", "Who holds the key?", 1)
