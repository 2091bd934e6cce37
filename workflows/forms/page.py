"""The page that shows a form without a tablet: every question, its answers, and when it is asked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from msgspec import UNSET

from schemas.forms import Condition, FormVersion, Question, QuestionType, Section
from workflows.forms import ASSESSMENT, FORMS, REVIEW, FormKey
from workflows.markdown import table

INDENT = "&emsp;"
KINDS: dict[QuestionType, str] = {
    "identifier": "identifier",
    "line": "a line",
    "text": "a paragraph",
    "yes_no": "yes or no",
    "choice": "one of",
    "choices": "any of",
    "lines": "a list",
    "date": "a date",
    "moment": "date and time",
    "clock_time": "time of day",
    "whole_number": "a whole number",
    "number": "a number",
    "group": "",
    "groups": "any number of",
}


def review_form_page() -> str:
    """The Markdown of docs/form-review-1.md."""
    return _page(REVIEW, "a reviewer")


def assessment_form_page() -> str:
    """The Markdown of docs/form-assessment-1.md."""
    return _page(ASSESSMENT, "an assessor")


def _page(of: FormKey, by: str) -> str:
    form = FORMS[of].shown()
    shown = (_section(section, of) for section in form.sections)
    return "\n\n".join([_opening(form, by), *shown]) + "\n"


def _opening(form: FormVersion, by: str) -> str:
    return f"""# {form.title}: `{form.id}@{form.version}`

The form that {by} fills in, as tablets fetch it at `/v1/forms/{form.id}/versions/{form.version}`.
What is asked has to be answered, unless it is marked as optional; what the tablet fills in is shown, not asked."""


def _section(section: Section, of: FormKey) -> str:
    hint = "" if section.hint is UNSET else f"{section.hint}\n\n"
    rows = [row for question in section.questions for row in _rows(question, of, 0)]
    return f"## {section.title}\n\n{hint}{table(('Question', 'Answer', 'Asked', 'Name'), rows)}"


def _rows(question: Question, of: FormKey, depth: int) -> Iterator[Sequence[str]]:
    yield _label(question, depth), _answer(question), _asked(question, of), f"`{question.pointer}`"
    parts = question.questions or []
    if not _ask_the_same(parts):
        for part in parts:
            yield from _rows(part, of, depth + 1)
        return
    for part in parts:
        yield _label(part, depth + 1), "", "", f"`{part.pointer}`"
    for each in parts[0].questions or []:
        for *said, name in _rows(each, of, depth + 2):
            yield *said, name.replace(parts[0].pointer, "…")


def _ask_the_same(parts: Sequence[Question]) -> bool:
    """Whether these are groups of the same questions, which are shown but once."""
    asked = {tuple((one.name, one.label) for one in part.questions or []) for part in parts}
    return len(parts) > 1 and len(asked) == 1 and () not in asked


def _label(question: Question, depth: int) -> str:
    hint = "" if question.hint is UNSET else f"<br>*{question.hint}*"
    return f"{INDENT * depth}{question.label}{hint}"


def _answer(question: Question) -> str:
    options = "; ".join(option.label for option in question.options or [])
    optional = "" if question.required else " (optional)"
    return f"{KINDS[question.type]}{f': {options}' if options else ''}{optional}"


def _asked(question: Question, of: FormKey) -> str:
    if question.filled_in_by == "tablet":
        return "filled in by the tablet"
    return ", or ".join(_when(condition, of) for condition in question.visible_when or [])


def _when(condition: Condition, of: FormKey) -> str:
    question = _questions(of)[condition.pointer]
    labels = {option.value: option.label for option in question.options or []} or {True: "yes", False: "no"}
    if set(condition.is_any_of) == set(labels):
        return f"if anything is chosen under “{question.label}”"
    return f"if “{question.label}” is answered {' or '.join(labels[one] for one in condition.is_any_of)}"


@cache
def _questions(of: FormKey) -> Mapping[str, Question]:
    return {one.pointer: one for section in FORMS[of].shown().sections for one in _all_of(section.questions)}


def _all_of(questions: Iterable[Question]) -> Iterator[Question]:
    for question in questions:
        yield question
        yield from _all_of(question.questions or [])
