"""A worker's side of the outbox: what it claims, and what it writes down of each try."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from schemas.base import encode
from schemas.pushes import Claimed, Delivered, Exchange, Outcome
from service.store import rows
from service.store.engine import Connection
from workflows.pushes import LEASE, Verdict


async def claim(
    db: Connection, worker: UUID, target: str, councils: Sequence[str] | None, most: int, at: datetime
) -> list[Claimed]:
    """At most so many messages, each the head of its person's line, for as long as a lease lasts.

    Only those of `councils`, by GSS code; of every council if None.
    """
    found = await db.fetch(
        "select * from record_claim($1, $2, $3, $4, $5, $6)", worker, target, councils, most, at, at + LEASE
    )
    return [rows.read(row, Claimed) for row in found]


async def sent(db: Connection, claimed: Claimed, delivered: Delivered, at: datetime) -> bool:
    """Write that the record has it; False if this try no longer counts, since another worker has the message."""
    told = encode(delivered.exchanges)
    return bool(
        await db.fetchval(
            "select record_sent($1, $2, $3, $4, $5)",
            claimed.id,
            claimed.attempt,
            delivered.reference,
            told,
            at,
        )
    )


async def failed(
    db: Connection,
    claimed: Claimed,
    verdict: Verdict,
    outcome: Outcome,
    exchanges: Sequence[Exchange],
    at: datetime,
) -> bool:
    """Write that the record does not have it, and what follows; False as for `sent`."""
    return bool(
        await db.fetchval(
            "select record_failed($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            claimed.id,
            claimed.attempt,
            verdict.state,
            verdict.due_at,
            outcome,
            verdict.code,
            verdict.why,
            encode(exchanges),
            at,
        )
    )


async def heartbeat(
    db: Connection, worker: UUID, target: str, began: datetime, paused_until: datetime | None, at: datetime
) -> None:
    await db.execute("select record_heartbeat($1, $2, $3, $4, $5)", worker, target, began, paused_until, at)
