"""Signing in: what is asked for, and the pair of tokens that is given."""

from typing import Annotated, Literal
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from schemas.base import Envelope, Line, View

Secret = Annotated[str, Meta(min_length=1, max_length=1_000)]
"""A password or a token, as it was given."""

OneTimePassword = Annotated[
    str, Meta(max_length=20, description="For accounts with a second factor; none has one yet.")
]


class TokenRequest(Envelope, frozen=True, kw_only=True):
    """A request for tokens (RFC 6749, 4.3.2 and 6): which of the other members are needed, the grant type says."""

    grant_type: Annotated[Line, Meta(description="`password` or `refresh_token`.")]
    username: Line | None = None
    password: Secret | None = None
    otp: OneTimePassword | None = None
    device_id: Annotated[
        UUID | None, Meta(description="The tablet that is signed in on; absent for people at a desk.")
    ] = None
    refresh_token: Secret | None = None


class TokenPair(View, frozen=True, kw_only=True):
    """A short-lived token to call with, and one to get the next pair with (RFC 6749, 5.1)."""

    access_token: str
    token_type: Literal["Bearer"]
    expires_in: Annotated[int, Meta(ge=1, description="Seconds for which the access token is valid.")]
    refresh_token: str
    offline_lease: Annotated[
        str | UnsetType,
        Meta(description="On a tablet: until when it may show what it holds without a connection (JWS)."),
    ] = UNSET
    deposit_token: Annotated[
        str | UnsetType,
        Meta(
            description="On a tablet, when somebody logs in: with it their work can be handed in at "
            "`/v1/sync/deposit` when the tablet may not sync, and nothing else."
        ),
    ] = UNSET


class Revocation(Envelope, frozen=True, kw_only=True):
    """A request to sign out (RFC 7009): either token of a pair ends the session."""

    token: Annotated[str, Meta(min_length=1, max_length=4_000)]
    token_type_hint: Line | None = None


class SignedOut(View, frozen=True, kw_only=True):
    """The session is over, if there was one: there is nothing more to say."""


class PublicKey(View, frozen=True, kw_only=True):
    """A key with which access tokens can be checked (RFC 7517)."""

    kty: Literal["EC"]
    crv: Literal["P-256"]
    x: str
    y: str
    kid: str
    use: Literal["sig"]
    alg: Literal["ES256"]


class PublicKeys(View, frozen=True, kw_only=True):
    """Every key whose tokens are accepted: the present one first, then those it replaced."""

    keys: list[PublicKey]
