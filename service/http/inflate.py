"""A gzipped request body, inflated piece by piece, so that a small request can't become a large memory."""

import zlib
from typing import Any

from litestar.types import Receive
from litestar.types.asgi_types import HTTPRequestEvent

from schemas.base import Issue
from service.problems import MALFORMED, TOO_LARGE, Problem

PIECE = 65_536
"""The most that is inflated beyond the limit before somebody counts."""

GZIP_WINDOW = 31
"""zlib's number for: the largest window, with a gzip header and checksum."""


class Inflated:
    """Stands in for an ASGI `receive`: each call answers at most one piece of the inflated body.

    The reader of the body counts what it gets and stops at its limit; `limit` here bounds what arrives over
    the wire, since endless empty gzip members inflate to nothing.
    """

    def __init__(self, receive: Receive, limit: int) -> None:
        self.receive = receive
        self.limit = limit
        self.arrived = 0
        self.waiting = b""
        self.expects_more = True
        self.ended = False
        self.engine = zlib.decompressobj(GZIP_WINDOW)

    async def __call__(self) -> Any:
        if self.ended:
            return await self.receive()
        if not self.waiting and self.expects_more:
            await self._take()
        return self._next_piece()

    async def _take(self) -> None:
        message: Any = await self.receive()
        self.waiting = message["body"]
        self.expects_more = message.get("more_body", False)
        self.arrived += len(self.waiting)
        if self.arrived > self.limit:
            raise TOO_LARGE.problem()

    def _next_piece(self) -> HTTPRequestEvent:
        if self.engine.eof and self.waiting:
            self.engine = zlib.decompressobj(GZIP_WINDOW)
        try:
            piece = self.engine.decompress(self.waiting, PIECE)
        except zlib.error:
            raise _not_gzip() from None
        self.waiting = self.engine.unused_data or self.engine.unconsumed_tail
        self.ended = not (self.waiting or self.expects_more or len(piece) == PIECE)
        if self.ended and self.arrived and not self.engine.eof:
            raise _not_gzip()
        return {"type": "http.request", "body": piece, "more_body": not self.ended}


def _not_gzip() -> Problem:
    return MALFORMED.problem(
        "The body is declared as gzip and isn't, or ends too early.",
        issues=[Issue(pointer="", code="not-gzip")],
    )
