"""A form says all that a tablet must know, and the service keeps to it."""

from datetime import date
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.assessments import Assessment
from schemas.base import decode, encode
from schemas.forms import FormVersion
from schemas.ratings import Colour, SafeCareRating
from schemas.reviews import Review
from tests.given_reviews import LEFT_OUT, Changes
from tests.reviews_strategy import bodies_near
from tests.support.forms import Asked, all_places, parts
from workflows import ratings
from workflows.assessing import needs as assessment_needs
from workflows.compliance import needs as review_needs
from workflows.forms import assessment_form, review_form
from workflows.nhs_numbers import can_be_an_nhs_number

REVIEW = Asked(review_form(), Review, review_needs.NEEDS)
ASSESSMENT = Asked(assessment_form(), Assessment, assessment_needs.NEEDS)

each_form = pytest.mark.parametrize("asked", [REVIEW, ASSESSMENT], ids=repr)


@each_form
def test_every_member_of_a_body_is_asked_in_one_place_and_nothing_else_is(asked: Asked) -> None:
    assert sorted(question.pointer for question in asked.questions) == sorted(asked.places)


@each_form
def test_every_question_has_words_that_a_carer_reads(asked: Asked) -> None:
    for question in asked.questions:
        assert question.label
        assert "_" not in question.label
        assert question.label[0].isupper()


@each_form
def test_sections_and_questions_are_told_apart(asked: Asked) -> None:
    assert len({section.id for section in asked.form.sections}) == len(asked.form.sections)
    for section in asked.form.sections:
        assert len({question.label for question in section.questions}) == len(section.questions)


@each_form
def test_every_choice_has_a_label_of_its_own_and_is_one_that_the_service_takes(asked: Asked) -> None:
    for question in asked.questions:
        options = question.options or []
        assert bool(options) == (question.type in ("choice", "choices")), question.pointer
        assert len({option.label for option in options}) == len(options), question.pointer
        assert {option.value for option in options} == asked.choices(question.pointer), question.pointer


@each_form
def test_conditions_speak_of_earlier_answers_that_can_be_given(asked: Asked) -> None:
    order = [question.pointer for question in asked.questions]
    for question in asked.questions:
        for condition in question.visible_when or []:
            earlier = asked.by_pointer[condition.pointer]
            options = [each.value for each in earlier.options or []]
            can_be = [True, False] if earlier.type == "yes_no" else options
            assert order.index(earlier.pointer) < order.index(question.pointer), question.pointer
            assert set(condition.is_any_of) <= set(can_be), question.pointer


@each_form
def test_what_is_called_for_only_sometimes_may_be_left_out_of_the_body(asked: Asked) -> None:
    called_for = [question for question in asked.questions if question.visible_when]

    assert len(called_for) >= len(asked.needs)
    for question in called_for:
        *group, name = question.pointer.split("/")[1:]
        assert name not in asked.schema_at(group).get("required", []), question.pointer


def test_the_tablet_fills_in_what_it_knows() -> None:
    assert REVIEW.by_pointer["/submission_id"].filled_in_by == "tablet"
    assert REVIEW.by_pointer["/person/nhs_number"].filled_in_by == "tablet"
    assert REVIEW.by_pointer["/person_views"].filled_in_by == "reviewer"
    assert ASSESSMENT.by_pointer["/referral_id"].filled_in_by == "tablet"
    assert ASSESSMENT.by_pointer["/medicines/items/*/dose"].filled_in_by == "reviewer"


@each_form
def test_a_form_is_the_same_after_a_journey(asked: Asked) -> None:
    assert decode(encode(asked.form), FormVersion) == asked.form


@pytest.mark.parametrize(("asked", "colour"), [(REVIEW, Colour.GREEN), (ASSESSMENT, Colour.AMBER)], ids=repr)
def test_the_example_is_of_an_invented_person_and_rated_as_the_rules_do(asked: Asked, colour: Colour) -> None:
    person = asked.form.example["person"]
    rag = decode(encode(asked.form.example["safe_care_rag"]), SafeCareRating)

    assert person["nhs_number"].startswith("999")
    assert can_be_an_nhs_number(person["nhs_number"])
    assert person["name"].startswith("Test ")
    judged = ratings.judge(rag, decode(b'"2026-06-05"', date))
    assert (judged.evaluation.computed, judged.provider_rating) == (colour, colour)


