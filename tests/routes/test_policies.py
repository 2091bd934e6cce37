"""A council decides for itself by what its submissions are judged: as versions, with a reason, from a moment on."""

from typing import Any

import httpx
import pytest

from tests.routes.test_hard_rules import NEVER, answers
from tests.routes.test_routing import later, line, shown, why
from tests.support.desk import STATUTORY, Desk
from tests.workflows.test_rulesets import FALLS_ALONE, THREE_SERIOUS

NOON, TOMORROW = "2026-11-16T12:00:00Z", "2026-11-17T12:00:00Z"
MILD = {
    "sampling": {"floor": 0},
    "eligibility": {"accepted_ratings": ["Good", "Outstanding", "Requires improvement"]},
}


async def put(desk: Desk, name: str, body: dict[str, Any], **more: Any) -> httpx.Response:
    ada = await desk.scene.as_("ada")
    draft = {"body": body, "reason": "Decided by the panel."} | more
    return await ada.caller.call("PUT", f"/v1/policies/{name}", token=ada.token, json=draft)


async def in_force(desk: Desk, name: str) -> dict[str, Any]:
    desk.vera = await desk.scene.as_("vera")
    answer: dict[str, Any] = (await desk.vera.get(f"/v1/policies/{name}")).json()
    return answer


async def test_before_a_council_decides_the_service_has_values_of_its_own(desk: Desk) -> None:
    policy = await in_force(desk, "approval")

    assert (policy["version"], policy["versions"]) == (0, [])
    assert policy["body"] == {"stopping_kinds": ["statutory"], "stopping_codes": []}


async def test_a_policy_is_in_force_from_its_moment_on_and_nothing_before_it_changes(desk: Desk) -> None:
    before = await desk.given(**STATUTORY)
    written = await put(desk, "approval", {"stopping_kinds": []}, effective_from=TOMORROW)
    still = await desk.given(**STATUTORY)
    await later(desk, days=1)
    after = await desk.given(**STATUTORY)

    stopped = [(await shown(desk, one))["blocking"] != [] for one in (before, still, after)]

    assert (written.status_code, written.json()["version"]) == (201, 1)
    assert stopped == [True, True, False]
    assert (await in_force(desk, "approval"))["version"] == 1


async def test_what_a_policy_lets_pass_may_be_approved(desk: Desk) -> None:
    await put(desk, "approval", {"stopping_kinds": []}, effective_from=NOON)
    item = await desk.given(**STATUTORY)

    done = await desk.do(desk.vera, item, "open", "approve")

    assert done.status_code == 200


async def test_a_draft_changes_nothing_until_it_is_activated_and_then_once(desk: Desk) -> None:
    await desk.db.execute("update location_rating set rating = 'Requires improvement'")
    drafted = (await put(desk, "routing", MILD)).json()
    before = await why(desk, await desk.given())
    ada = await desk.scene.as_("ada")
    path = f"/v1/policies/routing/versions/{drafted['version']}/activate"

    activated, again = await ada.post(path, {}), await ada.post(path, {})
    after = await why(desk, await desk.given())

    assert "effective_from" not in drafted
    assert (activated.status_code, activated.json()["effective_from"]) == (200, NOON)
    assert (again.status_code, again.json()["code"]) == (409, "wrong-state")
    assert (before, after) == (["location-standing"], [])


@pytest.mark.parametrize(
    ("name", "body", "more", "pointer"),
    [
        ("routing", {"targets": {"green": -1}}, {}, "/body/targets/green"),
        ("routing", {"targets": {"green": "2"}}, {}, "/body/targets/green"),
        ("routing", {"invented": 1}, {}, "/body"),
        ("approval", {"stopping_kinds": ["severe"]}, {}, "/body/stopping_kinds"),
        ("approval", {}, {"effective_from": "2026-11-16T11:59:59Z"}, "/effective_from"),
        ("approval", {}, {"reason": ""}, "/reason"),
    ],
)
async def test_values_that_can_not_be_are_refused_with_a_pointer(
    desk: Desk, name: str, body: dict[str, Any], more: dict[str, Any], pointer: str
) -> None:
    refused = await put(desk, name, body, **more)

    assert refused.status_code == 400
    assert refused.json()["issues"][0]["pointer"].startswith(pointer)


async def test_only_administrators_of_the_council_decide_and_only_its_staff_reads(desk: Desk) -> None:
    body = {"body": {}, "reason": "Mine."}
    by = {name: await desk.scene.as_(name) for name in ("vera", "hedra", "cora", "wenna")}

    writes = {
        name: (await who.caller.call("PUT", "/v1/policies/routing", token=who.token, json=body)).status_code
        for name, who in by.items()
    }
    reads = {name: (await who.get("/v1/policies")).status_code for name, who in by.items()}

    assert set(writes.values()) == {403}
    assert reads == {"vera": 200, "hedra": 403, "cora": 403, "wenna": 403}


