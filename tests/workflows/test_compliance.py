"""A review is told for what the law, the guidance and good sense ask, at the exact place, and for nothing else."""

from datetime import date, timedelta

import pytest

from tests.given_reviews import REVIEW_DAY, Changes, a_review
from tests.workflows.compliance_cases import CASES
from tests.workflows.compliance_cases.given import DOUBTED, MORE_CARE, NEW_CONCERN, SUPPORTED_BY, Case
from workflows.compliance import RULES, findings
from workflows.compliance.needs import NEEDS, unmet


def name(case: Case) -> str:
    return f"{case.pointer[1:]} {case.code}"


@pytest.mark.parametrize("case", CASES, ids=name)
def test_a_review_is_told_for_what_is_wrong_with_it(case: Case) -> None:
    told = findings(a_review(case.told_for), case.received_on)

    assert (case.pointer, case.code, case.kind) in [(each.pointer, each.code, each.kind) for each in told]


@pytest.mark.parametrize("case", CASES, ids=name)
def test_a_review_is_not_told_for_what_comes_close(case: Case) -> None:
    told = findings(a_review(case.not_for), case.received_on)

    assert (case.pointer, case.code) not in [(each.pointer, each.code) for each in told]


def test_every_rule_and_every_need_has_a_case() -> None:
    broken = [(a_review(case.told_for), case.received_on) for case in CASES]

    for rule in RULES:
        assert any(any(rule.states(review, day)) for review, day in broken), rule.states.__name__
    for need in NEEDS:
        assert any(any(unmet(need, review)) for review, _ in broken), need.pointer


def test_a_review_made_as_it_should_be_has_no_findings() -> None:
    for days in range(29):
        assert findings(a_review({}), REVIEW_DAY + timedelta(days)) == []


@pytest.mark.parametrize("changes", [DOUBTED, MORE_CARE, NEW_CONCERN, SUPPORTED_BY])
def test_nobody_is_told_off_for_a_doubt_a_request_a_concern_or_support_that_is_well_recorded(
    changes: Changes,
) -> None:
    assert findings(a_review(changes), REVIEW_DAY) == []


def test_however_late_a_good_review_arrives_it_is_told_for_that_alone() -> None:
    told = findings(a_review({}), date(2031, 1, 1))

    assert [(each.pointer, each.code, each.kind) for each in told] == [
        ("/review_date", "received-late", "other")
    ]


def test_statutory_findings_name_their_law_or_guidance() -> None:
    for case in CASES:
        for each in findings(a_review(case.told_for), case.received_on):
            assert each.kind == "other" or str(each.source).startswith(
                ("Care Act 2014", "Mental Capacity Act 2005", "Care and Support Statutory Guidance")
            )


def test_a_finding_says_which_answers_called_for_the_missing_one() -> None:
    review = a_review({"/needs_changed": "fluctuating", "/circumstances_changed": ["fall", "carer"]})

    [told] = findings(review, REVIEW_DAY)

    assert told.params == {"because_of": ["/needs_changed", "/circumstances_changed"]}


def test_what_is_missing_inside_a_missing_group_is_told_once() -> None:
    told = findings(a_review({"/safeguarding_concern": "new"}), REVIEW_DAY)

    assert "/safeguarding_detail" in [each.pointer for each in told]
    assert "/safeguarding_detail/referral_made_at" not in [each.pointer for each in told]


def test_a_paid_carer_is_no_appropriate_person_whatever_else_is_said() -> None:
    paid = {"name": "Test Worker 0001", "relationship": "Support worker", "paid_or_professional": True}

    [told] = findings(a_review({"/appropriate_person": paid}), REVIEW_DAY)

    assert (told.pointer, told.source) == ("/appropriate_person/paid_or_professional", "Care Act 2014 s67(5)")
