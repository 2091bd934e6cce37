"""The report tells of every element of a review, and of exactly what was found."""

import re
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings

from schemas.arrivals import PackageFacts, PersonFacts
from schemas.base import decode, encode
from schemas.compliance import ComplianceReport, PackageKnown
from schemas.forms import Question
from schemas.reviews import Review
from tests.given_reviews import LEFT_OUT, REVIEW_DAY, Changes, a_review
from tests.reviews_strategy import any_body
from tests.workflows.compliance_cases import CASES
from tests.workflows.compliance_cases.given import DIFFICULTY, DOUBTED, MORE_CARE, NEW_CONCERN, SUPPORTED_BY
from workflows.compliance import KNOWN_RULES, RATING_RULES, RULES, findings
from workflows.compliance.elements import ELEMENTS
from workflows.compliance.needs import NEEDS
from workflows.compliance.report import counted as report_counts
from workflows.compliance.report import report
from workflows.forms import review_form

HOME_CARE = PackageKnown(starts_on=date(2026, 4, 15), location_kind="home_care")
"""Seven weeks before the review: in time for the council, late for an older person's home care."""
FIRST: Changes = {"/milestone": "initial_6_8_week"}


def told(review: Review, known: PackageKnown = HOME_CARE) -> ComplianceReport:
    return report(review, findings(review, REVIEW_DAY, package(review, known)), known)


def package(review: Review, known: PackageKnown) -> PackageFacts:
    """A package about which the review is right."""
    return PackageFacts(
        id=review.package_id,
        funder=review.funder,
        location_id=uuid4(),
        organisation_id=uuid4(),
        cqc_location_ids=frozenset({review.provider_cqc_location_id}),
        known=known,
        person=PersonFacts(
            id=uuid4(),
            name=review.person.name,
            date_of_birth=review.person.date_of_birth,
            deceased_on=None,
            review_permitted=None,
            record_ids=frozenset({review.person.mosaic_person_id or ""}),
            nhs_numbers=frozenset({review.person.nhs_number or ""}),
        ),
    )


def status(changes: Changes, element: str, known: PackageKnown = HOME_CARE) -> str:
    return {each.id: each.status for each in told(a_review(changes), known).elements}[element]


def test_every_rule_and_every_need_speaks_of_an_element_and_every_element_is_spoken_of() -> None:
    spoken_of = (
        {each.element for each in RULES}
        | {each.element for each in RATING_RULES}
        | {each.element for each in KNOWN_RULES}
        | {each.element for each in NEEDS}
    )

    assert spoken_of == {element.id for element in ELEMENTS}
    assert len({element.id for element in ELEMENTS}) == len(ELEMENTS)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.pointer[1:]} {case.code}")
def test_what_is_found_is_what_is_not_met(case: Any) -> None:
    review = a_review(case.told_for)
    found = findings(review, case.received_on)

    shown = report(review, found, HOME_CARE)

    unmet = [each for each in shown.elements if each.status == "not_met"]
    assert unmet
    assert sorted(encode(one) for each in unmet for one in each.findings) == sorted(map(encode, found))
    assert all(not each.findings for each in shown.elements if each.status != "not_met")
    assert all(each.pointers == [one.pointer for one in each.findings] for each in unmet)


@settings(max_examples=30, deadline=None)
@given(any_body)
def test_any_review_has_a_report_that_adds_up(body: Any) -> None:
    review = decode(encode(body), Review)

    shown = told(review)

    counted = [shown.counts.met, shown.counts.not_met, shown.counts.not_applicable]
    assert sum(counted) == len(shown.elements) == len(ELEMENTS)
    found = [finding for each in shown.elements for finding in each.findings]
    assert report_counts(review, found, HOME_CARE) == shown.counts


def test_a_review_made_as_it_should_be_meets_everything_that_is_called_for() -> None:
    shown = told(a_review({}))

    assert shown.counts.not_met == 0
    assert {each.id for each in shown.elements if each.status == "not_applicable"} == {
        "advocacy",
        "appropriate-person",
        "best-interests",
        "capacity",
        "change-agreed",
        "change-founded",
        "first-review-in-time",
        "older-persons-first-review-in-time",
        "providers-interest",
        "reassessment",
        "request",
        "restrictions",
        "reviewed-every-12-months",
        "safeguarding-raised",
        "safeguarding-rated",
        "self-review",
    }


