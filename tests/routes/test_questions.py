"""A council's practice lead drafts questions of the council's own, opens them, and replaces them side by side."""

from typing import Any

import pytest

from tests.given_questions import ASKED, NEXT
from tests.support.desk import Desk
from tests.support.questions import PATH, ask, draft
from tests.support.scene import Scene

ANSWERS: dict[str, Any] = {"smoke_alarm": "tested", "pets": False}


async def findings(desk: Desk, **answers: Any) -> list[tuple[str, str]]:
    """(pointer, code) of what is found in a review's answers to the council's own questions."""
    item = await desk.given(**answers)
    shown = (await desk.vera.get(f"/v1/submissions/{item.id}")).json()
    found = [(one["pointer"], one["code"]) for one in shown["findings"]]
    return [one for one in found if one[1].startswith("supplementary")]


async def test_questions_are_drafted_for_nobody_and_opened_for_everybody_who_works_with_the_council(
    scene: Scene,
) -> None:
    ada, rowena = await scene.as_("ada"), await scene.as_("rowena")
    drafted = (await draft(ada)).json()
    before = (await rowena.get(PATH)).json()

    opened = await ada.post(f"{PATH}/1/open", {})
    (after,) = (await rowena.get(PATH)).json()["items"]

    assert (drafted["version"], drafted["state"]) == (1, "draft")
    assert before == {"items": []}
    assert (opened.status_code, opened.json()["state"]) == (200, "open")
    assert (after["state"], after["opened_at"]) == ("open", "2026-11-16T12:00:00Z")
    assert after["section"]["questions"][0]["pointer"] == "/supplementary/smoke_alarm"
    assert after["questions"][0]["mapping_code"] == "FIRE_ALARM"


async def test_staff_see_drafts(scene: Scene) -> None:
    await draft(await scene.as_("ada"))

    (seen,) = (await (await scene.as_("vera")).get(PATH)).json()["items"]

    assert seen["state"] == "draft"


async def test_a_version_that_is_replaced_is_taken_in_for_sixty_days(scene: Scene) -> None:
    await ask(scene)
    await ask(scene, NEXT)
    ada = await scene.as_("ada")

    states = {one["version"]: one for one in (await ada.get(PATH)).json()["items"]}
    scene.clock.forward(days=60)
    ada = await scene.as_("ada")
    later = {one["version"]: one["state"] for one in (await ada.get(PATH)).json()["items"]}

    assert (states[1]["state"], states[1]["accept_until"]) == ("closing", "2027-01-15T12:00:00Z")
    assert states[2]["state"] == "open"
    assert "accept_until" not in states[2]
    assert later == {1: "closed", 2: "open"}


async def test_a_version_is_opened_once_and_never_after_a_later_one(scene: Scene) -> None:
    ada = await scene.as_("ada")
    for _ in range(2):
        await draft(ada)

    answers = [await ada.post(f"{PATH}/{version}/open", {}) for version in (2, 2, 1, 3)]

    assert [one.status_code for one in answers] == [200, 409, 409, 404]


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"questions": ASKED["questions"] * 2}, "/questions/8/code", "twice"),
        ({"questions": [{"code": "a", "type": "choice", "label": "A?"}]}, "/questions/0/options", "missing"),
        ({"questions": [{"code": "a", "type": "line", "label": ""}]}, "/questions/0/label", "length"),
        ({"questions": [{"code": "a", "type": "song", "label": "A?"}]}, "/questions/0/type", "not-in-list"),
        ({"mappings": [{"do": "rename", "from": "/a", "to": "/b"}]}, "/mappings/0/to", "no-such-question"),
    ],
)
async def test_a_set_that_can_not_be_asked_is_refused(
    scene: Scene, changes: dict[str, Any], pointer: str, code: str
) -> None:
    refused = await draft(await scene.as_("ada"), ASKED | changes)

    assert refused.status_code == 400
    assert (pointer, code) in [(one["pointer"], one["code"]) for one in refused.json()["issues"]]


async def test_only_the_councils_administrators_write_questions(scene: Scene) -> None:
    by = [await scene.as_(name) for name in ("vera", "hedra", "rowena", "wenna")]

    assert [(await draft(one)).status_code for one in by] == [403] * 4
    assert [(await one.post(f"{PATH}/1/open", {})).status_code for one in by] == [403] * 4


@pytest.mark.parametrize(
    "path", ["/v1/forms/review/versions/2/questions", "/v1/forms/diary/versions/1/questions"]
)
async def test_questions_belong_to_a_form_that_there_is(scene: Scene, path: str) -> None:
    ada = await scene.as_("ada")

    assert (await ada.get(path)).status_code == 404
    assert (await draft(ada, ASKED, path)).status_code == 404


async def test_what_is_wrong_with_an_answer_is_a_finding_and_never_stops_receipt(desk: Desk) -> None:
    await ask(desk.scene)

    assert await findings(desk, supplementary=ANSWERS, supplementary_version=1) == []
    assert await findings(desk, supplementary={"pets": "yes", "attic": 1}, supplementary_version=1) == [
        ("/supplementary/smoke_alarm", "supplementary-missing"),
        ("/supplementary/pets", "supplementary-type"),
        ("/supplementary/attic", "supplementary-unknown"),
    ]
    assert await findings(desk) == [("/supplementary", "supplementary-not-answered")]


