"""Who is signed in on this tablet, and how a session lives through lost replies.

A refresh token is used once. If the reply is lost, the service takes the same token again for a minute; after
that, using it looks like theft and the tablet is suspended. So the tablet writes down when it began, repeats
within the minute, and otherwise asks for the password.
"""

import sqlite3
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

import httpx

from schemas.accounts import Me
from schemas.base import decode, encode
from schemas.sessions import PublicKeys, TokenPair
from service.client import lease
from service.client.proofs import proof
from service.client.statements import pin_keys
from service.client.store import Store, Value
from service.client.wire import Refused, Unreachable, Wire

T = TypeVar("T")

REPEAT_WITHIN_SECONDS = 50
"""The service allows 60, counted from when it heard us."""
RENEW_BEFORE_SECONDS = 30


class LogInAgain(Exception):
    """The session is over, or nobody has signed in; what is in the outbox waits for its author's password."""


class Session:
    """The author who is signed in, with a token that works whenever the service can be reached."""

    def __init__(self, store: Store, wire: Wire, clock: Callable[[], datetime]) -> None:
        self.store = store
        self.wire = wire
        self.clock = clock

    @property
    def account_id(self) -> UUID:
        signed_in = self.store.note("account")
        if signed_in is None:
            raise LogInAgain("Nobody has signed in on this tablet.")
        return UUID(signed_in)

    @property
    def me(self) -> Me:
        """Who is signed in and in which capacities, as the service said when they last logged in."""
        return decode(self._author()["me"], Me)

    def log_in(self, username: str, password: str, device_id: UUID) -> None:
        """Raises Refused for a wrong password or a suspended tablet, Unreachable without a connection."""
        fields = {
            "grant_type": "password",
            "username": username,
            "password": password,
            "device_id": str(device_id),
        }
        tokens = self.wire.post_form("/v1/auth/token", fields, TokenPair, self._prove)
        me = self.wire.get("/v1/me", Me, tokens.access_token)
        keys = self.wire.get("/.well-known/jwks.json", PublicKeys)
        with self.store.transaction():
            self.store.run(
                "insert into author (account_id, me) values (?, ?) on conflict do update set me = excluded.me",
                str(me.account.id),
                encode(me),
            )
            self.store.set_note("account", str(me.account.id))
            pin_keys(self.store, keys)
            lease.trust_clock(self.store, self.clock())
            self._keep(tokens)

    def call(self, request: Callable[[str], T]) -> T:
        """Make a request with a token; once more with a fresh one if the service doesn't take it."""
        try:
            return request(self._access_token())
        except Refused as refusal:
            if refusal.status != httpx.codes.UNAUTHORIZED:
                raise
        return request(self._refresh())

    def _access_token(self) -> str:
        author = self._author()
        token, until = author["access_token"], author["access_until"]
        still_good = token is not None and until - RENEW_BEFORE_SECONDS > self.clock().timestamp()
        return token.decode() if still_good else self._refresh()

    def _refresh(self) -> str:
        try:
            return self._renew()
        except Unreachable as lost:
            if not lost.may_have_arrived:
                raise
        return self._renew()

    def _renew(self) -> str:
        author, now = self._author(), self.clock().timestamp()
        token, begun = author["refresh_token"], author["refresh_begun"]
        if token is None or (begun is not None and now - begun > REPEAT_WITHIN_SECONDS):
            raise LogInAgain("The session is over; log in again.")
        self._set_author(refresh_begun=begun or now)
        try:
            tokens = self.wire.post_form(
                "/v1/auth/token",
                {"grant_type": "refresh_token", "refresh_token": token.decode()},
                TokenPair,
                self._prove,
            )
        except Unreachable as lost:
            if not lost.may_have_arrived:
                self._set_author(refresh_begun=begun)
            raise
        except Refused as refusal:
            self._set_author(refresh_begun=None)
            if refusal.code != "invalid-grant":
                raise
            self._set_author(access_token=None, refresh_token=None)
            raise LogInAgain("The session is over; log in again.") from refusal
        self._keep(tokens)
        return tokens.access_token

    def _prove(self, method: str, url: str, nonce: str | None) -> str:
        return proof(self.store, method, url, self.clock(), nonce)

    def _keep(self, tokens: TokenPair) -> None:
        self._set_author(
            access_token=tokens.access_token.encode(),
            access_until=self.clock().timestamp() + tokens.expires_in,
            refresh_token=tokens.refresh_token.encode(),
            refresh_begun=None,
        )
        if tokens.offline_lease:
            lease.keep(self.store, self.account_id, tokens.offline_lease)
        if tokens.deposit_token:
            self._set_author(deposit_token=tokens.deposit_token.encode())

    def _author(self) -> sqlite3.Row:
        return self.store.run("select * from author where account_id = ?", str(self.account_id))[0]

    def _set_author(self, **columns: Value) -> None:
        settings = ", ".join(f"{name} = ?" for name in columns)
        statement = f"update author set {settings} where account_id = ?"  # noqa: S608 the names are this file's
        self.store.run(statement, *columns.values(), str(self.account_id))
