"""A verifier's own rating stands beside those of the rules and the provider; only a verifier rates milder, singly."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from service.store.records import facts
from tests.support.desk import Desk, Item, refusal
from tests.support.scene import Someone
from tests.support.world import NOON
from workflows.records import verified

WHY = "Her daughter has moved in, which I have seen for myself."
SERIOUS: dict[str, Any] = {"safe_care_rag__factors__falls": 2, "safe_care_rag__provider_rating": "amber"}
"""Amber, by the rules and the provider."""


async def rate(someone: Someone, item: Item, rating: str, reason: str = WHY) -> httpx.Response:
    return await someone.act(item.id, "rate", item.rev, {"rating": rating, "reason": reason})


async def in_hand(desk: Desk, **answers: Any) -> Item:
    return await desk.given("checking", **answers)


@pytest.mark.parametrize("rating", ["green", "red"])
async def test_three_ratings_are_kept_apart_and_the_verifiers_counts(desk: Desk, rating: str) -> None:
    item = await in_hand(desk, **SERIOUS)

    rated = (await rate(desk.vera, item, rating)).json()

    assert rated["rating"]["evaluation"]["computed"] == rated["rating"]["provider_rating"] == "amber"
    assert rated["rating"]["effective"] == "amber"
    (own,) = rated["verifier_ratings"]
    assert (own["rating"], own["before"], own["reason"], own["rev"]) == (rating, "amber", WHY, 1)
    assert own["verifier_id"] == str(desk.vera.actor.account_id)
    assert (rated["rating_that_counts"], rated["state"], rated["rev"]) == (rating, "checking", 1)


async def test_a_rating_is_in_the_history_with_its_reason(desk: Desk) -> None:
    item = await in_hand(desk, **SERIOUS)
    await rate(desk.vera, item, "green")

    history = (await desk.vera.get(f"/v1/submissions/{item.id}/history")).json()["items"]

    assert (history[-1]["action"], history[-1]["reason"], history[-1]["from"]) == ("rate", WHY, "checking")


async def test_the_worklist_goes_by_the_rating_that_counts(desk: Desk) -> None:
    item = await in_hand(desk, **SERIOUS)
    await rate(desk.vera, item, "red")

    red = (await desk.vera.get("/v1/verification/worklist?rating=red")).json()["items"]

    assert [one["id"] for one in red] == [item.id]


async def test_a_verifier_may_think_again(desk: Desk) -> None:
    item = await in_hand(desk, **SERIOUS)
    await rate(desk.vera, item, "green")
    desk.scene.clock.forward(minutes=1)

    again = (await rate(desk.vera, item, "red")).json()

    assert [(one["before"], one["rating"]) for one in again["verifier_ratings"]] == [
        ("amber", "green"),
        ("green", "red"),
    ]
    assert again["rating_that_counts"] == "red"


async def test_the_rating_that_it_has_is_no_new_one(desk: Desk) -> None:
    item = await in_hand(desk, **SERIOUS)

    assert refusal(await rate(desk.vera, item, "amber")) == (409, "rating-unchanged", ["rating-unchanged"])


@pytest.mark.parametrize("reason", ["", "Looks fine.", " " * 30])
async def test_a_rating_needs_a_reason_that_says_something(desk: Desk, reason: str) -> None:
    item = await in_hand(desk, **SERIOUS)

    assert refusal(await rate(desk.vera, item, "green", reason))[:2] == (400, "malformed")


async def test_nobody_rates_what_they_have_not_opened_or_not_seen(desk: Desk) -> None:
    item = await desk.given(**SERIOUS)
    assert refusal(await rate(desk.vera, item, "green"))[:2] == (409, "wrong-state")

    await desk.do(desk.vera, item, "open")

    assert refusal(await rate(desk.victor, item, "green"))[:2] == (409, "open-with-another")
    assert refusal(await rate(desk.rowena, item, "green"))[0] == 403
    unseen = await desk.vera.act(item.id, "rate", None, {"rating": "green", "reason": WHY})
    assert refusal(unseen)[0] == 428


async def test_a_new_revision_is_rated_anew(desk: Desk) -> None:
    item = await in_hand(desk, **SERIOUS)
    await rate(desk.vera, item, "green")
    await desk.amended(item, "I fell again.")

    taken = (await desk.vera.act(item.id, "take_in", 2)).json()

    assert taken["rating_that_counts"] == "amber"
    assert [one["rev"] for one in taken["verifier_ratings"]] == [1]


async def test_what_a_verifier_rated_milder_is_never_approved_in_bulk(desk: Desk) -> None:
    item = await in_hand(desk, **SERIOUS)
    await rate(desk.vera, item, "green")
    await desk.do(desk.vera, item, "release")
    await desk.db.execute("update submission set bulk_approvable = true")

    answer = await desk.vera.post(
        "/v1/verification/bulk", {"action": "approve", "items": [{"id": item.id, "rev": 1}], "note": "Green."}
    )

    (result,) = answer.json()["results"]
    assert result["status"] == "excluded"
    assert "rating-lowered" in [reason["code"] for reason in result["reasons"]]


async def test_the_record_hears_the_rating_that_counted(desk: Desk) -> None:
    item = await in_hand(desk, **SERIOUS)
    await rate(desk.vera, item, "green")
    approved = await desk.do(desk.vera, item, "approve")

    async with desk.scene.app.state.database.tx(desk.vera.actor, NOON) as db:
        told = verified(await facts(db, (desk.scene.authority, UUID(item.id)), 1, "approved", NOON))

    assert approved.status_code == 200
    assert (told.verified_rating, told.rating.effective) == ("green", "amber")
