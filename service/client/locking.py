"""How a tablet is unlocked: with a PIN, with the recovery code if that was forgotten, never without if it is real."""

from datetime import datetime
from pathlib import Path

import httpx

from service.client.keyring import STRONG, Cost, Keyring, NeedsPin

THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


def keyring_of(path: Path, cost: Cost = STRONG) -> Keyring:
    """The keyring beside a tablet's file."""
    return Keyring(path.with_name(f"{path.name}.key"), cost)


def unlocked(path: Path, url: str, pin: str | None, cost: Cost, at: datetime) -> tuple[bytes, str | None]:
    """The key of a tablet's file, and the recovery code if the file is new.

    Raises NeedsPin where there is none and the service is not on this machine, WrongPin, TryLater.
    """
    keyring = keyring_of(path, cost)
    is_new = not keyring.path.exists()
    if (pin is None if is_new else keyring.is_bare) and not is_for_trying(url):
        raise NeedsPin(
            "A tablet is protected by a PIN; only for a service on this machine it may do without."
        )
    return keyring.make(pin) if is_new else (keyring.open(pin, at), None)


def is_for_trying(url: str) -> bool:
    """Whether the service is on this machine, or under a name that nothing real has (RFC 6761)."""
    host = httpx.URL(url).host
    return host in THIS_MACHINE or host.endswith(".test")
