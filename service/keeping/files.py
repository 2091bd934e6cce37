"""Attachments as they are kept: where, looked through by whom, and what may be opened."""

import asyncio
import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import IO, NamedTuple
from uuid import UUID, uuid4

from anyio import to_thread

from schemas.attachments import Fault, Scan
from service.keeping.clamd import Clamd
from service.keeping.images import BadImage, make_anew
from service.keeping.objects import PIECE_BYTES, Objects
from service.settings import Settings
from workflows import attachments

ONE_AT_A_TIME = ThreadPoolExecutor(max_workers=1, thread_name_prefix="images")
"""Decoded, an image is many times its length: of however many that come at once, one is in memory."""

FINISHED_AT_ONCE = 2
"""A whole file takes room in /tmp while it is looked through, and some memory while it is put where it stays."""


class Shown(NamedTuple):
    """What a reader of an attachment gets."""

    media_type: str
    sha256: bytes
    length: int


class Files:
    """The content of attachments. `scanner` is None where none is configured."""

    def __init__(self, objects: Objects, scanner: Clamd | None, *, open_unscanned: bool) -> None:
        self.objects, self.scanner, self.open_unscanned = objects, scanner, open_unscanned
        self.finishing = asyncio.Semaphore(FINISHED_AT_ONCE)

    @classmethod
    def of(cls, settings: Settings) -> "Files":
        """As the settings say; raises BadSetting."""
        scanner = Clamd(settings.clamd_url) if settings.clamd_url else None
        return cls(
            Objects(settings.attachments_url or settings.data_dir / "attachments"),
            scanner,
            open_unscanned=settings.opens_unscanned,
        )

    async def collect(self, parts: Sequence[str], into: IO[bytes]) -> bytes:
        """Write the parts of an upload one after the other; answers the digest of the whole."""
        digest = hashlib.sha256()
        for part in parts:
            async for piece in self.objects.read(part):
                digest.update(piece)
                await to_thread.run_sync(into.write, piece)
        return digest.digest()

    async def scan(self, file: IO[bytes]) -> Scan:
        return await self.scanner.scan(file) if self.scanner else "unscanned"

    async def keep(self, key: str, file: IO[bytes], spare: IO[bytes]) -> Shown | Fault:
        """Keep a file as it is to be shown, an image made anew by way of `spare`; or say why it isn't taken."""
        media_type = attachments.media_type(_head(file))
        if media_type is None:
            return "media-type-not-accepted"
        if media_type in attachments.IMAGES:
            try:
                await asyncio.get_running_loop().run_in_executor(
                    ONE_AT_A_TIME, make_anew, file, media_type, spare
                )
            except BadImage as bad:
                return bad.fault
            file = spare
        sha256, length = await to_thread.run_sync(_measure, file)
        file.seek(0)
        await self.objects.put(key, file)
        return Shown(media_type, sha256, length)


def file_key(authority_id: UUID, sha256: bytes) -> str:
    """Under which key a file's content is kept."""
    return f"files/{authority_id}/{sha256.hex()}"


def part_key(authority_id: UUID, attachment_id: UUID) -> str:
    """A new key for a part of an upload, which no other part ever has."""
    return f"parts/{authority_id}/{attachment_id}/{uuid4()}"


class Origin(NamedTuple):
    """Whose an object is, by its key: the content with a digest, or a part of an upload."""

    key: str
    authority_id: UUID
    sha256: bytes | None
    attachment_id: UUID | None


def origin(key: str) -> Origin | None:
    """What a key says; None for what is none of ours."""
    try:
        match key.split("/"):
            case ["files", authority, digest]:
                return Origin(key, UUID(authority), bytes.fromhex(digest), None)
            case ["parts", authority, attachment, _]:
                return Origin(key, UUID(authority), None, UUID(attachment))
    except ValueError:
        pass
    return None


def _head(file: IO[bytes]) -> bytes:
    file.seek(0)
    head = file.read(attachments.HEAD_BYTES)
    file.seek(0)
    return head


def _measure(file: IO[bytes]) -> tuple[bytes, int]:
    file.seek(0)
    digest, length = hashlib.sha256(), 0
    while piece := file.read(PIECE_BYTES):
        digest.update(piece)
        length += len(piece)
    return digest.digest(), length
