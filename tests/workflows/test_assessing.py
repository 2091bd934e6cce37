"""An assessment is told for what law, guidance and good sense ask, at the exact place, and for nothing else."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings

from schemas.assessments import Assessment
from schemas.base import decode, encode
from tests.given_assessments import RECEIVED, an_assessment, assessment_body
from tests.given_reviews import Changes
from tests.reviews_strategy import bodies_near
from tests.support.forms import all_places, flat
from tests.workflows.assessing_cases import CASES, DISTRESSED, HOME_AGAIN, INFECTED, LACKS, Case
from workflows.assessing import RULES, findings
from workflows.assessing.needs import NEEDS
from workflows.compliance.needs import unmet
from workflows.forms import assessment_form


def name(case: Case) -> str:
    return f"{case.pointer[1:]} {case.code}"


@pytest.mark.parametrize("case", CASES, ids=name)
def test_an_assessment_is_told_for_what_is_wrong_with_it(case: Case) -> None:
    told = findings(an_assessment(case.told_for), case.received_at)

    assert (case.pointer, case.code, case.kind) in [(each.pointer, each.code, each.kind) for each in told]


@pytest.mark.parametrize("case", CASES, ids=name)
def test_an_assessment_is_not_told_for_what_comes_close(case: Case) -> None:
    told = findings(an_assessment(case.not_for), case.received_at)

    assert (case.pointer, case.code) not in [(each.pointer, each.code) for each in told]


def test_every_rule_and_every_need_has_a_case() -> None:
    broken = [(an_assessment(case.told_for), case.received_at) for case in CASES]

    for rule in RULES:
        assert any(any(rule.states(one, at)) for one, at in broken), rule.states.__name__
    for need in NEEDS:
        assert any(any(unmet(need, one)) for one, _ in broken), need.pointer


def test_an_assessment_made_as_it_should_be_has_no_findings() -> None:
    for hours in range(24):
        assert findings(an_assessment({}), RECEIVED + timedelta(hours=hours)) == []


@pytest.mark.parametrize("changes", [LACKS, DISTRESSED, INFECTED, HOME_AGAIN])
def test_nobody_is_told_off_for_what_is_hard_and_well_recorded(changes: Changes) -> None:
    assert findings(an_assessment(changes), RECEIVED) == []


def test_statutory_findings_name_their_law() -> None:
    for case in CASES:
        for each in findings(an_assessment(case.told_for), case.received_at):
            law = str(each.source).startswith(("Care Act 2014", "Mental Capacity Act 2005"))
            assert each.kind == "other" or law, each


POINTERS = {
    question.pointer.replace("/*", "")
    for section in assessment_form().sections
    for question in flat(section.questions)
}


@settings(max_examples=60, deadline=None)
@given(bodies_near(assessment_form(), Assessment))
def test_whatever_is_answered_findings_point_at_places_of_the_form(body: dict[str, Any]) -> None:
    for each in findings(decode(encode(body), Assessment), RECEIVED):
        plain = "".join(f"/{step}" for step in each.pointer.split("/")[1:] if not step.isdigit())
        assert plain in POINTERS, each.pointer


OF_THE_COUNCIL = {"supplementary", "supplementary_version"}
"""Answered only where a council asks questions of its own: no part of the form."""


def test_the_example_answers_every_group() -> None:
    answered = {place.split("/")[1] for place in all_places(assessment_body({}))}

    assert answered == set(Assessment.__struct_fields__) - OF_THE_COUNCIL
