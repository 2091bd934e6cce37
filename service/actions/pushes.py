"""What goes to the record, for the council's staff: to see how it fares, and to have it tried again."""

from datetime import datetime
from uuid import UUID

from schemas.accounts import COUNCIL_STAFF, Actor, Role
from schemas.pushes import PushesAsked, PushList, PushView, PushWhole, Reconciliation, Retried, RetryAll
from service import paging, problems
from service.store import placements as placed
from service.store import pushes as store
from service.store import records as facts_of
from service.store.database import Database
from service.store.engine import Connection
from service.store.pushes import Place
from workflows import placements, records

MAY_LOOK = COUNCIL_STAFF
MAY_RETRY = frozenset({Role.ADMIN, Role.VERIFIER_ASC})
TRIED_AGAIN_FROM = {"ready", "dead"}


async def listing(database: Database, asked: PushesAsked, actor: Actor, at: datetime) -> PushList:
    """A page of the pushes of the caller's authorities, newest first."""
    after = paging.place(asked.cursor, Place)
    async with database.tx(actor, at, readonly=True) as db:
        items, end = await store.page(db, actor.authorities_as(MAY_LOOK), asked, after)
    return PushList(items=items, next_cursor=paging.cursor(end))


async def whole(database: Database, push_id: UUID, actor: Actor, at: datetime) -> PushWhole:
    """One push with its tries, and what the record would be told now; raises `not-found`."""
    async with database.tx(actor, at, readonly=True) as db:
        push = await _find(db, push_id, actor)
        tries = await store.attempts(db, push_id)
        about = (push.rev, push.message, at)
        decision = await store.home_decision(db, push_id)
        if decision is not None:
            facts = await placed.facts(db, (push.authority_id, decision), *about)
            return PushWhole(push=push, attempts=tries, placement=placements.placed(facts))
        key = (push.authority_id, push.submission.id)
        review = await facts_of.facts(db, key, *about)
        return PushWhole(push=push, attempts=tries, record=records.verified(review))


async def retry(database: Database, push_id: UUID, actor: Actor, at: datetime) -> PushView:
    """Have one push tried again now; asking twice changes nothing. Raises `not-found`, `forbidden`, `wrong-state`."""
    async with database.tx(actor, at) as db:
        push = await _find(db, push_id, actor)
        if push.authority_id not in actor.authorities_as(MAY_RETRY):
            raise problems.FORBIDDEN.problem()
        if push.state not in TRIED_AGAIN_FROM:
            raise problems.WRONG_STATE.problem(f"This push is {push.state.replace('_', ' ')}.")
        await store.retry(db, [push_id], at)
        return await _find(db, push_id, actor)


async def retry_all(database: Database, asked: RetryAll, actor: Actor, at: datetime) -> Retried:
    """Have all pushes tried again that wait for staff, for one reason or for any."""
    async with database.tx(actor, at) as db:
        dead = await store.dead(db, actor.authorities_as(MAY_RETRY), asked.target, asked.code)
        return Retried(retried=await store.retry(db, dead, at))


async def reconciliation(database: Database, actor: Actor, at: datetime) -> Reconciliation:
    """What was approved for the caller's authorities against what the record has, as of one moment."""
    async with database.tx(actor, at, isolation="repeatable read", readonly=True) as db:
        return await store.reconciliation(db, actor.authorities_as(MAY_LOOK))


async def _find(db: Connection, push_id: UUID, actor: Actor) -> PushView:
    push = await store.get(db, actor.authorities_as(MAY_LOOK), push_id)
    if push is None:
        raise problems.NOT_FOUND.problem()
    return push
