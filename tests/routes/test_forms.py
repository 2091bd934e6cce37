"""What a tablet fills in can be had, and tried out, before there is anything to send."""

from typing import Any

import pytest

from schemas.base import encode
from tests.given_assessments import assessment_body
from tests.given_reviews import LEFT_OUT, a_body
from tests.support.scene import Scene, Someone
from workflows.forms import assessment_form, review_form

PATH = "/v1/forms/review/versions/1"


@pytest.fixture
async def rowena(scene: Scene) -> Someone:
    return await scene.as_("rowena")


async def check(someone: Someone, body: Any) -> dict[str, Any]:
    answer = await someone.post(f"{PATH}/check", body)
    assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.json()
    return said


async def test_the_forms_in_use_are_listed(rowena: Someone) -> None:
    assert (await rowena.get("/v1/forms")).json() == {
        "items": [{"id": "assessment", "versions": [1]}, {"id": "review", "versions": [1]}]
    }


async def test_a_form_comes_with_everything_that_a_tablet_needs(rowena: Someone) -> None:
    assert (await rowena.get(PATH)).content == encode(review_form())
    assert (await rowena.get("/v1/forms/assessment/versions/1")).content == encode(assessment_form())


@pytest.mark.parametrize("path", ["/v1/forms/review/versions/2", "/v1/forms/diary/versions/1"])
async def test_there_is_no_other_form(rowena: Someone, path: str) -> None:
    assert (await rowena.get(path)).status_code == 404
    assert (await rowena.post(f"{path}/check", {})).status_code == 404


async def test_a_complete_review_is_found_valid_and_rated(rowena: Someone) -> None:
    said = await check(rowena, a_body({}))

    assert (said["valid"], said["issues"]) == (True, [])
    assert said["rating"]["evaluation"]["computed"] == said["rating"]["effective"] == "green"


async def test_an_assessment_can_be_tried_out_too(rowena: Someone) -> None:
    answer = await rowena.post(
        "/v1/forms/assessment/versions/1/check",
        assessment_body({"/medicines/items/0/covered_until": LEFT_OUT}),
    )

    said = answer.json()
    assert (answer.status_code, said["valid"], said["rating"]["effective"]) == (200, True, "amber")
    assert "/medicines/items/0/covered_until" in {finding["pointer"] for finding in said["findings"]}


async def test_findings_are_told_with_their_pointers(rowena: Someone) -> None:
    said = await check(rowena, a_body({"/person_involved": "none"}))

    assert said["valid"]
    assert "/not_involved_reason" in {finding["pointer"] for finding in said["findings"]}


async def test_every_fault_of_an_unfinished_review_is_told(rowena: Someone) -> None:
    said = await check(
        rowena, a_body({"/person_views": LEFT_OUT, "/funder": "us", "/person/date_of_birth": 1941})
    )

    assert not said["valid"]
    assert "rating" not in said
    assert {(issue["pointer"], issue["code"]) for issue in said["issues"]} == {
        ("/person_views", "missing"),
        ("/funder", "not-in-list"),
        ("/person/date_of_birth", "type"),
    }


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"5", b'"\xff"', b"[" * 100_000])
async def test_what_is_no_object_is_refused(rowena: Someone, raw: bytes) -> None:
    answer = await rowena.caller.call(
        "POST",
        f"{PATH}/check",
        token=rowena.token,
        content=raw,
        headers={"Content-Type": "application/json"},
    )

    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


async def test_a_review_that_is_too_large_to_send_is_too_large_to_check(rowena: Someone) -> None:
    answer = await rowena.post(f"{PATH}/check", a_body({"/person_views": "x" * 300_000}))

    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")


async def test_a_check_reports_every_element(rowena: Someone) -> None:
    said = await check(rowena, a_body({"/carer_involved": "no_carer"}))

    unmet = [each for each in said["compliance"]["elements"] if each["status"] == "not_met"]
    assert [(each["id"], each["pointers"]) for each in unmet] == [
        ("carer-involved", ["/carer_involved"]),
        ("days", ["/review_date"]),
    ]
    assert said["compliance"]["counts"]["not_met"] == 2


async def test_a_check_can_be_made_as_of_another_day(rowena: Someone) -> None:
    body = a_body({})

    alone, then = await check(rowena, body), await check(rowena, {"body": body, "on": "2026-06-03"})

    assert [finding["code"] for finding in alone["findings"]] == ["received-late"]
    assert (then["valid"], then["findings"], then["compliance"]["counts"]["not_met"]) == (True, [], 0)


async def test_faults_of_answers_under_body_are_told_by_where_they_are_in_the_answers(
    rowena: Someone,
) -> None:
    said = await check(rowena, {"body": a_body({"/funder": "us"}), "on": "2026-06-03"})

    assert [(issue["pointer"], issue["code"]) for issue in said["issues"]] == [("/funder", "not-in-list")]
    assert (said["valid"], "compliance" in said) == (False, False)


@pytest.mark.parametrize("asked", [{"body": 5}, {"body": {}, "on": "tomorrow"}])
async def test_a_question_that_makes_no_sense_is_refused(rowena: Someone, asked: dict[str, Any]) -> None:
    answer = await rowena.post(f"{PATH}/check", asked)

    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


async def test_a_check_keeps_nothing(scene: Scene, rowena: Someone) -> None:
    await check(rowena, a_body({"/person_views": "Nobody writes this down."}))

    for table in ("submission_rev", "op_body", "op_ledger", "history"):
        assert await scene.world.connection.fetchval(f"select count(*) from {table}") == 0  # noqa: S608 names above
