"""The gate before every route that isn't public: whoever passes has a name."""

import re
from datetime import datetime

from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from schemas.accounts import Actor
from service.auth.identity import Identity
from service.auth.tokens import Claims, InvalidToken
from service.http.headers import header
from service.problems import NOT_AUTHENTICATED, Problem

BEARER = re.compile(r"bearer +([A-Za-z0-9._~+/-]+=*) *", re.IGNORECASE)


class BearerAuthentication(ASGIMiddleware):
    """Puts the Actor into `scope["user"]` and the token's Claims into `scope["auth"]`, or refuses.

    Routes are closed unless their `opt` says `public`. Needs `identity` and `clock` in the application's state.
    """

    scopes = (ScopeType.HTTP,)
    exclude_opt_key = "public"

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        state = scope["litestar_app"].state
        scope["user"], scope["auth"] = await authenticate(
            header(scope, b"authorization"), state.identity, state.clock()
        )
        await next_app(scope, receive, send)


async def authenticate(authorization: str, identity: Identity, at: datetime) -> tuple[Actor, Claims]:
    """Who calls with this Authorization header; raises Problem: 401, or 403 if they are suspended."""
    given = BEARER.fullmatch(authorization)
    if given is None:
        raise NOT_AUTHENTICATED.problem(headers={"WWW-Authenticate": "Bearer"})
    try:
        claims = identity.tokens.read(given.group(1), at)
    except InvalidToken:
        raise _invalid() from None
    actor = await identity.standings.actor(claims, at)
    if actor is None:
        raise _invalid()
    return actor, claims


def _invalid() -> Problem:
    return NOT_AUTHENTICATED.problem(
        "The access token is not valid or no longer counts: refresh it.",
        headers={"WWW-Authenticate": 'Bearer error="invalid_token"'},
    )
