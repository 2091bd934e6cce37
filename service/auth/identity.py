"""What the service needs to know who is calling, made once per process."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Self
from uuid import UUID, uuid4

from msgspec import UNSET, UnsetType

from schemas.sessions import TokenPair
from service.auth.keys import signing_keys
from service.auth.passwords import Passwords
from service.auth.standing import Standings
from service.auth.statements import Statements
from service.auth.tokens import Bearer, Tokens
from service.settings import Settings
from service.store.database import Database
from service.store.sessions import NewToken


class Identity:
    def __init__(
        self,
        tokens: Tokens,
        statements: Statements,
        passwords: Passwords,
        standings: Standings,
        refresh_lifetime: timedelta,
    ) -> None:
        self.tokens = tokens
        self.statements = statements
        self.passwords = passwords
        self.standings = standings
        self.refresh_lifetime = refresh_lifetime

    @classmethod
    def of(cls, settings: Settings, database: Database, passwords: Passwords | None = None) -> Self:
        """As the settings say; makes a signing key in the data folder if there is none. Raises BadSetting."""
        tokens = Tokens(
            signing_keys(settings),
            issuer=settings.issuer,
            audience=settings.audience,
            lifetime=timedelta(seconds=settings.access_token_seconds),
        )
        return cls(
            tokens,
            Statements(tokens, timedelta(hours=settings.offline_lease_hours)),
            passwords or Passwords(),
            Standings(database),
            timedelta(days=settings.refresh_token_days),
        )

    def new_refresh_token(self, at: datetime) -> tuple[str, NewToken]:
        """A secret for the bearer, and what is kept of it."""
        secret = secrets.token_urlsafe(32)
        return secret, NewToken(id=uuid4(), hash=digest(secret), expires_at=at + self.refresh_lifetime)

    def pair(self, refresh_token: str, token_id: UUID, bearer: Bearer, at: datetime) -> TokenPair:
        """A refresh token, and the access token that goes with it."""
        return TokenPair(
            access_token=self.tokens.issue(bearer, token_id, at),
            token_type="Bearer",  # noqa: S106 the name of a kind of token
            expires_in=int(self.tokens.lifetime.total_seconds()),
            refresh_token=refresh_token,
            offline_lease=self._lease(bearer, at),
        )

    def new_deposit_token(self) -> tuple[str, bytes]:
        """A secret for a tablet, and all that is kept of it."""
        secret = secrets.token_urlsafe(32)
        return secret, digest(secret)

    def _lease(self, bearer: Bearer, at: datetime) -> str | UnsetType:
        if bearer.device_id is None:
            return UNSET
        return self.statements.lease(bearer.account_id, bearer.device_id, at)


def digest(secret: str) -> bytes:
    """All that is kept of a token that we made; its 256 random bits need no salt and no slow hash."""
    return sha256(secret.encode()).digest()
