"""A council's own questions about a form: asked beside the form's own, and answered by their codes.

A set of them has versions. One is open; those before it are closing until a day, and a draft is nobody's yet. An
answer names the version of the set that was asked, so that it is judged by that and shown with its words.
"""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from schemas.base import Line, Payload, Text, View
from schemas.forms import FormState, FormVersion, Section
from schemas.mappings import Kept, Step

MOST_QUESTIONS = 60
LARGEST = 10**12

Code = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,49}$(?!\n)")]
MappingCode = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_.:-]{1,128}$(?!\n)")]
"""Under what code the council's record keeps the answer."""
Whole = Annotated[int, Meta(ge=-LARGEST, le=LARGEST)]
Number = Annotated[float, Meta(ge=-LARGEST, le=LARGEST)]
Answer = bool | Whole | Number | Text | Annotated[list[Line], Meta(max_length=50)]
"""One answer as it is sent; days as texts, as `2026-06-03`."""
Supplementary = Annotated[dict[Code, Answer], Meta(max_length=MOST_QUESTIONS)]
"""Answers by the codes of their questions."""
SetVersion = Annotated[int, Meta(ge=1, le=32_767)]
AskedAs = Literal["line", "text", "yes_no", "choice", "choices", "date", "whole_number", "number"]


class OwnOption(Payload, frozen=True, kw_only=True):
    """One answer to choose: what is sent, and what is read."""

    value: Code
    label: Line


class OwnQuestion(Payload, frozen=True, kw_only=True):
    """One question of a council's.

    `at_least` and `at_most` bound a number, or how many of several may be chosen; `longest` bounds a text, in
    characters. With a `mapping_code` the answer goes to the question of that code in the council's record.
    """

    code: Code
    type: AskedAs
    label: Annotated[Line, Meta(pattern=r"\S")]
    hint: Text | None = None
    required: bool = False
    options: Annotated[list[OwnOption], Meta(max_length=50)] | None = None
    mapping_code: MappingCode | None = None
    at_least: Number | None = None
    at_most: Number | None = None
    longest: Annotated[int, Meta(ge=1, le=4_000)] | None = None


class Questions(Payload, frozen=True, kw_only=True):
    """What is asked, in its order, and how answers to the version in use before become answers to this one."""

    title: Line = "The council's own questions"
    hint: Text | None = None
    questions: Annotated[list[OwnQuestion], Meta(max_length=MOST_QUESTIONS)]
    mappings: Annotated[list[Step], Meta(max_length=100)] = []


class QuestionsDraft(Questions, frozen=True, kw_only=True):
    """The next version of a set, and why. It is asked of nobody before it is opened; without questions it ends them."""

    reason: Text


class OpenQuestions(Payload, frozen=True, kw_only=True):
    """For how many days from now on work that answers the version before is still taken in."""

    accept_for_days: Annotated[int, Meta(ge=0, le=366)] = 60


class SetStanding(Struct, frozen=True, kw_only=True):
    """From when until when a council asks a version of its questions about a form; they count by authority and form."""

    authority_id: UUID
    form: str
    form_version: int
    version: int
    opened_at: datetime | None = None
    accept_until: datetime | None = None


class QuestionSet(SetStanding, frozen=True, kw_only=True):
    """One version of a council's questions about a form, as it is stored."""

    asked: Questions
    reason: str
    made_by: UUID
    made_at: datetime


class QuestionSetView(View, frozen=True, kw_only=True):
    """One version of a council's questions, with how a tablet shows them (`section`)."""

    authority_id: UUID
    form: str
    form_version: int
    version: int
    state: FormState
    opened_at: datetime | UnsetType = UNSET
    accept_until: datetime | UnsetType = UNSET
    title: str
    hint: str | UnsetType = UNSET
    questions: list[OwnQuestion]
    mappings: list[Step]
    section: Section
    reason: str
    made_by: UUID
    made_at: datetime


class QuestionSetList(View, frozen=True, kw_only=True):
    items: list[QuestionSetView]


class CouncilForm(FormVersion, frozen=True, kw_only=True):
    """A council's own questions as a tablet pulls them: a form of its own, which older tablets keep and never ask.

    `id` is the form's with the authority's behind a slash, `version` that of the set; `schema` is that of the
    form's member `supplementary`, and `example` what may stand there.
    """

    authority_id: UUID
    form: str
    form_version: int
    asked: Questions


class OwnAnswer(View, frozen=True, kw_only=True):
    """An answer to a council's question, in words: without a `label` nobody asked it under this code."""

    code: str
    label: str | UnsetType = UNSET
    text: str
    mapping_code: str | UnsetType = UNSET


class OwnAnswersNow(View, frozen=True, kw_only=True):
    """The same answers read as those to the version that was asked last; no answer is missing from it.

    `filled_in` points to what nobody answered and a default stands for.
    """

    version: int
    title: str
    answers: list[OwnAnswer]
    notes: list[Kept]
    unmapped: list[Kept]
    filled_in: list[str]


class OwnAnswers(View, frozen=True, kw_only=True):
    """What was answered to a council's own questions, in the words of the version that was asked."""

    version: int | UnsetType = UNSET
    title: str | UnsetType = UNSET
    answers: list[OwnAnswer]
    now: OwnAnswersNow | UnsetType = UNSET
    """Where another version has been asked since."""
