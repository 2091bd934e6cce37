"""Access tokens: signed by the service, so that each of its processes can tell on its own who is calling."""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

import jwt
import msgspec
from jwt.types import Options
from msgspec import Struct

from schemas.sessions import PublicKeys
from service.auth import keys

ALGORITHM = "ES256"
TYPE = "at+jwt"
"""Says in a token's header what it is for (RFC 9068), so that no other kind of token passes for one."""
MOST_REMEMBERED = 10_000
"""Tokens whose signature was verified: as many tablets as one process sees in a quarter of an hour."""
LEEWAY = timedelta(seconds=10)
"""How far the clocks of two processes of the service may differ."""


class InvalidToken(Exception):
    """Not a token of ours, not for us, or not at this time."""


class Bearer(Struct, frozen=True):
    """Whom a token is for: a session of an account, perhaps on a tablet in the state that its version names."""

    session_id: UUID
    account_id: UUID
    device_id: UUID | None
    device_version: int | None


class Claims(Struct, frozen=True, kw_only=True, omit_defaults=True, cache_hash=True):
    """What a token says of its bearer; `jti` is the id of the pair it was given in."""

    sub: UUID
    sid: UUID
    jti: UUID
    iat: int
    exp: int
    device: UUID | None = None
    device_version: int | None = None


class Tokens:
    """Signs access tokens and reads them back."""

    def __init__(self, pem: str, *, issuer: str, audience: str, lifetime: timedelta) -> None:
        """`pem` holds the private key to sign with, and after it any keys that were used before."""
        self.issuer, self.audience, self.lifetime = issuer, audience, lifetime
        self._private, published = keys.parse(pem)
        self.public = PublicKeys(keys=[keys.described(key) for key in published])
        self._by_id = {one.kid: key for one, key in zip(self.public.keys, published, strict=True)}
        self._signed_claims = lru_cache(MOST_REMEMBERED)(self._verify)

    def issue(self, bearer: Bearer, token_id: UUID, at: datetime) -> str:
        """A token for `lifetime` from `at`."""
        issued = int(at.timestamp())
        claims = Claims(
            sub=bearer.account_id,
            sid=bearer.session_id,
            jti=token_id,
            iat=issued,
            exp=issued + int(self.lifetime.total_seconds()),
            device=bearer.device_id,
            device_version=bearer.device_version,
        )
        return self.sign(TYPE, {"aud": self.audience, **msgspec.to_builtins(claims)})

    def sign(self, kind: str, said: dict[str, Any]) -> str:
        """What the service says, as a JWS of this type; whoever reads it asks for the type that they expect."""
        header = {"kid": self.public.keys[0].kid, "typ": kind}
        return jwt.encode({"iss": self.issuer, **said}, self._private, algorithm=ALGORITHM, headers=header)

    def read(self, token: str, at: datetime) -> Claims:
        """What a token says, if it is ours and valid at `at`; else InvalidToken.

        A signature that was good once stays good: only the time is looked at again, and the token's standing by others.
        """
        claims = self._signed_claims(token)
        if not _is_valid_at(claims, at):
            raise InvalidToken
        return claims

    def said(self, token: str, kind: str) -> dict[str, Any]:
        """What the service has said in a JWS of this type, whenever that was; InvalidToken if it was anybody else."""
        try:
            header = jwt.get_unverified_header(token)
            said: dict[str, Any] = jwt.decode(
                token,
                self._by_id[header["kid"]],
                algorithms=[ALGORITHM],
                issuer=self.issuer,
                options=READ_WITHOUT_A_CLOCK,
            )
        except (jwt.PyJWTError, KeyError, TypeError, RecursionError):
            raise InvalidToken from None
        if header.get("typ") != kind:
            raise InvalidToken
        return said

    def _verify(self, token: str) -> Claims:
        said = self.said(token, TYPE)
        try:
            claims = msgspec.convert(said, Claims)
        except msgspec.ValidationError:
            raise InvalidToken from None
        if said.get("aud") != self.audience:
            raise InvalidToken
        return claims


READ_WITHOUT_A_CLOCK: Options = {
    "require": ["iss"],
    "verify_aud": False,  # which is asked of access tokens only
    "verify_exp": False,
    "verify_iat": False,
    "verify_nbf": False,
}
"""The library would compare with the machine's clock; the service is told the time."""


def _is_valid_at(claims: Claims, at: datetime) -> bool:
    now, leeway = at.timestamp(), LEEWAY.total_seconds()
    return claims.iat - leeway <= now < claims.exp + leeway
