"""The key under which a request may be sent again without having its effect twice."""

import re
from typing import Any

from litestar import Request

from schemas.base import Issue
from service.http.headers import Header
from service.problems import MALFORMED


class IdempotencyKey(Header):
    """Provides a handler with the request's Idempotency-Key."""

    __slots__ = ()

    parameter = {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "Any key of yours: the request has its effect once, however often it is sent under it.",
        "schema": {"type": "string", "pattern": "^[!-~]{1,100}$"},
    }


def idempotency_key() -> IdempotencyKey:
    """The key in `Idempotency-Key`: 1 to 100 printable ASCII characters without spaces; None without the header."""

    def read(request: Request[Any, Any, Any]) -> str | None:
        given = request.headers.get("idempotency-key")
        if given is not None and not re.fullmatch(r"[!-~]{1,100}", given):
            raise MALFORMED.problem(issues=[Issue(pointer="/headers/Idempotency-Key", code="invalid")])
        return given

    return IdempotencyKey(read, sync_to_thread=False)
