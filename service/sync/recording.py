"""What is written down of a batch: effects first, then what the devices are told, then the outcome of every op."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol
from uuid import UUID, uuid4

import msgspec
from msgspec import UNSET, Raw, UnsetType

from schemas.attachments import EvidenceNamed
from schemas.base import encode
from schemas.quarantine import QuarantineState
from schemas.reviews import Review
from schemas.submissions import State, Submission
from schemas.sync import DRAFT, OpProblem, Outcome, Receipt, Status
from service.store import arrivals as store
from service.store import concerns, corrections, feed, held, ledger, rows, submission_queries
from service.store.engine import Connection
from service.store.feed import Change, Left, Place, Places
from service.store.held import HeldOp, Waiter
from service.store.keys import Key
from service.store.ledger import KeptBody
from service.store.quarantine import Quarantined
from service.sync.landing import Decided, entity_key, op_key
from workflows import arrivals, attachments, disclosure, forms
from workflows.arrivals import Arrival, as_answers
from workflows.concerns import raised_in
from workflows.grounds import Sender
from workflows.references import reference


class Ending(Protocol):
    """What became of a piece of work, whatever it is about."""

    @property
    def status(self) -> Status: ...
    @property
    def problem(self) -> OpProblem | None: ...
    @property
    def waits_for(self) -> tuple[UUID, ...]: ...


class Settled(Protocol):
    """A piece of work with what became of it."""

    @property
    def work(self) -> Arrival: ...
    @property
    def verdict(self) -> Ending: ...


RETRY_SECONDS = 5
"""How long a tablet waits before it sends again what came at a bad moment."""
HELD_FOR = timedelta(days=5)
"""How long work waits for other work before it is put before staff."""
LISTED: dict[str, QuarantineState] = {"quarantined": "open", "held": "held"}
"""How work stands in the list of staff, by its outcome."""


class Written(NamedTuple):
    """What works leave behind, before any device is told of it."""

    told: Sequence[Change]
    left: Sequence[Left]
    kept: Sequence[Key]
    """(authority, op) of those whose outcome is kept."""
    outcomes: Callable[[Places], dict[Key, Outcome]]
    """(authority, op) → outcome, once it is known where in the feed each change stands."""


async def record(
    db: Connection, decided: Sequence[Decided], sender: Sender, at: datetime
) -> tuple[dict[Key, Outcome], list[Waiter]]:
    """Record everything that was decided; (authority, op) → outcome, as it is stored for later sendings.

    Answers also whose work waited for what has been applied.
    """
    return await complete(db, [await write(db, decided, sender, at)], at)


async def complete(
    db: Connection, written: Sequence[Written], at: datetime
) -> tuple[dict[Key, Outcome], list[Waiter]]:
    """Tell the devices, and then keep the outcome of every op.

    Once for everything: whoever tells twice holds the scopes of the first time while it waits for those of the second,
    and two who do so may wait for each other.
    """
    told = [change for one in written for change in one.told]
    left = [gone for one in written for gone in one.left]
    places = await feed.publish(db, told, at, left)
    outcomes = {key: outcome for one in written for key, outcome in one.outcomes(places).items()}
    kept = [key for one in written for key in one.kept]
    return outcomes, await ledger.complete(db, [(*key, outcomes[key]) for key in kept])


async def write(db: Connection, decided: Sequence[Decided], sender: Sender, at: datetime) -> Written:
    """Write everything that was decided but what the devices are told."""
    stored = [one for one in decided if one.verdict.status != "retry"]
    await ledger.unclaim(db, [op_key(one.work) for one in decided if one.verdict.status == "retry"])
    changed = await effects(db, decided)
    await keep_bodies(
        db, [(one.work, one.verdict.status) for one in stored if not one.verdict.revision], sender, at
    )
    references = await quarantine(db, stored, sender, at)
    explained = [await _explained(db, one) for one in decided]

    def outcomes(places: Places) -> dict[Key, Outcome]:
        return {
            op_key(one.work): _outcome(
                one, why, _place(one, places, sender), references.get(op_key(one.work)), at
            )
            for one, why in zip(decided, explained, strict=True)
        }

    return Written(_changes(changed.values()), [], [op_key(one.work) for one in stored], outcomes)


async def effects(db: Connection, decided: Sequence[Decided]) -> dict[Key, Submission]:
    """Write standings, revisions and history; answers the submissions that changed, as they are now."""
    before = {entity_key(one.work): one.before.submission for one in decided if one.before}
    changed = {
        entity_key(one.work): one.verdict.submission
        for one in decided
        if one.verdict.event and one.verdict.submission
    }
    moved = [changed[key] for key in sorted(changed.keys() & before.keys())]
    await rows.update(db, "submission", moved, ("authority_id", "id"))
    await rows.insert_together(
        db,
        {
            "submission": [changed[key] for key in sorted(changed.keys() - before.keys())],
            "submission_rev": [one.verdict.revision for one in decided if one.verdict.revision],
            "evidence_named": list(_evidence_named(decided)),
            "correction": [one.verdict.correction for one in decided if one.verdict.correction],
            "history": [one.verdict.event for one in decided if one.verdict.event],
        },
    )
    await store.void_decisions(db, [one for one in moved if one.rev != before[one.authority_id, one.id].rev])
    await submission_queries.answer(db, [one.verdict.query for one in decided if one.verdict.query])
    was_open = [one for one in moved if before[one.authority_id, one.id].state is State.CORRECTION_OPEN]
    await corrections.amended(db, was_open)
    return changed


def _evidence_named(decided: Sequence[Decided]) -> Iterator[EvidenceNamed]:
    for one in decided:
        if one.verdict.revision and isinstance(one.work.payload, Review):
            yield from attachments.evidence_named(one.verdict.revision, one.work.payload)


async def tell(db: Connection, changed: Iterable[Submission], at: datetime) -> Places:
    """The devices of every location that holds the person learn that these submissions changed."""
    return await feed.publish(db, _changes(changed), at)


def _changes(changed: Iterable[Submission]) -> list[Change]:
    return [Change(one.authority_id, one.person_id, "submission", one.id, one.version) for one in changed]


async def keep_bodies(
    db: Connection, works: Iterable[tuple[Arrival, str]], sender: Sender, at: datetime
) -> None:
    """Keep the bytes of work that became no revision: whatever could be read is never lost.

    The council learns at once of a safeguarding concern in it, whatever becomes of the rest. A draft is no work yet
    and its author's alone.
    """
    kept = [(work, _kept(work, status, sender, at)) for work, status in works if work.op.kind != DRAFT]
    await rows.insert(db, "op_body", [body for _, body in kept], or_leave=True)
    raised = [
        concerns.concern(body, alarm, work.op.entity_id, sender.location_id)
        for work, body in kept
        if body.status != "accepted" and (alarm := raised_in(body.body))
    ]
    await concerns.add(db, raised)


def _kept(work: Arrival, status: str, sender: Sender, at: datetime) -> KeptBody:
    return KeptBody(
        authority_id=work.op.authority_id,
        op_id=work.op.op_id,
        fingerprint=arrivals.fingerprint(work.op),
        account_id=sender.account_id,
        device_id=sender.device_id,
        status=status,
        body=work.body,
        received_at=at,
    )


def _outcome(
    one: Decided, why: OpProblem | None, place: Place | None, reference: str | None, at: datetime
) -> Outcome:
    """An op's outcome as the tablet reads it."""
    verdict, op = one.verdict, one.work.op
    if verdict.status == "retry":
        return Outcome(op_id=op.op_id, status="retry", problem=why or UNSET, retry_after=RETRY_SECONDS)
    submission = _told(verdict.submission)
    return Outcome(
        op_id=op.op_id,
        status=verdict.status,
        rev=submission.latest_rev if submission else UNSET,
        state=submission.state if submission else UNSET,
        receipt=receipt(one.work, place, at),
        findings=verdict.revision.findings if verdict.revision else UNSET,
        problem=why or UNSET,
        reference=reference or (submission.reference if submission else UNSET),
        waiting_for=list(verdict.waits_for) or UNSET,
        expires_at=expiry(verdict, at),
    )


