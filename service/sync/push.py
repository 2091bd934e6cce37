"""Work arrives: each op gets one outcome, stored with its effect, however often it is sent."""

import logging
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from schemas.accounts import Actor
from schemas.sync import DRAFT, MAX_BODY_BYTES, MAX_OPS, Outcome, Push, PushAnswer, Result
from service import problems
from service.store.database import Database
from service.sync import load
from service.sync.applying import Settled, apply, keep_aside, refused
from service.sync.recording import RETRY_SECONDS
from service.sync.trouble import PASSING, POISON
from workflows import arrivals
from workflows.arrivals import Arrival
from workflows.grounds import Sender
from workflows.op_problems import problem

log = logging.getLogger("tamar.sync")


async def push(
    database: Database, envelope: Push, location_id: UUID, actor: Actor, at: datetime
) -> PushAnswer:
    """Settle every op of a batch; the results are in the order of the ops.

    Raises the problems `too-many-ops` (413) over 100 ops, `push-in-progress` (409) while this device pushes already.
    """
    if len(envelope.ops) > MAX_OPS:
        raise problems.TOO_MANY_OPS.problem(max_ops=MAX_OPS)
    sender = Sender(
        account_id=actor.account_id,
        device_id=envelope.device_id,
        location_id=location_id,
        actor=actor,
        skew=at - envelope.sent_at,
    )
    works = [
        arrivals.read(index, bytes(raw), envelope.protocol, at) for index, raw in enumerate(envelope.ops)
    ]
    settled = {work.index: why for work in works if work and (why := unfit(work, actor))}
    fit = [work for work in works if work and work.index not in settled]
    settled |= await _settle(database, fit, sender, actor, at)
    results = [_result(index, settled[index] if work else _UNREADABLE) for index, work in enumerate(works)]
    return PushAnswer(server_time=at, results=results, backoff=load.backoff(database))


def unfit(work: Arrival, actor: Actor) -> Settled | None:
    """What can be told without looking at anything stored, and leaves no trace there."""
    if work.op.authority_id not in actor.authority_ids:
        return refused(work, "foreign-authority")
    if len(work.body) > MAX_BODY_BYTES:
        return refused(work, "too-large", max_body_bytes=MAX_BODY_BYTES)
    if not arrivals.arrived_whole(work):
        return _retry(work, "digest-mismatch")
    return None


async def _settle(
    database: Database, works: Sequence[Arrival], sender: Sender, actor: Actor, at: datetime
) -> dict[int, Settled]:
    """All at once where that goes; one by one where a poisonous op, or another tablet's, stood in the way."""
    if not works:
        return {}
    try:
        return await apply(database, works, sender, actor, at)
    except PASSING:
        return {work.index: _retry(work, "busy") for work in works}
    except POISON:
        pass
    settled: dict[int, Settled] = {}
    for work in sorted(works, key=lambda work: (work.op.device_seq, work.index)):
        settled |= await _settle_alone(database, work, sender, actor, at)
    return settled


async def _settle_alone(
    database: Database, work: Arrival, sender: Sender, actor: Actor, at: datetime
) -> dict[int, Settled]:
    """What is refused once more, and by itself, is poison; it is kept aside."""
    try:
        return await apply(database, [work], sender, actor, at)
    except PASSING:
        return {work.index: _retry(work, "busy")}
    except POISON:
        fields = {"op_id": work.op.op_id, "device_id": sender.device_id}
        log.exception("an op could not be stored", extra={"fields": fields})
    if work.op.kind == DRAFT:
        return {work.index: refused(work, "draft-unreadable")}
    try:
        return await keep_aside(database, [work], sender, actor, at, problem("could-not-be-stored"))
    except PASSING:
        return {work.index: _retry(work, "busy")}


def _retry(work: Arrival, code: str) -> Settled:
    why = problem(code)
    return Settled(Outcome(op_id=work.op.op_id, status="retry", problem=why, retry_after=RETRY_SECONDS))


_UNREADABLE = Settled(Outcome(op_id=None, status="rejected", problem=problem("unreadable")))


def _result(index: int, settled: Settled) -> Result:
    """A repeated op is a duplicate, with the outcome that it had the first time."""
    outcome = settled.outcome
    if settled.repeated:
        return Result(index=index, op_id=outcome.op_id, status="duplicate", original=outcome)
    members = {name: getattr(outcome, name) for name in Outcome.__struct_fields__}
    return Result(index=index, **members)
