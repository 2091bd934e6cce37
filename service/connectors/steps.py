"""How a verified review, or a home's word, becomes a completed step in a record, and nothing in it twice."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable

import msgspec

from schemas.base import encode
from schemas.placements import ToRecord
from schemas.pushes import Answer, Delivered
from schemas.records import RecordCorrection, VerifiedRecord
from service.connectors import mapping, notes, reasons
from service.connectors.mapping import Part, Profile
from service.connectors.protocol import Casework, Identity, NotDelivered
from service.connectors.wire import Document, NextStep, Person, StepStatus

PATIENCE_SECONDS = 45.0
"""For a whole delivery: less than a lease, so that nobody else has begun by then."""
MERGES = 3
"""So many ids of one merged person are looked at, each the one that superseded the last."""


class StepByStep:
    """A connector to a record that is told in steps; `converse` begins a conversation under a key."""

    def __init__(
        self,
        profile: Profile,
        converse: Callable[[str], Casework],
        close: Callable[[], Awaitable[None]],
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self.profile, self.converse, self.patience = profile, converse, patience
        self._close = close

    async def deliver(self, record: ToRecord) -> Answer:
        casework = self.converse(record.key)
        answer = await self._answer(casework, record)
        return msgspec.structs.replace(answer, exchanges=tuple(casework.exchanges))

    async def _answer(self, casework: Casework, record: ToRecord) -> Answer:
        try:
            async with asyncio.timeout(self.patience):
                return Delivered(reference=await tell(casework, record, self.profile))
        except TimeoutError:
            return reasons.down("record-silent").answer
        except NotDelivered as why:
            return why.answer

    async def close(self) -> None:
        await self._close()


async def tell(casework: Casework, record: ToRecord, profile: Profile) -> str:
    """Carry out its step for the right person; answers the step's id. Raises NotDelivered."""
    part = mapping.part_about(profile, record)
    if isinstance(record, VerifiedRecord) and record.correction:
        return await _note_correction(casework, record, record.correction, part)
    answers = mapping.answers(part, record)
    next_steps = mapping.next_steps(part, record.next_actions)
    person = await find(casework, Identity.of(record.person))
    step_id = await casework.ensure_step(person.id, part.step_type, record.reference)
    step = await casework.get_status(step_id)
    if casework.completed(step):
        return step_id
    if step.status is StepStatus.CANCELLED:
        raise reasons.never("step-cancelled")
    if step.status is StepStatus.CHECKED_OUT:
        raise reasons.for_now("step-checked-out")
    overtaken = step.status is StepStatus.COMPLETED
    if not overtaken:
        await casework.put_form_answers(step_id, answers)
    await casework.attach_document(person.id, _document(record, part))
    note = notes.note(record)
    await casework.add_case_note(person.id, part.note_type, note.title, note.on, note.text)
    if overtaken:
        await _append(casework, person, record, next_steps)
    else:
        await casework.complete_step(step_id, next_steps)
    return step_id


async def _note_correction(
    casework: Casework, record: VerifiedRecord, correction: RecordCorrection, part: Part
) -> str:
    """A note beside what the record has, which stays as it is; answers by which reference the record has that."""
    person = await find(casework, Identity.of(record.person))
    note = notes.note(record)
    await casework.add_case_note(person.id, part.note_type, note.title, note.on, note.text)
    return correction.recorded_as or record.reference


async def _append(casework: Casework, person: Person, record: ToRecord, next_steps: list[NextStep]) -> None:
    """Somebody has completed the step meanwhile: what they wrote stays, what is still to do is begun beside it."""
    for one in next_steps:
        await casework.ensure_step(person.id, one.step_type, record.reference, purpose=one.step_type)


async def find(casework: Casework, identity: Identity) -> Person:
    """The one person whom all that is known fits; anything less is for staff to match. Raises NotDelivered."""
    sought = identity
    for _ in range(MERGES):
        person = _the_one(await casework.find_person(sought), sought)
        if person.superseded_by is None:
            return _fit_to_be_told(person)
        sought = msgspec.structs.replace(identity, record_id=person.superseded_by)
    raise reasons.never("person-ambiguous")


def _the_one(found: list[Person], sought: Identity) -> Person:
    """Merged ids count only where one of them is what we were looking for."""
    known = [one for one in found if one.superseded_by is None or one.id == sought.record_id]
    fitting = [one for one in known if _fits(one, sought)]
    if not known:
        raise reasons.never("person-not-found")
    if len(fitting) > 1:
        raise reasons.never("person-ambiguous")
    if not fitting or {one.id for one in known} - {fitting[0].id, fitting[0].superseded_by}:
        raise reasons.never("person-differs")
    return fitting[0]


def _fits(person: Person, sought: Identity) -> bool:
    """Every number that both sides know has to agree, and the date of birth with it."""
    return (
        sought.record_id in (None, person.id)
        and (None in (sought.nhs_number, person.nhs_number) or sought.nhs_number == person.nhs_number)
        and sought.date_of_birth == person.date_of_birth
    )


def _fit_to_be_told(person: Person) -> Person:
    if person.restricted:
        raise reasons.never("person-restricted")
    if person.deceased_on is not None:
        raise reasons.never("person-deceased")
    return person


def _document(record: ToRecord, part: Part) -> Document:
    """The whole of it, with the answers as they were signed."""
    content = encode(record)
    kind = "review" if isinstance(record, VerifiedRecord) else "assessment"
    return Document(
        name=f"{kind} {record.reference} revision {record.rev}.json",
        category=part.document_category,
        media_type="application/json",
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
    )
