"""Attachments as people begin, look at, take back and open them; how their bytes come is in `receiving`."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from msgspec import UNSET

from schemas.accounts import Actor
from schemas.attachments import (
    MAX_PER_SUBMISSION,
    Attachment,
    AttachmentFile,
    AttachmentList,
    AttachmentState,
    AttachmentView,
    NewAttachment,
)
from service import problems
from service.keeping.files import Files, file_key
from service.store import arrivals, submissions
from service.store import attachments as store
from service.store.attachments import Shown
from service.store.database import Database
from service.store.engine import Connection
from service.store.keys import Key
from workflows import attachments, authors

GONE = frozenset({AttachmentState.EXPIRED, AttachmentState.TERMINATED})


class Content(NamedTuple):
    """What is sent to whoever opens an attachment."""

    media_type: str
    length: int
    pieces: AsyncIterator[bytes]


async def begin(
    database: Database, files: Files, new: NewAttachment, length: int, actor: Actor, at: datetime
) -> AttachmentView:
    """Begin an upload; it is complete at once where the authority has the very bytes already.

    The same again answers how the upload stands, and tells of one that is complete: the process that took its last
    chunk may have died before it could. Raises forbidden, id-in-use, too-many-attachments, attachment-gone.
    """
    begun = _begun(new, length, actor, at)
    where = (new.authority_id, new.submission_id)
    async with database.tx(actor, at) as db:
        await store.hold(db, where)
        await _require_may_attach(db, where, actor)
        stands = await _begin(db, files, begun, at)
    if stands.attachment.state is AttachmentState.COMPLETE:
        await tell(database, where, actor, at)
    return view(stands, files)


async def show(
    database: Database, files: Files, attachment_id: UUID, actor: Actor, at: datetime
) -> AttachmentView:
    """How an upload stands; raises not-found, attachment-gone."""
    async with database.tx(actor, at, readonly=True) as db:
        return view(await find(db, attachment_id, actor, at), files)


async def listing(
    database: Database, files: Files, submission_id: UUID, actor: Actor, at: datetime
) -> AttachmentList:
    """The attachments of a submission that the caller reaches; raises not-found."""
    async with database.tx(actor, at, readonly=True) as db:
        if await submissions.find(db, actor.authority_ids, submission_id) is None:
            raise problems.NOT_FOUND.problem()
        found = await store.of_submission(db, actor.authority_ids, submission_id)
    return AttachmentList(items=[view(one, files) for one in found])


async def open_(database: Database, files: Files, attachment_id: UUID, actor: Actor, at: datetime) -> Content:
    """The content of an attachment, for whoever reads its submission; raises not-found, attachment-not-open.

    Who sent it is given nothing before the submission has come: to know a digest is not to have the file.
    """
    async with database.tx(actor, at, readonly=True) as db:
        attachment, file = await find(db, attachment_id, actor, at)
        if await submissions.find(db, [attachment.authority_id], attachment.submission_id) is None:
            raise problems.NOT_FOUND.problem("It can be opened once its submission has come.")
    if file is None or not attachments.may_open(attachment, file, open_unscanned=files.open_unscanned):
        raise problems.ATTACHMENT_NOT_OPEN.problem(state=attachment.state, scan=file.scan if file else None)
    if not await _is_where_it_was_kept(files, file):
        raise problems.ATTACHMENT_NOT_OPEN.problem(
            "Its content is not where it was kept.", state=attachment.state, scan=file.scan
        )
    key = file_key(file.authority_id, file.sha256)
    return Content(file.media_type, file.shown_length, files.objects.read(key))


async def terminate(
    database: Database, files: Files, attachment_id: UUID, actor: Actor, at: datetime
) -> None:
    """Take back an upload that has not come to its end; raises not-found, forbidden, attachment-ended or -gone."""
    async with database.tx(actor, at) as db:
        seen = own(await find(db, attachment_id, actor, at), actor)
        ended = msgspec.structs.replace(
            seen, state=AttachmentState.TERMINATED, parts=[], received=0, ended_at=at
        )
        if not await store.change(db, seen, ended):
            raise problems.ATTACHMENT_ENDED.problem()
    await files.objects.delete(seen.parts)


async def find(db: Connection, attachment_id: UUID, actor: Actor, at: datetime) -> Shown:
    """The attachment, for whoever may know of it; raises not-found, attachment-gone."""
    found = await store.find(db, actor.authority_ids, attachment_id)
    if found is None:
        raise problems.NOT_FOUND.problem()
    _require_not_gone(found.attachment, at)
    return found


def own(found: Shown, actor: Actor) -> Attachment:
    """The upload, if it is the caller's to carry on."""
    if found.attachment.created_by != actor.account_id:
        raise problems.FORBIDDEN.problem("Whoever began an upload carries it on.")
    return found.attachment


