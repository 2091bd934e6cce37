"""Keeping what people have learnt: their provider's administrator records it, and so may the council's."""

from datetime import datetime
from uuid import UUID, uuid4

import asyncpg
from msgspec import UNSET

from schemas.accounts import Actor, Role, Training
from schemas.base import Malformed
from schemas.training import ExpiringAsked, ExpiringList, RecordTraining, TrainingList
from service import paging
from service.problems import ALREADY_RECORDED, FORBIDDEN, NOT_FOUND
from service.store import staff
from service.store import training as store
from service.store.database import Database
from service.store.engine import Connection
from service.store.training import ExpiringPlace, TrainingRow
from workflows.clocks import LONDON
from workflows.training import faults

MAY_RECORD = frozenset({Role.PROVIDER_ADMIN, Role.ADMIN})


async def of(database: Database, account_id: UUID, actor: Actor, at: datetime) -> TrainingList:
    """What a colleague, or the caller, has learnt; raises `not-found` for an account that they may not see."""
    async with database.tx(actor, at, readonly=True) as db:
        await _see(db, account_id)
        return TrainingList(items=await store.of(db, account_id))


async def record(
    database: Database, account_id: UUID, said: RecordTraining, actor: Actor, at: datetime
) -> Training:
    """Record a course. Raises Malformed, and Problem: NOT_FOUND, FORBIDDEN, ALREADY_RECORDED."""
    _check(said, at)
    return await _write(database, account_id, said, (), actor, at)


async def correct(
    database: Database, account_id: UUID, training_id: UUID, said: RecordTraining, actor: Actor, at: datetime
) -> Training:
    """Record a course in the place of one that was recorded otherwise; what was recorded stays, and is void."""
    _check(said, at)
    return await _write(database, account_id, said, (training_id,), actor, at)


async def withdraw(
    database: Database, account_id: UUID, training_id: UUID, actor: Actor, at: datetime
) -> TrainingList:
    """Make void what was recorded in error; answers what is left."""
    async with database.tx(actor, at) as db:
        await _see(db, account_id)
        await _void(db, account_id, training_id, actor, at)
        return TrainingList(items=await store.of(db, account_id))


async def expiring(database: Database, asked: ExpiringAsked, actor: Actor, at: datetime) -> ExpiringList:
    """Whose training, of those whom the caller sees, runs out before a day."""
    after = paging.place(asked.cursor, ExpiringPlace)
    async with database.tx(actor, at, readonly=True) as db:
        items, end = await store.expiring(db, asked, after, at)
    return ExpiringList(items=items, next_cursor=paging.cursor(end))


def _check(said: RecordTraining, at: datetime) -> None:
    if issues := list(faults(said, at.astimezone(LONDON).date())):
        raise Malformed(issues)


async def _write(
    database: Database,
    account_id: UUID,
    said: RecordTraining,
    instead_of: tuple[UUID, ...],
    actor: Actor,
    at: datetime,
) -> Training:
    row = TrainingRow(
        id=uuid4(),
        account_id=account_id,
        course=said.course.strip(),
        completed_on=said.completed_on,
        expires_on=said.expires_on,
        level=said.level,
        recorded_by=actor.account_id,
        recorded_at=at,
    )
    try:
        async with database.tx(actor, at) as db:
            await _see(db, account_id)
            for training_id in instead_of:
                await _void(db, account_id, training_id, actor, at)
            await store.add(db, [row])
    except asyncpg.InsufficientPrivilegeError:
        raise FORBIDDEN.problem("Whoever appoints somebody records their training.") from None
    except asyncpg.UniqueViolationError:
        raise ALREADY_RECORDED.problem() from None
    return Training(
        id=row.id,
        course=row.course,
        completed_on=row.completed_on,
        expires_on=row.expires_on or UNSET,
        level=row.level or UNSET,
    )


async def _see(db: Connection, account_id: UUID) -> None:
    if not await staff.is_visible(db, account_id):
        raise NOT_FOUND.problem()


async def _void(db: Connection, account_id: UUID, training_id: UUID, actor: Actor, at: datetime) -> None:
    """Only what counts can be made void, and only by whom row security lets."""
    if training_id not in {one.id for one in await store.of(db, account_id)}:
        raise NOT_FOUND.problem()
    if not await store.void(db, [training_id], actor.account_id, at):
        raise FORBIDDEN.problem("Whoever appoints somebody corrects their training.")
