"""A council's mapping profile is checked as a whole before anything is sent by it."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from schemas.records import OF_REVIEWS
from service.connectors import mapping
from service.connectors.mapping import BadProfile
from service.connectors.notes import note
from service.connectors.protocol import NotDelivered
from tests.given_questions import a_set
from tests.given_reviews import Changes
from tests.support.records import a_record


def a_profile(**changes: Any) -> dict[str, Any]:
    usual: dict[str, Any] = json.loads(
        (files("service.connectors") / "profiles" / "simulator.json").read_bytes()
    )
    return usual | changes


def loaded(path: Path, profile: object) -> mapping.Profile:
    path.write_text(json.dumps(profile))
    return mapping.load(path)


def told(path: Path, changes: Changes, *answers: dict[str, Any]) -> dict[str, str]:
    return mapping.answers(loaded(path, a_profile(answers=list(answers))), a_record(changes))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "profile.json"


def test_the_simulators_own_profile_can_be_used() -> None:
    assert mapping.load(None).next_actions.keys() == OF_REVIEWS


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"answers": [{"from": "/answers/weather", "question": "Q"}]}, "/answers/0/from: no-such-answer"),
        ({"answers": [{"from": "/answers/place/x", "question": "Q"}]}, "/answers/0/from: no-such-answer"),
        ({"answers": [{"from": "/answers/outcomes", "question": "Q"}]}, "/answers/0/each: missing"),
        (
            {"answers": [{"from": "/answers/outcomes", "question": "Q", "each": ["/weather"]}]},
            "/answers/0/each/0: no-such-answer",
        ),
        (
            {
                "answers": [
                    {"from": "/answers/place", "question": "Q"},
                    {"from": "/reference", "question": "Q"},
                ]
            },
            "/answers/1/question: question-twice",
        ),
        ({"next_actions": {}}, "/next_actions/package_change: missing"),
        ({"answers": []}, "/answers: length"),
        ({"councils": ["Trewarren"]}, "/councils"),
        ({"note_type": "a type that is too long"}, "/note_type: length"),
        ({"colour": "blue"}, "/colour: unknown-member"),
    ],
)
def test_a_profile_that_would_lose_something_is_refused_at_once(
    path: Path, changes: dict[str, Any], fault: str
) -> None:
    with pytest.raises(BadProfile) as bad:
        loaded(path, a_profile(**changes))

    assert fault in str(bad.value)


def test_a_profile_that_is_not_there_is_said_in_a_sentence(path: Path) -> None:
    with pytest.raises(BadProfile, match=r"can't be read \(No such file or directory\)\.$"):
        mapping.load(path)


@pytest.mark.parametrize(
    ("source", "changes", "text"),
    [
        ("/answers/review_date", {}, "2026-06-03"),
        ("/answers/seen_alone_offered", {"/seen_alone_offered": False}, "No"),
        ("/answers/package_current/hours_per_week", {}, "2.25"),
        ("/answers/new_outcomes", {"/new_outcomes": ["To swim", "To sing"]}, "To swim\nTo sing"),
        ("/answers/change_agreed/person", {"/change_agreed": {"person": "agree"}}, "agree"),
        ("/client_level_data/event_outcome", {}, "No change in package"),
        ("/rating/evaluation/computed", {}, "green"),
    ],
)
def test_an_answer_is_told_as_a_person_would_write_it(
    path: Path, source: str, changes: Changes, text: str
) -> None:
    assert told(path, changes, {"from": source, "question": "Q"}) == {"Q": text}


def test_the_record_is_told_in_its_own_words(path: Path) -> None:
    words = {"home": "Own home", "other": "Elsewhere"}

    assert told(path, {}, {"from": "/answers/place", "question": "Q", "words": words}) == {"Q": "Own home"}


def test_of_a_list_each_entry_has_a_line(path: Path) -> None:
    risks = [{"risk": name, "level": "low", "management": "Watch"} for name in ("A fall", "A fire")]

    answers = told(
        path, {"/risks": risks}, {"from": "/answers/risks", "question": "Q", "each": ["/risk", "/level"]}
    )

    assert answers == {"Q": "A fall – low\nA fire – low"}


@pytest.mark.parametrize("source", ["/answers/change_reason", "/answers/change_agreed/person"])
def test_what_was_not_answered_is_left_out(path: Path, source: str) -> None:
    assert told(path, {}, {"from": source, "question": "Q"}) == {}


OWN: Changes = {
    "/supplementary": {"smoke_alarm": "not_tested", "pets": True},
    "/supplementary_version": 1,
}


def own(path: Path, **profile: Any) -> dict[str, str]:
    answers = [{"from": "/reference", "question": "REFERENCE"}]
    record = a_record(OWN, questions=(a_set(),))
    return mapping.answers(loaded(path, a_profile(answers=answers, **profile)), record)


def test_an_answer_to_a_councils_own_question_goes_to_the_question_of_its_mapping_code(path: Path) -> None:
    told = own(path)

    assert told.keys() == {"REFERENCE", "FIRE_ALARM"}
    assert told["FIRE_ALARM"] == "Yes, but nobody tested it"


def test_a_profile_may_send_it_elsewhere(path: Path) -> None:
    assert own(path, own_questions={"FIRE_ALARM": "SAFE_HOME"}).keys() == {"REFERENCE", "SAFE_HOME"}


def test_no_answer_takes_the_place_of_another(path: Path) -> None:
    with pytest.raises(BadProfile, match="/own_questions/FIRE_ALARM: question-twice"):
        own(path, own_questions={"FIRE_ALARM": "REFERENCE"})
    record = a_record(OWN, questions=(a_set(),))
    profile = a_profile(answers=[{"from": "/reference", "question": "FIRE_ALARM"}])

    with pytest.raises(NotDelivered) as refused:
        mapping.answers(loaded(path, profile), record)

    assert refused.value.answer.code == "own-question-twice"


def test_all_of_them_can_go_to_one_question_of_the_record(path: Path) -> None:
    record = a_record(OWN, questions=(a_set(),))
    whole = {"from": "/own_answers", "question": "Q", "each": ["/label", "/text"]}

    told = mapping.answers(loaded(path, a_profile(answers=[whole])), record)

    assert told["Q"] == (
        "Is there a smoke alarm that works? – Yes, but nobody tested it\nAre there pets? – Yes"
    )


def test_the_case_note_says_what_the_council_asked_besides() -> None:
    said = note(a_record(OWN, questions=(a_set(),))).text

    assert (
        "What the council asked besides:\n- Is there a smoke alarm that works? Yes, but nobody tested it"
        in said
    )
    assert "besides" not in note(a_record()).text
