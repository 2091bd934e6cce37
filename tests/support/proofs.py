"""Keys of tablets, and proofs that somebody has one (RFC 9449), made as the RFC says and not by our client."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

TOKENS = "https://tamar.test/v1/auth/token"


def new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def public(key: ec.EllipticCurvePrivateKey) -> dict[str, Any]:
    return ECAlgorithm.to_jwk(key.public_key(), as_dict=True)


def proof(
    key: ec.EllipticCurvePrivateKey, at: datetime, header: dict[str, Any] | None = None, **said: Any
) -> str:
    """A proof for the token endpoint at a time, or what is nearly one."""
    claims = {"jti": str(uuid4()), "htm": "POST", "htu": TOKENS, "iat": int(at.timestamp()), **said}
    heading = {"typ": "dpop+jwt", "jwk": public(key), **(header or {})}
    told = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(told, key, algorithm="ES256", headers=heading)
