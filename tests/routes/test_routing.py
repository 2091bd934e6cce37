"""Every revision is routed as it arrives: where it waits, until when, and why it has to be opened."""

from typing import Any

import pytest

from tests.support.desk import Desk, Item

AMBER: dict[str, Any] = {"safe_care_rag__factors__falls": 2, "safe_care_rag__provider_rating": "amber"}
RED: dict[str, Any] = {
    "safe_care_rag__factors__medication": 2,
    "safe_care_rag__factors__living_situation": 2,
    "safe_care_rag__provider_rating": "red",
}


async def later(desk: Desk, **passed: int) -> None:
    """Time goes by, after which everybody has to sign in again."""
    desk.scene.clock.forward(**passed)
    desk.rowena, desk.vera = await desk.scene.as_("rowena", with_tablet=True), await desk.scene.as_("vera")


async def shown(desk: Desk, item: Item) -> dict[str, Any]:
    answer: dict[str, Any] = (await desk.vera.get(f"/v1/submissions/{item.id}")).json()
    return answer


async def line(desk: Desk, item: Item) -> dict[str, Any]:
    states = ["submitted", "checking", "returned", "approved"]
    items = (await desk.vera.get("/v1/verification/worklist", params={"state": states})).json()["items"]
    found: dict[str, Any] = next(one for one in items if one["id"] == item.id)
    return found


async def why(desk: Desk, item: Item) -> list[str]:
    return [reason["code"] for reason in (await shown(desk, item))["routing"]["reasons"]]


async def test_a_review_with_nothing_new_waits_for_a_light_touch(desk: Desk) -> None:
    item = await desk.given()

    seen = await line(desk, item)

    assert (seen["queue"], seen["bulk_approvable"]) == ("light_touch", True)
    assert seen["due_at"] == "2026-11-18T17:00:00Z", "two working days, by their close in London"
    assert await why(desk, item) == []


@pytest.mark.parametrize(
    ("told_to_the_database", "reason"),
    [
        ("update location_rating set rating = 'Requires improvement'", "location-standing"),
        ("update location_rating set valid_from = '2026-11-15'", "location-standing"),
        ("update location_rating set valid_until = '2026-11-15'", "location-standing"),
        ("delete from location_rating", "location-standing"),
        ("update training set expires_on = '2026-11-15'", "reviewer-standing"),
        ("update training set completed_on = '2026-11-15'", "reviewer-standing"),
        ("update package set hours_per_week = 3", "package-not-as-known"),
        ("update person set restricted = true", "record-restricted"),
        ("update person set training_data = true", "training-data"),
    ],
)
async def test_what_is_known_at_the_review_or_at_receipt_may_forbid_it(
    desk: Desk, told_to_the_database: str, reason: str
) -> None:
    cared = await desk.scene.cared()
    await desk.db.execute(told_to_the_database)

    item = await desk.sent(cared)

    assert await why(desk, item) == [reason]
    assert (await line(desk, item))["bulk_approvable"] is False


async def test_a_reviewer_who_began_after_the_review_was_in_no_good_standing_then(desk: Desk) -> None:
    await desk.db.execute(
        "update membership set valid_from = '2026-11-14' where account_id = $1", desk.rowena.actor.account_id
    )

    assert await why(desk, await desk.given()) == ["reviewer-standing"]


async def test_an_amber_is_no_news_once_the_same_was_verified_of_the_package(desk: Desk) -> None:
    cared = await desk.scene.cared()
    first = await desk.sent(cared, **AMBER)
    before = await why(desk, first)
    await desk.approved(first)

    again = await desk.sent(cared, **AMBER)

    assert before == ["amber-not-verified-before"]
    assert await why(desk, again) == []


async def test_an_amber_of_another_package_is_news(desk: Desk) -> None:
    first = await desk.given("approved", **AMBER)

    other = await desk.given(**AMBER)

    assert first.cared.package != other.cared.package
    assert await why(desk, other) == ["amber-not-verified-before"]


async def test_a_new_revision_is_judged_again_and_never_puts_off_what_is_due(desk: Desk) -> None:
    item = await desk.given()
    await later(desk, hours=2)
    worse = desk.scene.review(item.cared, **RED, submission_id=item.id)
    await desk.rowena.push(desk.scene.amend(desk.rowena, worse, 1))
    red = await line(desk, item)
    await later(desk, hours=30)
    await desk.rowena.push(desk.scene.amend(desk.rowena, item.body, 2))
    green = await line(desk, item)

    assert (red["queue"], red["bulk_approvable"], red["due_at"]) == ("full", False, "2026-11-17T17:00:00Z")
    assert (green["queue"], green["bulk_approvable"]) == ("light_touch", True)
    assert green["due_at"] == red["due_at"]


async def test_while_it_is_returned_no_clock_runs(desk: Desk) -> None:
    item = await desk.given()
    await later(desk, hours=4)
    await desk.do(desk.vera, item, "open", "return")
    returned = await line(desk, item)
    await later(desk, days=7)
    await desk.amended(item, "I would rather have a bath.")

    assert "due_at" not in returned
    assert (await line(desk, item))["due_at"] == "2026-11-25T17:00:00Z", "the 17 working hours left of 21"


async def test_a_revision_that_is_taken_in_brings_its_routing(desk: Desk) -> None:
    item = await desk.given("checking")
    worse = desk.scene.review(item.cared, **RED, submission_id=item.id)
    await desk.rowena.push(desk.scene.amend(desk.rowena, worse, 1))
    before = await line(desk, item)

    taken = await desk.take(desk.vera, item, "take_in", seen=2)
    after = await line(desk, item)

    assert taken.status_code == 200
    assert (before["queue"], before["bulk_approvable"]) == ("light_touch", True)
    assert (after["queue"], after["bulk_approvable"], after["due_at"]) == (
        "full",
        False,
        "2026-11-16T17:00:00Z",
    )


async def test_each_body_has_its_queue(desk: Desk) -> None:
    nhs, joint = await desk.given(funder="nhs"), await desk.given(funder="joint")
    concern = await desk.given(safeguarding_concern="known_open", safe_care_rag__factors__safeguarding=1)

    queues = [(await line(desk, one))["queue"] for one in (nhs, joint, concern)]

    assert queues == ["health", "joint", "safeguarding"]
    assert (await line(desk, nhs))["bulk_approvable"] is True
    assert await why(desk, joint) == ["jointly-funded"]
    assert (await line(desk, concern))["due_at"] == "2026-11-16T17:00:00Z", "on its own working day"
