"""Answers already given under an Idempotency-Key."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from service.store import rows
from service.store.engine import Connection


class AnsweredRequest(Struct, frozen=True, kw_only=True):
    """A request that had an effect, by its caller's key, with the answer that it was given."""

    account_id: UUID
    key: str
    fingerprint: bytes
    status: int
    answer: bytes
    answered_at: datetime


async def claim(db: Connection, account_id: UUID, key: str) -> bool:
    """Whether no other request under this key is being answered; if so, none will be before the commit."""
    return bool(
        await db.fetchval("select pg_try_advisory_xact_lock(hashtextextended($1, 0))", f"{account_id}:{key}")
    )


async def find(db: Connection, account_id: UUID, key: str) -> AnsweredRequest | None:
    row = await db.fetchrow(
        "select * from answered_request where account_id = $1 and key = $2", account_id, key
    )
    return rows.read(row, AnsweredRequest) if row else None


async def keep(db: Connection, answered: AnsweredRequest) -> None:
    await rows.insert(db, "answered_request", [answered])


async def forget(db: Connection, at: datetime, most: int) -> int:
    """Delete at most so many answers that nobody asks for again, after thirty days; answers how many there were."""
    return int(await db.fetchval("select answered_requests_forget($1, $2)", at, most))