async def test_a_name_that_no_policy_has_is_not_found(desk: Desk) -> None:
    assert (await desk.vera.get("/v1/policies/lunch")).status_code == 404


async def test_a_policy_can_be_tried_on_what_came_in_and_nothing_is_changed(desk: Desk) -> None:
    green, joint = await desk.given(), await desk.given(funder="joint")
    slow = {"sampling": {"floor": 0}, "targets": {"green": 5}}
    all_drawn = {"sampling": {"first": 10_000}}

    tried = {
        name: (await desk.vera.post("/v1/policies/routing/what-if", {"body": body})).json()
        for name, body in {"same": {"sampling": {"floor": 0}}, "slow": slow, "all": all_drawn}.items()
    }

    assert [tried[name]["submissions"] for name in ("same", "slow", "all")] == [2, 2, 2]
    assert [tried[name]["changed"] for name in ("same", "slow", "all")] == [0, 2, 1]
    assert tried["all"]["no_longer_in_bulk"] == 1
    assert tried["all"]["queues"] == {"full": 1, "light_touch": -1}
    assert tried["all"]["reasons"] == {"sampled": 2}
    assert (await line(desk, green))["bulk_approvable"] is True
    assert await why(desk, joint) == ["jointly-funded"]


async def test_of_a_provider_nobody_knows_yet_every_review_is_drawn_until_there_are_decisions(
    desk: Desk,
) -> None:
    await desk.db.execute("delete from track_record")
    drawn = await desk.given()
    for state in ("approved", "approved", "returned", "rejected", "approved"):
        await desk.given(state)

    record = await desk.db.fetchrow("select decided, disagreement from track_record")

    assert await why(desk, drawn) == ["sampled"]
    assert (await shown(desk, drawn))["routing"]["draw"]["rate"] == 1.0
    assert record is not None
    assert tuple(record) == (5, pytest.approx(0.4))
    assert (await shown(desk, await desk.given()))["routing"]["draw"]["rate"] == pytest.approx(0.8)


async def test_amending_is_no_second_draw(desk: Desk) -> None:
    item = await desk.given()
    first = (await shown(desk, item))["routing"]["draw"]
    await desk.amended(item, "I would rather have a bath.")

    assert (await shown(desk, item))["routing"]["draw"] == first


LONELY: dict[str, Any] = {
    "safe_care_rag__factors__falls": 2,
    "safe_care_rag__factors__living_situation": 2,
    "safe_care_rag__provider_rating": "amber",
}


async def test_a_trigger_that_a_council_adds_rates_what_comes_after_and_nothing_before(desk: Desk) -> None:
    before = await desk.given(**LONELY)
    written = await put(desk, "rating", {"rules": [FALLS_ALONE]}, effective_from=TOMORROW)
    await later(desk, days=1)
    after = await desk.given(**LONELY)

    old, new = [(await shown(desk, one))["rating"] for one in (before, after)]

    assert written.status_code == 201
    assert (old["evaluation"]["ruleset"], old["effective"]) == ("safe-care/1", "amber")
    assert (new["evaluation"]["ruleset"], new["effective"]) == ("safe-care/1+1", "red")
    assert "council.falls_alone" in [reason["code"] for reason in new["evaluation"]["reasons"]]


async def test_rules_by_which_somebody_would_be_rated_falsely_safe_are_no_policy(desk: Desk) -> None:
    milder = THREE_SERIOUS | {"unless": "count.any_at_two"}

    answer = await put(desk, "rating", {"rules": [FALLS_ALONE, milder]})

    assert answer.status_code == 400
    assert [(issue["pointer"], issue["code"]) for issue in answer.json()["issues"]] == [
        ("/body/rules/1/unless", "not-monotone")
    ]


@pytest.mark.parametrize("code", ["appropriate-person-paid", "self-review-without-capacity"])
async def test_no_policy_lets_through_what_the_law_forbids(desk: Desk, code: str) -> None:
    await put(desk, "approval", {"stopping_kinds": []}, effective_from=NOON)
    forbidden = answers(next(changes for changes, told in NEVER.values() if told == code))

    item = await desk.given(**forbidden)

    assert [finding["code"] for finding in (await shown(desk, item))["blocking"]] == [code]


async def test_whether_a_location_may_take_part_is_told_by_the_councils_own_policy(desk: Desk) -> None:
    await desk.db.execute("update location_rating set rating = 'Requires improvement'")

    async def may() -> set[bool]:
        items = (await desk.vera.get("/v1/locations")).json()["items"]
        judged = [one["eligibility"] for place in items for one in place.get("eligibility", [])]
        return {"reasons" not in one for one in judged}

    before = await may()
    await put(desk, "routing", MILD, effective_from=NOON)

    assert (before, await may()) == ({False}, {True})
