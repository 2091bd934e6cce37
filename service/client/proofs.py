"""The tablet's own key, and proofs that it has it: a refresh token that was copied off it is worth nothing (RFC 9449).

The key is made when it is first needed and lies in the tablet's file, sealed. A native tablet makes it in its hardware
keystore, which signs with it and never gives it away.
"""

from datetime import datetime
from typing import cast

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from jwt.algorithms import ECAlgorithm

from service.client.ids import uuid7
from service.client.store import Store

NOTE = "own_key"


def proof(store: Store, method: str, url: str, at: datetime, nonce: str | None) -> str:
    """For this one request, by the tablet's clock; with the service's nonce where it doesn't believe that."""
    key = _own_key(store)
    said = {"jti": str(uuid7(at)), "htm": method, "htu": url, "iat": int(at.timestamp())}
    told = said if nonce is None else {**said, "nonce": nonce}
    shown = ECAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return jwt.encode(told, key, algorithm="ES256", headers={"typ": "dpop+jwt", "jwk": shown})


def _own_key(store: Store) -> ec.EllipticCurvePrivateKey:
    kept = store.note(NOTE)
    if kept is not None:
        return cast(ec.EllipticCurvePrivateKey, load_pem_private_key(kept.encode(), None))
    key = ec.generate_private_key(ec.SECP256R1())
    store.set_note(NOTE, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode())
    return key
