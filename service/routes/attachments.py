"""Photos and documents that belong to a review: sent by the tus protocol, opened by whoever reads the review."""

from collections.abc import AsyncIterator
from datetime import datetime
from hashlib import sha1, sha256
from uuid import UUID

from litestar import Controller, Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.openapi import ResponseSpec
from litestar.params import FromPath
from litestar.response import Stream
from litestar.status_codes import HTTP_200_OK, HTTP_204_NO_CONTENT
from msgspec import UNSET

from schemas.accounts import Actor
from schemas.attachments import (
    MAX_ATTACHMENT_BYTES,
    AttachmentChunk,
    AttachmentContent,
    AttachmentList,
    AttachmentsAsked,
    AttachmentView,
    NewAttachment,
)
from service import problems
from service.actions import attachments, receiving
from service.actions.receiving import Checksum, Desk
from service.auth.guards import only
from service.http import tus
from service.http.openapi import refusals
from service.http.queries import query
from service.keeping.files import Files
from service.keeping.objects import PIECE_BYTES
from service.store.attachments import Shown
from service.store.database import Database
from workflows.authors import REVIEW_AUTHORS

HASHES = {"sha256": sha256, "sha1": sha1}
"""By which a chunk may be checked; sha1 is what every client of the protocol knows."""
SENDERS = only(*REVIEW_AUTHORS)
SENT = (problems.FORBIDDEN, problems.UPLOAD_VERSION)
IN_TUS = {"headers": (tus.RESUMABLE,)}
PRIVATE = {"Cache-Control": "private, no-store"}


