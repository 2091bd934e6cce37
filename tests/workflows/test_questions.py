"""A council's own questions: sets that can't be asked are refused, answers are judged by what was asked."""

from typing import Any

import jsonschema_rs
import pytest

from schemas.base import decode, encode
from schemas.forms import FormVersion
from schemas.questions import CouncilForm, OwnAnswer
from tests.given_questions import ASKED, MONDAY, NEXT, a_set, asked
from workflows.questions.answers import findings, in_words, judged
from workflows.questions.moving import moved
from workflows.questions.sets import faults
from workflows.questions.showing import council_form, section

CHOICE = ASKED["questions"][0]
YES_NO = ASKED["questions"][2]


def question(**changes: Any) -> dict[str, Any]:
    return {"code": "one", "type": "line", "label": "One?"} | changes


@pytest.mark.parametrize("whole", [ASKED, NEXT, {"questions": []}])
def test_a_set_that_can_be_asked_has_no_faults(whole: dict[str, Any]) -> None:
    assert faults(asked(whole)) == []


@pytest.mark.parametrize(
    ("questions", "pointer", "code"),
    [
        ([YES_NO, YES_NO | {"label": "Any pets?"}], "/questions/1/code", "twice"),
        ([YES_NO, YES_NO | {"code": "animals", "label": "ARE there pets?"}], "/questions/1/label", "twice"),
        (
            [question(mapping_code="A"), question(mapping_code="A", code="two", label="Two?")],
            "/questions/1/mapping_code",
            "twice",
        ),
        ([question(type="choice")], "/questions/0/options", "missing"),
        ([question(type="choices", options=[])], "/questions/0/options", "missing"),
        ([question(options=CHOICE["options"])], "/questions/0/options", "not-for-this-type"),
        ([CHOICE | {"options": CHOICE["options"][:1] * 2}], "/questions/0/options/1/value", "twice"),
        ([question(at_least=1)], "/questions/0/at_least", "not-for-this-type"),
        ([question(type="yes_no", longest=5)], "/questions/0/longest", "not-for-this-type"),
        ([question(longest=201)], "/questions/0/longest", "bound"),
        ([question(type="number", at_least=2, at_most=1)], "/questions/0/at_least", "bounds-crossed"),
        (
            [question(type="choices", options=CHOICE["options"], at_least=4)],
            "/questions/0/at_least",
            "bounds-crossed",
        ),
    ],
)
def test_a_set_that_can_not_be_asked_is_refused_with_a_pointer(
    questions: list[dict[str, Any]], pointer: str, code: str
) -> None:
    assert (pointer, code) in [(one.pointer, one.code) for one in faults(asked(questions=questions))]


@pytest.mark.parametrize(
    ("step", "pointer", "code"),
    [
        ({"do": "rename", "from": "/old", "to": "/pests"}, "/mappings/0/to", "no-such-question"),
        ({"do": "split", "from": "/old", "at": " ", "to": ["/pets", "/pets"]}, "/mappings/0/to", "twice"),
        ({"do": "default", "to": "/pets", "value": "some"}, "/mappings/0/value", "does-not-fit"),
    ],
)
def test_answers_can_only_move_to_questions_that_are_asked(
    step: dict[str, Any], pointer: str, code: str
) -> None:
    assert [(one.pointer, one.code) for one in faults(asked(mappings=[step]))] == [(pointer, code)]


ANSWERS: dict[str, Any] = {
    "smoke_alarm": "tested",
    "heating": ["wood"],
    "pets": False,
    "rooms": 4,
    "warmth": 19.5,
    "alarm_checked_on": "2026-06-01",
    "key_holder": "Her son",
    "anything_else": "The stairs are steep.",
}


def test_answers_that_fit_their_questions_are_no_findings() -> None:
    assert findings(ANSWERS, 1, [a_set()]) == []


@pytest.mark.parametrize(
    ("code", "answer", "why"),
    [
        ("smoke_alarm", "perhaps", "supplementary-option"),
        ("smoke_alarm", ["tested"], "supplementary-type"),
        ("smoke_alarm", "  ", "supplementary-missing"),
        ("heating", ["wood", "gas"], "supplementary-bound"),
        ("heating", ["wood", "wood"], "supplementary-type"),
        ("heating", [{"wood": True}], "supplementary-type"),
        ("heating", {"wood": True}, "supplementary-type"),
        ("heating", ["coal"], "supplementary-option"),
        ("pets", "yes", "supplementary-type"),
        ("rooms", 0, "supplementary-bound"),
        ("rooms", 4.5, "supplementary-type"),
        ("rooms", True, "supplementary-type"),
        ("warmth", 46, "supplementary-bound"),
        ("alarm_checked_on", "1 June", "supplementary-type"),
        ("alarm_checked_on", "20260601", "supplementary-type"),
        ("key_holder", "x" * 21, "supplementary-too-long"),
        ("attic", True, "supplementary-unknown"),
    ],
)
def test_each_answer_is_judged_by_its_questions_definition(code: str, answer: Any, why: str) -> None:
    (found,) = findings(ANSWERS | {code: answer}, 1, [a_set()])

    assert (found.pointer, found.code, found.kind) == (f"/supplementary/{code}", why, "other")
    assert not found.stops_approval


