"""The front door: every request gets an id, every answer its safe headers, and every exchange one log line."""

import logging
import re
from collections.abc import Callable
from time import perf_counter
from typing import Any
from uuid import uuid4

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from schemas.accounts import Actor
from service.http.compress import compressing
from service.http.headers import header

SAFE_HEADERS = (
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)
"""For every answer that doesn't say otherwise itself: a cached answer would make a tablet look online."""

SANE_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")

log = logging.getLogger("tamar.requests")


Watch = Callable[[str, str | None, int | None, float], None]
"""Told of every exchange: the method, the route's template, the status, and how many seconds it took."""


def front_door(app: ASGIApp, watch: Watch) -> ASGIApp:
    """Wrap the whole application, so that also what finds no route is answered, logged and counted like the rest."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await app(scope, receive, send)
            return
        exchange = Exchange(scope, send)
        try:
            await app(exchange.scope, receive, compressing(exchange.scope, exchange.send))
        finally:
            exchange.end(watch)

    return serve


class Exchange:
    """One request and its answer. A HEAD is served as the GET that it asks about, and its body kept back."""

    def __init__(self, scope: Any, send: Send) -> None:
        self.method = scope["method"]
        self.began = perf_counter()
        self.status: int | None = None
        self.request_id = request_id(scope)
        self.out = send
        self.scope: Any = {
            **scope,
            "method": "GET" if self.method == "HEAD" else self.method,
            "state": {**(scope.get("state") or {}), "request_id": self.request_id},
        }

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message = {**message, "headers": self._completed(list(message["headers"]))}
        elif message["type"] == "http.response.body" and self.method == "HEAD":
            message = {**message, "body": b""}
        await self.out(message)

    def _completed(self, headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        told = {name.lower() for name, _ in headers}
        own = (b"x-request-id", self.request_id.encode())
        return [*headers, own, *(one for one in SAFE_HEADERS if one[0] not in told)]

    def end(self, watch: Watch) -> None:
        """One line: which route, whose request, how it ended; never the query, a body or a name."""
        seconds = perf_counter() - self.began
        told = {key: value for key, value in self._facts(seconds) if value is not None}
        log.info("request", extra={"fields": told})
        watch(self.method, self.scope.get("path_template"), self.status, seconds)

    def _facts(self, seconds: float) -> list[tuple[str, Any]]:
        actor = self.scope.get("user")
        known = actor if isinstance(actor, Actor) else None
        return [
            ("request_id", self.request_id),
            ("method", self.method),
            ("route", self.scope.get("path_template")),
            ("status", self.status),
            ("duration_ms", round(seconds * 1000, 1)),
            ("account_id", known and known.account_id),
            ("device_id", known and known.device_id),
        ]


def request_id(scope: Scope) -> str:
    """The caller's own id for the request if it is harmless to log and to echo, otherwise a new one."""
    given = header(scope, b"x-request-id")
    return given if SANE_REQUEST_ID.fullmatch(given) else str(uuid4())
