"""What the service has signed for this tablet, checked without a connection by the keys of the last log-in."""

from functools import lru_cache
from typing import Any, TypeVar

import jwt
import msgspec
from jwt.types import Options
from msgspec import Struct

from schemas.base import decode, encode
from schemas.sessions import PublicKeys
from service.client.store import Store

T = TypeVar("T", bound=Struct)
ALGORITHM = "ES256"
MOST_REMEMBERED = 16
WITHOUT_A_CLOCK: Options = {
    "verify_exp": False,
    "verify_iat": False,
    "verify_nbf": False,
    "verify_aud": False,
}
"""What a time in it means is for whoever reads it: the tablet's own clock may be wrong."""


def pin_keys(store: Store, keys: PublicKeys) -> None:
    """Believe these keys from now on, and no others until somebody logs in again."""
    store.set_note("keys", encode(keys).decode())


def has_keys(store: Store) -> bool:
    """Whether any are believed; files of before leases were signed have none."""
    return store.note("keys") is not None


def read_statement(store: Store, signed: str | None, kind: str, shape: type[T]) -> T | None:
    """What is said; None where it isn't signed by a pinned key as a statement of just this kind."""
    pinned = store.note("keys")
    if signed is None or pinned is None:
        return None
    try:
        type_, said = _verified(signed, pinned)
        return msgspec.convert(said, shape) if type_ == kind else None
    except (jwt.PyJWTError, msgspec.ValidationError, KeyError):
        return None


@lru_cache(MOST_REMEMBERED)
def _verified(signed: str, pinned: str) -> tuple[str | None, dict[str, Any]]:
    """What it is and what it says; the same bytes by the same keys are looked at once, since a lease is often asked."""
    header = jwt.get_unverified_header(signed)
    keys = {key.kid: key for key in decode(pinned.encode(), PublicKeys).keys}
    key = jwt.PyJWK.from_dict(msgspec.to_builtins(keys[header["kid"]]))
    return header.get("typ"), jwt.decode(signed, key, algorithms=[ALGORITHM], options=WITHOUT_A_CLOCK)
