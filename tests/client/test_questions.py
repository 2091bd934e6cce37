"""A form is asked as a conversation goes: what comes up is asked, what is known is not, until it is whole."""

from typing import Any

import pytest

from schemas.base import decode, encode
from schemas.forms import Condition, Option, Question, Section
from schemas.reviews import Review
from service.client import drafts, questions
from service.client.merge import Answers
from tests.client.alone import signed_in
from tests.client.council import Council
from tests.support.clock import Clock
from workflows.forms import review_form

USUAL = {
    "yes_no": "no",
    "date": "2026-11-16",
    "moment": "2026-11-16 10:00",
    "clock_time": "08:30",
    "whole_number": "30",
    "number": "1.5",
    "choice": "1",
    "choices": "1",
    "lines": "One; two",
    "line": "A line of words that is long enough.",
    "text": "A paragraph of words that is long enough.",
}


class FirstAnswer:
    """Somebody who always takes the first answer, and adds one of everything that has to be there."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def answer(self, question: Question) -> Any:
        self.asked.append(question.pointer)
        usual = "1" if question.name == "carers" else USUAL[question.type]
        return questions.parsed(question, usual) if question.required else None

    def wants(self, question: Question, there_are: int) -> bool:
        return question.type == "groups" and there_are == 0


def test_a_review_that_was_asked_to_its_end_is_whole(folder: Any) -> None:
    council = Council(Clock())
    package = council.care_for(council.north)
    with signed_in(folder / "tablet.sqlite", council) as tablet:
        tablet.sync()
        draft = drafts.with_what_the_tablet_knows(tablet.new_review(package), tablet.session.me)
        for section in review_form().sections:
            questions.fill(section, draft, FirstAnswer())
        body = encode(drafts.declared(draft, tablet.session.me, council.clock()))

    assert decode(body, Review).person.name == "Morwenna Tregear"


def question(name: str, **more: Any) -> Question:
    usual: dict[str, Any] = {
        "pointer": f"/{name}",
        "type": "line",
        "label": name,
        "required": True,
        "filled_in_by": "reviewer",
    }
    return Question(name=name, **usual | more)


def asked(*some: Question, **answers: Any) -> tuple[list[str], Answers]:
    someone = FirstAnswer()
    questions.fill(Section(id="one", title="One", questions=list(some)), answers, someone)
    return someone.asked, answers


def test_what_is_answered_or_known_to_the_tablet_is_not_asked() -> None:
    some = (question("a"), question("b"), question("c", filled_in_by="tablet"))

    assert asked(*some, a="Answered.")[0] == ["/b"]


def test_a_question_comes_up_by_the_answers_before_it() -> None:
    when = [Condition(pointer="/a", is_any_of=[True]), Condition(pointer="/b", is_any_of=["new"])]

    def comes_up(**answers: Any) -> bool:
        return asked(question("c", visible_when=when), **answers)[0] == ["/c"]

    assert [
        comes_up(),
        comes_up(a=False),
        comes_up(a=True),
        comes_up(b="new"),
        comes_up(b=["old", "new"]),
    ] == [
        *(False, False, True, True, True),
    ]


def test_in_a_repeated_group_it_comes_up_by_the_answers_of_the_same_item() -> None:
    when = [Condition(pointer="/risks/*/known", is_any_of=[True])]
    why = question("why", pointer="/risks/*/why", visible_when=when)
    risks = question("risks", type="groups", questions=[why])

    _, answers = asked(risks, risks=[{"known": True}, {"known": False}])

    assert ["why" in risk for risk in answers["risks"]] == [True, False]


@pytest.mark.parametrize(
    ("kind", "given", "sent"),
    [
        ("choice", "2", "green"),
        ("choice", "green", "green"),
        ("choices", "1, 2", ["red", "green"]),
        ("lines", "One; two ;", ["One", "two"]),
        ("yes_no", "Y", True),
        ("date", "2026-03-31", "2026-03-31"),
        ("moment", "2026-07-01 10:00", "2026-07-01T10:00:00+01:00"),
        ("clock_time", "08:30", "08:30"),
        ("whole_number", "30", 30),
        ("number", "1.5", 1.5),
        ("text", "As it is.", "As it is."),
    ],
)
def test_an_answer_is_read_as_people_write_it(kind: str, given: str, sent: Any) -> None:
    options = [Option(value="red", label="Red"), Option(value="green", label="Green")]

    assert questions.parsed(question("a", type=kind, options=options), given) == sent


UNREADABLE = [
    "choice",
    "choices",
    "yes_no",
    "date",
    "moment",
    "clock_time",
    "whole_number",
    "number",
    "identifier",
]


@pytest.mark.parametrize("kind", UNREADABLE)
def test_what_cannot_be_read_is_said_in_a_sentence(kind: str) -> None:
    options = [Option(value="red", label="Red")]

    with pytest.raises(ValueError, match=r"^(Choose|Write) .*\.$"):
        questions.parsed(question("a", type=kind, options=options), "7 o'clock")