def expiry(verdict: Ending, at: datetime) -> datetime | UnsetType:
    """When work that is held is put before staff."""
    return at + HELD_FOR if verdict.waits_for else UNSET


def _told(submission: Submission | None) -> Submission | None:
    """The submission as its author may be told of it."""
    withheld = submission is not None and submission.withheld_since is not None
    return disclosure.as_it_arrived(submission) if submission and withheld else submission


def _place(one: Decided, places: Places, sender: Sender) -> Place | None:
    """Where the device's own location is told of this; nowhere if nothing changed, or not for that location."""
    authority_id, entity_id = entity_key(one.work)
    place = places.get((authority_id, sender.location_id, "submission", entity_id))
    return place if one.verdict.event else None


def receipt(work: Arrival, place: Place | None, at: datetime) -> Receipt:
    return Receipt(
        id=uuid4(),
        sha256=work.op.body_sha256,
        received_at=at,
        scope=place.scope_id if place else None,
        seq=place.seq if place else None,
    )


async def quarantine(
    db: Connection, decided: Sequence[Settled], sender: Sender, at: datetime
) -> dict[Key, str]:
    """List what needs a person, or will if nothing else comes; (authority, op) → the reference to ask by."""
    needing = [one for one in decided if one.verdict.status in LISTED and one.verdict.problem]
    listed = {op_key(one.work): one.work.reference for one in needing if one.work.reference}
    waiting = [one for one in needing if op_key(one.work) not in listed]
    numbers = await store.references(db, len(waiting))
    references = {op_key(one.work): reference(number) for one, number in zip(waiting, numbers, strict=True)}
    entries = [
        Quarantined(
            authority_id=one.work.op.authority_id,
            op_id=one.work.op.op_id,
            reference=references[op_key(one.work)],
            device_id=sender.device_id,
            account_id=sender.account_id,
            location_id=sender.location_id,
            kind=one.work.op.kind,
            form=arrivals.form_of(one.work.op),
            form_version=one.work.op.form.version if one.work.op.form else None,
            entity_id=one.work.op.entity_id,
            outside_lease=one.work.op.outside_lease,
            problem=Raw(encode(one.verdict.problem)),
            received_at=at,
            state=LISTED[one.verdict.status],
        )
        for one in waiting
    ]
    await rows.insert(db, "quarantine", entries)
    await _hold(db, waiting, sender, at)
    return references | listed


