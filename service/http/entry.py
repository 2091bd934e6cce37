"""What every routed request passes before its handler: is its address plausible, can its body be read?"""

from typing import Any
from urllib.parse import unquote_to_bytes

from litestar.enums import ScopeType
from litestar.handlers import HTTPRouteHandler
from litestar.middleware import ASGIMiddleware
from litestar.response.base import ASGIResponse
from litestar.types import ASGIApp, Receive, Scope, Send

from schemas.base import Issue
from service.http.headers import header
from service.http.inflate import Inflated
from service.http.methods import methods_of, told_by_options
from service.problems import INCOMPLETE, MALFORMED, NOT_FOUND, UNSUPPORTED_MEDIA_TYPE

MIB = 1_048_576


class Entry(ASGIMiddleware):
    """Stands before every handler; what it refuses becomes a problem like any other refusal."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        require_plausible_address(scope)
        if scope.get("method") == "OPTIONS":
            app, path = scope["litestar_app"], scope["path"]
            headers = {"Allow": ", ".join(methods_of(app, path)), **told_by_options(app, path)}
            await ASGIResponse(status_code=204, headers=headers)(scope, receive, send)
            return
        await next_app(scope, readable(scope, receive), send)


def require_plausible_address(scope: Scope) -> None:
    """No NUL and nothing but UTF-8 in path and query: PostgreSQL keeps neither, and no id of ours has one.

    A server decodes a path's broken UTF-8 to U+FFFD; the query arrives as it was sent.
    """
    if "\0" in scope["path"] or "\ufffd" in scope["path"]:
        raise NOT_FOUND.problem()
    try:
        query = unquote_to_bytes(scope["query_string"]).decode()
    except UnicodeDecodeError:
        raise MALFORMED.problem(issues=[Issue(pointer="/query", code="invalid-utf8")]) from None
    if "\0" in query:
        raise MALFORMED.problem(issues=[Issue(pointer="/query", code="nul-character")])


def readable(scope: Scope, receive: Receive) -> Receive:
    """The request's body as it was before any Content-Encoding, and an error if the caller hangs up first."""
    whole = _until_complete(receive)
    match header(scope, b"content-encoding").strip().lower():
        case "" | "identity":
            return whole
        case "gzip" | "x-gzip":
            return Inflated(whole, _limit(scope))
        case _:
            return _refuse_encoding


async def _refuse_encoding() -> Any:
    raise UNSUPPORTED_MEDIA_TYPE.problem(
        "Send the body as it is or with Content-Encoding: gzip.", headers={"Accept-Encoding": "gzip"}
    )


def _until_complete(receive: Receive) -> Receive:
    complete = False

    async def next_message() -> Any:
        nonlocal complete
        message = await receive()
        if message["type"] == "http.disconnect" and not complete:
            raise INCOMPLETE.problem()
        complete = complete or not message.get("more_body", False)
        return message

    return next_message


def _limit(scope: Scope) -> int:
    handler = scope["route_handler"]
    limit = handler.resolve_request_max_body_size() if isinstance(handler, HTTPRouteHandler) else None
    return limit or MIB
