"""Signing in, staying signed in, and signing out."""

import logging
from datetime import datetime
from uuid import UUID, uuid4

from msgspec import UNSET, Struct
from msgspec.structs import replace

from schemas.accounts import Actor, Me
from schemas.base import Issue
from schemas.sessions import Revocation, TokenPair, TokenRequest
from service.auth import throttle
from service.auth.identity import Identity, digest
from service.auth.standing import Standing, device_suspended, standing_of
from service.auth.throttle import Bucket
from service.auth.tokens import Bearer, InvalidToken
from service.problems import (
    ACCOUNT_SUSPENDED,
    INVALID_GRANT,
    INVALID_TOKEN_REQUEST,
    UNSUPPORTED_GRANT_TYPE,
    Problem,
)
from service.store import accounts, deposits, training
from service.store import sessions as store
from service.store.database import NOBODY, Database
from service.store.engine import Connection
from service.store.sessions import NewToken, SignInFacts
from workflows.sessions import PresentedToken, Verdict, judge_refresh

log = logging.getLogger("tamar.auth")


async def give_tokens(
    asked: TokenRequest,
    key: str | None,
    address: str,
    identity: Identity,
    database: Database,
    at: datetime,
) -> TokenPair:
    """A pair of tokens for a password or a refresh token.

    `key` is the thumbprint of the key that the caller has shown to have, `address` where the request comes from.

    Raises Problem: INVALID_TOKEN_REQUEST, UNSUPPORTED_GRANT_TYPE, INVALID_GRANT, TOO_MANY_REQUESTS, or one
    that says which of account and tablet may not be used.
    """
    match asked.grant_type:
        case "password":
            return await _sign_in(asked, key, address, identity, database, at)
        case "refresh_token":
            presented = _given("refresh_token", asked.refresh_token)
            return await _refresh(presented, key, identity, database, at)
        case _:
            raise UNSUPPORTED_GRANT_TYPE.problem()


async def sign_out(asked: Revocation, identity: Identity, database: Database, at: datetime) -> None:
    """End the session of a token of either kind; a token that is unknown or over is no error (RFC 7009)."""
    async with database.tx(NOBODY, at) as db:
        refresh_token = await store.lock_refresh_token(db, digest(asked.token))
        if refresh_token is not None:
            await store.end_session(db, refresh_token.session_id, "signed-out", at)
        elif (session_id := _session_of(asked.token, identity, at)) is not None:
            await store.end_session(db, session_id, "signed-out", at)


async def who_am_i(actor: Actor, database: Database, at: datetime) -> Me:
    """The caller in every capacity that is live now, and what they have learnt: a review names it."""
    async with database.tx(actor, at, readonly=True) as db:
        account = await accounts.account(db, actor.account_id)
        learnt = await training.of(db, actor.account_id)
    return Me(
        account=account,
        memberships=list(actor.memberships),
        training=learnt,
        device_id=actor.device_id or UNSET,
    )


class Attempt(Struct, frozen=True):
    """A password that is being tried: on which account, from where, and what it has put into which buckets."""

    facts: SignInFacts
    source: bytes
    buckets: list[Bucket]


async def _sign_in(
    asked: TokenRequest,
    key: str | None,
    address: str,
    identity: Identity,
    database: Database,
    at: datetime,
) -> TokenPair:
    username = _given("username", asked.username).strip().lower()
    password = _given("password", asked.password)
    attempt = await _count_attempt(username, asked.device_id, address, database, at)
    account_id, stored = attempt.facts.account_id, attempt.facts.password_hash
    is_right = await identity.passwords.match(stored, password)
    if account_id is None or stored is None or not is_right:
        raise INVALID_GRANT.problem()
    if identity.passwords.is_outdated(stored):
        await _rehash(account_id, stored, password, identity, database, at)
    return await _open_session(account_id, asked.device_id, key, attempt, identity, database, at)


async def _count_attempt(
    username: str, device_id: UUID | None, address: str, database: Database, at: datetime
) -> Attempt:
    """Committed before the password is checked, so that a hundred guesses at once are a hundred attempts."""
    sources = throttle.sources(username, device_id, address)
    async with database.tx(NOBODY, at) as db:
        facts = await store.sign_in_facts(
            db, username, device_id, sources.device, sources.address, at - throttle.KNOWN_FOR
        )
        source = sources.device if facts.device_enrolled else sources.address
        known = facts.device_known if facts.device_enrolled else facts.address_known
        buckets = (
            throttle.of_known_source(source) if known else throttle.of_stranger(source, username, address)
        )
        await throttle.take(db, buckets, at)
    return Attempt(facts, source, buckets)


