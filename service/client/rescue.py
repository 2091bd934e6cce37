"""Work that can't be sent by any other way, as a sealed file; its code is told the council over the telephone."""

import secrets
from base64 import b64decode, b64encode
from pathlib import Path

from cryptography.exceptions import InvalidTag
from msgspec import Struct

from schemas.base import decode, encode
from service.client.keyring import KEY_BYTES, WrongPin, derived_from_code, new_code, plain_code, seal, unseal

FORMAT = "tamar-rescue/1"


class Sealed(Struct, frozen=True, kw_only=True):
    """A rescue as it lies on a stick; `sealed` is AES-256-GCM after its nonce, under a key derived from the code."""

    format: str
    salt: str
    sealed: str


def write(path: Path, unsent: bytes) -> str:
    """Seal it into a file of its own, and answer the code that opens it. The tablet keeps the work as well."""
    code, salt = new_code(), secrets.token_bytes(KEY_BYTES)
    sealed = seal(derived_from_code(code, salt), unsent)
    kept = Sealed(format=FORMAT, salt=b64encode(salt).decode(), sealed=b64encode(sealed).decode())
    path.write_bytes(encode(kept))
    return code


def read(path: Path, code: str) -> bytes:
    """What was sealed, as JSON. Raises WrongPin, and Malformed for a file that is no rescue."""
    kept = decode(path.read_bytes(), Sealed)
    try:
        return unseal(derived_from_code(plain_code(code), b64decode(kept.salt)), b64decode(kept.sealed))
    except InvalidTag:
        raise WrongPin("That code does not open this file.") from None
