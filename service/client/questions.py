"""Which questions of a form are still to be asked, given what has been answered, and what an answer on paper means."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from schemas.forms import Condition, Question, Section
from service.client.merge import Answers

LONDON = ZoneInfo("Europe/London")
YES, NO = frozenset({"y", "yes", "true"}), frozenset({"n", "no", "false"})
NOT_BY_ASKING = frozenset({"attachments", "declaration"})
"""Files are attached by themselves; to hand in a review is to declare it."""


class Asker(Protocol):
    """Whoever puts questions to a person."""

    def answer(self, question: Question) -> Any:
        """The answer as it is sent; None where it is left out."""

    def wants(self, question: Question, there_are: int) -> bool:
        """Whether to fill in a group that may be left out, or another one of several."""


def fill(section: Section, answers: Answers, asker: Asker) -> None:
    """Ask what is not answered yet and comes up by what is; `answers` grows as it is answered."""
    for question in section.questions:
        _fill(question, answers, answers, (), asker)


def _fill(
    question: Question, holder: Answers, answers: Answers, items: tuple[int, ...], asker: Asker
) -> None:
    asked = question.filled_in_by == "reviewer" and question.name not in NOT_BY_ASKING
    if not asked or not is_visible(question, answers, items):
        return
    if question.type == "group":
        _fill_group(question, holder, answers, items, asker)
    elif question.type == "groups":
        _fill_groups(question, holder, answers, items, asker)
    elif holder.get(question.name) is None and (given := asker.answer(question)) is not None:
        holder[question.name] = given


def _fill_group(
    question: Question, holder: Answers, answers: Answers, items: tuple[int, ...], asker: Asker
) -> None:
    if holder.get(question.name) is None:
        if not question.required and not asker.wants(question, 0):
            return
        holder[question.name] = {}
    for part in question.questions or []:
        _fill(part, holder[question.name], answers, items, asker)


def _fill_groups(
    question: Question, holder: Answers, answers: Answers, items: tuple[int, ...], asker: Asker
) -> None:
    listed = holder.setdefault(question.name, [])
    at = 0
    while at < len(listed) or asker.wants(question, len(listed)):
        if at == len(listed):
            listed.append({})
        for part in question.questions or []:
            _fill(part, listed[at], answers, (*items, at), asker)
        at += 1


def is_visible(question: Question, answers: Answers, items: Sequence[int]) -> bool:
    """Whether one of its conditions holds, in the same item of a repeated group; always without any."""
    conditions = question.visible_when or []
    return not conditions or any(_holds(one, answers, items) for one in conditions)


def _holds(condition: Condition, answers: Answers, items: Sequence[int]) -> bool:
    found: Any = answers
    places = iter(items)
    for name in condition.pointer.strip("/").split("/"):
        if isinstance(found, list):
            found = found[next(places)] if name == "*" else None
        else:
            found = found.get(name) if isinstance(found, dict) else None
    chosen = found if isinstance(found, list) else [found]
    return any(one in condition.is_any_of for one in chosen if one is not None)


def parsed(question: Question, given: str) -> Any:
    """An answer as it is sent, from how people write it. ValueError says in a sentence what is expected."""
    match question.type:
        case "choice":
            return _choice(question, given)
        case "choices":
            return [_choice(question, one.strip()) for one in given.split(",") if one.strip()]
        case "lines":
            return [one.strip() for one in given.split(";") if one.strip()]
        case "yes_no":
            return _yes_or_no(given)
        case "date":
            return _read(lambda: date.fromisoformat(given).isoformat(), "Write the day as 2026-03-31.")
        case "moment":
            return _read(lambda: _moment(given), "Write day and time as 2026-03-31 14:30.")
        case "clock_time":
            return _read(lambda: time.fromisoformat(given).strftime("%H:%M"), "Write the time as 08:30.")
        case "whole_number":
            return _read(lambda: int(given), "Write a whole number.")
        case "number":
            return _read(lambda: float(given), "Write a number.")
        case "identifier":
            return _read(lambda: str(UUID(given)), "Write an identifier (UUID).")
        case _:
            return given


def _choice(question: Question, given: str) -> str | int:
    """By its number in the list that was shown, or by its value."""
    options = [one.value for one in question.options or []]
    by_value = next((one for one in options if str(one) == given), None)
    if by_value is not None and not given.isdecimal():
        return by_value
    if given.isdecimal() and 1 <= int(given) <= len(options):
        return options[int(given) - 1]
    raise ValueError(f"Choose a number from 1 to {len(options)}.")


def _yes_or_no(given: str) -> bool:
    if given.lower() not in YES | NO:
        raise ValueError("Write yes or no.")
    return given.lower() in YES


def _moment(given: str) -> str:
    """A time without an offset is one of London."""
    read = datetime.fromisoformat(given)
    return (read if read.tzinfo else read.replace(tzinfo=LONDON)).isoformat()


def _read(read: Any, otherwise: str) -> Any:
    try:
        return read()
    except ValueError:
        raise ValueError(otherwise) from None
