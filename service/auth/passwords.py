"""Passwords: kept as argon2id, checked off the event loop, a few at a time, with the same work for every name."""

import secrets
import unicodedata

from anyio import CapacityLimiter, to_thread
from argon2 import Parameters, PasswordHasher, profiles
from argon2.exceptions import VerifyMismatchError

COST = profiles.RFC_9106_LOW_MEMORY
"""RFC 9106's second recommendation: 3 passes over 64 MiB in 4 lanes."""
AT_ONCE = 2
"""Each check takes 64 MiB and its lanes of the processor; more at once would starve the requests of others."""


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
