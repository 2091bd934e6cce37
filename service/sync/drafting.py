"""Drafts that arrive: kept for the other tablets of their author, and told to nobody else."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from msgspec import UNSET

from schemas.drafts import Draft
from schemas.sync import DRAFT, WITH_ANSWERS, Outcome
from service.store import drafts as store
from service.store import feed, ledger
from service.store.engine import Connection
from service.store.feed import Place
from service.store.keys import Key
from service.sync import recording
from service.sync.landing import entity_key, op_key
from workflows import drafts
from workflows.arrivals import Arrival
from workflows.drafts import DraftGround, DraftVerdict
from workflows.grounds import Sender


def is_draft(work: Arrival) -> bool:
    return work.op.kind == DRAFT


async def settle(
    db: Connection, works: Sequence[Arrival], sender: Sender, outcomes: Mapping[Key, Outcome], at: datetime
) -> dict[Key, Outcome]:
    """Keep the drafts among `works` and discard those whose finished work was taken; (authority, op) → outcome.

    `outcomes` are those of the rest of the batch. The body of a draft is kept nowhere but in its own row.
    """
    finished = [work for work in works if _was_taken(work, outcomes)]
    begun = sorted(
        (work for work in works if is_draft(work)), key=lambda work: (work.op.device_seq, work.index)
    )
    if not begun and not finished:
        return {}
    held = await store.lock(db, map(entity_key, [*begun, *finished]))
    revs = await store.latest_revs(db, [entity_key(work) for work in begun])
    told = {op_key(work): await _keep(db, work, held, revs, finished, sender, at) for work in begun}
    await _discard(db, (held[key] for work in finished if (key := entity_key(work)) in held), at)
    await ledger.complete(db, [(*key, outcome) for key, outcome in told.items()])
    return told


async def _keep(
    db: Connection,
    work: Arrival,
    held: dict[Key, Draft],
    revs: Mapping[Key, int | None],
    finished: Sequence[Arrival],
    sender: Sender,
    at: datetime,
) -> Outcome:
    key = entity_key(work)
    before = held.get(key)
    ground = DraftGround(
        before=before,
        before_made_at=await store.made_at(db, before)
        if before and drafts.seems_older(work.op, before, sender)
        else None,
        others=await store.count(db, *key),
        latest_rev=revs.get(key, 0),
        handed_in=any(entity_key(one) == key and one.op.device_seq > work.op.device_seq for one in finished),
    )
    verdict = drafts.decide(work.op, work.body, ground, sender, at)
    place = None
    if verdict.draft:
        held[key] = verdict.draft
        place = await _write(db, verdict.draft, at)
    return _outcome(work, verdict, place, at)


async def discard(db: Connection, key: Key, at: datetime) -> None:
    """Discard the draft of this (authority, submission), if the one on whose behalf the transaction acts has one."""
    await _discard(db, (await store.lock(db, [key])).values(), at)


async def _discard(db: Connection, done_with: Iterable[Draft], at: datetime) -> None:
    for draft in done_with:
        if gone := drafts.discarded(draft, at):
            await _write(db, gone, at)


async def _write(db: Connection, draft: Draft, at: datetime) -> Place:
    version = await store.keep(db, draft)
    return await feed.tell(
        db,
        draft.authority_id,
        draft.account_id,
        "draft",
        draft.id,
        version,
        at,
        gone=draft.body is None,
    )


def _was_taken(work: Arrival, outcomes: Mapping[Key, Outcome]) -> bool:
    told = outcomes.get(op_key(work))
    return work.op.kind in WITH_ANSWERS and told is not None and told.status == "accepted"


def _outcome(work: Arrival, verdict: DraftVerdict, place: Place | None, at: datetime) -> Outcome:
    return Outcome(
        op_id=work.op.op_id,
        status=verdict.status,
        receipt=recording.receipt(work, place, at),
        problem=verdict.problem or UNSET,
    )
