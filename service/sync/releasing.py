"""What others waited for has come: their work is settled in the same transaction, each on behalf of its author."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from schemas.accounts import Actor
from schemas.base import decode
from schemas.quarantine import QuarantineState
from schemas.sync import Op, Outcome
from service.auth.standing import Standing, standing_of
from service.store import feed, held
from service.store.database import act_as, attempt
from service.store.engine import Connection
from service.store.held import KeptOp, Waiter
from service.store.keys import Key
from service.sync import recording, settling
from service.sync.landing import Decided, op_key
from service.sync.trouble import POISON
from workflows import arrivals
from workflows.arrivals import Arrival
from workflows.grounds import Sender
from workflows.op_problems import problem
from workflows.verdicts import WAITING, Verdict

ENDS_AS: dict[str, QuarantineState] = {
    "accepted": "accepted",
    "conflict": "conflict",
    "quarantined": "open",
    "rejected": "rejected",
}


async def release(
    db: Connection, waiters: Iterable[Waiter], actor: Actor, at: datetime
) -> dict[Key, Outcome]:
    """Settle those who need wait no longer, and those who waited for them; (authority, op) → its outcome.

    The transaction acts for each author in turn, so that row security holds for their work as if they had sent it
    now, and for `actor` again at the end. Poison is put before staff and stands in nobody's way.
    """
    settled: dict[Key, Outcome] = {}
    queue = list(waiters)
    if not queue:
        return settled
    while queue:
        waiter = queue.pop(0)
        author = _author(waiter, await standing_of(db, waiter.account_id, waiter.device_id, at))
        if author is None:
            continue  # stays where staff see it, and comes before them when its time is up
        await act_as(db, author)
        outcome, more = await _settle(db, waiter, author, at)
        if outcome is not None:
            settled[waiter.authority_id, waiter.op_id] = outcome
        queue += more
    await act_as(db, actor)
    return settled


class _WaitsOn(Exception):
    """Something is missing still: whatever was written of it is to be taken back."""


async def _settle(
    db: Connection, waiter: Waiter, author: Actor, at: datetime
) -> tuple[Outcome | None, list[Waiter]]:
    """The outcome of one held op, and who waited for it; None while it has to wait on."""
    kept = await held.lock(db, (waiter.authority_id, waiter.op_id))
    if kept is None:
        return None, []
    work, sender = _as_it_came(kept), _sender(kept, author)
    try:
        async with attempt(db):
            outcome, waiters = await _settle_now(db, work, sender, at)
    except _WaitsOn:
        return None, []
    except POISON:
        verdict = Verdict(status="quarantined", problem=problem("could-not-be-stored"))
        outcomes, waiters = await recording.record(db, [Decided(work, verdict, None)], sender, at)
        outcome = outcomes[op_key(work)]
    await _tell(db, kept, outcome, at)
    return outcome, waiters


async def _settle_now(
    db: Connection, work: Arrival, sender: Sender, at: datetime
) -> tuple[Outcome, list[Waiter]]:
    assessments = await settling.lock_people(db, [work])
    outcomes, waiters = await settling.settle(db, [work], assessments, sender, at)
    outcome = outcomes[op_key(work)]
    if outcome.status in WAITING:
        raise _WaitsOn
    return outcome, waiters


async def _tell(db: Connection, kept: KeptOp, outcome: Outcome, at: datetime) -> None:
    """Staff see what became of it in their list, and the tablet by its next pull."""
    version = await held.end(
        db,
        (kept.authority_id, kept.op_id),
        ENDS_AS[outcome.status],
        at,
        outcome.rev or None,
        outcome.problem or None,
    )
    await feed.tell(db, kept.authority_id, kept.location_id, "outcome", kept.op_id, version, at)


def _author(waiter: Waiter, standing: Standing | None) -> Actor | None:
    """The author as they stand now; None for one who doesn't work with this authority any more."""
    if standing is None or standing.account_state != "active":
        return None
    author = Actor(
        account_id=waiter.account_id,
        memberships=standing.memberships,
        holder_ids=standing.holder_ids,
        device_id=waiter.device_id,
        device_location_id=standing.device.location_id if standing.device else None,
    )
    return author if waiter.authority_id in author.authority_ids else None


def _as_it_came(kept: KeptOp) -> Arrival:
    work = arrivals.arrival(0, decode(kept.op, Op), kept.body)
    return msgspec.structs.replace(work, reference=kept.reference)


def _sender(kept: KeptOp, author: Actor) -> Sender:
    return Sender(
        account_id=kept.account_id,
        device_id=kept.device_id,
        location_id=kept.location_id,
        actor=author,
        skew=kept.skew,
    )
