"""Who is calling: tokens for a password, new ones before they expire, and what the bearer may do."""

from datetime import datetime
from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.datastructures import ResponseHeader
from litestar.di import NamedDependency, Provide
from litestar.status_codes import HTTP_200_OK, HTTP_500_INTERNAL_SERVER_ERROR

from schemas.accounts import Actor, Me
from schemas.sessions import PublicKeys, Revocation, SignedOut, TokenPair, TokenRequest
from service.actions import sessions
from service.auth.guards import caller_address, provide_identity
from service.auth.identity import Identity
from service.auth.proofs import HEADER, NONCE_HEADER, InvalidProof, NeedsNonce, key_shown, new_nonce
from service.http import failures
from service.http.bodies import form_body
from service.http.headers import Header
from service.http.openapi import refusals
from service.problems import (
    ACCOUNT_SUSPENDED,
    DEVICE_ELSEWHERE,
    DEVICE_SUSPENDED,
    INVALID_GRANT,
    INVALID_PROOF,
    INVALID_TOKEN_REQUEST,
    MALFORMED,
    PROOF_NEEDS_NONCE,
    TOO_MANY_REQUESTS,
    UNSUPPORTED_GRANT_TYPE,
    Problem,
)
from service.store.database import Database

NEVER_STORED = [ResponseHeader(name="Cache-Control", value="no-store")]
KEPT_A_WHILE = [ResponseHeader(name="Cache-Control", value="public, max-age=300")]

OAUTH_BY_CODE = {
    INVALID_GRANT.code: "invalid_grant",
    UNSUPPORTED_GRANT_TYPE.code: "unsupported_grant_type",
    INVALID_PROOF.code: "invalid_dpop_proof",
    PROOF_NEEDS_NONCE.code: "use_dpop_nonce",
}
OAUTH_BY_STATUS = {403: "access_denied", 429: "temporarily_unavailable", 503: "temporarily_unavailable"}


def answer_with_oauth_error(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """The usual problem document, with the member `error` that OAuth clients look for (RFC 6749, 4.1.2.1 and 5.2)."""
    problem = failures.as_problem(request, error)
    if problem.status == HTTP_500_INTERNAL_SERVER_ERROR:
        return failures.answer(request, error)
    usual = OAUTH_BY_STATUS.get(problem.status, "invalid_request")
    members = {**problem.members, "error": OAUTH_BY_CODE.get(problem.code, usual)}
    said = Problem(problem.refusal, problem.detail, problem.issues, problem.headers, members)
    return failures.answer(request, said)


class ShownKey(Header):
    """Provides a handler with the thumbprint of the key that the caller has shown to have, or with None."""

    __slots__ = ()

    parameter = {
        "name": HEADER,
        "in": "header",
        "description": "A proof of the tablet's key (RFC 9449). A session opened with one is refreshed only with the "
        "same key; without, the refresh token alone will do.",
        "schema": {"type": "string", "maxLength": 4_000},
    }


def shown_key() -> ShownKey:
    async def read(
        request: Request[Any, Any, Any], identity: NamedDependency[Identity], now: NamedDependency[datetime]
    ) -> str | None:
        given = ",".join(request.headers.getall(HEADER, []))  # of which no two together are a proof
        if not given:
            return None
        try:
            host = request.headers.get("host", "")
            return key_shown(given, request.method, host, request.url.path, identity.tokens, now)
        except InvalidProof:
            raise INVALID_PROOF.problem() from None
        except NeedsNonce:
            nonce = new_nonce(identity.tokens, now)
            raise PROOF_NEEDS_NONCE.problem(headers={NONCE_HEADER: nonce}) from None

    return ShownKey(read)


class SessionController(Controller):
    """Asked before anybody is logged in, and about whoever is."""

    tags = ("Sessions",)
    dependencies = {"identity": Provide(provide_identity, sync_to_thread=False)}

    @post(
        "/v1/auth/token",
        operation_id="token_create",
        opt={"public": True},
        status_code=HTTP_200_OK,
        dependencies={
            "asked": form_body(TokenRequest),
            "address": Provide(caller_address, sync_to_thread=False),
            "key": shown_key(),
        },
        exception_handlers={Exception: answer_with_oauth_error},
        response_headers=NEVER_STORED,
        responses=refusals(
            INVALID_TOKEN_REQUEST,
            INVALID_GRANT,
            UNSUPPORTED_GRANT_TYPE,
            INVALID_PROOF,
            PROOF_NEEDS_NONCE,
            MALFORMED,
            ACCOUNT_SUSPENDED,
            DEVICE_SUSPENDED,
            DEVICE_ELSEWHERE,
            TOO_MANY_REQUESTS,
        ),
    )
    async def token(
        self,
        asked: NamedDependency[TokenRequest],
        key: NamedDependency[str | None],
        address: NamedDependency[str],
        identity: NamedDependency[Identity],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> TokenPair:
        """Log in with a password, or carry on with a refresh token: again within a minute if the reply was lost."""
        return await sessions.give_tokens(asked, key, address, identity, database, now)

    @post(
        "/v1/auth/revoke",
        operation_id="token_revoke",
        opt={"public": True},
        status_code=HTTP_200_OK,
        dependencies={"asked": form_body(Revocation)},
        exception_handlers={Exception: answer_with_oauth_error},
        response_headers=NEVER_STORED,
        responses=refusals(MALFORMED),
    )
    async def revoke(
        self,
        asked: NamedDependency[Revocation],
        identity: NamedDependency[Identity],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> SignedOut:
        """Log out: either token of a pair ends its session everywhere; an unknown token is no error (RFC 7009)."""
        await sessions.sign_out(asked, identity, database, now)
        return SignedOut()

    @get(
        "/.well-known/jwks.json",
        operation_id="keys_list",
        opt={"public": True},
        response_headers=KEPT_A_WHILE,
        sync_to_thread=False,
    )
    def keys(self, identity: NamedDependency[Identity]) -> PublicKeys:
        """The public keys with which others can check access tokens (RFC 7517)."""
        return identity.tokens.public

    @get("/v1/me", operation_id="me_show")
    async def me(
        self,
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Me:
        """Who the caller is, in every capacity that is live now."""
        return await sessions.who_am_i(actor, database, now)
