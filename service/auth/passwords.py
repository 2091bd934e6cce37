"""Passwords: kept as argon2id, checked off the event loop, a few at a time, with the same work for every name."""

import secrets
import unicodedata

from anyio import CapacityLimiter, to_thread
from argon2 import Parameters, PasswordHasher, Type
from argon2.exceptions import VerifyMismatchError
from argon2.low_level import ARGON2_VERSION

COST = Parameters(
    type=Type.ID,
    version=ARGON2_VERSION,
    salt_len=16,
    hash_len=32,
    time_cost=1,
    memory_cost=47_104,
    parallelism=1,
)
"""OWASP's first choice for argon2id: one pass over 46 MiB. A tablet and a small server can afford it."""
AT_ONCE = 2
"""Each check takes 46 MiB and a processor; more at once would starve the requests of others."""


class Passwords:
    def __init__(self, cost: Parameters = COST, at_once: int = AT_ONCE) -> None:
        self._hasher = PasswordHasher.from_parameters(cost)
        self._limiter = CapacityLimiter(at_once)
        self._decoy = self._hasher.hash(secrets.token_urlsafe())

    async def match(self, stored: str | None, password: str) -> bool:
        """Whether `password` is the one that is kept; without one it costs as much to say no."""
        return await to_thread.run_sync(self._match, stored, password, limiter=self._limiter)

    async def hash(self, password: str) -> str:
        """What to keep of a new password."""
        return await to_thread.run_sync(self._hasher.hash, _normal(password), limiter=self._limiter)

    def is_outdated(self, stored: str) -> bool:
        """Whether it was hashed under other parameters than are used now."""
        return self._hasher.check_needs_rehash(stored)

    def _match(self, stored: str | None, password: str) -> bool:
        try:
            self._hasher.verify(stored or self._decoy, _normal(password))
        except VerifyMismatchError:
            return False
        return bool(stored)


def _normal(password: str) -> str:
    """The same letters in the same form, whichever keyboard they were typed on (RFC 8265)."""
    return unicodedata.normalize("NFC", password)


def new_password() -> str:
    """Twelve letters and digits in three groups, none of them easily mistaken for another: 59 bits."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(4)) for _ in range(3))
