"""The page of the form shows all of it."""

from collections.abc import Iterable, Iterator

from schemas.forms import Question
from workflows.forms import review_form
from workflows.forms.page import review_form_page

PAGE = review_form_page()


def all_of(questions: Iterable[Question]) -> Iterator[Question]:
    for question in questions:
        yield question
        yield from all_of(question.questions or [])


def test_every_question_stands_there_with_its_hint_and_every_answer_to_choose() -> None:
    for section in review_form().sections:
        assert f"\n## {section.title}\n" in PAGE
        for question in all_of(section.questions):
            assert question.label in PAGE
            assert not question.hint or question.hint in PAGE
            assert all(option.label in PAGE for option in question.options or [])


def test_a_question_says_when_it_is_asked_in_the_words_of_the_one_that_it_depends_on() -> None:
    (row,) = [line for line in PAGE.splitlines() if "`/not_involved_reason`" in line]

    assert "if “How far was the person involved?” is answered Not at all" in row


def test_groups_that_ask_the_same_share_their_questions() -> None:
    rows = [line for line in PAGE.splitlines() if "Compared with the last time" in line]

    assert len(rows) == 1
    assert "`…/change`" in rows[0]