class AttachmentController(Controller):
    """Files by the tus protocol 1.0.0 with creation, checksum, expiration and termination."""

    path = "/v1/attachments"
    tags = ("Attachments",)
    middleware = (tus.TusProtocol(),)
    opt = {"told_by_options": tus.abilities(MAX_ATTACHMENT_BYTES, list(HASHES))}

    @post(
        "/",
        operation_id="attachment_create",
        opt=IN_TUS,
        guards=[SENDERS],
        dependencies={
            "new": tus.upload_metadata(NewAttachment),
            "length": tus.upload_length(MAX_ATTACHMENT_BYTES),
        },
        response_headers=tus.described("Location", "Upload-Expires", "Upload-Length", "Upload-Offset"),
        responses=refusals(
            *SENT,
            problems.ATTACHMENT_GONE,
            problems.ID_IN_USE,
            problems.TOO_LARGE,
            problems.TOO_MANY_ATTACHMENTS,
        ),
    )
    async def create(
        self,
        new: NamedDependency[NewAttachment],
        length: NamedDependency[int],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        files: NamedDependency[Files],
        now: NamedDependency[datetime],
    ) -> Response[AttachmentView]:
        """Begin an upload, before or after the review that names it.

        Where the very bytes are there already, `Upload-Offset` is the whole length, and nothing has to be sent. The
        same request again answers how the upload stands.
        """
        begun = await attachments.begin(database, files, new, length, actor, now)
        return Response(begun, headers={"Location": f"{self.path}/{begun.id}", **_stands(begun)})

    @get(
        "/",
        operation_id="attachment_list",
        dependencies={"asked": query(AttachmentsAsked)},
        responses=refusals(problems.NOT_FOUND),
    )
    async def listing(
        self,
        asked: NamedDependency[AttachmentsAsked],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        files: NamedDependency[Files],
        now: NamedDependency[datetime],
    ) -> AttachmentList:
        """List the attachments of a submission, the oldest first."""
        return await attachments.listing(database, files, asked.submission_id, actor, now)

    @get(
        "/{attachment_id:uuid}",
        operation_id="attachment_get",
        response_headers=tus.described("Upload-Expires", "Upload-Length", "Upload-Offset"),
        responses=refusals(problems.UPLOAD_VERSION, problems.ATTACHMENT_GONE),
    )
    async def show(
        self,
        attachment_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        files: NamedDependency[Files],
        now: NamedDependency[datetime],
    ) -> Response[AttachmentView]:
        """Show where an upload stands: HEAD tells from which offset to go on."""
        shown = await attachments.show(database, files, attachment_id, actor, now)
        return Response(shown, headers=_stands(shown))

    @patch(
        "/{attachment_id:uuid}",
        operation_id="attachment_send",
        opt=IN_TUS,
        status_code=HTTP_204_NO_CONTENT,
        guards=[SENDERS],
        request_max_body_size=MAX_ATTACHMENT_BYTES,
        dependencies={
            "offset": tus.upload_offset(),
            "given": tus.upload_checksum(frozenset(HASHES)),
            "pieces": tus.chunk_body(AttachmentChunk, PIECE_BYTES),
        },
        response_headers=tus.described("Upload-Expires", "Upload-Offset"),
        responses=refusals(
            *SENT,
            problems.ATTACHMENT_ENDED,
            problems.ATTACHMENT_GONE,
            problems.ATTACHMENT_REFUSED,
            problems.CHECKSUM_DIFFERS,
            problems.DIGEST_DIFFERS,
            problems.OFFSET_DIFFERS,
        ),
    )
    async def send(
        self,
        attachment_id: FromPath[UUID],
        offset: NamedDependency[int],
        given: NamedDependency[tuple[str, bytes] | None],
        pieces: NamedDependency[AsyncIterator[bytes]],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        files: NamedDependency[Files],
        now: NamedDependency[datetime],
    ) -> Response[None]:
        """Send the next bytes of an upload; the last ones complete it.

        What came of a chunk before its connection broke is kept, unless it has a checksum. A whole that is not what
        was announced is thrown away, to be sent again from the start; one that isn't taken at all is refused for good.
        """
        desk = Desk(database, files, actor, now)
        checksum = Checksum(HASHES[given[0]](), given[1]) if given else None
        stands = await receiving.receive(desk, attachment_id, offset, checksum, pieces)
        return Response(None, headers=_stands(attachments.view(Shown(stands, None), files)))

    @delete(
        "/{attachment_id:uuid}",
        operation_id="attachment_terminate",
        opt=IN_TUS,
        guards=[SENDERS],
        response_headers=tus.described(),
        responses=refusals(*SENT, problems.ATTACHMENT_ENDED, problems.ATTACHMENT_GONE),
    )
    async def terminate(
        self,
        attachment_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        files: NamedDependency[Files],
        now: NamedDependency[datetime],
    ) -> None:
        """Take back an upload that has not come to its end; a complete one is evidence, and stays."""
        await attachments.terminate(database, files, attachment_id, actor, now)

    @get(
        "/{attachment_id:uuid}/content",
        operation_id="attachment_open",
        media_type="application/octet-stream",
        responses={
            HTTP_200_OK: ResponseSpec(AttachmentContent, generate_examples=False),
            **refusals(problems.ATTACHMENT_GONE, problems.ATTACHMENT_NOT_OPEN),
        },
    )
    async def content(
        self,
        attachment_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        files: NamedDependency[Files],
        now: NamedDependency[datetime],
    ) -> Stream:
        """Open an attachment, in the media type that it has; an image without anything beside what it shows."""
        opened = await attachments.open_(database, files, attachment_id, actor, now)
        ending = opened.media_type.rpartition("/")[2]
        return Stream(
            opened.pieces,
            headers={
                **PRIVATE,
                "Content-Type": opened.media_type,
                "Content-Disposition": f'attachment; filename="{attachment_id}.{ending}"',
                "Content-Length": str(opened.length),
            },
        )


def _stands(view: AttachmentView) -> dict[str, str]:
    expires_at = None if view.expires_at is UNSET else view.expires_at
    return tus.upload_headers(view.received, view.length, expires_at)
