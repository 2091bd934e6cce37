"""Ratings can be had from the service by anybody who has the answers."""

from typing import Any

import httpx
import pytest

from schemas.base import encode
from schemas.ratings import FACTORS
from tests.support.scene import Scene, Someone
from workflows.ratings import ruleset

PATH = "/v1/rulesets/safe-care/versions/1"
ROTA = {
    "factor": "falls",
    "kind": "family_rota",
    "description": "Her sons take turns.",
    "dated_on": "2026-11-16",
}


@pytest.fixture
async def rowena(scene: Scene) -> Someone:
    return await scene.as_("rowena")


async def evaluate(someone: Someone, factors: dict[str, Any], **more: Any) -> httpx.Response:
    answers = dict.fromkeys(FACTORS, 0) | factors
    answers = {name: value for name, value in answers.items() if value is not None}
    return await someone.post(f"{PATH}/evaluate", {"factors": answers, "mitigations": [], **more})


async def test_a_ruleset_is_given_as_data(rowena: Someone) -> None:
    assert (await rowena.get(PATH)).content == encode(ruleset("safe-care", 1))


@pytest.mark.parametrize("path", ["/v1/rulesets/safe-care/versions/2", "/v1/rulesets/other/versions/1"])
async def test_there_is_no_other_ruleset(rowena: Someone, path: str) -> None:
    answers = {"factors": dict.fromkeys(FACTORS, 0), "mitigations": []}

    assert (await rowena.get(path)).status_code == 404
    assert (await rowena.post(f"{path}/evaluate", answers)).status_code == 404


@pytest.mark.parametrize(
    ("factors", "colour"),
    [({}, "green"), ({"falls": 2}, "amber"), ({"medication": 2, "living_situation": 2}, "red")],
)
async def test_answers_are_rated_with_reasons(rowena: Someone, factors: dict[str, Any], colour: str) -> None:
    said = (await evaluate(rowena, factors)).json()

    assert (said["ruleset"], said["computed"]) == ("safe-care/1", colour)
    assert bool(said["reasons"]) == (colour != "green")


@pytest.mark.parametrize(
    ("on", "ignored"), [({}, []), ({"on": "2026-11-16"}, []), ({"on": "2026-11-15"}, ["future-dated"])]
)
async def test_mitigations_are_judged_as_of_the_day_and_today_if_none_is_named(
    rowena: Someone, on: dict[str, str], ignored: list[str]
) -> None:
    said = (await evaluate(rowena, {"falls": 2}, mitigations=[ROTA], **on)).json()

    assert [one["code"] for one in said["ignored_mitigations"]] == ignored


async def test_every_missing_factor_is_told_with_its_pointer(rowena: Someone) -> None:
    answer = await evaluate(rowena, {"falls": None, "distress": None, "cognition": 3})

    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
    assert {(issue["pointer"], issue["code"]) for issue in answer.json()["issues"]} == {
        ("/factors/falls", "missing"),
        ("/factors/distress", "missing"),
        ("/factors/cognition", "not-in-list"),
    }
