"""One batch, one transaction: claim, decide, record, tell; in the lock order that all writers share."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from schemas.accounts import Actor
from schemas.sync import OpProblem, Outcome
from service import problems
from service.store import arrivals as store
from service.store import ledger
from service.store.database import Database
from service.store.engine import Connection
from service.store.keys import Key
from service.store.ledger import Claim
from service.sync import recording, releasing, settling
from service.sync.landing import Decided, op_key
from workflows import arrivals
from workflows.arrivals import Arrival
from workflows.grounds import Sender
from workflows.op_problems import problem
from workflows.verdicts import Verdict

_outcomes = msgspec.json.Decoder(Outcome)


class Settled(NamedTuple):
    """An op's outcome; `repeated` when an earlier sending settled it."""

    outcome: Outcome
    repeated: bool = False

    @property
    def is_refusal(self) -> bool:
        return self.outcome.status == "rejected" and not self.repeated


class Known(NamedTuple):
    """What is known of an op id: what was sent under it, and what became of that."""

    fingerprint: bytes
    outcome: Outcome


async def apply(
    database: Database, works: Sequence[Arrival], sender: Sender, actor: Actor, at: datetime
) -> dict[int, Settled]:
    """Settle `works` in one transaction; index → outcome.

    Raises the problem `push-in-progress` while this device pushes already, and asyncpg's errors as they come.
    """
    async with database.tx(actor, at, same_plans=True) as db:
        if not await store.device_is_free(db, sender.device_id, sender.skew, at):
            raise problems.PUSH_IN_PROGRESS.problem(retry_after=1)
        assessments = await settling.lock_people(db, works)
        ours, known = await _claim(db, works, sender, at)
        recorded, waiters = await settling.settle(db, ours, assessments, sender, at)
        recorded |= await releasing.release(db, waiters, actor, at)
        return await _answers(db, works, ours, known, recorded, sender, at)


async def keep_aside(
    database: Database, works: Sequence[Arrival], sender: Sender, actor: Actor, at: datetime, why: OpProblem
) -> dict[int, Settled]:
    """Quarantine ops as they came, with their bytes, without looking what they are about."""
    async with database.tx(actor, at, same_plans=True) as db:
        ours, known = await _claim(db, works, sender, at)
        verdict = Verdict(status="quarantined", problem=why)
        recorded, _ = await recording.record(db, [Decided(one, verdict, None) for one in ours], sender, at)
        return await _answers(db, works, ours, known, recorded, sender, at)


async def _claim(
    db: Connection, works: Sequence[Arrival], sender: Sender, at: datetime
) -> tuple[list[Arrival], dict[Key, Known]]:
    """The works that are ours to apply, and what the ledger knows of those that were sent before."""
    first: dict[Key, Arrival] = {}
    for work in works:
        first.setdefault(op_key(work), work)
    claimed = await ledger.claim(
        db, [_claim_of(work) for work in first.values()], sender.device_id, sender.account_id, at
    )
    stored = await ledger.known(db, first.keys() - claimed)
    known = {key: Known(one.fingerprint, _outcomes.decode(one.outcome)) for key, one in stored.items()}
    return [work for key, work in first.items() if key in claimed], known


async def _answers(
    db: Connection,
    works: Sequence[Arrival],
    ours: Sequence[Arrival],
    known: Mapping[Key, Known],
    recorded: Mapping[Key, Outcome],
    sender: Sender,
    at: datetime,
) -> dict[int, Settled]:
    """Index → outcome: of our own works as recorded now, of all others by what their id is known for."""
    known = {
        **known,
        **{op_key(work): Known(arrivals.fingerprint(work.op), recorded[op_key(work)]) for work in ours},
    }
    answers = {work.index: Settled(recorded[op_key(work)]) for work in ours}
    others = [work for work in works if work.index not in answers]
    answers |= {work.index: _answer(work, known.get(op_key(work))) for work in others}
    strays = [(work, "rejected") for work in others if answers[work.index].is_refusal]
    await recording.keep_bodies(db, strays, sender, at)
    return answers


def _answer(work: Arrival, known: Known | None) -> Settled:
    if known is None:
        return refused(work, "id-in-use")
    if known.fingerprint != arrivals.fingerprint(work.op):
        return refused(work, "op-id-reused")
    return Settled(known.outcome, repeated=known.outcome.status != "retry")


def refused(work: Arrival, code: str, **params: int) -> Settled:
    return Settled(Outcome(op_id=work.op.op_id, status="rejected", problem=problem(code, params=params)))


def _claim_of(work: Arrival) -> Claim:
    op = work.op
    return Claim(
        authority_id=op.authority_id,
        op_id=op.op_id,
        device_seq=op.device_seq,
        kind=op.kind,
        entity_id=op.entity_id,
        base_rev=op.base_rev,
        fingerprint=arrivals.fingerprint(op),
        made_at=op.made_at,
    )