@pytest.mark.parametrize(
    ("changes", "element"),
    [
        (DIFFICULTY | {"/advocate_status": "offered"}, "advocacy"),
        (SUPPORTED_BY, "appropriate-person"),
        (DOUBTED, "capacity"),
        (DOUBTED | {"/assessment_result": "lacks_capacity", "/best_interests_ref": "BI-1"}, "best-interests"),
        (MORE_CARE, "change-agreed"),
        (MORE_CARE, "change-founded"),
        (MORE_CARE, "providers-interest"),
        (FIRST, "first-review-in-time"),
        (
            {"/needs_changed": "increase", "/circumstances_detail": "She fell.", "/reassessment_needed": True}
            | {"/reassessment_reason": "She can't stand."},
            "reassessment",
        ),
        (
            {"/review_type": "requested", "/requested_by": "family", "/request_detail": "More visits."},
            "request",
        ),
        ({"/restriction_concerns": True, "/restriction_detail": "The door is locked."}, "restrictions"),
        ({"/previous_review_date": "2025-06-10"}, "reviewed-every-12-months"),
        (NEW_CONCERN, "safeguarding-raised"),
        (NEW_CONCERN, "safeguarding-rated"),
        (
            {"/conducted_by": "person_self"}
            | {"/participants/1": {"name": "A", "role": "reviewer", "present": True, "how": "phone"}},
            "self-review",
        ),
    ],
)
def test_what_is_called_for_and_done_is_met(changes: Changes, element: str) -> None:
    assert status({}, element) == "not_applicable"
    assert status(changes, element) == "met"


def test_nobody_is_asked_about_a_carer_who_does_not_exist() -> None:
    nobody = {"/carer_involved": "no_carer", "/participants/1": LEFT_OUT}

    assert status({}, "carer-involved") == "met"
    assert status(nobody, "carer-involved") == status(nobody, "carers-assessment") == "not_applicable"


def test_the_first_review_comes_within_eight_weeks_of_the_start_that_the_council_knows() -> None:
    late = PackageKnown(starts_on=date(2026, 4, 7), location_kind="care_home")
    just = PackageKnown(starts_on=date(2026, 4, 8), location_kind="care_home")

    assert status(FIRST, "first-review-in-time", late) == "not_met"
    assert status(FIRST, "first-review-in-time", just) == "met"
    assert status(FIRST, "first-review-in-time", PackageKnown()) == "not_applicable"


def test_an_older_persons_home_care_is_first_reviewed_within_six_weeks() -> None:
    older, six_weeks = "older-persons-first-review-in-time", date(2026, 4, 22)
    nearly_65 = FIRST | {"/person/date_of_birth": "1961-06-04"}

    assert status(FIRST, older, HOME_CARE) == "not_met"
    assert status(FIRST, older, PackageKnown(starts_on=six_weeks, location_kind="home_care")) == "met"
    assert status(nearly_65, older, HOME_CARE) == "not_applicable"
    assert status(FIRST | {"/person/date_of_birth": "1961-06-03"}, older, HOME_CARE) == "not_met"
    assert (
        status(FIRST, older, PackageKnown(starts_on=six_weeks, location_kind="care_home")) == "not_applicable"
    )


def test_an_element_points_to_questions_of_the_form() -> None:
    asked = {question.pointer for section in review_form().sections for question in flat(section.questions)}

    assert {re.sub(r"/\d+(?=/|$)", "/*", place) for each in ELEMENTS for place in each.answers} <= asked


def flat(questions: list[Question]) -> list[Question]:
    return [each for question in questions for each in (question, *flat(question.questions or []))]


def test_what_is_not_called_for_says_when_it_would_be() -> None:
    for each in told(a_review({})).elements:
        if each.status == "not_applicable":
            assert str(each.applies_when).endswith(".")
