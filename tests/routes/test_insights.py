"""The rules answer for what they do: by what verifiers made of what was opened, and of what a draw opened."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.desk import STATUTORY, Desk
from workflows.insights import drawn_alone, upper_bound

EVERYTHING_IS_DRAWN = '{"sampling": {"first": 10000}}'
AMBER: dict[str, Any] = {"safe_care_rag__factors__falls": 2, "safe_care_rag__provider_rating": "amber"}


async def test_every_reason_is_told_with_what_verifiers_made_of_it(desk: Desk) -> None:
    await desk.given("approved", **AMBER)
    await desk.given("returned", **AMBER)
    await desk.given("returned", **STATUTORY)
    await desk.given("approved")

    told = (await desk.vera.get("/v1/insights/routing")).json()

    assert told["rules"] == [
        {"code": "amber-not-verified-before", "opened": 2, "disagreed": 1},
        {"code": "statutory-finding", "opened": 1, "disagreed": 1},
    ]
    assert told["drawn_alone"] == {"opened": 0, "disagreed": 0}


async def test_what_a_draw_alone_opened_tells_what_bulk_approval_would_miss(desk: Desk) -> None:
    await desk.db.execute("update policy set body = $1", EVERYTHING_IS_DRAWN)
    for state in ("approved", "approved", "approved", "rejected"):
        await desk.given(state)
    await desk.given("returned", **AMBER)

    told = (await desk.vera.get("/v1/insights/routing")).json()

    assert {"code": "sampled", "opened": 5, "disagreed": 2} in told["rules"]
    assert (told["drawn_alone"]["opened"], told["drawn_alone"]["miss_rate"]) == (4, 0.25)
    assert told["drawn_alone"]["at_most"] == pytest.approx(upper_bound(1, 4))
    assert [one["provider"]["name"] for one in told["providers"]] == ["The provider"]


async def test_what_was_approved_in_bulk_was_opened_by_nobody(desk: Desk) -> None:
    item = await desk.given()
    answer = await desk.vera.post(
        "/v1/verification/bulk", {"items": [{"id": item.id, "rev": 1}], "action": "approve"}
    )

    told = (await desk.vera.get("/v1/insights/routing")).json()

    assert answer.json()["results"][0]["status"] == "done"
    assert (told["rules"], told["providers"][0]["decided"]) == ([], 100)


async def test_only_what_was_decided_in_time_counts(desk: Desk) -> None:
    await desk.given("approved", **AMBER)
    desk.scene.clock.forward(days=2)
    desk.vera = await desk.scene.as_("vera")

    counted = [
        len((await desk.vera.get("/v1/insights/routing", params={"days": days})).json()["rules"])
        for days in (1, 3)
    ]

    assert counted == [0, 1]


async def test_insights_are_for_the_councils_own_staff(desk: Desk) -> None:
    for name in ("hedra", "cora", "wenna"):
        assert (await (await desk.scene.as_(name)).get("/v1/insights/routing")).status_code == 403


@given(st.integers(1, 10_000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_a_share_is_never_bounded_below_what_was_seen(counted: tuple[int, int]) -> None:
    seen, of = counted

    assert seen / of <= upper_bound(seen, of) <= 1


def test_the_more_were_seen_without_a_miss_the_less_can_be_missed() -> None:
    assert upper_bound(0, 10) > upper_bound(0, 100) > upper_bound(0, 1_000) > 0
    assert drawn_alone(0, 0).opened == 0