def test_only_what_is_required_has_to_be_answered() -> None:
    (found,) = findings({}, 1, [a_set()])

    assert (found.pointer, found.code) == ("/supplementary/smoke_alarm", "supplementary-missing")
    assert found.params == {"question": "Is there a smoke alarm that works?"}


@pytest.mark.parametrize(
    ("given", "version", "found"),
    [
        (None, None, [("/supplementary", "supplementary-not-answered")]),
        ({"pets": True}, None, [("/supplementary_version", "supplementary-version-missing")]),
        ({"pets": True}, 9, [("/supplementary_version", "supplementary-version-unknown")]),
    ],
)
def test_answers_are_judged_by_the_version_that_was_asked_or_not_at_all(
    given: dict[str, Any] | None, version: int | None, found: list[tuple[str, str]]
) -> None:
    assert [(one.pointer, one.code) for one in findings(given, version, [a_set()])] == found


def test_whose_council_asks_nothing_has_nothing_to_answer() -> None:
    assert findings(None, None, []) == []
    assert findings(None, None, [a_set(accept_until=MONDAY), a_set(2, {"questions": []})]) == []


def test_answers_read_in_words_in_the_order_of_the_questions() -> None:
    said = in_words(ANSWERS | {"attic": True}, asked().questions)

    assert said[0] == OwnAnswer(
        code="smoke_alarm",
        label="Is there a smoke alarm that works?",
        text="Yes, it was tested",
        mapping_code="FIRE_ALARM",
    )
    assert [one.text for one in said] == [
        "Yes, it was tested",
        "Wood",
        "No",
        "4",
        "19.5",
        "2026-06-01",
        "Her son",
        "The stairs are steep.",
        "Yes",
    ]
    assert said[-1] == OwnAnswer(code="attic", text="Yes")


def test_a_set_is_shown_as_a_section_of_the_form() -> None:
    shown = section(asked())

    assert (shown.id, shown.title) == ("supplementary", "Safe at home")
    assert [one.pointer for one in shown.questions][:2] == [
        "/supplementary/smoke_alarm",
        "/supplementary/heating",
    ]
    assert [one.required for one in shown.questions][:2] == [True, False]


def test_a_tablet_that_knows_no_own_questions_reads_a_set_as_a_form_like_any_other() -> None:
    pulled = encode(council_form(a_set()))

    old, new = decode(pulled, FormVersion), decode(pulled, CouncilForm)

    assert (old.id, old.version) == ("review/00000000-0000-4000-8000-00000000c0c0", 1)
    assert new == council_form(a_set())


@pytest.mark.parametrize("whole", [ASKED, NEXT])
def test_the_schema_of_a_set_takes_its_example_and_refuses_what_is_a_finding(whole: dict[str, Any]) -> None:
    form = council_form(a_set(1, whole))
    schema = jsonschema_rs.Draft202012Validator(form.schema, validate_formats=True)

    assert jsonschema_rs.meta.is_valid(form.schema)
    assert schema.is_valid(form.example)
    assert list(judged(form.example, form.asked.questions)) == []
    assert not schema.is_valid(form.example | {"attic": True})
    assert not schema.is_valid({})


def test_answers_move_to_the_version_that_is_asked_now() -> None:
    given = ANSWERS | {"key_holder": "Her son, 01632 960001", "rooms": 12}

    now = moved(given, 1, [a_set(), a_set(2, NEXT)])

    assert now.body == {
        "alarm": "tested",
        "key_holder_name": "Her son",
        "key_holder_phone": "01632 960001",
        "carbon_monoxide_alarm": False,
    }
    assert now.filled_in == ["/carbon_monoxide_alarm"]
    assert [(one.pointer, one.value) for one in now.notes] == [("/pets", False)]
    assert {one.pointer for one in now.unmapped} == {
        "/anything_else",
        "/alarm_checked_on",
        "/heating",
        "/rooms",
        "/warmth",
    }


def test_answers_to_what_is_asked_now_stay_as_they_are() -> None:
    assert moved(ANSWERS, 2, [a_set(), a_set(2)]).body == ANSWERS
