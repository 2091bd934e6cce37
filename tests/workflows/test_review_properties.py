"""Whatever a reviewer answers, it can be judged, and what is found can be found on the form."""

import re
from datetime import date
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from schemas.base import decode, encode
from schemas.forms import Condition, Question
from schemas.reviews import Review
from tests.given_reviews import REVIEW_DAY, a_body
from tests.reviews_strategy import Json, any_body, bodies_near_the_example
from workflows.compliance import findings
from workflows.forms import review_form

BODIES = st.one_of(bodies_near_the_example(), any_body)
BEGINNING = {
    "/review_date": "0001-01-01",
    "/device_created_at": "0001-01-01T00:00:00+14:00",
    "/submitted_at": "0001-01-01T00:00:00+14:00",
}
END = {
    "/review_date": "9999-12-31",
    "/next_review_due": "9999-12-31",
    "/submitted_at": "9999-12-31T23:59:59-14:00",
}


def all_questions(questions: list[Question]) -> list[Question]:
    below = [each for question in questions for each in all_questions(question.questions or [])]
    return [*questions, *below]


FORM = [each for section in review_form().sections for each in all_questions(section.questions)]


@settings(max_examples=60, deadline=None)
@given(BODIES, st.dates())
@example(a_body(BEGINNING), date.min)
@example(a_body(END), date.max)
def test_any_well_formed_review_can_be_judged_on_any_day(body: Json, received_on: date) -> None:
    review = decode(encode(body), Review)

    told = findings(review, received_on)

    assert told == findings(review, received_on)
    assert len({(each.pointer, each.code) for each in told}) == len(told)


@settings(max_examples=60, deadline=None)
@given(BODIES)
def test_every_finding_points_to_a_question_on_the_form(body: Json) -> None:
    asked = {question.pointer for question in FORM}

    told = findings(decode(encode(body), Review), REVIEW_DAY)

    assert {re.sub(r"/\d+(?=/|$)", "/*", each.pointer) for each in told} <= asked


@settings(max_examples=60, deadline=None)
@given(bodies_near_the_example())
def test_a_tablet_that_asks_what_the_form_says_leaves_no_answer_missing(body: Json) -> None:
    told = findings(decode(encode(body), Review), REVIEW_DAY)

    missing = {each.pointer for each in told if each.code in ("answer-missing", "factor-absent")}
    assert missing == unanswered(body) - ASKED_BUT_NOT_MISSED


ASKED_BUT_NOT_MISSED = {"/carer_involved", "/capacity_doubted"}
"""Left out, they say that no carer is known and that capacity is assumed."""


def unanswered(body: Json) -> set[str]:
    """What a tablet would still ask for: visible, required and empty; it knows nothing but the form's data."""
    return {
        place
        for question in FORM
        if question.required
        for place, value in answers(body, question.pointer.split("/")[1:])
        if is_empty(question, value) and is_visible(question, body, place)
    }


def is_empty(question: Question, value: Json) -> bool:
    """An empty list says that there are none, unless another answer says that there must be some."""
    return value is None or (value == [] and bool(question.visible_when))


def is_visible(question: Question, body: Json, place: str) -> bool:
    return not question.visible_when or any(holds(each, body, place) for each in question.visible_when)


def holds(condition: Condition, body: Json, place: str) -> bool:
    steps = condition.pointer.split("/")[1:]
    here = [at if step == "*" else step for step, at in zip(steps, place.split("/")[1:], strict=False)]
    chosen = [value for _, value in answers(body, here + steps[len(here) :])]
    return any(each in condition.is_any_of for value in chosen for each in as_list(value))


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def answers(value: Json, steps: list[str], at: str = "") -> list[tuple[str, Json]]:
    """Where the steps lead in a body, and what stands there; a group that is left out leads nowhere."""
    if not steps:
        return [(at, value)]
    if isinstance(value, list):
        places = range(len(value)) if steps[0] == "*" else [int(steps[0])]
        return [found for n in places for found in answers(value[n], steps[1:], f"{at}/{n}")]
    if isinstance(value, dict):
        return answers(value.get(steps[0]), steps[1:], f"{at}/{steps[0]}")
    return []
