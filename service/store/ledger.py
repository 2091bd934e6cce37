"""The ledger of ops: which were sent, under whose id, and what became of each, for every later sending."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from msgspec import Struct

from schemas.base import encode
from schemas.sync import Outcome
from service.store import held
from service.store.database import query
from service.store.engine import Connection
from service.store.held import Waiter
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


async def wait_for_senders(
    db: Connection, keys: Iterable[Key], device_id: UUID, account_id: UUID, at: datetime
) -> None:
    """Wait for whoever is sending one of these ops just now; until our commit, nobody else can begin to.

    A claim that is taken back at once: the ledger's index lets nobody else claim the same before we have committed.
    """
    probes = [
        Claim(
            authority_id=authority,
            op_id=op,
            device_seq=0,
            kind="",
            entity_id=op,
            base_rev=0,
            fingerprint=b"",
            made_at=at,
        )
        for authority, op in keys
    ]
    await unclaim(db, await claim(db, probes, device_id, account_id, at))


async def unclaim(db: Connection, keys: Iterable[Key]) -> None:
    """Forget claims again: what is to be sent once more leaves no trace."""
    if wanted := list(keys):
        await db.execute(query("ledger_unclaim"), *split(wanted))


async def complete(db: Connection, outcomes: Iterable[tuple[UUID, UUID, Outcome]]) -> list[Waiter]:
    """Write down what became of the claimed (authority, op); answers who waited for what has been applied."""
    rows = [(authority, op, outcome.status, encode(outcome)) for authority, op, outcome in outcomes]
    if not rows:
        return []
    columns = [list(column) for column in zip(*rows, strict=True)]
    return held.read(await db.fetch(query("ledger_complete"), *columns))
