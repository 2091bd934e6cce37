"""What the record is told, read from what is stored; and that the record has it."""

from collections.abc import Sequence
from datetime import datetime

from asyncpg import Record
from msgspec import UNSET

from schemas.base import encode
from schemas.records import RecordDecision, RecordFacts, RecordPerson
from schemas.submissions import Event, Submission
from service.store import corrections, questions, rows, submissions
from service.store.database import query
from service.store.engine import Connection
from service.store.submissions import Key
from workflows.corrections import number_of
from workflows.forms import REVIEW


async def facts(db: Connection, key: Key, rev: int, message: str, at: datetime) -> RecordFacts:
    """What is known of a submission at a revision, and of the person as of `at`. Raises LookupError."""
    revision = await submissions.revision(db, key, rev)
    known = await db.fetchrow(query("record_facts"), *key, at)
    if revision is None or known is None:
        raise LookupError("A message to the record is about a revision that can't be found.")
    decisions = await db.fetch(query("record_decisions"), *key, rev)
    return RecordFacts(
        message=message,
        council=known["council"],
        submission=await submissions.get(db, key),
        revision=revision,
        decisions=tuple(_decision(row) for row in decisions),
        person=person(known),
        training_data=known["training_data"],
        correction=await corrections.numbered(db, key, number_of(message)),
        questions=tuple(await questions.opened(db, [key[0]], REVIEW[0])),
        organisation=known["organisation"],
        location=known["location"],
    )


async def recorded(db: Connection, after: Submission, event: Event, guard: Sequence[str]) -> None:
    """Write that the record has a submission, which is locked and in one of the states of `guard`."""
    status = await db.execute(query("submission_recorded"), encode(after), guard)
    if status != "UPDATE 1":
        raise LookupError(f"One submission was to be recorded: {status}")
    await rows.insert(db, "history", [event])


def person(known: Record) -> RecordPerson:
    """Whose numbers a query for the record has found."""
    return RecordPerson(
        record_id=known["record_id"] or UNSET,
        nhs_number=known["nhs_number"] or UNSET,
        name=known["name"],
        date_of_birth=known["date_of_birth"],
    )


def _decision(row: Record) -> RecordDecision:
    return RecordDecision(
        body=row["body"],
        decided_at=row["decided_at"],
        verifier_id=row["verifier_id"],
        verifier=row["verifier"] or UNSET,
    )
