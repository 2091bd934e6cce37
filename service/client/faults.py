"""A bad connection, on purpose: requests that never arrive, replies that never come back, things that come twice.

    Tablet(path, url, transport=FaultyTransport(httpx.HTTPTransport(), [Fault.LOSE_REPLY]))

For the tests of this tablet and of every other client that is written against the service.
"""

from collections.abc import Iterable, Iterator
from enum import Enum, auto
from random import Random
from typing import cast

import httpx


class Fault(Enum):
    """What happens to one request."""

    NONE = auto()
    DROP = auto()
    """It never leaves."""
    LOSE_REPLY = auto()
    """It is carried out, and nobody hears so."""
    DUPLICATE = auto()
    """It arrives twice; the second reply comes back."""
    TRUNCATE = auto()
    """It is carried out, and half of the reply comes back."""
    DELAY = auto()
    """The caller gives up, and it arrives all the same, after the request that follows."""
    FAIL = auto()
    """It is carried out, and a gateway on the way back says that something went wrong."""


class FaultyTransport(httpx.BaseTransport):
    """Does to the nth request what the nth of `faults` says; when they have run out the connection is good."""

    def __init__(self, inner: httpx.BaseTransport, faults: Iterable[Fault] = ()) -> None:
        self.inner = inner
        self.faults: Iterator[Fault] = iter(faults)
        self.delayed: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        late, self.delayed = self.delayed, []
        try:
            return self._suffer(next(self.faults, Fault.NONE), request)
        finally:
            self._arrive(late)

    def close(self) -> None:
        self.inner.close()

    def arrive(self) -> None:
        """What was delayed arrives now."""
        late, self.delayed = self.delayed, []
        self._arrive(late)

    def _arrive(self, late: list[httpx.Request]) -> None:
        for forgotten in late:
            self._carry_out(forgotten)

    def _suffer(self, fault: Fault, request: httpx.Request) -> httpx.Response:
        match fault:
            case Fault.NONE:
                return self.inner.handle_request(request)
            case Fault.DROP:
                raise httpx.ConnectError("There is no connection.", request=request)
            case Fault.LOSE_REPLY:
                self._carry_out(request)
                raise httpx.ReadTimeout("No reply came.", request=request)
            case Fault.DUPLICATE:
                self._carry_out(request)
                return self.inner.handle_request(request)
            case Fault.TRUNCATE:
                return self._half(request)
            case Fault.DELAY:
                self.delayed.append(request)
                raise httpx.ReadTimeout("No reply came in time.", request=request)
            case Fault.FAIL:
                self._carry_out(request)
                return httpx.Response(httpx.codes.BAD_GATEWAY, request=request)

    def _carry_out(self, request: httpx.Request) -> bytes:
        response = self.inner.handle_request(request)
        try:
            return response.read()
        finally:
            response.close()

    def _half(self, request: httpx.Request) -> httpx.Response:
        response = self.inner.handle_request(request)
        whole = b"".join(cast(httpx.SyncByteStream, response.stream))
        response.close()
        half = httpx.ByteStream(whole[: len(whole) // 2])
        return httpx.Response(response.status_code, headers=response.headers, stream=half)


def at_random(seed: int, share: float, faults: tuple[Fault, ...] = tuple(Fault)[1:]) -> Iterator[Fault]:
    """Faults without end, in `share` of the requests; the same ones for the same seed."""
    chance = Random(seed)  # noqa: S311 nothing is kept secret by it
    while True:
        yield chance.choice(faults) if chance.random() < share else Fault.NONE