async def test_each_review_is_judged_by_the_version_that_was_asked(desk: Desk) -> None:
    await ask(desk.scene)
    await ask(desk.scene, NEXT)

    assert await findings(desk, supplementary=ANSWERS, supplementary_version=1) == []
    assert await findings(desk, supplementary={"alarm": "none"}, supplementary_version=2) == []
    assert await findings(desk, supplementary=ANSWERS, supplementary_version=3) == [
        ("/supplementary_version", "supplementary-version-unknown")
    ]


async def test_a_councils_policy_says_whether_a_missing_answer_stops_the_approval(desk: Desk) -> None:
    await ask(desk.scene)
    ada = await desk.scene.as_("ada")
    body = {"stopping_codes": ["supplementary-missing"]}
    policy = {"body": body, "reason": "Fire safety first.", "effective_from": "2026-11-16T12:00:00Z"}
    await ada.caller.call("PUT", "/v1/policies/approval", token=ada.token, json=policy)
    item = await desk.given(supplementary={"pets": True}, supplementary_version=1)

    refused = await desk.do(desk.vera, item, "open", "approve")

    assert (refused.status_code, refused.json()["code"]) == (409, "findings-stop-approval")
    assert [one["pointer"] for one in refused.json()["issues"]] == ["/supplementary/smoke_alarm"]


async def test_answers_to_questions_that_were_closed_are_kept_for_staff_who_may_file_them(desk: Desk) -> None:
    await ask(desk.scene)
    await ask(desk.scene, NEXT, accept_for_days=1)
    cared = await desk.scene.cared()
    body = desk.scene.review(cared, supplementary=ANSWERS, supplementary_version=1)
    desk.scene.clock.forward(days=1)
    rowena = await desk.scene.as_("rowena", with_tablet=True)
    op = desk.scene.submit(rowena, cared, body)

    (late,) = await rowena.push(op)
    vera = await desk.scene.as_("vera")
    filed = await vera.post(f"/v1/sync/quarantine/{op['op_id']}/accept", {"body": body})

    assert (late["status"], late["problem"]["code"]) == ("quarantined", "questions-closed")
    assert late["problem"]["pointer"] == "/supplementary_version"
    assert (filed.status_code, filed.json()["state"]) == (200, "submitted")


async def test_a_verifier_reads_what_was_asked_and_answered_in_words(desk: Desk) -> None:
    await ask(desk.scene)
    item = await desk.given(supplementary=ANSWERS, supplementary_version=1)

    own = (await desk.vera.get(f"/v1/submissions/{item.id}")).json()["own_answers"]

    assert (own["version"], own["title"]) == (1, "Safe at home")
    assert [(one.get("label"), one["text"]) for one in own["answers"]] == [
        ("Is there a smoke alarm that works?", "Yes, it was tested"),
        ("Are there pets?", "No"),
    ]
    assert "now" not in own


async def test_answers_to_an_older_version_are_read_as_those_to_the_version_that_is_asked_now(
    desk: Desk,
) -> None:
    await ask(desk.scene)
    item = await desk.given(supplementary=ANSWERS, supplementary_version=1)
    await ask(desk.scene, NEXT)

    own = (await desk.vera.get(f"/v1/submissions/{item.id}")).json()["own_answers"]

    assert [one["text"] for one in own["answers"]] == ["Yes, it was tested", "No"]
    assert [(one["code"], one["text"]) for one in own["now"]["answers"]] == [
        ("alarm", "Tested"),
        ("carbon_monoxide_alarm", "No"),
    ]
    assert own["now"]["notes"] == [{"pointer": "/pets", "value": False}]
    assert own["now"]["filled_in"] == ["/carbon_monoxide_alarm"]


async def test_what_changed_in_the_answers_is_shown_with_the_question(desk: Desk) -> None:
    await ask(desk.scene)
    item = await desk.given(supplementary=ANSWERS, supplementary_version=1)
    body = item.body | {"supplementary": ANSWERS | {"smoke_alarm": "none"}}
    await desk.rowena.push(desk.scene.amend(desk.rowena, body, 1))

    diff = (await desk.vera.get(f"/v1/submissions/{item.id}/diff?from=1&to=2")).json()

    assert diff["sections"] == ["supplementary"]
    assert diff["differences"] == [
        {
            "section": "supplementary",
            "pointer": "/supplementary/smoke_alarm",
            "label": "Is there a smoke alarm that works?",
            "before": "tested",
            "after": "none",
        }
    ]


async def test_a_review_without_answers_of_its_own_shows_none(desk: Desk) -> None:
    item = await desk.given()

    assert "own_answers" not in (await desk.vera.get(f"/v1/submissions/{item.id}")).json()


async def test_answers_can_be_tried_out_before_they_are_sent(desk: Desk) -> None:
    await ask(desk.scene)
    cared = await desk.scene.cared()
    body = desk.scene.review(cared, supplementary={"pets": "yes"}, supplementary_version=1)

    check = await desk.rowena.post("/v1/forms/review/versions/1/check", {"body": body})

    codes = [one["code"] for one in check.json()["findings"]]
    assert [one for one in codes if one.startswith("supplementary")] == [
        "supplementary-missing",
        "supplementary-type",
    ]
