"""The published ruleset, its worked cases and its page say the same."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from schemas.base import decode, encode
from schemas.ratings import FACTORS, Evaluate
from tests.workflows import tablet_safe_care
from workflows.ratings import evaluate
from workflows.ratings_page import safe_care_page
from workflows.safe_care import SAFE_CARE_1
from workflows.safe_care_cases import CASES, WorkedCase

PAGE = Path(__file__).parents[2] / "docs" / "safe-care-1.md"


def published_cases() -> list[dict[str, Any]]:
    block = PAGE.read_text("utf-8").split("```json\n")[1].split("```")[0]
    cases: list[dict[str, Any]] = json.loads(block)
    return cases


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_a_worked_case_comes_out_as_written(case: WorkedCase) -> None:
    evaluation = evaluate(SAFE_CARE_1, case.factors, case.mitigations, case.on)

    assert evaluation.computed is case.computed
    assert [reason.code for reason in evaluation.reasons] == case.reasons
    assert [each.code for each in evaluation.ignored_mitigations] == case.ignored
    assert evaluation.inputs_hash == case.inputs_hash


@pytest.mark.parametrize("case", published_cases(), ids=lambda case: case["title"])
def test_a_tablet_can_test_itself_with_the_cases_on_the_page(case: dict[str, Any]) -> None:
    answer = tablet_safe_care.rate(json.loads(encode(SAFE_CARE_1)), case["request"])

    assert answer["computed"] == case["answer"]["computed"]
    assert answer["inputs_hash"] == case["answer"]["inputs_hash"]
    assert [reason["code"] for reason in answer["reasons"]] == case["answer"]["reasons"]
    assert [each["code"] for each in answer["ignored_mitigations"]] == case["answer"]["ignored_mitigations"]


def test_the_cases_show_every_rule_and_every_objection() -> None:
    assert {code for case in CASES for code in case.reasons} == {rule.code for rule in SAFE_CARE_1.rules}
    assert {code for case in CASES for code in case.ignored} == {
        objection.code for objection in SAFE_CARE_1.mitigation.objections
    }


def test_the_rulesets_example_of_a_digest_is_right() -> None:
    recipe = SAFE_CARE_1.inputs_hash
    asked = decode(recipe.example_text.encode(), Evaluate)
    rated_on = asked.mitigations[0].dated_on

    assert hashlib.sha256(recipe.example_text.encode()).hexdigest() == recipe.example_hash
    assert (
        evaluate(SAFE_CARE_1, asked.factors, asked.mitigations, rated_on).inputs_hash == recipe.example_hash
    )


def test_the_ruleset_asks_for_the_fourteen_factors_in_the_order_of_the_form() -> None:
    assert tuple(factor.id for factor in SAFE_CARE_1.factors) == FACTORS


def test_the_page_is_the_one_that_the_ruleset_makes() -> None:
    assert PAGE.read_text("utf-8") == safe_care_page()
