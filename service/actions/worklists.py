"""What waits for verifiers, and what a provider's own people have handed in."""

from datetime import datetime

from schemas.accounts import VERIFIERS, Actor, Role
from schemas.base import Issue
from schemas.worklists import SubmissionList, SubmissionsAsked, Worklist, WorklistAsked
from service import paging, problems
from service.store import worklists as store
from service.store.database import Database
from service.store.worklists import Place

MAY_LOOK = VERIFIERS | {Role.AUDITOR}


async def worklist(database: Database, asked: WorklistAsked, actor: Actor, at: datetime) -> Worklist:
    """A page of what the verifier's authorities have, with counts over all pages, as of one moment."""
    if not actor.roles & MAY_LOOK:
        raise problems.FORBIDDEN.problem("The worklist is for verifiers.")
    authorities = actor.authorities_as(MAY_LOOK)
    after = _after(asked)
    async with database.tx(actor, at, isolation="repeatable read", readonly=True) as db:
        items, end = await store.page(db, authorities, asked, after)
        counts = await store.counts(db, authorities, asked)
    return Worklist(items=items, counts=counts, next_cursor=paging.cursor(end))


async def submissions(
    database: Database, asked: SubmissionsAsked, actor: Actor, at: datetime
) -> SubmissionList:
    """The submissions that the caller reaches, newest first."""
    lines = WorklistAsked(
        state=[state.value for state in asked.state],
        location=asked.location,
        sort="-received_at",
        cursor=asked.cursor,
        limit=asked.limit,
    )
    after = _after(lines)
    async with database.tx(actor, at, readonly=True) as db:
        items, end = await store.page(db, actor.authority_ids, lines, after)
    return SubmissionList(items=items, next_cursor=paging.cursor(end))


def _after(asked: WorklistAsked) -> Place | None:
    """Where the last page ended; in another order that place would mean something else."""
    after = paging.place(asked.cursor, Place)
    if after and after.sort != asked.sort:
        raise problems.MALFORMED.problem(issues=[Issue(pointer="/query/cursor", code="of-another-order")])
    return after
