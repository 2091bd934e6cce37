"""A council records who may carry out which function for it, and nothing that it has to keep."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.support.desk import refusal
from tests.support.scene import Scene, Someone

PATH = "/v1/delegations"


@pytest.fixture
async def ada(scene: Scene) -> Someone:
    return await scene.as_("ada")


async def recorded(ada: Someone, scene: Scene, **changes: Any) -> httpx.Response:
    usual = {
        "authority_id": str(scene.authority),
        "organisation_id": str(scene.provider),
        "function": "plan_review",
        "extent": "doing",
        "basis": "Framework contract 12",
        "valid_from": "2026-05-01",
    }
    return await ada.post(PATH, usual | changes)


async def listed(someone: Someone, query: str = "") -> list[str]:
    answer = await someone.get(f"{PATH}{query}")
    assert answer.status_code == 200, answer.text
    return [f"{one['function']} from {one['valid_from']}" for one in answer.json()["items"]]


async def test_a_record_says_who_may_do_what_since_when_and_on_what_basis(scene: Scene, ada: Someone) -> None:
    answer = await recorded(ada, scene)

    assert answer.status_code == 201, answer.text
    said = answer.json()
    assert (said["organisation"]["id"], said["function"], said["section"]) == (
        str(scene.provider),
        "plan_review",
        "s27",
    )
    assert (said["extent"], said["basis"], said["valid_from"]) == (
        "doing",
        "Framework contract 12",
        "2026-05-01",
    )
    assert said["recorded_by"] == str(scene.actors["ada"].account_id)
    assert "valid_until" not in said


@pytest.mark.parametrize(
    "function",
    [
        "safeguarding_enquiry",
        "safeguarding_board",
        "safeguarding_review",
        "charging",
        "integration",
        "cooperation",
    ],
)
async def test_what_the_act_keeps_for_the_council_cannot_be_recorded(
    scene: Scene, ada: Someone, function: str
) -> None:
    answer = await recorded(ada, scene, function=function)

    assert refusal(answer) == (409, "not-delegable", ["not-delegable"])
    assert await listed(ada) == []


async def test_the_database_itself_keeps_no_such_record(scene: Scene) -> None:
    with pytest.raises(Exception, match="delegation_function_check"):
        await scene.world.insert(
            "delegation",
            authority_id=scene.authority,
            organisation_id=scene.provider,
            function="safeguarding_enquiry",
            extent="doing",
            recorded_by=scene.actors["ada"].account_id,
        )


@pytest.mark.parametrize("name", ["vera", "wenna", "hedra"])
async def test_only_an_administrator_of_the_council_records(scene: Scene, name: str) -> None:
    assert refusal(await recorded(await scene.as_(name), scene))[0] == 403


async def test_nobody_records_for_another_council_or_a_stranger(scene: Scene, ada: Someone) -> None:
    for changes in ({"authority_id": str(uuid4())}, {"organisation_id": str(uuid4())}):
        assert refusal(await recorded(ada, scene, **changes))[0] == 404


async def test_an_end_before_the_beginning_is_no_delegation(scene: Scene, ada: Someone) -> None:
    answer = await recorded(ada, scene, valid_until="2026-05-01")

    assert refusal(answer) == (400, "malformed", ["ends-before-it-begins"])


async def test_records_are_found_by_function_and_by_the_day_on_which_they_hold(
    scene: Scene, ada: Someone
) -> None:
    await recorded(ada, scene, valid_until="2026-08-01")
    await recorded(ada, scene, function="needs_assessment", valid_from="2026-07-01")

    assert await listed(ada) == ["needs_assessment from 2026-07-01", "plan_review from 2026-05-01"]
    assert await listed(ada, "?function=plan_review") == ["plan_review from 2026-05-01"]
    assert await listed(ada, "?on=2026-07-31") == [
        "needs_assessment from 2026-07-01",
        "plan_review from 2026-05-01",
    ]
    assert await listed(ada, "?on=2026-08-01") == ["needs_assessment from 2026-07-01"]


async def test_a_page_ends_where_the_next_begins(scene: Scene, ada: Someone) -> None:
    for day in range(1, 4):
        await recorded(ada, scene, valid_from=f"2026-05-0{day}")

    first = (await ada.get(f"{PATH}?limit=2")).json()
    rest = (await ada.get(f"{PATH}?limit=2&cursor={first['next_cursor']}")).json()

    days = [one["valid_from"] for one in (*first["items"], *rest["items"])]
    assert days == ["2026-05-03", "2026-05-02", "2026-05-01"]
    assert "next_cursor" not in rest


async def test_a_provider_sees_what_was_delegated_to_it_and_nothing_else(scene: Scene, ada: Someone) -> None:
    await recorded(ada, scene)
    await recorded(ada, scene, organisation_id=str(scene.nhs_body), function="needs_assessment")

    assert await listed(await scene.as_("wenna")) == ["plan_review from 2026-05-01"]
    assert await listed(await scene.as_("hedra")) == ["needs_assessment from 2026-05-01"]


async def test_a_delegation_ends_and_is_kept(scene: Scene, ada: Someone) -> None:
    made = (await recorded(ada, scene)).json()

    ended = await ada.post(f"{PATH}/{made['id']}/end", {"valid_until": "2026-06-01"})
    again = await ada.post(f"{PATH}/{made['id']}/end", {"valid_until": "2026-07-01"})

    assert (ended.status_code, ended.json()["valid_until"]) == (200, "2026-06-01")
    assert refusal(again) == (409, "cannot-end-then", ["ended-already"])
    assert await listed(ada, "?on=2026-06-01") == []
    assert await listed(ada) == ["plan_review from 2026-05-01"]


async def test_what_is_not_there_does_not_end(ada: Someone) -> None:
    assert refusal(await ada.post(f"{PATH}/{uuid4()}/end", {"valid_until": "2026-06-01"}))[0] == 404
