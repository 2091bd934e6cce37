"""Uploads that can be resumed, as the tus protocol (version 1.0.0) wants their requests and answers."""

import re
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import AsyncIterator
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from litestar import Request
from litestar.datastructures import MutableScopeHeaders, ResponseHeader
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from schemas.base import Issue, Malformed, decode, encode
from service.http.bodies import Body, require_media_type
from service.http.headers import Header, header
from service.problems import MALFORMED, TOO_LARGE, UPLOAD_VERSION, Problem

VERSION = "1.0.0"
CHUNK = "application/offset+octet-stream"
RESUMABLE = {
    "name": "Tus-Resumable",
    "in": "header",
    "required": True,
    "description": "The version of the protocol.",
    "schema": {"const": VERSION},
}
"""What every request of the protocol says."""
DIGITS = re.compile(r"0|[1-9][0-9]{0,14}")


def abilities(max_bytes: int, checksums: list[str]) -> dict[str, str]:
    """What OPTIONS tells of a server of uploads."""
    return {
        "Tus-Resumable": VERSION,
        "Tus-Version": VERSION,
        "Tus-Extension": "creation,checksum,expiration,termination",
        "Tus-Max-Size": str(max_bytes),
        "Tus-Checksum-Algorithm": ",".join(checksums),
    }


