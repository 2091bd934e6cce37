"""A council's mapping profile is checked as a whole before anything is sent by it."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from schemas.records import OF_REVIEWS
from service.connectors import mapping
from service.connectors.mapping import BadProfile
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
