"""The form says all that a tablet must know, and the service keeps to it."""

from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import inspect

from schemas.base import Malformed, decode, encode
from schemas.forms import FormVersion, Question
from schemas.ratings import Colour
from schemas.reviews import Review
from tests.given_reviews import LEFT_OUT, Changes, a_body
from tests.reviews_strategy import bodies_near_the_example
from workflows import ratings
from workflows.compliance.needs import NEEDS
from workflows.forms import review_form
from workflows.nhs_numbers import can_be_an_nhs_number

FORM = review_form()
SCHEMA = jsonschema_rs.Draft202012Validator(FORM.schema, validate_formats=True)


def flat(questions: list[Question]) -> list[Question]:
    return [each for question in questions for each in (question, *flat(question.questions or []))]


QUESTIONS = [each for section in FORM.sections for each in flat(section.questions)]
BY_POINTER = {question.pointer: question for question in QUESTIONS}


def places(kind: inspect.Type, at: str = "") -> list[str]:
    """Every place of a shape, as the form points to it."""
    match kind:
        case inspect.UnionType(types=kinds):
            return [place for each in kinds for place in places(each, at)]
        case inspect.ListType(item_type=item):
            return places(item, f"{at}/*")
        case inspect.StructType(fields=fields):
            return [
                place
                for each in fields
                for place in (f"{at}/{each.encode_name}", *places(each.type, f"{at}/{each.encode_name}"))
            ]
    return []


def test_every_member_of_a_review_is_asked_in_one_place_and_nothing_else_is() -> None:
    assert sorted(question.pointer for question in QUESTIONS) == sorted(places(inspect.type_info(Review)))


def test_every_question_has_words_that_a_carer_reads() -> None:
    for question in QUESTIONS:
        assert question.label
        assert "_" not in question.label
        assert question.label[0].isupper()


def test_sections_and_questions_are_told_apart() -> None:
    assert len({section.id for section in FORM.sections}) == len(FORM.sections)
    for section in FORM.sections:
        assert len({question.label for question in section.questions}) == len(section.questions)


def test_every_choice_has_a_label_of_its_own_and_is_one_that_the_service_takes() -> None:
    for question in QUESTIONS:
        options = question.options or []
        assert bool(options) == (question.type in ("choice", "choices")), question.pointer
        assert len({option.label for option in options}) == len(options), question.pointer
        assert {option.value for option in options} == choices(question.pointer), question.pointer


def choices(pointer: str) -> set[Any]:
    """The values from which the JSON Schema lets one choose there."""
    part = schema_at(pointer.split("/")[1:])
    return set(resolved(part.get("items", part)).get("enum", []))


def schema_at(steps: list[str]) -> dict[str, Any]:
    part = resolved(FORM.schema)
    for step in steps:
        part = resolved(part["items"] if step == "*" else part["properties"][step])
    return part


def resolved(part: dict[str, Any]) -> dict[str, Any]:
    """The part itself, behind references and without null."""
    if "$ref" in part:
        return resolved(FORM.schema["$defs"][part["$ref"].rpartition("/")[2]])
    if "anyOf" in part:
        return resolved(next(each for each in part["anyOf"] if each != {"type": "null"}))
    return part


def test_conditions_speak_of_earlier_answers_that_can_be_given() -> None:
    order = [question.pointer for question in QUESTIONS]
    for question in QUESTIONS:
        for condition in question.visible_when or []:
            asked = BY_POINTER[condition.pointer]
            can_be = [True, False] if asked.type == "yes_no" else [each.value for each in asked.options or []]
            assert order.index(asked.pointer) < order.index(question.pointer), question.pointer
            assert set(condition.is_any_of) <= set(can_be), question.pointer


def test_what_is_called_for_only_sometimes_may_be_left_out_of_the_body() -> None:
    called_for = [question for question in QUESTIONS if question.visible_when]

    assert len(called_for) >= len(NEEDS)
    for question in called_for:
        *group, name = question.pointer.split("/")[1:]
        assert name not in schema_at(group).get("required", []), question.pointer