async def _rehash(
    account_id: UUID, stored: str, password: str, identity: Identity, database: Database, at: datetime
) -> None:
    new = await identity.passwords.hash(password)
    async with database.tx(NOBODY, at) as db:
        await store.password_rehash(db, account_id, stored, new)


async def _open_session(
    account_id: UUID,
    device_id: UUID | None,
    key: str | None,
    attempt: Attempt,
    identity: Identity,
    database: Database,
    at: datetime,
) -> TokenPair:
    session_id = uuid4()
    secret, token = identity.new_refresh_token(at)
    deposit_token, deposit_hash = identity.new_deposit_token()
    async with database.tx(NOBODY, at) as db:
        await throttle.give_back(db, attempt.buckets)
        await store.forget_expired(db, at)
        standing = await standing_of(db, account_id, device_id, at)
        refusal = _refusal_to_open(standing, device_id)
        if refusal is None:
            await store.open_session(db, session_id, account_id, device_id, attempt.source, key, token, at)
            if device_id is not None:
                await deposits.give(db, deposit_hash, device_id, account_id, at)
    if refusal is not None:
        raise refusal
    version = standing.device.version if standing and standing.device else None
    pair = identity.pair(secret, token.id, Bearer(session_id, account_id, device_id, version), at)
    return pair if device_id is None else replace(pair, deposit_token=deposit_token)


def _refusal_to_open(standing: Standing | None, device_id: UUID | None) -> Problem | None:
    if standing is None:
        return INVALID_GRANT.problem()
    if device_id is not None and standing.device is None:
        return INVALID_TOKEN_REQUEST.problem(
            "This tablet is not enrolled here.", issues=[Issue(pointer="/device_id", code="unknown-device")]
        )
    return standing.refusal()


async def _refresh(
    presented: str, key: str | None, identity: Identity, database: Database, at: datetime
) -> TokenPair:
    secret, new = identity.new_refresh_token(at)
    async with database.tx(NOBODY, at) as db:
        token = await store.lock_refresh_token(db, digest(presented))
        if token is None:
            raise INVALID_GRANT.problem()
        verdict = judge_refresh(token, key, at)
        await _carry_out(db, verdict, token, new, at)
    if verdict is not Verdict.RENEW:
        raise _refusal_to_renew(verdict, token)
    bearer = Bearer(token.session_id, token.account_id, token.device_id, token.device_version)
    return identity.pair(secret, new.id, bearer, at)


async def _carry_out(
    db: Connection, verdict: Verdict, token: PresentedToken, new: NewToken, at: datetime
) -> None:
    match verdict:
        case Verdict.RENEW:
            await store.replace_refresh_token(db, token.token_id, new, at)
        case Verdict.UNRECEIVED_TOKEN_USED:
            await store.end_session(db, token.session_id, "unreceived-token-used", at)
            _warn("unreceived refresh token used", token)
        case Verdict.REUSED:
            await store.end_session(db, token.session_id, "refresh-token-reused", at)
            await store.suspend_device_of(db, token.session_id, at)
            _warn("refresh token reused", token)


def _refusal_to_renew(verdict: Verdict, token: PresentedToken) -> Problem:
    match verdict:
        case Verdict.ACCOUNT_SUSPENDED:
            return ACCOUNT_SUSPENDED.problem()
        case Verdict.DEVICE_SUSPENDED:
            return device_suspended(token.device_state, token.wipe_order)
        case _:
            return INVALID_GRANT.problem()


def _warn(message: str, token: PresentedToken) -> None:
    log.warning(message, extra={"fields": {"session_id": token.session_id, "device_id": token.device_id}})


def _session_of(access_token: str, identity: Identity, at: datetime) -> UUID | None:
    try:
        return identity.tokens.read(access_token, at).sid
    except InvalidToken:
        return None


def _given(name: str, value: str | None) -> str:
    if value is None:
        raise INVALID_TOKEN_REQUEST.problem(issues=[Issue(pointer=f"/{name}", code="missing")])
    return value
