"""The record is told what was verified, in the words of the national return, and asked for what it alone decides."""

import hashlib
from datetime import date

import pytest
from msgspec import UNSET, UnsetType, json
from msgspec.structs import replace

from schemas.base import encode
from schemas.records import ActionKind, EventOutcome, MethodOfReview, NextAction, OutcomesAchieved
from schemas.submissions import State
from tests.given_questions import a_set
from tests.given_reviews import Changes, a_body, a_review
from tests.support.cases import a_submission
from tests.support.form_versions import MOVED, older, two_versions
from tests.support.records import MORWENNA, a_record, some_facts, without_numbers
from tests.support.world import NOON
from workflows import records

MORE: Changes = {
    "/package_proposed/visits/0/minutes": 105,
    "/change_request": "increase",
    "/change_effective_from": "2026-12-01",
    "/change_agreed": {"person": "agree"},
}


def outcomes(*statuses: str) -> Changes:
    plan = {"plan_outcome": "To go out", "evidence": "Diary", "next": "keep"}
    return {"/outcomes": [{**plan, "status": status} for status in statuses]}


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (["fully", "fully"], OutcomesAchieved.FULLY),
        (["fully", "partially"], OutcomesAchieved.PARTIALLY),
        (["fully", "not_met"], OutcomesAchieved.PARTIALLY),
        (["partially", "not_met"], OutcomesAchieved.PARTIALLY),
        (["not_met", "not_met"], OutcomesAchieved.NOT_MET),
    ],
)
def test_outcomes_are_achieved_as_the_national_return_counts_them(
    statuses: list[str], expected: OutcomesAchieved
) -> None:
    items = records.client_level_data(a_review(outcomes(*statuses)))

    assert items.review_outcomes_achieved is expected


@pytest.mark.parametrize(
    ("person", "carer", "expected"),
    [
        ("full", "full", MethodOfReview.BOTH),
        ("partial", "partial", MethodOfReview.BOTH),
        ("full", "none", MethodOfReview.PERSON),
        ("full", "no_carer", MethodOfReview.PERSON),
        ("full", None, MethodOfReview.PERSON),
        ("none", "full", MethodOfReview.CARER),
        ("none", "declined", UNSET),
    ],
)
def test_the_method_says_who_took_part(
    person: str, carer: str | None, expected: MethodOfReview | UnsetType
) -> None:
    review = a_review({"/person_involved": person, "/carer_involved": carer})

    assert records.client_level_data(review).method_of_review is expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, EventOutcome.NO_CHANGE),
        (MORE, EventOutcome.PLANNING),
        ({"/change_request": "retime"}, EventOutcome.PLANNING),
        ({"/change_request": "end"}, EventOutcome.PLANNING),
        (MORE | {"/reassessment_needed": True}, EventOutcome.REASSESSMENT),
    ],
)
def test_the_outcome_is_what_the_review_leads_to(changes: Changes, expected: EventOutcome) -> None:
    assert records.client_level_data(a_review(changes)).event_outcome is expected


def test_the_reason_is_the_nations_own_word() -> None:
    items = records.client_level_data(a_review({"/review_reason": "Unplanned - Safeguarding concern"}))

    assert items.review_reason == "Unplanned - Safeguarding concern"


def actions(changes: Changes) -> dict[ActionKind, NextAction]:
    return {action.kind: action for action in records.next_actions(a_review(changes))}