def test_the_tablet_fills_in_what_it_knows() -> None:
    assert BY_POINTER["/submission_id"].filled_in_by == "tablet"
    assert BY_POINTER["/person/nhs_number"].filled_in_by == "tablet"
    assert BY_POINTER["/person_views"].filled_in_by == "reviewer"


def test_a_form_is_the_same_after_a_journey() -> None:
    assert decode(encode(FORM), FormVersion) == FORM


def test_the_example_is_a_review_of_an_invented_person_rated_green() -> None:
    review = decode(encode(FORM.example), Review)
    number = review.person.nhs_number or ""

    assert number.startswith("999")
    assert can_be_an_nhs_number(number)
    assert review.person.name.startswith("Test ")
    judged = ratings.judge(review.safe_care_rag, review.review_date)
    assert (judged.evaluation.computed, judged.provider_rating) == (Colour.GREEN, Colour.GREEN)


def test_the_schema_is_closed_and_bounded_all_through() -> None:
    for part in parts(FORM.schema):
        match part.get("type"):
            case "object":
                assert part["additionalProperties"] is False
            case "array":
                assert "maxItems" in part
            case "string":
                assert part.keys() & {"maxLength", "pattern", "format"}
            case "integer" | "number":
                assert part.keys() >= {"minimum", "maximum"}


def parts(schema: Any) -> list[dict[str, Any]]:
    inner = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else []
    here = [schema] if isinstance(schema, dict) and isinstance(schema.get("type"), str) else []
    return [*here, *(part for each in inner for part in parts(each))]


def test_the_schema_is_a_schema_and_takes_the_example() -> None:
    assert jsonschema_rs.meta.is_valid(FORM.schema)
    assert list(SCHEMA.iter_errors(FORM.example)) == []


@settings(max_examples=25, deadline=None)
@given(bodies_near_the_example())
def test_the_schema_takes_what_the_service_takes(body: dict[str, Any]) -> None:
    decode(encode(body), Review)

    assert SCHEMA.is_valid(body)


def all_places(value: Any, at: str = "") -> list[str]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else []
    return [place for name, each in inside for place in (f"{at}/{name}", *all_places(each, f"{at}/{name}"))]


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 5_000),
    st.floats(-2, 2).filter(lambda number: not number.is_integer()),
    st.text(max_size=3),
    st.just([]),
    st.just({}),
)
"""Without 1.0, which to JSON Schema is 1 and to the service isn't."""


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(all_places(FORM.example))), JUNK)
def test_the_schema_refuses_what_the_service_refuses_and_no_more(pointer: str, junk: Any) -> None:
    body = a_body({pointer: junk})

    assert SCHEMA.is_valid(body) == is_read(body)


@pytest.mark.parametrize(
    "changes",
    [
        *(
            {f"/{name}": LEFT_OUT}
            for name in Review.__struct_fields__
            if name in FORM.schema["$defs"]["Review"]["required"]
        ),
        {"/anything_else": 1},
        {"/person/anything_else": 1},
        {"/person/nhs_number": "9990000018\n"},
        {"/person/name": ""},
        {"/person/date_of_birth": "1941-13-01"},
        {"/participants": []},
        {"/participants": [a_body({})["participants"][0]] * 31},
        {"/safe_care_rag/factors/falls": 3},
        {"/safe_care_rag/override": {"direction": "up", "code": "known", "text": "too short"}},
        {"/package_current/visits/0/start": "24:00"},
        {"/package_current/visits/0/minutes": 0},
        {"/package_current/hours_per_week": -1},
        {"/working_well": "before\0after"},
        {"/working_well": "w" * 4_001},
        {"/submitted_at": "2026-06-03T10:40:00"},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_the_schema_refuses_each_way_of_being_no_review(changes: Changes) -> None:
    assert not is_read(a_body(changes))
    assert not SCHEMA.is_valid(a_body(changes))


def is_read(body: dict[str, Any]) -> bool:
    try:
        decode(encode(body), Review)
    except Malformed:
        return False
    return True
