"""A verifier asks about a submission without returning it, and everybody who holds it learns of that."""

from datetime import datetime
from uuid import UUID, uuid4

import msgspec

from schemas.accounts import Actor
from schemas.submission_queries import MAX_OPEN, Ask, QueryList, QueryView, SubmissionQuery
from schemas.submissions import Action, Event, Submission
from service import problems
from service.actions import cases
from service.actions.idempotency import Repeatable, once
from service.store import arrivals, feed, submissions
from service.store import submission_queries as store
from service.store.database import Database
from service.store.engine import Connection
from service.store.feed import Change
from service.store.submissions import Key
from workflows import disclosure, verifiers
from workflows.cases import WAITING, Case
from workflows.reviews import lifecycle

_asked = msgspec.json.Decoder(QueryView)


async def listing(database: Database, submission_id: UUID, actor: Actor, at: datetime) -> QueryList:
    """What was asked about one submission, oldest first."""
    async with database.tx(actor, at, readonly=True) as db:
        where = await cases.find(db, submission_id, actor)
        until = disclosure.seen_until(await submissions.get(db, where), actor)
        return QueryList(items=await store.shown(db, where, until))


async def ask(
    database: Database, submission_id: UUID, said: Ask, key: str | None, actor: Actor, at: datetime
) -> QueryView:
    """Ask as whoever may decide about it. Raises Problem: NOT_FOUND, FORBIDDEN, WRONG_STATE, STILL_WITHHELD,
    TOO_MANY_QUERIES."""
    async with database.tx(actor, at) as db:
        where = await cases.find(db, submission_id, actor)
        request = Repeatable.of(key, "ask", submission_id, said)

        async def act() -> QueryView:
            return await _ask(db, where, said, actor, at)

        return _asked.decode(await once(db, request, actor, at, act))


async def _ask(db: Connection, where: Key, said: Ask, actor: Actor, at: datetime) -> QueryView:
    await arrivals.lock_people(db, [], [where])
    submission = await submissions.lock(db, where)
    if submission is None:
        raise problems.NOT_FOUND.problem()
    case = await cases.case(db, submission, await cases.current(db, submission), at)
    _require(case, actor)
    asked = SubmissionQuery(
        authority_id=submission.authority_id,
        id=uuid4(),
        submission_id=submission.id,
        person_id=submission.person_id,
        rev=submission.rev,
        pointer=said.pointer,
        text=said.text,
        asked_by=actor.account_id,
        asked_at=at,
    )
    version = await store.ask(db, submission, asked, _event(case, said, actor, at))
    await feed.publish(
        db, [Change(*where[:1], submission.person_id, "submission", submission.id, version)], at
    )
    return store.view(asked)


def _require(case: Case, actor: Actor) -> None:
    """Whoever may open it may ask, while it waits for a decision and its author may hear of what happens."""
    if refused := lifecycle.forbidden(case, Action.OPEN, actor):
        raise problems.FORBIDDEN.problem(issues=refused.issues)
    if case.state not in WAITING:
        raise problems.WRONG_STATE.problem()
    if case.submission.withheld_since is not None:
        raise problems.STILL_WITHHELD.problem()
    if case.submission.open_queries >= MAX_OPEN:
        raise problems.TOO_MANY_QUERIES.problem()


def _event(case: Case, said: Ask, actor: Actor, at: datetime) -> Event:
    submission: Submission = case.submission
    capacity = verifiers.capacity(case, actor)
    return Event(
        authority_id=submission.authority_id,
        submission_id=submission.id,
        person_id=submission.person_id,
        action="ask_query",
        from_state=submission.state,
        to_state=submission.state,
        rev=submission.rev,
        account_id=actor.account_id,
        capacity=capacity.role,
        organisation_id=capacity.organisation.id,
        reason=said.text,
        at=at,
    )
