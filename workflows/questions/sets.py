"""Why a set of a council's own questions can't be asked: told when it is drafted, to whoever wrote it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from schemas.base import Issue
from schemas.mappings import Default, Drop, Split
from schemas.questions import OwnQuestion, Questions
from workflows.questions.answers import fault

_T = TypeVar("_T")

CHOSEN = ("choice", "choices")
WRITTEN = ("line", "text")
COUNTED = ("whole_number", "number", "choices")
LONGEST_LINE = 200


def faults(asked: Questions) -> list[Issue]:
    """Everything that is wrong with a set of the right shape, with pointers into it."""
    return [*_twice_in_set(asked.questions), *_in_questions(asked.questions), *_in_mappings(asked)]


def _twice_in_set(questions: Sequence[OwnQuestion]) -> Iterator[Issue]:
    yield from _twice("/questions", "code", questions, lambda one: one.code)
    yield from _twice("/questions", "label", questions, lambda one: one.label.casefold())
    yield from _twice("/questions", "mapping_code", questions, lambda one: one.mapping_code)


def _in_questions(questions: Iterable[OwnQuestion]) -> Iterator[Issue]:
    for n, question in enumerate(questions):
        yield from _of_options(f"/questions/{n}", question)
        yield from _of_bounds(f"/questions/{n}", question)


def _of_options(here: str, question: OwnQuestion) -> Iterator[Issue]:
    options = question.options or []
    if question.type in CHOSEN and not options:
        yield Issue(pointer=f"{here}/options", code="missing")
    if question.type not in CHOSEN and options:
        yield Issue(pointer=f"{here}/options", code="not-for-this-type")
    yield from _twice(f"{here}/options", "value", options, lambda one: one.value)
    yield from _twice(f"{here}/options", "label", options, lambda one: one.label.casefold())


def _of_bounds(here: str, question: OwnQuestion) -> Iterator[Issue]:
    for name in ("at_least", "at_most"):
        if getattr(question, name) is not None and question.type not in COUNTED:
            yield Issue(pointer=f"{here}/{name}", code="not-for-this-type")
    if question.longest is not None and question.type not in WRITTEN:
        yield Issue(pointer=f"{here}/longest", code="not-for-this-type")
    if question.type == "line" and (question.longest or 0) > LONGEST_LINE:
        yield Issue(pointer=f"{here}/longest", code="bound", params={"at_most": LONGEST_LINE})
    if question.at_least is not None and question.at_least > _most(question):
        yield Issue(pointer=f"{here}/at_least", code="bounds-crossed")


def _most(question: OwnQuestion) -> float:
    most = float("inf") if question.at_most is None else question.at_most
    return min(most, len(question.options or [])) if question.type == "choices" else most


def _in_mappings(asked: Questions) -> Iterator[Issue]:
    """Steps lead to questions of this set, each to one of its own."""
    places = {f"/{one.code}": one for one in asked.questions}
    taken: set[str] = set()
    for n, step in enumerate(asked.mappings):
        here = f"/mappings/{n}"
        if isinstance(step, Drop):
            continue
        for to in step.to if isinstance(step, Split) else [step.to]:
            if to not in places:
                yield Issue(pointer=f"{here}/to", code="no-such-question", params={"to": to})
            elif to in taken and not isinstance(step, Default):
                yield Issue(pointer=f"{here}/to", code="twice", params={"to": to})
            elif isinstance(step, Default) and fault(places[to], step.value):
                yield Issue(pointer=f"{here}/value", code="does-not-fit")
            taken.add(to)


def _twice(at: str, name: str, items: Sequence[_T], of: Callable[[_T], str | None]) -> Iterator[Issue]:
    seen: set[str] = set()
    for n, item in enumerate(items):
        value = of(item)
        if value is not None and value in seen:
            yield Issue(pointer=f"{at}/{n}/{name}", code="twice")
        seen |= {value} if value is not None else set()
