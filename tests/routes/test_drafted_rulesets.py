"""A council drafts a ruleset of its own: refused if it rates falsely safe, and in force from a moment on."""

from typing import Any

import httpx
import pytest

from schemas.ratings import FACTORS
from tests.routes.test_policies import LONELY, TOMORROW, put
from tests.routes.test_routing import later, shown
from tests.support.desk import Desk, refusal
from tests.support.scene import Someone
from tests.workflows.test_rulesets import FALLS_ALONE, additions, changed, whole, without

STRICT = whole(title="Stricter about falls", rules=[*whole()["rules"], FALLS_ALONE])
SAFE = dict.fromkeys(FACTORS, 0)
FALLING = SAFE | {"falls": 2, "living_situation": 2}


async def draft(desk: Desk, ruleset: dict[str, Any], name: str = "ada") -> httpx.Response:
    return await (await desk.scene.as_(name)).post(
        "/v1/rulesets", {"ruleset": ruleset, "reason": "Too many falls were amber."}
    )


async def evaluated(someone: Someone, version: str) -> Any:
    answers = {"factors": FALLING, "mitigations": []}
    answer = await someone.post(f"/v1/rulesets/safe-care/versions/{version}/evaluate", answers)
    return answer.json() | {"status_code": answer.status_code}


def codes(rated: dict[str, Any]) -> list[str]:
    return [finding["code"] for finding in rated["findings"]]


async def test_a_draft_is_kept_and_rates_nobody(desk: Desk) -> None:
    drafted = await draft(desk, STRICT)
    item = await desk.given(**LONELY)

    assert (drafted.status_code, drafted.json()["id"], drafted.json()["in_force"]) == (201, "safe-care/2", [])
    assert (await shown(desk, item))["rating"]["evaluation"]["ruleset"] == "safe-care/1"
    assert (await desk.rowena.get("/v1/rulesets/safe-care/versions/2")).json()["title"] == STRICT["title"]
    assert (await evaluated(desk.rowena, "2"))["computed"] == "red"


@pytest.mark.parametrize(
    ("ruleset", "pointer", "code"),
    [
        (whole(rules=without("unknown.cognition")), "/ruleset/rules", "critical-unknown-green"),
        (whole(otherwise="amber"), "/ruleset/otherwise", "without-a-reason"),
        (
            whole(rules=changed("count.any_at_two", unless="unknown.cognition")),
            "/ruleset/rules/6/unless",
            "not-monotone",
        ),
        (whole(id="safe-care/1", version=1), "/ruleset/id", "version-taken"),
        (whole(colour="red") | {"factors": []}, "/ruleset/factors", "factors-differ"),
    ],
)
async def test_what_would_rate_somebody_falsely_safe_can_not_be_drafted(
    desk: Desk, ruleset: dict[str, Any], pointer: str, code: str
) -> None:
    answer = await draft(desk, ruleset)

    assert answer.status_code == 400
    assert (pointer, code) in [(one["pointer"], one["code"]) for one in answer.json()["issues"]]


async def test_a_version_is_drafted_once_and_by_an_administrator(desk: Desk) -> None:
    await draft(desk, STRICT)

    assert refusal(await draft(desk, additions(FALLS_ALONE)))[:2] == (409, "already-drafted")
    assert refusal(await draft(desk, STRICT, "vera"))[0] == 403
    assert refusal(await draft(desk, STRICT, "wenna"))[0] == 403


async def test_nobody_is_rated_by_a_ruleset_that_there_is_not(desk: Desk) -> None:
    answer = await put(desk, "rating", {"ruleset": "safe-care/2"})

    assert [(one["pointer"], one["code"]) for one in answer.json()["issues"]] == [
        ("/body/ruleset", "ruleset-unknown")
    ]


async def test_from_its_moment_on_new_work_is_rated_by_it_and_old_work_stays(desk: Desk) -> None:
    await draft(desk, STRICT)
    before = await desk.given(**LONELY)
    await put(desk, "rating", {"ruleset": "safe-care/2"}, effective_from=TOMORROW)
    still = await desk.given(**LONELY)
    await later(desk, days=1)
    named = {"ruleset_version": "safe-care/2", "safe_care_rag__ruleset": "safe-care/2"}
    after = await desk.given(**LONELY | named | {"safe_care_rag__provider_rating": "red"})

    was, stays, becomes = [await shown(desk, one) for one in (before, still, after)]

    assert [one["rating"]["evaluation"]["ruleset"] for one in (was, stays, becomes)] == [
        "safe-care/1",
        "safe-care/1",
        "safe-care/2",
    ]
    assert [one["rating"]["effective"] for one in (was, stays, becomes)] == ["amber", "amber", "red"]
    assert codes(becomes) == []


