"""Many submissions at once: found, held, approved by one statement, and read with all that a decision has to know."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from asyncpg import Record
from msgspec import Raw, Struct

from schemas.accounts import Actor
from schemas.attachments import EvidenceCount
from schemas.submissions import Submission
from schemas.verification import Body
from service.store import rows
from service.store.attachments import counted
from service.store.database import query
from service.store.engine import Connection
from service.store.feed import Change
from service.store.keys import Key, fetch_of, split
from workflows import bulk
from workflows.bulk import Capacity


class Batch(NamedTuple):
    """One request: under which id, in whose words, and when it came."""

    id: UUID
    note: str | None
    at: datetime


class Known(Struct, frozen=True, kw_only=True):
    """A submission with what surrounds it: of its authors' organisations those that were asked for."""

    submission: Submission
    person_name: str
    location_name: str
    authors: frozenset[UUID]
    author_organisations: frozenset[UUID]
    approved_by: frozenset[Body]
    evidence: EvidenceCount
    findings: Raw
    routing: Raw


async def find(db: Connection, authorities: Iterable[UUID], ids: Iterable[UUID]) -> dict[UUID, Key]:
    """Where those are that the caller reaches."""
    found = await db.fetch(query("bulk_find"), list(authorities), list(ids))
    return {row["id"]: (row["authority_id"], row["id"]) for row in found}


async def lock(db: Connection, keys: Iterable[Key]) -> None:
    """Hold the submissions to the commit; their people have to be held before."""
    await fetch_of(db, "bulk_lock", keys)


async def approve(
    db: Connection, seen: Iterable[tuple[Key, int]], actor: Actor, batch: Batch
) -> list[Change]:
    """Approve what may be approved at the revision seen, with decision, history and message to the record.

    All have to be held. Answers what changed, which the feed has to be told.
    """
    approved = await db.fetch(
        query("bulk_approve"),
        *_columns([(*key, rev) for key, rev in seen], 3),
        actor.account_id,
        list(actor.organisation_ids),
        *_columns([_row(one) for one in bulk.capacities(actor)], 5),
        bulk.FROM,
        bulk.TO,
        batch.note,
        batch.id,
        batch.at,
    )
    return [
        Change(row["authority_id"], row["person_id"], "submission", row["id"], row["version"])
        for row in approved
    ]


async def known(db: Connection, keys: Iterable[Key], organisations: Iterable[UUID]) -> dict[UUID, Known]:
    """What has to be known to decide about each; `organisations` are those of whoever decides."""
    wanted = set(keys)
    found = await db.fetch(query("submission_facts"), *split(wanted), list(organisations)) if wanted else []
    return {row["id"]: _known(row) for row in found}


def _known(row: Record) -> Known:
    return Known(
        submission=rows.read(row, Submission),
        person_name=row["person_name"],
        location_name=row["location_name"],
        authors=frozenset(row["authors"]),
        author_organisations=frozenset(row["houses"]),
        approved_by=frozenset(row["approved_by"]),
        evidence=counted(row["named"], row["arrived"], waived=row["evidence_waived_rev"] == row["rev"]),
        findings=Raw(row["findings"]),
        routing=Raw(row["routing"]),
    )


def _row(one: Capacity) -> tuple[Any, ...]:
    organisation_id = one.membership.organisation.id
    return one.authority_id, one.funder, one.body, one.membership.role, organisation_id


def _columns(table: Sequence[tuple[Any, ...]], width: int) -> list[list[Any]]:
    return [[row[n] for row in table] for n in range(width)]