def test_more_care_is_asked_of_a_worker_in_a_sentence_that_names_nobody() -> None:
    assert actions(MORE)[ActionKind.PACKAGE_CHANGE] == NextAction(
        kind=ActionKind.PACKAGE_CHANGE,
        why="Asked for: more care, 1 hour a week more, from 1 December 2026. The person agrees.",
        due=date(2026, 12, 1),
    )


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        (
            {"/package_proposed/visits/0/minutes": 15, "/change_request": "decrease"},
            "Asked for: less care, 0.5 hours a week less. Who agrees was not said.",
        ),
        (
            {"/change_request": "retime", "/change_agreed": {"person": "not_asked"}},
            "Asked for: the same care at other times. The person was not asked.",
        ),
        (
            {"/change_request": "end", "/change_agreed": {"person": "disagree"}},
            "Asked for: end the package. The person disagrees.",
        ),
    ],
)
def test_every_change_is_asked_for_and_none_is_made(changes: Changes, why: str) -> None:
    assert actions(changes)[ActionKind.PACKAGE_CHANGE].why == why


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"/reassessment_needed": True}, ActionKind.REASSESSMENT),
        ({"/safeguarding_concern": "new"}, ActionKind.SAFEGUARDING),
        ({"/carer_assessment_wanted": "yes"}, ActionKind.CARER_ASSESSMENT),
        (
            {
                "/package_funding_effect": {
                    "weekly_hours_difference": 5.0,
                    "weekly_cost_difference_pence": 12_000,
                    "above_council_limit": True,
                }
            },
            ActionKind.FINANCIAL_AUTHORISATION,
        ),
    ],
)
def test_what_only_the_council_decides_is_put_before_it(changes: Changes, kind: ActionKind) -> None:
    assert actions(changes).keys() == {kind, ActionKind.NEXT_REVIEW}


def test_a_review_with_nothing_new_leads_to_the_next_one() -> None:
    assert actions({}) == {
        ActionKind.NEXT_REVIEW: NextAction(
            kind=ActionKind.NEXT_REVIEW, why="The next review is due.", due=date(2027, 5, 28)
        )
    }


def test_the_record_is_told_the_answers_as_they_were_signed() -> None:
    facts = some_facts()

    told = records.verified(facts)

    assert bytes(told.answers) == facts.revision.body
    assert told.answers_sha256 == hashlib.sha256(facts.revision.body).hexdigest()
    assert (told.person, told.reviewer.name) == (MORWENNA, "Test Reviewer 0001")
    assert [decision.verifier for decision in told.decisions] == ["Vera Penrose"]


def test_one_message_about_one_revision_has_one_key() -> None:
    submission = a_submission()

    assert a_record(submission=submission).key == a_record(submission=submission).key
    assert a_record(submission=submission).key == f"{submission.id}:1:approved"


def test_people_made_up_for_practice_never_reach_the_record() -> None:
    assert records.kept_back(some_facts(training_data=True)) is records.FOR_PRACTICE


def test_nobody_is_looked_for_without_a_number() -> None:
    assert records.kept_back(some_facts(person=without_numbers())) is records.NO_NUMBER
    assert records.kept_back(some_facts()) is None


def test_a_message_of_another_kind_is_never_told_as_an_approval() -> None:
    assert records.kept_back(some_facts(message="withdrawn")) is records.UNKNOWN_MESSAGE


def test_the_records_answer_makes_a_review_recorded() -> None:
    approved = a_submission(state=State.APPROVED, version=4)

    after, event = records.recorded(approved, "107", NOON)

    assert (after.state, after.record_reference, after.version) == (State.RECORDED, "107", 5)
    assert (event.action, event.from_state, event.to_state) == ("record", State.APPROVED, State.RECORDED)
    assert (event.capacity, event.account_id, event.at) == ("record", None, NOON)


def test_a_review_on_an_older_version_of_the_form_is_told_as_it_was_signed_and_as_it_is_read_now(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    facts, signed = some_facts(), encode(older(a_body({})))
    on_the_older = replace(facts, revision=replace(facts.revision, body=signed))

    with two_versions(monkeypatch):
        record = records.verified(on_the_older)

    assert bytes(record.answers) == signed
    assert json.decode(bytes(record.read_as or b"{}"))[MOVED] == a_body({})[MOVED]


def test_what_a_council_asked_besides_is_told_in_words() -> None:
    answers = {"/supplementary": {"smoke_alarm": "none"}, "/supplementary_version": 1}

    (told,) = records.verified(some_facts(answers, questions=(a_set(),))).own_answers

    assert (told.label, told.text, told.mapping_code) == (
        "Is there a smoke alarm that works?",
        "No",
        "FIRE_ALARM",
    )
