"""The ledger of ops: which were sent, under whose id, and what became of each, for every later sending."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from msgspec import Struct

from schemas.base import encode
from schemas.sync import Outcome
from service.store.database import query
from service.store.engine import Connection
from service.store.keys import Key, fetch_of, split


class Claim(Struct, frozen=True, kw_only=True):
    """An op as its id is claimed."""

    authority_id: UUID
    op_id: UUID
    device_seq: int
    kind: str
    entity_id: UUID
    base_rev: int
    fingerprint: bytes
    made_at: datetime


class KeptBody(Struct, frozen=True, kw_only=True):
    """The body of an op that became no revision."""

    authority_id: UUID
    op_id: UUID
    fingerprint: bytes
    account_id: UUID
    device_id: UUID
    status: str
    body: bytes
    received_at: datetime


class Stored(NamedTuple):
    """What was sent under an op's id, and the outcome that this had (JSON)."""

    fingerprint: bytes
    outcome: bytes


async def claim(
    db: Connection, claims: Sequence[Claim], device_id: UUID, account_id: UUID, at: datetime
) -> frozenset[Key]:
    """Claim these ops; answers those that are ours to apply."""
    columns = [[getattr(one, name) for one in claims] for name in Claim.__struct_fields__]
    rows = await db.fetch(query("ledger_claim"), device_id, account_id, at, *columns)
    return frozenset((row["authority_id"], row["op_id"]) for row in rows)


async def known(db: Connection, keys: Iterable[Key]) -> dict[Key, Stored]:
    """What became of these ops, of those that the caller may see."""
    rows = await fetch_of(db, "ledger_known", keys)
    return {(row["authority_id"], row["op_id"]): Stored(row["fingerprint"], row["outcome"]) for row in rows}


async def applied(db: Connection, keys: Iterable[Key]) -> frozenset[Key]:
    """Those of these ops that have been applied, whoever sent them."""
    rows = await fetch_of(db, "ledger_applied", keys)
    return frozenset((row["authority_id"], row["op_id"]) for row in rows)


async def unknown(
    db: Connection, authorities: Iterable[UUID], account_id: UUID, sent: Sequence[tuple[UUID, str]]
) -> list[UUID]:
    """Of these (op, digest of its body), the ops that this author never sent, as far as is known."""
    ops, digests = [op for op, _ in sent], [sha256 for _, sha256 in sent]
    rows = await db.fetch(query("ledger_unknown"), ops, digests, list(authorities), account_id)
    return [row["op_id"] for row in rows]


async def unclaim(db: Connection, keys: Iterable[Key]) -> None:
    """Forget claims again: what is to be sent once more leaves no trace."""
    if wanted := list(keys):
        await db.execute(query("ledger_unclaim"), *split(wanted))


async def complete(db: Connection, outcomes: Iterable[tuple[UUID, UUID, Outcome]]) -> None:
    """Write down what became of the claimed (authority, op)."""
    rows = [(authority, op, outcome.status, encode(outcome)) for authority, op, outcome in outcomes]
    if rows:
        await db.execute(query("ledger_complete"), *[list(column) for column in zip(*rows, strict=True)])
