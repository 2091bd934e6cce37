"""A request that was cut in the middle is completed by the same one: every item decided once, told the same."""

from collections.abc import Sequence
from typing import Any

import asyncpg
import pytest

from schemas.bulk import BulkItem
from service.actions import bulk
from service.store import feed
from tests.support.bulk import approve_all, named, pile, results
from tests.support.desk import Desk, refusal

PART = 3


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "AT_ONCE", PART)


class CutLine:
    """Stands before the part of a request that it lets the database be lost in."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, parts: int) -> None:
        self.left = parts
        self.through = bulk._approve
        monkeypatch.setattr(bulk, "_approve", self)

    async def __call__(self, db: Any, items: Sequence[BulkItem], *rest: Any) -> Any:
        done = await self.through(db, items, *rest)
        self.left -= 1
        if self.left < 0:
            await db.execute("select pg_terminate_backend(pg_backend_pid())")
        return done


async def sums(desk: Desk) -> dict[str, int]:
    asked = {
        "approved": "select count(*) from submission where state = 'approved'",
        "decision": "select count(*) from decision",
        "history": "select count(*) from history where action = 'approve'",
        "outbox": "select count(*) from outbox",
        "batches": "select count(distinct batch_id) from decision",
    }
    return {name: await desk.db.fetchval(query) for name, query in asked.items()}


def so_many(n: int) -> dict[str, int]:
    return {"approved": n, "decision": n, "history": n, "outbox": n, "batches": min(n, 1)}


@pytest.mark.parametrize("parts", range(3))
async def test_what_is_cut_between_two_parts_is_completed_under_the_same_key(desk: Desk, parts: int) -> None:
    items = named(await pile(desk, 8, people=2))
    with pytest.MonkeyPatch.context() as while_cut:
        CutLine(while_cut, parts)
        cut = await approve_all(desk.vera, items, "monday")
    after_the_cut = await sums(desk)
    desk.scene.clock.forward(minutes=1)

    told = await results(desk.vera, items, "monday")

    assert refusal(cut)[:2] == (503, "unavailable")
    assert after_the_cut == so_many(parts * PART)
    assert [one["status"] for one in told] == ["done"] * 8
    assert await sums(desk) == so_many(8)


async def test_what_was_answered_is_answered_the_same_whatever_happened_since(desk: Desk) -> None:
    pile_of_monday = await pile(desk, 5, people=1)
    items = named(pile_of_monday)
    items[4]["rev"] = 2
    first = await approve_all(desk.vera, items, "monday")
    await desk.amended(pile_of_monday[4], "I would rather have a bath.")

    again = await approve_all(desk.vera, items, "monday")

    assert (again.status_code, again.content) == (200, first.content)
    assert [one["status"] for one in again.json()["results"]] == ["done"] * 4 + ["stale"]
    assert await sums(desk) == so_many(4)


async def test_a_key_stands_for_one_request(desk: Desk) -> None:
    review, *others = await pile(desk, 5, people=1)
    items = named([review, *others])
    await results(desk.vera, items, "monday", note="Read.")

    for changed in (
        await approve_all(desk.vera, items[:4], "monday", note="Read."),
        await approve_all(desk.vera, items[::-1], "monday", note="Read."),
        await approve_all(desk.vera, items, "monday"),
        await desk.take(desk.vera, review, "open", key="monday"),
    ):
        assert refusal(changed)[:2] == (422, "idempotency-key-reused")


async def test_everybody_has_keys_and_batches_of_their_own(desk: Desk) -> None:
    first, second = [named(await pile(desk, 1, people=1)) for _ in range(2)]

    await results(desk.vera, first, "monday")
    await results(desk.victor, second, "monday")

    assert (await sums(desk))["batches"] == 2


async def test_without_a_key_what_was_done_is_told_as_decided(desk: Desk) -> None:
    items = named(await pile(desk, 4, people=1))
    await results(desk.vera, items)

    again = await results(desk.vera, items)

    assert {one["status"] for one in again} == {"wrong_state"}
    assert await sums(desk) == so_many(4)


async def test_a_request_that_failed_as_a_whole_left_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = named(await pile(desk, 2, people=1))

    async def deadlocked(*_: Any) -> None:
        raise asyncpg.DeadlockDetectedError

    monkeypatch.setattr(feed, "publish", deadlocked)
    answer = await approve_all(desk.vera, items, "monday")

    assert refusal(answer)[:2] == (503, "unavailable")
    assert answer.headers["Retry-After"] == "1"
    assert await sums(desk) == so_many(0)
