"""A selection shows everything that its filter finds: what may be approved in bulk, and what may not and why."""

from typing import Any

import httpx
import pytest

from service.actions import selections
from tests.support.bulk import approvable, codes, pile, results, routed
from tests.support.desk import Desk, Item, refusal
from tests.support.scene import Someone

AMBER: dict[str, Any] = {"safe_care_rag__factors__falls": 2}
RED: dict[str, Any] = {"safe_care_rag__factors__package_fit": 2}


async def select(verifier: Someone, **asked: Any) -> dict[str, Any]:
    answer = await verifier.post("/v1/verification/selections", asked)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def show(verifier: Someone, selection: dict[str, Any], **asked: Any) -> httpx.Response:
    return await verifier.get(f"/v1/verification/selections/{selection['id']}", params=asked)


def listed(selection: dict[str, Any], part: str = "items") -> list[str]:
    return [one["id"] for one in selection[part]]


async def test_everything_that_is_found_is_an_item_or_excluded(desk: Desk) -> None:
    may = [await approvable(desk), await approvable(desk, "checking")]
    red, joint = await desk.given(**RED), await approvable(desk, funder="joint")
    await approvable(desk, "approved")
    await approvable(desk, "returned")

    made = await select(desk.vera)

    assert set(listed(made)) == {item.id for item in may}
    assert {one["id"]: (one["status"], codes(one)) for one in made["excluded"]} == {
        red.id: ("excluded", ["rated-red", "rating-lowered", "finding-to-read"]),
        joint.id: ("excluded", ["jointly-funded"]),
    }
    assert made["counts"] == {"listed": 4, "more": 0}
    assert made["expires_at"] == "2026-11-16T12:30:00Z"


async def test_an_item_says_who_it_is_about_and_why_it_may_be_approved_in_a_line(desk: Desk) -> None:
    item = await approvable(desk)

    (told,) = (await select(desk.vera))["items"]

    assert told["person"] == {"id": str(item.cared.person.id), "name": "Morwenna Tregear"}
    assert (told["rev"], told["rating"], told["location"]["name"]) == (1, "green", "Truro office")
    assert told["summary"] == "Planned review on 13 Nov 2026: needs unchanged, no change asked for."
    assert told["reason"] == "Rated green; nothing in it has to be opened."


async def test_a_selection_takes_the_filters_of_the_worklist(desk: Desk) -> None:
    green, amber = await desk.given(), await desk.given(**AMBER)
    nhs = await desk.given(funder="nhs")
    await routed(desk, green, amber, nhs)

    assert listed(await select(desk.vera, rating=["amber"])) == [amber.id]
    assert set(listed(await select(desk.vera))) == {green.id, amber.id}
    assert listed(await select(desk.vera, q=green.cared.record_id)) == [green.id]
    assert listed(await select(desk.vera, sort="-rating"))[0] == amber.id
    assert (await select(desk.vera, location=str(desk.scene.other_location)))["counts"]["listed"] == 0
    assert listed(await select(desk.hedra), "items") == [nhs.id]


async def test_what_a_selection_lists_can_be_approved_as_it_stands_there(desk: Desk) -> None:
    await pile(desk, 5, people=2)

    made = await select(desk.vera)
    told = await results(desk.vera, [{"id": one["id"], "rev": one["rev"]} for one in made["items"]])

    assert [one["status"] for one in told] == ["done"] * 5


async def test_the_list_stays_and_says_how_each_stands_now(desk: Desk) -> None:
    amended, taken, left = [await approvable(desk) for _ in range(3)]
    made = await select(desk.vera)
    await desk.amended(amended, "I would rather have a bath.")
    await desk.do(desk.victor, taken, "open")
    await approvable(desk)

    again = (await show(desk.vera, made)).json()

    assert listed(again) == [left.id]
    assert {one["id"]: (one["rev"], one["status"], one["reason"]) for one in again["excluded"]} == {
        amended.id: (1, "stale", "Not in bulk: stale revision."),
        taken.id: (1, "excluded", "Not in bulk: open with another."),
    }
    assert again["counts"] == made["counts"] == {"listed": 3, "more": 0}


async def test_what_has_left_the_verifiers_reach_is_still_accounted_for(desk: Desk) -> None:
    item = await approvable(desk, funder="nhs")
    made = await select(desk.hedra)
    await desk.db.execute("update access_grant set valid_until = $1", desk.scene.clock.now)

    again = (await show(desk.hedra, made)).json()

    assert again["excluded"] == [
        {"id": item.id, "rev": 1, "status": "not_found", "reason": "Not in bulk: out of reach."}
    ]


async def test_pages_of_any_size_hold_the_whole_list_once(desk: Desk) -> None:
    items = await pile(desk, 5, people=1)
    made = await select(desk.vera)

    for limit in range(1, 7):
        assert await walk(desk, made, limit) == listed(made)
    assert len(items) == made["counts"]["listed"]


async def walk(desk: Desk, made: dict[str, Any], limit: int) -> list[str]:
    seen: list[str] = []
    cursor: dict[str, Any] = {}
    while True:
        page = (await show(desk.vera, made, limit=limit, **cursor)).json()
        seen += listed(page)
        if "next_cursor" not in page:
            return seen
        cursor = {"cursor": page["next_cursor"]}


async def test_what_goes_beyond_a_selection_is_counted(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    await pile(desk, 5, people=1)
    monkeypatch.setattr(selections, "MAX_LISTED", 3)

    made = await select(desk.vera)

    assert made["counts"] == {"listed": 3, "more": 2}
    assert len(made["items"]) == 3


async def test_a_selection_is_its_makers_own_for_half_an_hour(desk: Desk) -> None:
    item: Item = await approvable(desk)
    made = await select(desk.vera)

    assert refusal(await show(desk.victor, made))[:2] == (404, "not-found")
    desk.scene.clock.forward(minutes=29)
    assert listed((await show(await desk.scene.as_("vera"), made)).json()) == [item.id]
    desk.scene.clock.forward(minutes=1)
    assert refusal(await show(await desk.scene.as_("vera"), made))[:2] == (404, "not-found")


async def test_what_has_expired_is_forgotten_when_somebody_selects_again(desk: Desk) -> None:
    await select(desk.vera)
    desk.scene.clock.forward(minutes=30)

    kept = await select(await desk.scene.as_("victor"))

    assert [str(row["id"]) for row in await desk.db.fetch("select id from selection")] == [kept["id"]]


@pytest.mark.parametrize("name", ["rowena", "ada", "cora"])
async def test_only_verifiers_select(desk: Desk, name: str) -> None:
    someone = await desk.scene.as_(name)
    made = await select(desk.vera)

    assert refusal(await someone.post("/v1/verification/selections", {}))[:2] == (403, "forbidden")
    assert refusal(await show(someone, made))[:2] == (403, "forbidden")


async def test_the_states_are_not_for_a_selection_to_choose(desk: Desk) -> None:
    answer = await desk.vera.post("/v1/verification/selections", {"state": ["returned"]})

    assert refusal(answer) == (400, "malformed", ["unknown-member"])
