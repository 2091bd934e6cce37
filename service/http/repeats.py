"""The key under which a request may be sent again without having its effect twice."""

import re
from typing import Any

from litestar import Request
from litestar.di import Provide

from schemas.base import Issue
from service.problems import MALFORMED


class IdempotencyKey(Provide):
    """Provides a handler with the request's Idempotency-Key; the OpenAPI document describes the header."""

    __slots__ = ()


def idempotency_key() -> IdempotencyKey:
    """The key in `Idempotency-Key`: 1 to 100 printable ASCII characters without spaces; None without the header."""

    def read(request: Request[Any, Any, Any]) -> str | None:
        given = request.headers.get("idempotency-key")
        if given is not None and not re.fullmatch(r"[!-~]{1,100}", given):
            raise MALFORMED.problem(issues=[Issue(pointer="/headers/Idempotency-Key", code="invalid")])
        return given

    return IdempotencyKey(read, sync_to_thread=False)
