"""The page of a form shows all of it."""

from collections.abc import Iterable, Iterator

import pytest

from schemas.forms import FormVersion, Question
from workflows.forms import assessment_form, review_form
from workflows.forms.page import assessment_form_page, review_form_page

PAGE = review_form_page()


def all_of(questions: Iterable[Question]) -> Iterator[Question]:
    for question in questions:
        yield question
        yield from all_of(question.questions or [])


@pytest.mark.parametrize(
    ("form", "page"),
    [(review_form(), PAGE), (assessment_form(), assessment_form_page())],
    ids=["review", "assessment"],
)
def test_every_question_stands_there_with_its_hint_and_every_answer_to_choose(
    form: FormVersion, page: str
) -> None:
    for section in form.sections:
        assert f"\n## {section.title}\n" in page
        for question in all_of(section.questions):
            assert question.label in page
            assert not question.hint or question.hint in page
            assert all(option.label in page for option in question.options or [])


def test_a_question_says_when_it_is_asked_in_the_words_of_the_one_that_it_depends_on() -> None:
    (row,) = [line for line in PAGE.splitlines() if "`/not_involved_reason`" in line]

    assert "if “How far was the person involved?” is answered Not at all" in row


def test_groups_that_ask_the_same_share_their_questions() -> None:
    rows = [line for line in PAGE.splitlines() if "Compared with the last time" in line]

    assert len(rows) == 1
    assert "`…/change`" in rows[0]