async def test_work_by_a_ruleset_that_is_not_in_force_is_rated_by_the_one_that_is_and_says_so(
    desk: Desk,
) -> None:
    await draft(desk, STRICT)
    await put(desk, "rating", {"ruleset": "safe-care/2"}, effective_from="2026-11-16T12:00:00Z")

    late = await shown(desk, await desk.given(**LONELY))
    ahead = await shown(desk, await desk.given(safe_care_rag__ruleset="safe-care/3"))

    assert (late["rating"]["evaluation"]["ruleset"], late["rating"]["effective"]) == ("safe-care/2", "red")
    assert codes(late) == ["milder-than-rules", "ruleset-not-in-force"]
    assert codes(ahead) == ["ruleset-differs", "ruleset-not-in-force"]


async def test_what_a_council_adds_to_its_own_ruleset_counts_as_well(desk: Desk) -> None:
    await draft(desk, whole())
    body = {"ruleset": "safe-care/2", "rules": [FALLS_ALONE]}
    await put(desk, "rating", body, effective_from="2026-11-16T12:00:00Z")

    rated = (await shown(desk, await desk.given(**LONELY)))["rating"]
    answered = await evaluated(desk.rowena, "2+1")

    assert (rated["evaluation"]["ruleset"], rated["effective"]) == ("safe-care/2+1", "red")
    assert (answered["ruleset"], answered["computed"]) == ("safe-care/2+1", "red")
    assert (await evaluated(desk.rowena, "2"))["computed"] == "amber"
    for other in ("2+2", "1+1", "3", "2+", "+1", "two"):
        assert (await evaluated(desk.rowena, other))["status_code"] == 404


async def test_an_answer_is_tried_out_by_the_rules_in_force(desk: Desk) -> None:
    await draft(desk, STRICT)
    await put(desk, "rating", {"ruleset": "safe-care/2"}, effective_from="2026-11-16T12:00:00Z")
    body = desk.scene.review(await desk.scene.cared(), **LONELY)

    tried = (await desk.rowena.post("/v1/forms/review/versions/1/check", body)).json()

    assert (tried["rating"]["evaluation"]["ruleset"], tried["rating"]["effective"]) == ("safe-care/2", "red")


async def test_the_list_tells_drafts_from_what_is_in_force(desk: Desk) -> None:
    await draft(desk, STRICT)
    before = (await desk.vera.get("/v1/rulesets")).json()["items"]
    await put(desk, "rating", {"ruleset": "safe-care/2"}, effective_from="2026-11-16T12:00:00Z")
    after = (await desk.vera.get("/v1/rulesets")).json()["items"]

    council = str(desk.scene.authority)
    assert [(one["id"], one["in_force"]) for one in before] == [
        ("safe-care/1", [council]),
        ("safe-care/2", []),
    ]
    assert [(one["id"], one["in_force"]) for one in after] == [
        ("safe-care/1", []),
        ("safe-care/2", [council]),
    ]
    assert after[1]["reason"] == "Too many falls were amber."


async def test_a_tablet_pulls_it_once_and_before_the_work_that_needs_it(desk: Desk) -> None:
    await draft(desk, STRICT)
    first = await desk.rowena.pull()
    await put(desk, "rating", {"ruleset": "safe-care/2"}, effective_from=TOMORROW)

    told = await desk.rowena.pull(first["cursor"])
    again = await desk.rowena.pull(told["cursor"])
    hello = (await desk.rowena.get("/v1/sync/hello")).json()

    (row,) = told["rows"]
    assert (row["kind"], row["scope"], row["body"]["id"]) == ("ruleset", None, "safe-care/2")
    assert (row["body"]["in_force_from"], row["body"]["authority_id"]) == (
        TOMORROW,
        str(desk.scene.authority),
    )
    assert again["rows"] == []
    assert hello["rulesets"] == [{"id": "safe-care", "versions": [1, 2]}]


async def test_another_council_sees_nothing_of_it(desk: Desk) -> None:
    await draft(desk, STRICT)
    scene = desk.scene
    other = await scene.world.authority()

    async with scene.app.state.database.tx(scene.actors["rowena"], scene.clock.now) as db:
        own = await db.fetchval("select count(*) from ruleset")
        await db.execute("select set_config('app.authorities', $1, true)", f"{{{other}}}")
        foreign = await db.fetchval("select count(*) from ruleset")

    assert (own, foreign) == (1, 0)


@pytest.mark.parametrize("path", ["/v1/rulesets/safe-care/versions/1", "/v1/forms/review/versions/1"])
async def test_what_a_caller_holds_is_not_sent_again(desk: Desk, path: str) -> None:
    first = await desk.rowena.get(path)
    tag = first.headers["ETag"]

    again = await desk.rowena.get(path, headers={"If-None-Match": f'"other", {tag}'})
    any_ = await desk.rowena.get(path, headers={"If-None-Match": "*"})
    other = await desk.rowena.get(path, headers={"If-None-Match": '"other"'})

    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    assert any_.status_code == 304
    assert (other.status_code, other.content) == (200, first.content)
