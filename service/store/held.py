"""Work that waits for other work: who waits for what, and what became of it."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from asyncpg import Record
from msgspec import Struct

from schemas.base import encode
from schemas.quarantine import QuarantineState
from schemas.sync import OpProblem
from service.store import rows
from service.store.database import query
from service.store.engine import Connection
from service.store.keys import Key


class Waiter(Struct, frozen=True, kw_only=True):
    """An op that waits for something, and whose it is."""

    authority_id: UUID
    op_id: UUID
    account_id: UUID
    device_id: UUID


class HeldOp(Struct, frozen=True, kw_only=True):
    """An op as it waits, and where it came from. `op` is without its body, which stands where all kept bodies do."""

    authority_id: UUID
    op_id: UUID
    account_id: UUID
    device_id: UUID
    location_id: UUID
    op: bytes
    skew: timedelta | None


class KeptOp(HeldOp, frozen=True, kw_only=True):
    """A held op with its body, and the reference under which staff see it."""

    body: bytes
    reference: str


async def add(
    db: Connection, held: HeldOp, waits_for: Collection[UUID], at: datetime, expires_at: datetime
) -> None:
    columns = [getattr(held, name) for name in HeldOp.__struct_fields__]
    await db.execute(query("held_add"), *columns, list(waits_for), at, expires_at)


async def waiting_for(db: Connection, authority_id: UUID, ids: Iterable[UUID]) -> list[Waiter]:
    """Who waits for these ops or submissions, whoever they are; the longest waiting first."""
    return read(await db.fetch("select * from ops_waiting_for($1, $2)", authority_id, list(ids)))


def read(found: Iterable[Record]) -> list[Waiter]:
    return [rows.read(row, Waiter) for row in found]


async def lock(db: Connection, key: Key) -> KeptOp | None:
    """A held op, kept to the commit; None when it waits no longer."""
    row = await db.fetchrow(query("held_lock"), *key)
    return rows.read(row, KeptOp) if row else None


async def end(
    db: Connection,
    key: Key,
    state: QuarantineState,
    at: datetime,
    rev: int | None,
    problem: OpProblem | None,
) -> int:
    """Write down what became of it; answers the new version of what the tablet is told."""
    why = encode(problem) if problem else None
    return int(await db.fetchval(query("held_end"), *key, state, at, rev, why))


async def expire(db: Connection, why: OpProblem, at: datetime, most: int) -> int:
    """Put at most so many before staff whose time is up; answers how many there were."""
    return int(await db.fetchval("select held_expire($1, $2, $3)", encode(why), at, most))
