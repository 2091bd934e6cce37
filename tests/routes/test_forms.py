"""What a tablet fills in can be had, and tried out, before there is anything to send."""

from typing import Any

import pytest

from schemas.base import encode
from tests.given_reviews import LEFT_OUT, a_body
from tests.support.scene import Scene, Someone
from workflows.forms import review_form

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
    assert (await rowena.get("/v1/forms")).json() == {"items": [{"id": "review", "versions": [1]}]}


async def test_a_form_comes_with_everything_that_a_tablet_needs(rowena: Someone) -> None:
    assert (await rowena.get(PATH)).content == encode(review_form())


@pytest.mark.parametrize("path", ["/v1/forms/review/versions/2", "/v1/forms/diary/versions/1"])
async def test_there_is_no_other_form(rowena: Someone, path: str) -> None:
    assert (await rowena.get(path)).status_code == 404
    assert (await rowena.post(f"{path}/check", {})).status_code == 404


async def test_a_complete_review_is_found_valid_and_rated(rowena: Someone) -> None:
    said = await check(rowena, a_body({}))

    assert (said["valid"], said["issues"]) == (True, [])
    assert said["rating"]["evaluation"]["computed"] == said["rating"]["effective"] == "green"


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
