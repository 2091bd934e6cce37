"""A form as a tablet shows it: sections of questions in plain English, and when each is asked."""

from typing import Any, Literal

from msgspec import UNSET, UnsetType

from schemas.base import View

QuestionType = Literal[
    "identifier",
    "line",
    "text",
    "yes_no",
    "choice",
    "choices",
    "lines",
    "date",
    "moment",
    "clock_time",
    "whole_number",
    "number",
    "group",
    "groups",
]
"""How to ask: `choices` and `lines` take several answers, `groups` repeats a `group` of questions."""
FormState = Literal["draft", "open", "closing", "closed"]
"""Work on a version that is closing is taken in until a day; what comes later is kept for a person to look at."""


class Condition(View, frozen=True, kw_only=True):
    """Holds when the answer at the pointer, or any of several chosen there, is one of these."""

    pointer: str
    is_any_of: list[str | bool]


class Option(View, frozen=True, kw_only=True):
    """One answer to choose: what is sent, and what is read."""

    value: str | int
    label: str


class Question(View, frozen=True, kw_only=True):
    """One question, or a group of them.

    `pointer` says where the answer stands in the body; in it `*` stands for each item of a repeated group,
    and in the pointers of conditions for the same item. `required` means that it has to be answered when it
    is visible. With `visible_when` it is visible when at least one of the conditions holds, and always
    without. What is filled in by the tablet is shown, not asked.
    """

    pointer: str
    name: str
    type: QuestionType
    label: str
    hint: str | UnsetType = UNSET
    required: bool
    filled_in_by: Literal["reviewer", "tablet"]
    options: list[Option] | UnsetType = UNSET
    visible_when: list[Condition] | UnsetType = UNSET
    questions: "list[Question] | UnsetType" = UNSET


class Section(View, frozen=True, kw_only=True):
    """One page of the form."""

    id: str
    title: str
    hint: str | UnsetType = UNSET
    questions: list[Question]


class FormVersion(View, frozen=True, kw_only=True):
    """All that a tablet needs to ask, check and send a form while it has no signal.

    `schema` is JSON Schema 2020-12 of the body, closed and bounded: what it refuses, the service refuses.
    `example` is one complete body of an invented person.
    """

    id: str
    version: int
    title: str
    schema: dict[str, Any]
    sections: list[Section]
    example: dict[str, Any]


class FormUsed(View, frozen=True, kw_only=True):
    id: str
    version: int


class Difference(View, frozen=True, kw_only=True):
    """One answer that two bodies of a form don't share; a side that lacks it is absent."""

    section: str
    pointer: str
    label: str | UnsetType = UNSET
    """The question, where it is a council's own; the form itself has the words of all others."""
    before: Any = UNSET
    after: Any = UNSET