def complete(seen: Attachment, at: datetime) -> Attachment:
    """The upload when all of it has come and is kept under its digest."""
    return msgspec.structs.replace(
        seen, state=AttachmentState.COMPLETE, parts=[], received=seen.length, fault=None, ended_at=at
    )


async def tell(database: Database, where: Key, actor: Actor, at: datetime) -> None:
    """Let those who hold the submission know that more of its evidence has come, if it has come itself.

    A transaction of its own, after that which completed the upload: a submission that arrives between the two, or
    later, is told of with all that had come before it.
    """
    async with database.tx(actor, at) as db:
        await arrivals.lock_people(db, [], [where])
        stands = await submissions.lock(db, where)
        if stands is not None and stands.withheld_since is None:
            await store.tell(db, where, at)


def view(shown: Shown, files: Files) -> AttachmentView:
    """The upload as its sender and its readers see it."""
    attachment, file = shown
    return AttachmentView(
        id=attachment.id,
        authority_id=attachment.authority_id,
        submission_id=attachment.submission_id,
        sha256=attachment.sha256.hex(),
        length=attachment.length,
        received=attachment.received,
        state=attachment.state,
        fault=attachment.fault or UNSET,
        media_type=file.media_type if file else UNSET,
        scan=file.scan if file else UNSET,
        may_open=attachments.may_open(attachment, file, open_unscanned=files.open_unscanned),
        created_at=attachment.created_at,
        expires_at=attachment.expires_at if attachment.state is AttachmentState.RECEIVING else UNSET,
    )


def _begun(new: NewAttachment, length: int, actor: Actor, at: datetime) -> Attachment:
    return Attachment(
        authority_id=new.authority_id,
        id=new.id,
        submission_id=new.submission_id,
        sha256=bytes.fromhex(new.sha256),
        length=length,
        created_by=actor.account_id,
        created_at=at,
        expires_at=at + attachments.KEPT_UNFINISHED,
    )


async def _begin(db: Connection, files: Files, begun: Attachment, at: datetime) -> Shown:
    if not await store.begin(db, begun):
        return _same(await store.find(db, [begun.authority_id], begun.id), begun, at)
    if await store.count(db, (begun.authority_id, begun.submission_id)) > MAX_PER_SUBMISSION:
        raise problems.TOO_MANY_ATTACHMENTS.problem(max_per_submission=MAX_PER_SUBMISSION)
    known = await store.file(db, begun.authority_id, begun.sha256)
    if known is None or known.length != begun.length or not await _is_where_it_was_kept(files, known):
        return Shown(begun, None)
    whole = complete(begun, at)
    await store.change(db, begun, whole)
    return Shown(whole, known)


async def _is_where_it_was_kept(files: Files, known: AttachmentFile) -> bool:
    """What was harmful never was kept, and is not taken again."""
    return known.scan == "infected" or await files.objects.has(file_key(known.authority_id, known.sha256))


async def _require_may_attach(db: Connection, where: Key, actor: Actor) -> None:
    """Whoever may hand in work for the submission's location; before it came, whoever hands in work at all."""
    authority_id, submission_id = where
    if authority_id not in actor.authorities_as(authors.REVIEW_AUTHORS):
        raise problems.FORBIDDEN.problem("Those who review send attachments.")
    if await submissions.find(db, [authority_id], submission_id) is None:
        if await store.is_anothers(db, where):
            raise problems.ID_IN_USE.problem()
        return
    stands = await submissions.get(db, where)
    if authors.author_role(actor, stands.organisation_id, stands.location_id) is None:
        raise problems.FORBIDDEN.problem("Attachments come from where the submission came from.")


def _same(found: Shown | None, begun: Attachment, at: datetime) -> Shown:
    """The upload that has the id, if it is the one that is asked for again because an answer was lost."""
    names = ("submission_id", "sha256", "length", "created_by")
    if found is None or any(getattr(found.attachment, name) != getattr(begun, name) for name in names):
        raise problems.ID_IN_USE.problem()
    _require_not_gone(found.attachment, at)
    return found


def _require_not_gone(attachment: Attachment, at: datetime) -> None:
    is_late = attachment.state is AttachmentState.RECEIVING and attachment.expires_at <= at
    if is_late or attachment.state in GONE:
        raise problems.ATTACHMENT_GONE.problem()
