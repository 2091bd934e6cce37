"""Many reviews that may be approved in bulk, and what is left of approving them."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import httpx

from schemas.submissions import State
from tests.support.desk import Desk, Item
from tests.support.scene import Cared, Someone

BATCH = 100


async def routed(desk: Desk, *items: Item) -> None:
    """Nothing in these reviews has to be opened, as routing would find of people of whom all is known."""
    await desk.db.execute(
        "update submission set bulk_approvable = true where id = any ($1::uuid[])", [one.id for one in items]
    )


async def approvable(desk: Desk, state: str = State.SUBMITTED, funder: str = "council") -> Item:
    item = await desk.given(state, funder)
    await routed(desk, item)
    return item


async def pile(desk: Desk, n: int, people: int) -> list[Item]:
    """So many reviews of so many people, sent as a tablet sends them, all of which may be approved in bulk."""
    cared = [await desk.scene.cared() for _ in range(people)]
    items = [_review(desk, cared[number % people]) for number in range(n)]
    for start in range(0, n, BATCH):
        ops = [desk.scene.submit(desk.rowena, one.cared, one.body) for one in items[start : start + BATCH]]
        results = await desk.rowena.push(*ops)
        assert {result["status"] for result in results} == {"accepted"}
    await routed(desk, *items)
    return items


def _review(desk: Desk, cared: Cared) -> Item:
    body = desk.scene.review(cared)
    return Item(body["submission_id"], body, cared)


def named(items: Iterable[Item], rev: int | None = None) -> list[dict[str, Any]]:
    return [{"id": one.id, "rev": rev or one.rev} for one in items]


async def approve_all(
    verifier: Someone, items: Sequence[dict[str, Any]], key: str | None = None, **members: Any
) -> httpx.Response:
    headers = {} if key is None else {"Idempotency-Key": key}
    body = {"items": list(items), "action": "approve"} | members
    return await verifier.post("/v1/verification/bulk", body, headers=headers)


async def results(
    verifier: Someone, items: Sequence[dict[str, Any]], key: str | None = None, **members: Any
) -> list[dict[str, Any]]:
    """What became of each item of a request that has to be answered."""
    answer = await approve_all(verifier, items, key, **members)
    assert answer.status_code == 200, answer.text
    told: list[dict[str, Any]] = answer.json()["results"]
    assert [(one["id"], one["rev"]) for one in told] == [(one["id"], one["rev"]) for one in items]
    return told


def codes(result: dict[str, Any]) -> list[str]:
    return [reason["code"] for reason in result.get("reasons", [])]


async def traces(desk: Desk, item: Item) -> dict[str, dict[str, Any]]:
    """The row that each table holds of the approval of a review, without what is drawn afresh every time."""
    drawn = {"id", "submission_id", "person_id", "decision_id", "push_id", "package_id", "reference"}
    asked = {
        "submission": "select * from submission where id = $1",
        "decision": "select * from decision where submission_id = $1",
        "history": "select * from history where submission_id = $1 and action = 'approve'",
        "outbox": "select * from outbox where submission_id = $1",
    }
    found = {}
    for table, query in asked.items():
        (row,) = await desk.db.fetch(query, UUID(item.id))
        found[table] = {name: value for name, value in row.items() if name not in drawn}
    return found
