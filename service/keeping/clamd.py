"""Asks ClamAV's daemon whether a file is harmful (its INSTREAM command)."""

import asyncio
import logging
from asyncio import StreamReader, StreamWriter
from typing import IO
from urllib.parse import urlsplit

from anyio import to_thread

from schemas.attachments import Scan
from service.settings import BadSetting

PATIENCE_SECONDS = 60
PIECE_BYTES = 65_536
LONGEST_REPLY = 1_024

log = logging.getLogger(__name__)


class Clamd:
    """The daemon at tcp://host:port or unix:///path. What it can't look at stays unscanned, to be asked about again."""

    def __init__(self, url: str) -> None:
        self.parts = urlsplit(url)
        if not (self.parts.scheme == "tcp" and self.parts.hostname and self.parts.port) and not (
            self.parts.scheme == "unix" and self.parts.path
        ):
            raise BadSetting("TAMAR_CLAMD_URL must be as tcp://host:3310 or unix:///run/clamav/clamd.sock.")

    async def scan(self, file: IO[bytes]) -> Scan:
        """What it finds in the whole of `file`."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                reply = await self._ask(file)
        except (OSError, TimeoutError, EOFError) as error:
            log.warning("the scanner did not answer", extra={"fields": {"cause": type(error).__name__}})
            return "unscanned"
        if reply.endswith(b" FOUND"):
            return "infected"
        if reply != b"stream: OK":
            log.warning("the scanner could not look", extra={"fields": {"said": reply.decode("latin-1")}})
            return "unscanned"
        return "clean"

    async def _ask(self, file: IO[bytes]) -> bytes:
        reader, writer = await self._connect()
        try:
            writer.write(b"zINSTREAM\0")
            file.seek(0)
            while piece := await to_thread.run_sync(file.read, PIECE_BYTES):
                writer.write(len(piece).to_bytes(4, "big") + piece)
                await writer.drain()
            writer.write(bytes(4))
            return (await reader.readuntil(b"\0")).rstrip(b"\0")
        finally:
            writer.close()

    async def _connect(self) -> tuple[StreamReader, StreamWriter]:
        if self.parts.scheme == "unix":
            return await asyncio.open_unix_connection(self.parts.path, limit=LONGEST_REPLY)
        return await asyncio.open_connection(self.parts.hostname, self.parts.port, limit=LONGEST_REPLY)
