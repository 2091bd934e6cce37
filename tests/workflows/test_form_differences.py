"""Two versions of a review differ exactly where a reader would say so."""

from typing import Any

from hypothesis import given, settings
from msgspec import UNSET

from schemas.base import encode
from tests.given_reviews import LEFT_OUT, a_body
from tests.reviews_strategy import Json, bodies_near_the_example
from workflows.forms import changed_sections, difference


def test_a_review_does_not_differ_from_itself() -> None:
    assert difference(a_body({}), encode(a_body({}))) == []
    assert changed_sections(encode(a_body({})), a_body({})) == []


def test_changed_sections_come_in_the_order_of_the_form_and_once() -> None:
    after = a_body(
        {
            "/contingency_plan": "Ring the office.",
            "/risks": [],
            "/person_views": "I want to stay at home.",
            "/next_review_due": "2027-01-04",
        }
    )

    assert changed_sections(a_body({}), encode(after)) == ["involvement", "risk", "closing"]


def test_a_difference_says_where_what_was_and_what_is() -> None:
    [told] = difference(a_body({}), a_body({"/eligibility_view/clothing/change": "worse"}))

    assert (told.section, told.pointer) == ("eligibility", "/eligibility_view/clothing/change")
    assert (told.before, told.after) == ("same", "worse")


def test_a_side_that_has_no_answer_says_nothing() -> None:
    [added] = difference(a_body({}), a_body({"/previous_review_date": "2025-06-05"}))
    [taken] = difference(a_body({}), a_body({"/plan_version_ref": LEFT_OUT}))

    assert (added.before, added.after) == (UNSET, "2025-06-05")
    assert (taken.before, taken.after) == ("TEST-PLAN-0001", UNSET)
    assert b'"before"' not in encode(added)
    assert b'"after"' not in encode(taken)


def test_null_is_no_answer_either() -> None:
    assert difference(a_body({"/plan_version_ref": None}), a_body({"/plan_version_ref": LEFT_OUT})) == []


def test_items_are_compared_place_by_place() -> None:
    told = difference(a_body({}), a_body({"/outcomes/1": LEFT_OUT, "/outcomes/0/status": "partially"}))

    assert [each.pointer for each in told] == ["/outcomes/0/status", "/outcomes/1"]


def test_what_the_form_does_not_know_is_not_passed_over() -> None:
    assert changed_sections(a_body({}), a_body({"/elsewhere": 1})) == ["_unmapped"]


def test_true_and_one_are_not_the_same_answer() -> None:
    assert changed_sections(a_body({}), a_body({"/contacted": 1})) == ["involvement"]


@settings(max_examples=50, deadline=None)
@given(bodies_near_the_example(), bodies_near_the_example())
def test_a_difference_holds_on_both_sides_and_the_other_way_round(before: Json, after: Json) -> None:
    there = difference(before, after)
    back = difference(after, before)

    assert sorted((each.pointer, repr(each.before), repr(each.after)) for each in there) == sorted(
        (each.pointer, repr(each.after), repr(each.before)) for each in back
    )
    for each in there:
        assert at(before, each.pointer) == each.before
        assert at(after, each.pointer) == each.after


def at(body: Json, pointer: str) -> Any:
    """What stands there, nulls left out; UNSET where there is nothing."""
    for step in pointer.split("/")[1:]:
        if isinstance(body, list):
            body = body[int(step)] if int(step) < len(body) else UNSET
        else:
            body = body.get(step, UNSET)
    return without_nulls(UNSET if body is None else body)


def without_nulls(value: Json) -> Json:
    if isinstance(value, dict):
        return {name: without_nulls(each) for name, each in value.items() if each is not None}
    return [without_nulls(each) for each in value] if isinstance(value, list) else value
