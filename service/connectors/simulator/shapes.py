"""What the simulated record holds, what it is told to do, and how it can be made to go wrong."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Raw, Struct

from schemas.base import Line, Payload, Sha256
from service.connectors.wire import CaseNote, Code, Person, Step, StepStatus

Operation = Literal[
    "find_person",
    "ensure_step",
    "get_status",
    "put_form_answers",
    "attach_document",
    "add_case_note",
    "complete_step",
]


class Form(Payload, frozen=True, kw_only=True):
    """The form of one kind of step: its questions, those that must be answered, and those with a list of answers."""

    questions: list[Code] = []
    mandatory: list[Code] = []
    lists: dict[Code, list[str]] = {}


class Order(Struct, frozen=True, kw_only=True):
    """One thing that the record was told to do, as it is kept: carried out again in order, they make it what it is."""

    operation: str
    key: str
    subject: str
    body: Raw


class HeldDocument(Struct, frozen=True, kw_only=True):
    id: str
    name: str
    category: str
    media_type: str
    sha256: Sha256
    size: int


class HeldStep(Struct, kw_only=True):
    """A step with what was written into it; `team`, `note` and `due` are those of a step that another one led to."""

    step: Step
    reference: str
    answers: dict[str, str] = {}
    team: str = ""
    note: str = ""
    due: date | None = None


class Held(Struct, kw_only=True):
    """Everything that the record holds."""

    persons: dict[str, Person] = {}
    steps: dict[str, HeldStep] = {}
    documents: dict[str, list[HeldDocument]] = {}
    """By person."""
    notes: dict[str, list[CaseNote]] = {}
    """By person."""


class SetStatus(Payload, frozen=True, kw_only=True):
    """Somebody else does something with a step: checks it out, gives it back, completes it, cancels it."""

    status: StepStatus


class Fault(Payload, frozen=True, kw_only=True):
    """How the next questions go wrong, `times` over.

    `fail` answers `status` and does nothing, `stall` the same after so many `seconds`; `lose_answer` does what it is
    asked, and answers after so many seconds as a proxy does that heard nothing; `check_out` does it, and then somebody
    checks out the step that was begun.
    """

    kind: Literal["fail", "stall", "lose_answer", "check_out"]
    operation: Operation | None = None
    """Every one if none is named."""
    times: Annotated[int, Meta(ge=1, le=1_000_000)] = 1
    status: Annotated[int, Meta(ge=400, le=599)] = 500
    code: Line = "broken"
    retry_after: Annotated[int, Meta(ge=0, le=86_400)] | None = None
    seconds: Annotated[float, Meta(ge=0, le=3_600)] = 0.0


class Faults(Payload, frozen=True, kw_only=True):
    """All that goes wrong from now on; an empty list mends everything."""

    faults: Annotated[list[Fault], Meta(max_length=100)]
