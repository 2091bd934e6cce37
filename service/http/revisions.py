"""Which revision of an item is meant: told in `ETag`, asked for in `If-Match` (RFC 9110, 8.8.3 and 13.1.1)."""

import re
from typing import Any

from litestar import Request

from schemas.base import Issue
from service.http.headers import Header
from service.problems import MALFORMED


class IfMatch(Header):
    """Provides a handler with the revision that its caller saw."""

    __slots__ = ()

    parameter = {
        "name": "If-Match",
        "in": "header",
        "description": "The revision that you saw, in quotes as `ETag` gives it; without it the answer is 428.",
        "schema": {"type": "string", "pattern": '^(W/)?"[1-9][0-9]{0,8}"$'},
        "example": '"3"',
    }


def if_match() -> IfMatch:
    """The revision in `If-Match: "3"`, or None without the header.

    That it is missing is refused (428) by the action, after it knows that the item is there and the caller's
    to change. What isn't a revision of ours is 400; a list or `*` would not say which revision was seen. A proxy that
    packs answers makes tags weak (`W/"3"`), and clients give them back: what names a revision is the number.
    """

    def read(request: Request[Any, Any, Any]) -> int | None:
        given = request.headers.get("if-match")
        if given is None:
            return None
        named = re.fullmatch(r'(?:W/)?"([1-9][0-9]{0,8})"', given.strip())
        if named is None:
            raise MALFORMED.problem(
                'If-Match names one revision, for example "3".',
                issues=[Issue(pointer="/headers/If-Match", code="invalid")],
            )
        return int(named[1])

    return IfMatch(read, sync_to_thread=False)


def etag(rev: int) -> dict[str, str]:
    """The header that names revision `rev` of the item in the answer."""
    return {"ETag": f'"{rev}"'}
