"""Uploads, the content that they left, and what evidence of a review has come."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from asyncpg import Record

from schemas.attachments import Attachment, AttachmentFile, EvidenceCount
from schemas.submissions import Submission
from service.store import feed, rows
from service.store.database import query
from service.store.engine import Connection
from service.store.feed import Change
from service.store.keys import Key


class Shown(NamedTuple):
    """An attachment, with its content once that is complete."""

    attachment: Attachment
    file: AttachmentFile | None


async def find(db: Connection, authorities: Iterable[UUID], attachment_id: UUID) -> Shown | None:
    row = await db.fetchrow(query("attachments_shown"), list(authorities), attachment_id, None)
    return _shown(row) if row else None


async def of_submission(db: Connection, authorities: Iterable[UUID], submission_id: UUID) -> list[Shown]:
    found = await db.fetch(query("attachments_shown"), list(authorities), None, submission_id)
    return [_shown(row) for row in found]


async def hold(db: Connection, submission: Key) -> None:
    """Whoever else begins an attachment of this submission waits until the commit, also before the submission came."""
    await db.execute("select pg_advisory_xact_lock(hashtextextended($1, 13))", "/".join(map(str, submission)))


async def count(db: Connection, submission: Key) -> int:
    """How many attachments it has or is about to have, as far as the actor sees them."""
    return int(await db.fetchval(query("attachments_count"), *submission))


async def is_anothers(db: Connection, submission: Key) -> bool:
    """Whether there is a submission of this id; asked where the actor sees none."""
    return bool(await db.fetchval("select submission_id_in_use($1, $2)", *submission))


async def begin(db: Connection, begun: Attachment) -> bool:
    """Whether the upload is begun; not so where its id is taken."""
    status = await db.execute(
        query("attachment_add"),
        begun.authority_id,
        begun.id,
        begun.submission_id,
        begun.sha256,
        begun.length,
        begun.created_at,
        begun.expires_at,
    )
    return status == "INSERT 0 1"


async def change(db: Connection, seen: Attachment, now: Attachment) -> bool:
    """Write how the upload stands from now on, if it still stands as it was seen."""
    status = await db.execute(
        query("attachment_change"),
        seen.authority_id,
        seen.id,
        seen.parts,
        now.parts,
        now.received,
        now.state,
        now.fault,
        now.ended_at,
    )
    return status == "UPDATE 1"


async def file(db: Connection, authority_id: UUID, sha256: bytes) -> AttachmentFile | None:
    """The content with this digest, if the authority has it."""
    row = await db.fetchrow(
        "select * from attachment_file where authority_id = $1 and sha256 = $2", authority_id, sha256
    )
    return rows.read(row, AttachmentFile) if row else None


async def add_file(db: Connection, kept: AttachmentFile) -> None:
    """Note content that is kept; two that came at once are the same."""
    await rows.insert(db, "attachment_file", [kept], or_leave=True)


async def evidence(db: Connection, submission: Submission, rev: int) -> EvidenceCount:
    """How much of what a revision names has come."""
    row = await db.fetchrow(query("evidence_counts"), submission.authority_id, submission.id, rev)
    if row is None:
        raise LookupError("A count always answers a row.")
    return counted(row["named"], row["arrived"], waived=submission.evidence_waived_rev == rev)


def counted(named: int, arrived: int, *, waived: bool) -> EvidenceCount:
    return EvidenceCount(named=named, arrived=arrived, waived=waived or msgspec.UNSET)


async def tell(db: Connection, submission: Key, at: datetime) -> None:
    """Whoever holds the submission learns that more of it has come; it is held already, with its person."""
    row = await db.fetchrow(query("submission_tell"), *submission, at)
    if row is not None:
        authority_id, submission_id = submission
        change = Change(authority_id, row["person_id"], "submission", submission_id, row["version"])
        await feed.publish(db, [change], at)


async def expire(db: Connection, at: datetime) -> list[str]:
    """End what has not been finished in time; answers the parts that nobody needs any more."""
    return [row[0] for row in await db.fetch("select attachments_expire($1)", at)]


async def needed(db: Connection, keys: Iterable[tuple[str, UUID, bytes | None, UUID | None]]) -> set[str]:
    """Of (key, authority, digest of a file, or upload of a part): the keys that a row names."""
    columns = [list(column) for column in zip(*keys, strict=True)]
    found = await db.fetch(
        "select attachments_needed($1, $2, $3, $4)", columns[1], columns[2], columns[3], columns[0]
    )
    return {row[0] for row in found}


async def unscanned(db: Connection, most: int) -> list[tuple[UUID, bytes]]:
    """(authority, digest) of files that nobody has looked through yet."""
    return [tuple(row) for row in await db.fetch("select * from attachments_unscanned($1)", most)]


async def scanned(db: Connection, authority_id: UUID, sha256: bytes, result: str, at: datetime) -> None:
    await db.execute("select attachment_scanned($1, $2, $3, $4)", authority_id, sha256, result, at)


def _shown(row: Record) -> Shown:
    has_content = row["media_type"] is not None
    return Shown(rows.read(row, Attachment), rows.read(row, AttachmentFile) if has_content else None)
