"""What routes ask about the caller."""

from typing import Any, cast

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler
from litestar.types import Guard

from schemas.accounts import Actor, Role
from service.auth.identity import Identity
from service.auth.middleware import BEARER
from service.problems import FORBIDDEN, NOT_AUTHENTICATED


def provide_actor(request: Request[Any, Any, Any]) -> Actor:
    """The caller; 401 where a public route asks although nobody had to log in."""
    actor = request.scope.get("user")
    if not isinstance(actor, Actor):
        raise NOT_AUTHENTICATED.problem(headers={"WWW-Authenticate": "Bearer"})
    return actor


def presented_secret(request: Request[Any, Any, Any]) -> str:
    """What a public route is shown as `Authorization: Bearer`; 401 without it."""
    given = BEARER.fullmatch(request.headers.get("authorization", ""))
    if given is None:
        raise NOT_AUTHENTICATED.problem(headers={"WWW-Authenticate": "Bearer"})
    return given.group(1)


def provide_identity(request: Request[Any, Any, Any]) -> Identity:
    return cast(Identity, request.app.state.identity)


def caller_address(request: Request[Any, Any, Any]) -> str:
    """The network address that the request came from, as far as the server trusts what proxies say of it."""
    return request.client.host if request.client else ""


def only(*roles: Role) -> Guard:
    """Lets pass who acts in one of `roles` anywhere; for whom exactly, the action decides. Else 403."""
    allowed = frozenset(roles)

    def guard(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
        if allowed.isdisjoint(connection.scope["user"].roles):
            raise FORBIDDEN.problem()

    return guard
