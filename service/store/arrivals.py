"""What a batch of arriving work needs from the database and leaves there, a statement for all ops at once."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from asyncpg import Record
from msgspec import Raw, Struct, convert

from schemas.arrivals import Current, PackageFacts, PersonFacts, ReviewerFacts
from schemas.base import encode
from schemas.code_lists import Funder
from schemas.submissions import Submission
from schemas.sync import Outcome
from service.store import rows as rows_of
from service.store.database import query
from service.store.engine import Connection

Key = tuple[UUID, UUID]
"""(authority, id): every id of a tenant's data is unique within its authority only."""


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


class Quarantined(Struct, frozen=True, kw_only=True):
    """An op that waits for a person."""

    authority_id: UUID
    op_id: UUID
    reference: str
    device_id: UUID
    account_id: UUID
    location_id: UUID
    kind: str
    entity_id: UUID
    problem: Raw
    received_at: datetime


class Claim(Struct, frozen=True, kw_only=True):
    """An op's id as it is claimed in the ledger."""

    authority_id: UUID
    op_id: UUID
    device_seq: int
    kind: str
    entity_id: UUID
    base_rev: int
    fingerprint: bytes
    made_at: datetime


async def device_is_free(db: Connection, device_id: UUID) -> bool:
    """Whether no other push of this device is under way; if so, none can start before the commit."""
    key = int.from_bytes(device_id.bytes[:8], "big", signed=True)
    return bool(await db.fetchval("select pg_try_advisory_xact_lock($1)", key))


async def lock_people(db: Connection, packages: Iterable[Key], submissions: Iterable[Key]) -> None:
    await db.execute(query("arrival_persons_lock"), *_split(packages), *_split(submissions))


async def packages(db: Connection, keys: Iterable[Key]) -> dict[Key, PackageFacts]:
    rows = await db.fetch(query("arrival_packages"), *_split(keys))
    return {(row["authority_id"], row["id"]): _package(row) for row in rows}


async def identifiers(
    db: Connection, asked: Iterable[tuple[UUID, str, str]]
) -> dict[tuple[UUID, str, str], UUID]:
    """(authority, system, value) → the person whose identifier that is or was."""
    columns = [list(column) for column in zip(*asked, strict=True)] or [[], [], []]
    rows = await db.fetch(query("arrival_identifiers"), *columns)
    return {(row["authority_id"], row["system"], row["value"]): row["person_id"] for row in rows}


async def reviewers(db: Connection, pairs: Iterable[Key], at: datetime) -> dict[Key, ReviewerFacts]:
    """(account, location) → in what roles they work there, and their training."""
    rows = await db.fetch("select * from standing_at($1, $2, $3)", *_split(pairs), at)
    return {
        (row["account_id"], row["location_id"]): ReviewerFacts(
            roles=frozenset(row["roles"]), training=Raw(row["training"])
        )
        for row in rows
    }


async def lock_submissions(db: Connection, keys: Iterable[Key]) -> dict[Key, Current]:
    rows = await db.fetch(query("arrival_submissions_lock"), *_split(keys))
    return {
        (row["authority_id"], row["id"]): Current(
            submission=rows_of.read(row, Submission),
            latest_sha256=row["latest_sha256"],
            latest_role=row["latest_role"],
        )
        for row in rows
    }


async def ids_in_use(db: Connection, keys: Iterable[Key]) -> frozenset[UUID]:
    rows = await db.fetch("select id from submission_ids_in_use($1, $2) as id", *_split(keys))
    return frozenset(row["id"] for row in rows)


async def references(db: Connection, count: int) -> list[int]:
    """The next `count` numbers for human references."""
    if not count:
        return []
    rows = await db.fetch(
        "select nextval('submission_reference') as n from generate_series(1, $1::int)", count
    )
    return [row["n"] for row in rows]


async def first_served(db: Connection, device_id: UUID, what: Sequence[str]) -> dict[str, datetime]:
    rows = await db.fetch(query("served_first"), device_id, what)
    return {row["what"]: row["first_at"] for row in rows}


async def claim(
    db: Connection, claims: Sequence[Claim], device_id: UUID, account_id: UUID, at: datetime
) -> frozenset[Key]:
    """Claim these ops in the ledger; answers those that are ours to apply."""
    columns = [[getattr(one, name) for one in claims] for name in Claim.__struct_fields__]
    rows = await db.fetch(query("ledger_claim"), *columns[:7], device_id, account_id, at, columns[7])
    return frozenset((row["authority_id"], row["op_id"]) for row in rows)


async def known(db: Connection, keys: Iterable[Key]) -> dict[Key, tuple[bytes, bytes]]:
    """(authority, op) → fingerprint and stored outcome, of those that the caller may see."""
    rows = await db.fetch(query("ledger_known"), *_split(keys))
    return {(row["authority_id"], row["op_id"]): (row["fingerprint"], row["outcome"]) for row in rows}


async def unclaim(db: Connection, keys: Iterable[Key]) -> None:
    """Forget claims again: what is to be sent once more leaves no trace."""
    if wanted := sorted(keys):
        await db.execute(query("ledger_unclaim"), *_split(wanted))


async def complete(db: Connection, outcomes: Iterable[tuple[UUID, UUID, Outcome]]) -> None:
    """Write the outcomes of claimed (authority, op) into the ledger, for every later sending."""
    rows = [(authority, op, outcome.status, encode(outcome)) for authority, op, outcome in outcomes]
    if rows:
        await db.execute(query("ledger_complete"), *[list(column) for column in zip(*rows, strict=True)])


async def void_decisions(db: Connection, changed: Iterable[Submission]) -> None:
    rows = [(one.authority_id, one.id, one.rev) for one in changed]
    if rows:
        await db.execute(query("decision_void"), *[list(column) for column in zip(*rows, strict=True)])


async def bodies(db: Connection, key: Key, revs: Iterable[int]) -> dict[int, bytes]:
    rows = await db.fetch(query("revision_bodies"), *key, list(revs))
    return {row["rev"]: row["body"] for row in rows}


def _package(row: Record) -> PackageFacts:
    return PackageFacts(
        id=row["id"],
        funder=convert(row["funder"], Funder),
        location_id=row["location_id"],
        organisation_id=row["organisation_id"],
        cqc_location_ids=frozenset(row["cqc_location_ids"]),
        person=PersonFacts(
            id=row["person_id"],
            name=row["person_name"],
            date_of_birth=row["date_of_birth"],
            deceased_on=row["deceased_on"],
            review_permitted=row["review_permitted"],
            record_ids=frozenset(row["record_ids"]),
            nhs_numbers=frozenset(row["nhs_numbers"]),
        ),
    )


def _split(keys: Iterable[Key]) -> tuple[list[UUID], list[UUID]]:
    ordered = sorted(set(keys))
    return [first for first, _ in ordered], [second for _, second in ordered]