class TusProtocol(ASGIMiddleware):
    """Names the version in every answer, and refuses (412) whoever speaks another one."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        async def told(message: Any) -> None:
            if message["type"] == "http.response.start":
                MutableScopeHeaders(message)["Tus-Resumable"] = VERSION
            await send(message)

        if header(scope, b"tus-resumable") not in (VERSION, "" if scope.get("method") == "GET" else VERSION):
            raise UPLOAD_VERSION.problem(headers={"Tus-Version": VERSION, "Tus-Resumable": VERSION})
        await next_app(scope, receive, told)


class UploadLength(Header):
    __slots__ = ()

    parameter = {
        "name": "Upload-Length",
        "in": "header",
        "required": True,
        "description": "The length of the whole file in bytes.",
        "schema": {"type": "integer", "minimum": 1},
    }


class UploadMetadata(Header):
    __slots__ = ()

    parameter = {
        "name": "Upload-Metadata",
        "in": "header",
        "required": True,
        "description": "Pairs of a name and a value in base64, with commas between: `id`, `authority_id`, "
        "`submission_id` (UUIDs) and `sha256` (of the whole file, lowercase hex). Others are ignored and not kept.",
        "schema": {"type": "string", "maxLength": 4_000},
        "example": "id MDE5MzlhMmMtMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDA5,authority_id MDE5Mzlh,sha256 ZTNiMGM0",
    }


class UploadOffset(Header):
    __slots__ = ()

    parameter = {
        "name": "Upload-Offset",
        "in": "header",
        "required": True,
        "description": "Where in the file this chunk begins, which is where the upload stands.",
        "schema": {"type": "integer", "minimum": 0},
    }


class UploadChecksum(Header):
    __slots__ = ()

    parameter = {
        "name": "Upload-Checksum",
        "in": "header",
        "description": "The chunk's digest, as `sha256` or `sha1`, a space, and its value in base64.",
        "schema": {"type": "string", "pattern": "^(sha1|sha256) [A-Za-z0-9+/]+={0,2}$", "maxLength": 100},
    }


def upload_length(at_most: int) -> UploadLength:
    """The length announced in bytes; 400 if it is none, 413 above `at_most`."""

    def read(request: Request[Any, Any, Any]) -> int:
        length = _number(request, "Upload-Length")
        if length > at_most:
            raise TOO_LARGE.problem(max_bytes=at_most)
        if length == 0:
            raise _bad("Upload-Length")
        return length

    return UploadLength(read, sync_to_thread=False)


def upload_offset() -> UploadOffset:
    """Where the chunk begins, in bytes."""

    def read(request: Request[Any, Any, Any]) -> int:
        return _number(request, "Upload-Offset")

    return UploadOffset(read, sync_to_thread=False)


def upload_metadata(shape: Any) -> UploadMetadata:
    """What the upload says of itself, as a `shape` whose members are text, ids or digests."""

    def read(request: Request[Any, Any, Any]) -> Any:
        try:
            return decode(encode(_pairs(request.headers.get("upload-metadata", ""))), shape)
        except Malformed as error:
            issues = (
                Issue(pointer=f"/headers/Upload-Metadata{one.pointer}", code=one.code, params=one.params)
                for one in error.issues
            )
            raise Malformed(list(issues)) from None

    return UploadMetadata(read, sync_to_thread=False)


def upload_checksum(known: frozenset[str]) -> UploadChecksum:
    """(algorithm, digest) of the chunk; None without the header."""

    def read(request: Request[Any, Any, Any]) -> tuple[str, bytes] | None:
        given = request.headers.get("upload-checksum")
        if given is None:
            return None
        algorithm, _, value = given.partition(" ")
        if algorithm not in known:
            raise _bad("Upload-Checksum")
        return algorithm, _decoded(value, "Upload-Checksum")

    return UploadChecksum(read, sync_to_thread=False)


def chunk_body(shape: Any, piece_bytes: int) -> Body:
    """The body in pieces of this length, of which one is in memory. What came before a connection broke comes too."""

    async def read(request: Request[Any, Any, Any]) -> AsyncIterator[bytes]:
        require_media_type(request, CHUNK)
        return _in_pieces(request.stream(), piece_bytes)

    return Body(shape, CHUNK, read)


def upload_headers(offset: int, length: int, expires_at: datetime | None) -> dict[str, str]:
    """Where an upload stands, and until when it may be carried on."""
    expires = {"Upload-Expires": format_datetime(expires_at, usegmt=True)} if expires_at else {}
    return {"Upload-Offset": str(offset), "Upload-Length": str(length), **expires}


def described(*names: str) -> list[ResponseHeader]:
    """Headers of an answer, for the contract."""
    return [
        ResponseHeader(name=name, description=HEADERS[name], documentation_only=True)
        for name in ("Tus-Resumable", *names)
    ]


HEADERS = {
    "Location": "Where the upload is.",
    "Tus-Resumable": "The version of the protocol.",
    "Upload-Expires": "Until when the upload may be carried on (RFC 9110 date); absent once it is at its end.",
    "Upload-Length": "The length of the whole file in bytes.",
    "Upload-Offset": "So many bytes have come to stay.",
}


async def _in_pieces(stream: AsyncIterator[bytes], length: int) -> AsyncIterator[bytes]:
    held = bytearray()
    try:
        async for some in stream:
            held += some
            while len(held) >= length:
                yield bytes(memoryview(held)[:length])
                del held[:length]
    except Problem:
        if held:
            yield bytes(held)
        raise
    if held:
        yield bytes(held)


def _pairs(given: str) -> dict[str, str]:
    named: dict[str, str] = {}
    for pair in filter(None, (one.strip() for one in given.split(","))):
        name, _, value = pair.partition(" ")
        try:
            named[name] = _decoded(value.strip(), "Upload-Metadata").decode()
        except UnicodeDecodeError:
            raise _bad("Upload-Metadata") from None
    return named


def _decoded(value: str, name: str) -> bytes:
    try:
        return b64decode(value, validate=True)
    except (NotBase64, ValueError):
        raise _bad(name) from None


def _number(request: Request[Any, Any, Any], name: str) -> int:
    given = request.headers.get(name, "")
    if not DIGITS.fullmatch(given):
        raise _bad(name)
    return int(given)


def _bad(name: str) -> Problem:
    return MALFORMED.problem(issues=[Issue(pointer=f"/headers/{name}", code="invalid")])