@each_form
def test_the_schema_is_closed_and_bounded_all_through(asked: Asked) -> None:
    for part in parts(asked.form.schema):
        match part.get("type"):
            case "object":
                assert part["additionalProperties"] is False or part.keys() >= {
                    "propertyNames",
                    "maxProperties",
                }
            case "array":
                assert "maxItems" in part
            case "string":
                assert part.keys() & {"maxLength", "pattern", "format"}
            case "integer" | "number":
                assert part.keys() >= {"minimum", "maximum"}


@each_form
def test_the_schema_is_a_schema_and_takes_the_example(asked: Asked) -> None:
    assert jsonschema_rs.meta.is_valid(asked.form.schema)
    assert list(asked.schema.iter_errors(asked.form.example)) == []


@each_form
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_the_schema_takes_what_the_service_takes(asked: Asked, data: st.DataObject) -> None:
    body = data.draw(bodies_near(asked.form, asked.shape))
    decode(encode(body), asked.shape)

    assert asked.schema.is_valid(body)


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


@each_form
@settings(max_examples=150, deadline=None)
@given(data=st.data(), junk=JUNK)
def test_the_schema_refuses_what_the_service_refuses_and_no_more(
    asked: Asked, data: st.DataObject, junk: Any
) -> None:
    pointer = data.draw(st.sampled_from(sorted(all_places(asked.form.example))))
    body = asked.body({pointer: junk})

    assert asked.schema.is_valid(body) == asked.is_read(body)


@each_form
def test_the_schema_refuses_a_body_in_which_something_required_is_missing(asked: Asked) -> None:
    required = asked.resolved(asked.form.schema)["required"]
    for name in required:
        body = asked.body({f"/{name}": LEFT_OUT})
        assert not asked.is_read(body), name
        assert not asked.schema.is_valid(body), name


NO_REVIEWS: list[Changes] = [
    {"/anything_else": 1},
    {"/person/anything_else": 1},
    {"/person/nhs_number": "9990000018\n"},
    {"/person/name": ""},
    {"/person/date_of_birth": "1941-13-01"},
    {"/participants": []},
    {"/participants": [REVIEW.body({})["participants"][0]] * 31},
    {"/safe_care_rag/factors/falls": 3},
    {"/safe_care_rag/override": {"direction": "up", "code": "known", "text": "too short"}},
    {"/package_current/visits/0/start": "24:00"},
    {"/package_current/visits/0/minutes": 0},
    {"/package_current/hours_per_week": -1},
    {"/working_well": "before\0after"},
    {"/working_well": "w" * 4_001},
    {"/submitted_at": "2026-06-03T10:40:00"},
    {"/supplementary": []},
    {"/supplementary": {"Smoke alarm": True}},
    {"/supplementary": {"smoke_alarm": {"tested": True}}},
    {"/supplementary": {"smoke_alarm": ""}},
    {"/supplementary": {"smoke_alarm": 1e13}},
    {"/supplementary": {"smoke_alarm": "before\0after"}},
    {"/supplementary": {f"question_{n}": True for n in range(61)}},
    {"/supplementary_version": 0},
]
NO_ASSESSMENTS: list[Changes] = [
    {"/anything_else": 1},
    {"/medicines/anything_else": 1},
    {"/medicines": "Co-careldopa five times a day"},
    {"/medicines/items": [ASSESSMENT.body({})["medicines"]["items"][0]] * 61},
    {"/medicines/items/0/dose": ""},
    {"/medicines/days_supplied": -1},
    {"/transfer/pathway": 4},
    {"/transfer/earliest_arrival": "24:00"},
    {"/nutrition/food_level": 2},
    {"/nutrition/weight_kg": 0},
    {"/clinical/frailty": 10},
    {"/clinical/diagnoses": []},
    {"/clinical/observed_at": "2026-06-05T08:00:00"},
    {"/skin/pressure_damage/0/category": 1},
    {"/hospital_stay/hospital_ods_code": "rk9"},
    {"/follow_on/fallback_phone": "ring the ward"},
    {"/cognition/four_at": 13},
]


@pytest.mark.parametrize(
    ("asked", "changes"),
    [*((REVIEW, each) for each in NO_REVIEWS), *((ASSESSMENT, each) for each in NO_ASSESSMENTS)],
    ids=lambda value: repr(value) if isinstance(value, Asked) else next(iter(value)),
)
def test_the_schema_refuses_each_way_of_being_no_body_of_the_form(asked: Asked, changes: Changes) -> None:
    assert not asked.is_read(asked.body(changes))
    assert not asked.schema.is_valid(asked.body(changes))
