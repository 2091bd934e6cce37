"""What is known of when work was made: the tablet's clock, ours, and what the tablet had been given by then."""

from datetime import timedelta
from typing import Any

from tests.support.desk import Desk
from tests.support.world import NOON


async def sent(desk: Desk, skew: timedelta = timedelta(), **op: Any) -> dict[str, Any]:
    """A review from a tablet whose clock is behind ours by `skew`, as a verifier sees it."""
    cared = await desk.scene.cared()
    review = desk.scene.review(cared)
    submit = desk.scene.submit(desk.rowena, cared, review) | op
    now = desk.scene.clock()
    (result,) = await desk.rowena.push(submit, sent_at=(now - skew).isoformat())
    assert result["status"] == "accepted", result
    shown: dict[str, Any] = (await desk.vera.get(f"/v1/submissions/{review['submission_id']}")).json()
    return shown


async def skews(desk: Desk) -> list[timedelta]:
    rows = await desk.db.fetch("select skew from device_skew order by seen_at")
    return [row["skew"] for row in rows]


async def test_a_verifier_sees_between_when_and_when_it_can_have_been_made(desk: Desk) -> None:
    await desk.rowena.post("/v1/sync/pull", {"cursor": None})
    desk.scene.clock.forward(minutes=10)

    shown = await sent(desk, timedelta(minutes=2), made_at="2026-11-16T12:05:00Z")

    assert shown["made"] == {
        "made_at": "2026-11-16T12:05:00Z",
        "corrected_at": "2026-11-16T12:07:00Z",
        "not_before": "2026-11-16T12:00:00Z",
        "received_at": "2026-11-16T12:10:00Z",
    }
    assert [one["code"] for one in shown["findings"]] == []


async def test_a_clock_that_is_far_off_is_a_finding_that_nobody_has_to_open_it_for(desk: Desk) -> None:
    shown = await sent(desk, timedelta(minutes=10))

    (finding,) = shown["findings"]
    assert (finding["code"], finding["kind"], finding["params"]) == ("clock-skew", "other", {"seconds": 600})
    assert shown["routing"]["bulk_approvable"]


async def test_work_that_says_it_was_made_before_what_it_builds_on_is_opened(desk: Desk) -> None:
    await desk.rowena.post("/v1/sync/pull", {"cursor": None})

    shown = await sent(desk, made_at="2026-11-16T11:00:00Z")

    (finding,) = shown["findings"]
    assert (finding["code"], finding["kind"]) == ("made-before-its-base", "other")
    assert [reason["code"] for reason in shown["routing"]["reasons"]] == ["finding-to-read"]


async def test_a_review_of_a_day_to_come_is_a_finding(desk: Desk) -> None:
    item = await desk.given(review_date="2026-11-17")

    shown = (await desk.vera.get(f"/v1/submissions/{item.id}")).json()

    assert "date-in-future" in {one["code"] for one in shown["findings"]}


async def test_the_skew_of_a_tablet_is_kept_as_it_changes(desk: Desk) -> None:
    for skew in (0, 20, 60, 70, 0):
        await sent(desk, timedelta(seconds=skew))
        desk.scene.clock.forward(seconds=1)

    wenna = await desk.scene.as_("wenna")
    (device,) = [
        one
        for one in (await wenna.get("/v1/devices")).json()["items"]
        if one["id"] == str(desk.scene.tablets["rowena"])
    ]
    assert await skews(desk) == [timedelta(), timedelta(minutes=1), timedelta()]
    assert device["clock_skew_seconds"] == 0
    assert desk.scene.clock() == NOON + timedelta(seconds=5)
