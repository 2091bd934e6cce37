"""The least of an HTTP/1.1 client: it has to cost little beside what it measures."""

import asyncio
from types import TracebackType
from typing import Self

JSON = "application/json"


class Line:
    """One connection that stays open, with one request under way at a time."""

    def __init__(self, host: str, port: int, token: str = "") -> None:
        self.host, self.port = host, port
        shown = f"authorization: Bearer {token}\r\n" if token else ""
        self._usual = f"host: {host}:{port}\r\n{shown}"

    async def __aenter__(self) -> Self:
        self._reader, self._writer = await asyncio.open_connection(self.host, self.port, limit=2**22)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writer.close()
        await self._writer.wait_closed()

    async def post(self, path: str, body: bytes, *, media_type: str = JSON, **headers: str) -> bytes:
        """The body of a successful answer; anything else raises. `if_match` becomes `if-match`."""
        more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        head = (
            f"POST {path} HTTP/1.1\r\n{self._usual}content-type: {media_type}\r\n"
            f"content-length: {len(body)}\r\n{more}\r\n"
        )
        self._writer.write(head.encode() + body)
        status, answered = await self._answer()
        if status != 200:
            raise RuntimeError(f"{path} answered {status}: {answered[:500].decode(errors='replace')}")
        return answered

    async def _answer(self) -> tuple[int, bytes]:
        head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        _, _, after = head.partition(b"content-length:")
        length = int(after.partition(b"\r\n")[0])
        return int(head.split(b" ", 2)[1]), await self._reader.readexactly(length)
