"""Answers that a caller may hold already: their `ETag`, and `If-None-Match` to ask by it (RFC 9110, 13.1.2)."""

import hashlib
from typing import Any, TypeVar

from litestar import Request, Response
from litestar.status_codes import HTTP_304_NOT_MODIFIED
from msgspec import Struct

from schemas.base import encode
from service.http.bodies import JSON
from service.http.headers import Header

T = TypeVar("T", bound=Struct)


class IfNoneMatch(Header):
    """Provides a handler with the tags of the answers that its caller holds."""

    __slots__ = ()

    parameter = {
        "name": "If-None-Match",
        "in": "header",
        "description": "What you hold, as `ETag` named it: if that is still the answer, it is 304 without a body.",
        "schema": {"type": "string"},
    }


def if_none_match() -> IfNoneMatch:
    """The header as it came, or None without it."""

    def read(request: Request[Any, Any, Any]) -> str | None:
        return request.headers.get("if-none-match")

    return IfNoneMatch(read, sync_to_thread=False)


def unless_known(answer: T, held: str | None) -> Response[T]:
    """The answer with its tag, or 304 for a caller who has it.

    The tag is weak, since the same answer may travel compressed.
    """
    body: Any = encode(answer)
    tag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    if held is not None and _is_among(tag, held):
        return Response(None, status_code=HTTP_304_NOT_MODIFIED, headers={"ETag": tag})  # type: ignore[arg-type] # a 304 has no body
    return Response(body, headers={"ETag": tag}, media_type=JSON)


def _is_among(tag: str, held: str) -> bool:
    opaque = tag.removeprefix("W/")
    return held.strip() == "*" or opaque in (one.strip().removeprefix("W/") for one in held.split(","))
