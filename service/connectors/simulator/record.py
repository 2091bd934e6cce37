"""The simulated record itself: it does what it is told once per key, and refuses what Mosaic would."""

import hashlib
import os
from importlib.resources import files
from itertools import count
from pathlib import Path
from uuid import uuid4

import msgspec
from msgspec import Raw, Struct

from schemas.base import decode, encode
from service.connectors.simulator.shapes import Form, Held, HeldDocument, HeldStep, Order, SetStatus
from service.connectors.wire import (
    Begun,
    CaseNote,
    Completion,
    Document,
    Done,
    EnsureStep,
    FindPerson,
    FormAnswers,
    Found,
    Person,
    Refusal,
    Step,
    StepStatus,
)


class Refused(Exception):
    """The record will not do it."""

    def __init__(self, status: int, code: str, about: list[str] | None = None) -> None:
        super().__init__(code)
        self.status = status
        self.refusal = Refusal(code=code, about=about or [])


class SimulatedRecord:
    """Keeps everything in memory, and in a file if it is given one: a line for each thing it was told.

    One that is `welcoming` knows whoever it is asked for: it takes the first that it hears of them for the truth.
    """

    def __init__(self, kept: Path | None = None, *, welcoming: bool = False) -> None:
        self.held = Held()
        self.welcoming = welcoming
        self._forms = decode(_forms_file(), dict[str, Form])
        self._ids = count(1)
        self._answered: dict[str, tuple[bytes, bytes]] = {}
        self._kept: Path | None = None
        for line in _whole_lines(kept) if kept and kept.exists() else ():
            self.carry_out(msgspec.json.decode(line, type=Order))
        self._kept = kept

    def find(self, asked: FindPerson) -> Found:
        known = self._known(asked)
        if not known and self.welcoming:
            self.put_person(
                Person(
                    id=asked.record_id or asked.nhs_number or "0",
                    name=asked.name,
                    date_of_birth=asked.date_of_birth,
                    nhs_number=asked.nhs_number,
                )
            )
            known = self._known(asked)
        return Found(persons=known)

    def status(self, step_id: str) -> Step:
        return self._step(step_id).step

    def put_person(self, person: Person) -> None:
        self.carry_out(_of_its_own("put_person", person.id, person))

    def set_status(self, step_id: str, status: StepStatus) -> None:
        self.carry_out(_of_its_own("set_status", step_id, SetStatus(status=status)))

    def carry_out(self, order: Order) -> bytes:
        """The answer in JSON, the same for the same key. Raises Refused, and Malformed for another shape."""
        fingerprint = hashlib.sha256(encode([order.operation, order.subject, order.body])).digest()
        if order.key in self._answered:
            known, answer = self._answered[order.key]
            if known != fingerprint:
                raise Refused(422, "idempotency-key-reused")
            return answer
        answer = encode(self._do(order))
        self._answered[order.key] = fingerprint, answer
        self._keep(order)
        return answer

    def _keep(self, order: Order) -> None:
        if self._kept is not None:
            with self._kept.open("ab") as file:
                file.write(encode(order) + b"\n")

    def _do(self, order: Order) -> Struct:
        subject, body = order.subject, bytes(order.body)
        match order.operation:
            case "ensure_step":
                return self._ensure_step(subject, decode(body, EnsureStep))
            case "put_form_answers":
                return self._put_form_answers(subject, decode(body, FormAnswers))
            case "attach_document":
                return self._attach_document(subject, decode(body, Document))
            case "add_case_note":
                return self._add_case_note(subject, decode(body, CaseNote))
            case "complete_step":
                return self._complete_step(subject, decode(body, Completion), order.key)
            case "put_person":
                return self._put_person(subject, decode(body, Person))
            case "set_status":
                return self._set_status(subject, decode(body, SetStatus))
        raise Refused(404, "operation-unknown")

    def _ensure_step(self, person_id: str, asked: EnsureStep) -> Begun:
        self._person(person_id)
        return Begun(step_id=self._begin(person_id, asked.step_type, asked.reference, StepStatus.STARTED))

    def _put_form_answers(self, step_id: str, form: FormAnswers) -> Done:
        held = self._open_step(step_id)
        known = self._forms[held.step.step_type]
        if unknown := sorted(form.answers.keys() - set(known.questions)):
            raise Refused(422, "question-unknown", unknown)
        if missing := sorted(set(known.mandatory) - form.answers.keys()):
            raise Refused(422, "answers-missing", missing)
        lists = known.lists
        if wrong := sorted(q for q in lists.keys() & form.answers.keys() if form.answers[q] not in lists[q]):
            raise Refused(422, "answer-not-in-list", wrong)
        held.answers = dict(form.answers)
        return Done(id=held.step.id)

    def _attach_document(self, person_id: str, document: Document) -> Done:
        self._person(person_id)
        if hashlib.sha256(document.content).hexdigest() != document.sha256:
            raise Refused(422, "digest-differs")
        kept = HeldDocument(
            id=str(next(self._ids)),
            name=document.name,
            category=document.category,
            media_type=document.media_type,
            sha256=document.sha256,
            size=len(document.content),
        )
        self.held.documents.setdefault(person_id, []).append(kept)
        return Done(id=kept.id)

    def _add_case_note(self, person_id: str, note: CaseNote) -> Done:
        self._person(person_id)
        self.held.notes.setdefault(person_id, []).append(note)
        return Done(id=str(next(self._ids)))

    def _complete_step(self, step_id: str, completion: Completion, key: str) -> Done:
        held = self._open_step(step_id)
        if missing := sorted(set(self._forms[held.step.step_type].mandatory) - held.answers.keys()):
            raise Refused(422, "answers-missing", missing)
        for one in completion.next_actions:
            begun = self._begin(held.step.person_id, one.step_type, held.reference, StepStatus.INCOMING)
            following = self.held.steps[begun]
            following.team, following.note, following.due = one.team, one.note, one.due
        held.step = msgspec.structs.replace(held.step, status=StepStatus.COMPLETED, completed_with=key)
        return Done(id=step_id)

    def _put_person(self, person_id: str, person: Person) -> Done:
        self.held.persons[person_id] = person
        return Done(id=person.id)

    def _set_status(self, step_id: str, asked: SetStatus) -> Done:
        held = self._step(step_id)
        held.step = msgspec.structs.replace(held.step, status=asked.status)
        return Done(id=held.step.id)

    def _begin(self, person_id: str, step_type: str, reference: str, status: StepStatus) -> str:
        if step_type not in self._forms:
            raise Refused(422, "step-type-unknown", [step_type])
        step_id = str(next(self._ids))
        step = Step(id=step_id, person_id=person_id, step_type=step_type, status=status)
        self.held.steps[step_id] = HeldStep(step=step, reference=reference)
        return step_id

    def _known(self, asked: FindPerson) -> list[Person]:
        return [
            person
            for person in self.held.persons.values()
            if person.id == asked.record_id or (asked.nhs_number and person.nhs_number == asked.nhs_number)
        ]

    def _person(self, person_id: str) -> Person:
        if person_id not in self.held.persons:
            raise Refused(404, "person-not-found")
        person = self.held.persons[person_id]
        if person.restricted:
            raise Refused(403, "person-restricted")
        return person

    def _step(self, step_id: str) -> HeldStep:
        if step_id not in self.held.steps:
            raise Refused(404, "step-not-found")
        return self.held.steps[step_id]

    def _open_step(self, step_id: str) -> HeldStep:
        """What is completed is only ever added to; what is checked out is somebody else's until they give it back."""
        held = self._step(step_id)
        match held.step.status:
            case StepStatus.CHECKED_OUT:
                raise Refused(423, "step-checked-out")
            case StepStatus.COMPLETED:
                raise Refused(409, "step-completed")
            case StepStatus.CANCELLED:
                raise Refused(409, "step-cancelled")
        return held


def _of_its_own(operation: str, subject: str, body: Struct) -> Order:
    """Something that was not asked for under a key."""
    return Order(operation=operation, key=str(uuid4()), subject=subject, body=Raw(encode(body)))


def _whole_lines(kept: Path) -> list[bytes]:
    """Every line; a last one that a power cut has torn is taken away, since nobody was answered for it."""
    content = kept.read_bytes()
    whole = content[: content.rfind(b"\n") + 1]
    os.truncate(kept, len(whole))
    return whole.splitlines()


def _forms_file() -> bytes:
    return (files("service.connectors.simulator") / "forms.json").read_bytes()
