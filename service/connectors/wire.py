"""What goes over the wire to a record in the manner of Mosaic: persons, workflow steps, forms, documents, case notes.

No public specification of such an interface was found: these are its nouns and states, in JSON.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from schemas.base import Envelope, Line, Sha256

Id = Annotated[str, Meta(pattern=r"^[0-9]{1,16}$(?!\n)")]
Code = Annotated[str, Meta(min_length=1, max_length=128)]
"""A question's user code or a step's type: local to each council."""


class Person(Envelope, frozen=True, kw_only=True):
    """Somebody as the record knows them; a merged person's id is superseded by another."""

    id: Id
    name: Line
    date_of_birth: date
    nhs_number: str | None = None
    superseded_by: Id | None = None
    restricted: bool = False
    deceased_on: date | None = None


class StepStatus(StrEnum):
    INCOMING = "Incoming"
    STARTED = "Started"
    COMPLETED = "Completed"
    REOPENED = "Reopened"
    CANCELLED = "Cancelled"
    CHECKED_OUT = "Checked out"
    """Locked by somebody's mobile or portal session."""


class Step(Envelope, frozen=True, kw_only=True):
    """A workflow step of a person; `completed_with` is the key of whatever completed it, if that had one."""

    id: Id
    person_id: Id
    step_type: Code
    status: StepStatus
    completed_with: str | None = None


class FindPerson(Envelope, frozen=True, kw_only=True):
    """Somebody to look for by their numbers; the rest is for a record that has to make them up."""

    record_id: str | None
    nhs_number: str | None
    date_of_birth: date
    name: Line


class Found(Envelope, frozen=True, kw_only=True):
    persons: list[Person]


class EnsureStep(Envelope, frozen=True, kw_only=True):
    step_type: Code
    reference: Line
    """By what the sender knows it."""


class Begun(Envelope, frozen=True, kw_only=True):
    step_id: Id


class FormAnswers(Envelope, frozen=True, kw_only=True):
    answers: dict[Code, str]


class Document(Envelope, frozen=True, kw_only=True):
    """A file in a category; the content travels in base 64."""

    name: Line
    category: Line
    media_type: Line
    sha256: Sha256
    content: bytes


class CaseNote(Envelope, frozen=True, kw_only=True):
    note_type: Annotated[str, Meta(min_length=1, max_length=16)]
    title: Annotated[str, Meta(min_length=1, max_length=100)]
    contact_date: date
    text: str


class NextStep(Envelope, frozen=True, kw_only=True):
    """A step that another one leads to, for a team to see to."""

    step_type: Code
    team: Line
    note: str
    due: date | None = None


class Completion(Envelope, frozen=True, kw_only=True):
    """Completing a step needs at least one next action."""

    next_actions: Annotated[list[NextStep], Meta(min_length=1, max_length=20)]


class Done(Envelope, frozen=True, kw_only=True):
    """What the record calls what it has made of it."""

    id: str


class Refusal(Envelope, frozen=True, kw_only=True):
    """Why the record will not; `about` are codes of questions or kinds, never anybody's data."""

    code: Line
    about: list[str] = []
