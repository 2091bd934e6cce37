"""Approving many submissions in one request: a thousand at a time, each whole or not at all."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

import msgspec

from schemas.accounts import Actor
from schemas.base import Issue, Malformed
from schemas.bulk import Bulk, BulkAnswer, BulkItem, BulkResult, BulkStatus
from service import problems
from service.actions import cases
from service.actions.idempotency import Repeatable, once
from service.store import arrivals, feed
from service.store import bulk as store
from service.store.bulk import Batch
from service.store.database import Database
from service.store.engine import Connection
from service.store.keys import Key
from workflows import bulk

AT_ONCE = 1_000
"""Items of one transaction: those who wait for one of them wait for a moment only."""

_answers = msgspec.json.Decoder(BulkAnswer)


async def approve(
    database: Database, command: Bulk, key: str | None, actor: Actor, at: datetime
) -> BulkAnswer:
    """Approve every item at exactly its revision, or say why not.

    If it breaks off, what was done is done; the same request under the same key tells it and does the rest.
    Raises Malformed for an id that is named twice, and the problems of `idempotency.once`.
    """
    _require_every_id_once(command.items)
    batch = Batch(_batch_id(actor, key), command.note, at)
    results: list[BulkResult] = []
    for part, items in enumerate(_in_turn(command.items)):
        request = Repeatable.of(_key_of(part, key), "bulk", command)
        results += await _approve_part(database, items, request, batch, actor)
    return BulkAnswer(results=results)


async def _approve_part(
    database: Database, items: Sequence[BulkItem], request: Repeatable, batch: Batch, actor: Actor
) -> list[BulkResult]:
    async with database.tx(actor, batch.at) as db:

        async def act() -> BulkAnswer:
            return BulkAnswer(results=await _approve(db, items, batch, actor))

        return _answers.decode(await once(db, request, actor, batch.at, act)).results


async def _approve(db: Connection, items: Sequence[BulkItem], batch: Batch, actor: Actor) -> list[BulkResult]:
    """Lock, approve, explain, tell."""
    keys = await store.find(db, actor.authority_ids, [item.id for item in items])
    await arrivals.lock_people(db, [], keys.values())
    await store.lock(db, keys.values())
    seen = [(keys[item.id], item.rev) for item in items if item.id in keys]
    changed = await store.approve(db, seen, actor, batch)
    approved = {change.entity_id for change in changed}
    left = [item for item in items if item.id not in approved]
    explained = await _explain(db, left, keys, batch, actor)
    await feed.publish(db, changed, batch.at)
    return [explained.get(item.id) or bulk.done(item) for item in items]


async def _explain(
    db: Connection, left: Sequence[BulkItem], keys: Mapping[UUID, Key], batch: Batch, actor: Actor
) -> dict[UUID, BulkResult]:
    """Why each of these was not approved. Since they are held, only who works where can have changed meanwhile."""
    known = await cases.many(db, [keys[item.id] for item in left if item.id in keys], actor, batch.at)
    results = {item.id: bulk.judge(item, known.get(item.id), actor) for item in left}
    if any(result.status is BulkStatus.DONE for result in results.values()):
        raise problems.UNAVAILABLE.problem(retry_after=1)
    return results


def _require_every_id_once(items: Sequence[BulkItem]) -> None:
    named = Counter(item.id for item in items)
    if repeated := [n for n, item in enumerate(items) if named[item.id] > 1]:
        raise Malformed([Issue(pointer=f"/items/{n}/id", code="repeated") for n in repeated])


def _in_turn(items: Sequence[BulkItem]) -> Iterator[Sequence[BulkItem]]:
    for start in range(0, len(items), AT_ONCE):
        yield items[start : start + AT_ONCE]


def _key_of(part: int, key: str | None) -> str | None:
    """Each part has its own key, with a space, which no caller's key can have."""
    return f"{key} #{part}" if key and part else key


def _batch_id(actor: Actor, key: str | None) -> UUID:
    """A request that is completed by another one under its key is one batch."""
    return uuid5(NAMESPACE_URL, f"bulk:{actor.account_id}:{key}") if key else uuid4()
