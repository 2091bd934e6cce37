"""Submissions as they stand, with everything that was said, decided and done about them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from asyncpg import Record
from msgspec import UNSET, Struct

from schemas.accounts import Named
from schemas.base import encode
from schemas.submission_views import EventView
from schemas.submissions import Revision, State, Submission
from schemas.verification import Body, CommentView, DecisionView, VerifierRatingView
from service.store import corrections, rows
from service.store.database import query
from service.store.engine import Connection
from workflows.verification import Moved

Key = tuple[UUID, UUID]
"""(authority, id)"""
NEWEST = 2_147_483_647


class Names(Struct, frozen=True, kw_only=True):
    """What people call those whom a submission concerns."""

    person_name: str
    location_name: str
    organisation_name: str


async def find(db: Connection, authorities: Iterable[UUID], submission_id: UUID) -> Key | None:
    row = await db.fetchrow(query("submission_find"), list(authorities), submission_id)
    return (row["authority_id"], row["id"]) if row else None


async def get(db: Connection, key: Key) -> Submission:
    row = await db.fetchrow("select * from submission where authority_id = $1 and id = $2", *key)
    return rows.read(row, Submission)


async def lock(db: Connection, key: Key) -> Submission | None:
    """The submission, held to the commit; the person has to be held before. None if it is out of reach by now."""
    row = await db.fetchrow(query("submission_lock"), *key)
    return rows.read(row, Submission) if row else None


async def authors(db: Connection, key: Key) -> frozenset[UUID]:
    return frozenset(row["id"] for row in await db.fetch(query("submission_authors"), *key))


async def author_organisations(db: Connection, key: Key) -> frozenset[UUID]:
    found = await db.fetch(query("submission_author_organisations"), *key)
    return frozenset(row["id"] for row in found)


async def revisions(db: Connection, key: Key, below: int = NEWEST, limit: int = 200) -> list[Revision]:
    """Revisions below a number, newest first."""
    found = await db.fetch(query("submission_revisions"), *key, below, limit)
    return [rows.read(row, Revision) for row in found]


async def revision(db: Connection, key: Key, rev: int) -> Revision | None:
    found = await revisions(db, key, rev + 1, 1)
    return found[0] if found and found[0].rev == rev else None


async def approved_by(db: Connection, key: Key, rev: int) -> frozenset[Body]:
    """The bodies that have approved this very revision."""
    found = await db.fetch(query("submission_decisions"), *key)
    return frozenset(
        row["body"] for row in found if row["rev"] == rev and row["outcome"] == "approved" and not row["void"]
    )


async def decisions(db: Connection, key: Key, until: datetime | None = None) -> list[DecisionView]:
    """The decisions that stand, oldest first; before `until` if given."""
    found = await db.fetch(query("submission_decisions"), *key)
    return [
        DecisionView(
            body=row["body"],
            outcome=row["outcome"],
            rev=row["rev"],
            verifier_id=row["verifier_id"],
            reason=UNSET if row["reason"] is None else row["reason"],
            decided_at=row["decided_at"],
        )
        for row in found
        if not row["void"] and (until is None or row["decided_at"] < until)
    ]


async def comments(db: Connection, key: Key, until: datetime | None = None) -> list[CommentView]:
    """What verifiers said, oldest first; before `until` if given."""
    found = [CommentView(**row) for row in await db.fetch(query("submission_comments"), *key)]
    return [said for said in found if until is None or said.made_at < until]


async def verifier_ratings(
    db: Connection, key: Key, until: datetime | None = None
) -> list[VerifierRatingView]:
    """How verifiers rated it, oldest first; before `until` if given."""
    found = [VerifierRatingView(**row) for row in await db.fetch(query("submission_ratings"), *key)]
    return [rated for rated in found if until is None or rated.made_at < until]


async def history(
    db: Connection, key: Key, after: int = 0, limit: int = 1_000, until: datetime | None = None
) -> list[tuple[int, EventView]]:
    """(entry, event) after an entry, oldest first; `until` the arrival at a time if given."""
    found = await db.fetch(query("submission_history"), *key, after, limit)
    return [(row["id"], _event(row)) for row in found if until is None or _had_happened(row, until)]


async def names(db: Connection, key: Key) -> Names:
    row = await db.fetchrow(query("submission_names"), *key)
    return rows.read(row, Names)


async def record(db: Connection, moved: Moved, guard: Sequence[str]) -> None:
    """Write everything that a verifier's move leaves behind, in the lock order that all writers share.

    Raises LookupError if the submission is in none of the states of `guard`, or has changed since it was locked.
    """
    status = await db.execute(query("submission_move"), encode(moved.submission), guard)
    if status != "UPDATE 1":
        raise LookupError(f"One submission was to be moved: {status}")
    if moved.correction:
        await corrections.keep(db, moved.correction)
    await rows.insert_together(
        db,
        {
            "decision": [moved.decision] if moved.decision else [],
            "comment": moved.comments,
            "verifier_rating": [moved.rating] if moved.rating else [],
            "history": [moved.event],
            "outbox": [moved.message] if moved.message else [],
        },
    )


def _had_happened(row: Record, until: datetime) -> bool:
    """Before that time, or as the arrival of that very time."""
    return bool(row["at"] < until or (row["at"] == until and row["op_id"]))


def _event(row: Record) -> EventView:
    return EventView(
        action=row["action"],
        from_state=UNSET if row["from_state"] is None else State(row["from_state"]),
        to_state=State(row["to_state"]),
        rev=row["rev"],
        at=row["at"],
        capacity=row["capacity"],
        account_id=UNSET if row["account_id"] is None else row["account_id"],
        account_name=UNSET if row["account_name"] is None else row["account_name"],
        organisation=UNSET
        if row["organisation_name"] is None
        else Named(id=row["organisation_id"], name=row["organisation_name"]),
        reason=UNSET if row["reason"] is None else row["reason"],
    )