async def _hold(db: Connection, waiting: Sequence[Settled], sender: Sender, at: datetime) -> None:
    """Keep what waits for other work, so that it can be decided as it came when that arrives."""
    for work, waits_for in ((one.work, one.verdict.waits_for) for one in waiting if one.verdict.waits_for):
        kept = HeldOp(
            authority_id=work.op.authority_id,
            op_id=work.op.op_id,
            account_id=sender.account_id,
            device_id=sender.device_id,
            location_id=sender.location_id,
            op=encode(msgspec.structs.replace(work.op, body=Raw(b"null"))),
            skew=sender.skew,
        )
        await held.add(db, kept, waits_for, at, at + HELD_FOR)


async def _explained(db: Connection, one: Decided) -> OpProblem | None:
    """To a conflict over an old base belong the sections in which it differs from what is there now.

    Where the base is no revision of ours, the work itself is compared; a withdrawal then has nothing to compare.
    """
    why = one.verdict.problem
    if why is None or why.code != "stale-base" or one.verdict.submission is None:
        return why
    seen, latest = one.work.op.base_rev, one.verdict.submission.latest_rev
    bodies = await store.bodies(db, entity_key(one.work), (seen, latest))
    own = as_answers(one.work) if isinstance(one.work.payload, Review) else bodies[latest]
    sections = forms.changed_sections(bodies.get(seen, own), bodies[latest])
    return msgspec.structs.replace(why, changed_sections=sections)
