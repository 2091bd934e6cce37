"""The bytes of an upload, piece by piece: each is kept before the upload stands behind it, and none is kept twice."""

from collections.abc import AsyncIterator
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO, Any, NamedTuple
from uuid import UUID

import msgspec

from schemas.accounts import Actor
from schemas.attachments import Attachment, AttachmentFile, AttachmentState, Fault
from schemas.base import Issue
from service import problems
from service.actions import attachments
from service.keeping.files import Files, Shown, file_key, part_key
from service.store import attachments as store
from service.store.database import Database
from service.store.engine import Connection


class Desk(NamedTuple):
    """Where one chunk is taken in: for whom, when, and where what comes is written and kept."""

    database: Database
    files: Files
    actor: Actor
    at: datetime


class Checksum(NamedTuple):
    """What a chunk's digest has to be; `hash` is fed the chunk."""

    hash: Any
    wanted: bytes


async def receive(
    desk: Desk, attachment_id: UUID, offset: int, checksum: Checksum | None, pieces: AsyncIterator[bytes]
) -> Attachment:
    """Take in a chunk that begins at `offset`; answers how the upload stands after it.

    A chunk without a checksum is kept as far as it came, one with a checksum whole or not at all. Raises not-found,
    forbidden, attachment-gone, offset-differs, checksum-differs, too-large, digest-differs, attachment-refused.
    """
    async with desk.database.tx(desk.actor, desk.at, readonly=True) as db:
        found = await attachments.find(db, attachment_id, desk.actor, desk.at)
        seen = attachments.own(found, desk.actor)
    if seen.state is AttachmentState.REFUSED:
        raise problems.ATTACHMENT_ENDED.problem()
    if offset != seen.received:
        raise _stands_elsewhere(seen)
    chunk = Chunk(desk, seen, checksum)
    try:
        async for piece in pieces:
            await chunk.take(piece)
        return await chunk.end()
    finally:
        await desk.files.objects.delete(chunk.staged)


class Chunk:
    """One chunk on its way: `staged` are parts that are kept, and that the upload can't stand behind yet."""

    def __init__(self, desk: Desk, seen: Attachment, checksum: Checksum | None) -> None:
        self.desk, self.seen, self.checksum = desk, seen, checksum
        self.staged: list[str] = []
        self.received = seen.received

    async def take(self, piece: bytes) -> None:
        """Keep a piece; without a checksum to wait for, it counts at once, unless it is the last."""
        if self.received + len(piece) > self.seen.length:
            raise problems.TOO_LARGE.problem("This is more than was announced.")
        if self.checksum:
            self.checksum.hash.update(piece)
        key = part_key(self.seen.authority_id, self.seen.id)
        self.staged.append(key)
        await self.desk.files.objects.put(key, piece)
        self.received += len(piece)
        if self.checksum is None and self.received < self.seen.length:
            await self._count()

    async def end(self) -> Attachment:
        """All of the chunk has come: let it count, and the whole if it was the last."""
        if self.checksum and self.checksum.hash.digest() != self.checksum.wanted:
            raise problems.CHECKSUM_DIFFERS.problem()
        if self.staged and self.received == self.seen.length:
            return await finish(self.desk, self.seen, [*self.seen.parts, *self.staged])
        if self.staged:
            await self._count()
        return self.seen

    async def _count(self) -> None:
        now = msgspec.structs.replace(
            self.seen, parts=[*self.seen.parts, *self.staged], received=self.received, fault=None
        )
        self.staged = []  # a commit whose answer is lost may count: then only the sweep knows whose the parts are
        async with self.desk.database.tx(self.desk.actor, self.desk.at) as db:
            await _change(db, self.seen, now)
        self.seen = now


async def finish(desk: Desk, seen: Attachment, parts: list[str]) -> Attachment:
    """All bytes have come: see whether they are those announced, look through them, and keep them for good.

    Only then does the upload stand at its end: whatever breaks off before leaves it one piece short, to be sent again.
    """
    async with desk.files.finishing:
        with TemporaryFile() as whole, TemporaryFile() as spare:
            file = await _examined(desk, seen, parts, whole, spare)
    if not isinstance(file, AttachmentFile):
        ended = {"state": AttachmentState.REFUSED, "fault": file, "ended_at": desk.at}
        await _settle(desk, seen, msgspec.structs.replace(seen, parts=[], received=0, **ended))
        raise problems.ATTACHMENT_REFUSED.problem(issues=[Issue(pointer="", code=file)])
    done = attachments.complete(seen, desk.at)
    await _settle(desk, seen, done, file)
    await attachments.tell(desk.database, (seen.authority_id, seen.submission_id), desk.actor, desk.at)
    return done


async def _examined(
    desk: Desk, seen: Attachment, parts: list[str], whole: IO[bytes], spare: IO[bytes]
) -> AttachmentFile | Fault:
    """The content, if it is what was announced and is taken; what is something else, or incomplete, is thrown away."""
    if await _digest(desk, parts, whole) == seen.sha256:
        return await _kept(desk, seen, whole, spare)
    anew = msgspec.structs.replace(seen, parts=[], received=0, fault="digest-differs")
    await _settle(desk, seen, anew)
    raise problems.DIGEST_DIFFERS.problem(headers={"Upload-Offset": "0"})


async def _digest(desk: Desk, parts: list[str], whole: IO[bytes]) -> bytes | None:
    """None where a part isn't there any more: of database and objects, one was restored to another time."""
    try:
        return await desk.files.collect(parts, whole)
    except FileNotFoundError:
        return None


async def _kept(desk: Desk, seen: Attachment, whole: IO[bytes], spare: IO[bytes]) -> AttachmentFile | Fault:
    """The content, looked through and kept; what is harmful is noted and not kept."""
    scan = await desk.files.scan(whole)
    shown: Shown | Fault = Shown("application/octet-stream", seen.sha256, seen.length)
    if scan != "infected":
        shown = await desk.files.keep(file_key(seen.authority_id, seen.sha256), whole, spare)
    if not isinstance(shown, Shown):
        return shown
    return AttachmentFile(
        authority_id=seen.authority_id,
        sha256=seen.sha256,
        length=seen.length,
        media_type=shown.media_type,
        shown_sha256=shown.sha256,
        shown_length=shown.length,
        scan=scan,
        scanned_at=None if scan == "unscanned" else desk.at,
        stored_at=desk.at,
    )


async def _settle(desk: Desk, seen: Attachment, now: Attachment, file: AttachmentFile | None = None) -> None:
    """Write how the upload stands at its end, and let its parts go."""
    async with desk.database.tx(desk.actor, desk.at) as db:
        if file is not None:
            await store.add_file(db, file)
        await _change(db, seen, now)
    await desk.files.objects.delete(seen.parts)


async def _change(db: Connection, seen: Attachment, now: Attachment) -> None:
    if not await store.change(db, seen, now):
        raise problems.OFFSET_DIFFERS.problem("Another chunk came at the same time.")


def _stands_elsewhere(seen: Attachment) -> problems.Problem:
    return problems.OFFSET_DIFFERS.problem(
        headers={"Upload-Offset": str(seen.received)}, offset=seen.received
    )
