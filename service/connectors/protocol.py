"""What every way into a social care record has in common, and what a record of workflow steps can be asked to do."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from msgspec import UNSET, Struct

from schemas.placements import ToRecord
from schemas.pushes import Answer, Exchange, Never, NotNow
from schemas.records import RecordPerson
from service.connectors.wire import Document, NextStep, Person, Step


class Connector(Protocol):
    """A way into one record. Told of the same twice, under the same key, it has one effect."""

    async def deliver(self, record: ToRecord) -> Answer:
        """Tell the record; every way in which that can fail is an answer, not an error."""

    async def close(self) -> None:
        """Let go of what it holds open."""


class NotDelivered(Exception):
    """The record will not have it, now or ever."""

    def __init__(self, answer: NotNow | Never) -> None:
        super().__init__(answer.code)
        self.answer = answer


class Identity(Struct, frozen=True, kw_only=True):
    """By what a person is looked for; what is None is not known here."""

    record_id: str | None
    nhs_number: str | None
    date_of_birth: date
    name: str

    @classmethod
    def of(cls, person: RecordPerson) -> "Identity":
        return cls(
            record_id=None if person.record_id is UNSET else person.record_id,
            nhs_number=None if person.nhs_number is UNSET else person.nhs_number,
            date_of_birth=person.date_of_birth,
            name=person.name,
        )


class Casework(Protocol):
    """A record whose work is done in steps, as a worker would use it; one conversation is about one review.

    Every question may raise NotDelivered. Those that change something are answered alike however often they are
    asked in conversations of one key.
    """

    @property
    def exchanges(self) -> Sequence[Exchange]:
        """What was asked so far, and what came back."""

    async def find_person(self, identity: Identity) -> list[Person]:
        """Everybody whom the record knows by one of these numbers."""

    async def ensure_step(self, person_id: str, step_type: str, reference: str, purpose: str = "") -> str:
        """The id of the step for this purpose, which is begun if there is none."""

    async def get_status(self, step_id: str) -> Step:
        """How a step stands now."""

    async def put_form_answers(self, step_id: str, answers: dict[str, str]) -> None:
        """Fill in the step's form: `question_user_code` to the answer's exact wording."""

    async def attach_document(self, person_id: str, document: Document) -> None: ...

    async def add_case_note(
        self, person_id: str, note_type: str, title: str, on: date, text: str
    ) -> None: ...

    async def complete_step(self, step_id: str, next_steps: Sequence[NextStep]) -> None:
        """Complete a step; each of the next ones is begun for a team, and nothing else follows from it."""

    def completed(self, step: Step) -> bool:
        """Whether it was this key that completed the step."""
