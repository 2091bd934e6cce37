"""That whoever asks for tokens has the tablet's key: a proof signed with it, for this one request (DPoP, RFC 9449).

A session that was opened with a proof is bound to the key: a refresh token that was copied off the tablet is worth
nothing without it. Access tokens stay plain bearer tokens, as section 5 allows; they live for minutes.

A proof says when it was made. A tablet's clock may be wrong by days, so that one whose time can't be believed is given
a nonce to repeat instead (section 8), which tells the time by our clock. Proofs aren't remembered: what they are shown
with, a password or a refresh token, is counted already.
"""

from datetime import datetime, timedelta
from typing import Annotated, Literal, cast
from urllib.parse import urlsplit

import jwt
import msgspec
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.types import Options
from msgspec import Meta, Struct

from service.auth import keys
from service.auth.tokens import ALGORITHM, InvalidToken, Tokens

TYPE, NONCE_TYPE = "dpop+jwt", "dpop-nonce+jwt"
HEADER, NONCE_HEADER = "DPoP", "DPoP-Nonce"
FRESH_FOR = timedelta(minutes=5)
"""How far a proof's time may be from ours either way, and how long a nonce may be repeated."""
ONLY_THE_SIGNATURE: Options = {
    "verify_exp": False,
    "verify_iat": False,
    "verify_nbf": False,
    "verify_aud": False,
}


class InvalidProof(Exception):
    """Not a proof, not for this request, or not signed with the key that it shows."""


class NeedsNonce(Exception):
    """The proof's time can't be believed: it has to repeat a nonce of ours."""


class ShownKey(Struct, frozen=True, omit_defaults=True):
    """The key in a proof's header: a public one, of the curve that everybody has."""

    kty: Literal["EC"]
    crv: Literal["P-256"]
    x: str
    y: str
    d: None = None
    """Of a private key, which is never to be shown."""


class Proof(Struct, frozen=True):
    """What a proof says (section 4.2)."""

    jti: Annotated[str, Meta(min_length=1, max_length=200)]
    htm: str
    htu: str
    iat: int
    nonce: str | None = None


def key_shown(proof: str, method: str, host: str, path: str, tokens: Tokens, at: datetime) -> str:
    """The thumbprint (RFC 7638) of the key that `proof` is signed with, if it is for this request at this time.

    Of the address only the scheme isn't compared, since a proxy may have taken TLS off.
    Raises InvalidProof, NeedsNonce.
    """
    key = _key_in(proof)
    try:
        claims = jwt.decode(proof, key, algorithms=[ALGORITHM], options=ONLY_THE_SIGNATURE)
        said = msgspec.convert(claims, Proof)
        address = urlsplit(said.htu)
    except (jwt.PyJWTError, msgspec.ValidationError, ValueError, RecursionError):
        raise InvalidProof from None
    if (said.htm, address.netloc.lower(), address.path) != (method, host.lower(), path):
        raise InvalidProof
    if not (_is_near(said.iat, at) or (said.nonce is not None and _is_ours(said.nonce, tokens, at))):
        raise NeedsNonce
    return keys.described(key).kid


def new_nonce(tokens: Tokens, at: datetime) -> str:
    """What a tablet repeats in its proof; every process of the service knows it for its own."""
    return tokens.sign(NONCE_TYPE, {"iat": int(at.timestamp())})


def _key_in(proof: str) -> ec.EllipticCurvePublicKey:
    try:
        header = jwt.get_unverified_header(proof)
        shown = msgspec.convert(header.get("jwk"), ShownKey)
        key = jwt.PyJWK.from_dict(msgspec.to_builtins(shown), ALGORITHM).key
    except (jwt.PyJWTError, msgspec.ValidationError, ValueError, RecursionError):
        raise InvalidProof from None
    if header.get("typ") != TYPE:
        raise InvalidProof
    return cast(ec.EllipticCurvePublicKey, key)


def _is_ours(nonce: str, tokens: Tokens, at: datetime) -> bool:
    try:
        return _is_near(tokens.said(nonce, NONCE_TYPE)["iat"], at)
    except InvalidToken:
        return False


def _is_near(issued: int, at: datetime) -> bool:
    return abs(at.timestamp() - issued) <= FRESH_FOR.total_seconds()
