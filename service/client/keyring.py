"""The key of a tablet's file: drawn by chance, kept only wrapped, and gone for good when it is erased.

What the tablet keeps is encrypted under one data key. That key lies beside the file, wrapped twice: under the PIN of
whoever carries the tablet, and under a recovery code that is shown once and kept by the office, so that a forgotten
PIN loses no work. A tablet with a hardware keystore wraps it there as well, and may do with a short PIN; here a PIN
is as good against somebody with the file as it is long.

Without a PIN the key lies there bare: enough to try the tablet on a service on the same machine, and refused for
any other.
"""

import json
import os
import secrets
from base64 import b64decode, b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from msgspec import Struct

KEY_BYTES, NONCE_BYTES, SALT_BYTES = 32, 12, 16
SHORTEST_PIN = 6
FREE_TRIES = 3
LONGEST_DELAY = timedelta(hours=1)
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
CODE_LETTERS = 26
"""130 bits: nobody guesses it, however fast they try."""


class WrongPin(Exception):
    """That is not the PIN, or not the recovery code, of this tablet."""


class TryLater(Exception):
    """Too many wrong PINs; `until` says when the next is looked at."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"Too many wrong PINs. Try again after {until:%H:%M:%S} (UTC).")
        self.until = until


class NeedsPin(Exception):
    """A tablet for real use is protected by a PIN."""


class Cost(Struct, frozen=True, kw_only=True):
    """What one guess at a PIN costs (Argon2id): passes, memory in KiB, lanes."""

    passes: int = 3
    memory_kib: int = 65_536
    lanes: int = 4


STRONG = Cost()
"""The second recommended option of RFC 9106, section 4: 64 MiB for every guess."""


class Keyring:
    """The file in which the data key lies, wrapped."""

    def __init__(self, path: Path, cost: Cost = STRONG) -> None:
        self.path = path
        self._cost = cost

    @property
    def is_bare(self) -> bool:
        """Whether anybody who has the file has the key."""
        return "bare" in self._read()

    def make(self, pin: str | None) -> tuple[bytes, str | None]:
        """A new data key, and the recovery code that goes with a PIN; the code is kept nowhere."""
        key = secrets.token_bytes(KEY_BYTES)
        if pin is None:
            self._write({"bare": _text(key)})
            return key, None
        code = new_code()
        self._write({"pin": self._wrap(key, _pin(pin)), "recovery": self._wrap(key, plain_code(code))})
        return key, code

    def open(self, pin: str | None, at: datetime) -> bytes:
        """The data key. Raises NeedsPin, WrongPin, and TryLater when there were too many of those."""
        kept = self._read()
        if "bare" in kept:
            return b64decode(kept["bare"])
        if pin is None:
            raise NeedsPin("This tablet is protected by a PIN.")
        until = datetime.fromtimestamp(kept.get("not_before", 0), UTC)
        if at < until:
            raise TryLater(until)
        self._count_try(kept, at)
        key = _unwrap(kept["pin"], pin)
        self._write({name: kept[name] for name in ("pin", "recovery")})
        return key

    def recover(self, code: str, new_pin: str) -> bytes:
        """The data key by the recovery code, from now on under a new PIN. Raises WrongPin."""
        kept = self._read()
        if "recovery" not in kept:
            raise WrongPin("This tablet has no recovery code.")
        key = _unwrap(kept["recovery"], plain_code(code))
        self._write({"pin": self._wrap(key, _pin(new_pin)), "recovery": kept["recovery"]})
        return key

    def erase(self) -> None:
        """After this nobody reads the tablet's file any more, whatever they know."""
        with self.path.open("r+b") as file:
            file.write(bytes(self.path.stat().st_size))
            os.fsync(file.fileno())
        self.path.unlink()

    def _count_try(self, kept: dict[str, Any], at: datetime) -> None:
        """Written down before it is made, so that switching the tablet off gains nothing."""
        kept["tries"] = kept.get("tries", 0) + 1
        doubled = timedelta(seconds=30) * 2 ** min(kept["tries"] - FREE_TRIES, 10)
        delay = min(doubled, LONGEST_DELAY) if kept["tries"] >= FREE_TRIES else timedelta(0)
        kept["not_before"] = (at + delay).timestamp()
        self._write(kept)

    def _wrap(self, key: bytes, secret: str) -> dict[str, Any]:
        cost, salt = self._cost, secrets.token_bytes(SALT_BYTES)
        sealed = seal(_derived(secret, salt, cost), key)
        return {
            "argon2id": [cost.passes, cost.memory_kib, cost.lanes],
            "salt": _text(salt),
            "sealed": _text(sealed),
        }

    def _read(self) -> dict[str, Any]:
        kept: dict[str, Any] = json.loads(self.path.read_text("ascii"))
        return kept

    def _write(self, kept: dict[str, Any]) -> None:
        """All or nothing: a tablet whose battery dies here has its old keyring or the new one."""
        beside = self.path.with_name(f"{self.path.name}.new")
        for_its_owner = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(for_its_owner, "w", encoding="ascii") as file:
            json.dump(kept, file)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self.path)


def seal(key: bytes, plain: bytes) -> bytes:
    """Encrypted and authenticated (AES-256-GCM), under a nonce of its own."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, None)


def unseal(key: bytes, sealed: bytes) -> bytes:
    """Raises InvalidTag for what was not sealed with this key, or was changed since."""
    return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None)


def new_code() -> str:
    """A code of 130 bits in groups of four, for people to write down."""
    letters = "".join(secrets.choice(CROCKFORD) for _ in range(CODE_LETTERS))
    return "-".join(letters[at : at + 4] for at in range(0, CODE_LETTERS, 4))


def plain_code(written: str) -> str:
    """The code as it was meant, whatever it was written like."""
    return written.upper().translate(MISREAD)


def derived_from_code(code: str, salt: bytes) -> bytes:
    """A key from a code, which nobody guesses, so that no slow hash is needed (HKDF, RFC 5869)."""
    return HKDF(SHA256(), KEY_BYTES, salt, b"tamar rescue").derive(plain_code(code).encode())


def _unwrap(wrapped: dict[str, Any], secret: str) -> bytes:
    passes, memory_kib, lanes = wrapped["argon2id"]
    cost = Cost(passes=passes, memory_kib=memory_kib, lanes=lanes)
    derived = _derived(secret, b64decode(wrapped["salt"]), cost)
    try:
        return unseal(derived, b64decode(wrapped["sealed"]))
    except InvalidTag:
        raise WrongPin("That is not the PIN or the recovery code of this tablet.") from None


def _derived(secret: str, salt: bytes, cost: Cost) -> bytes:
    return hash_secret_raw(
        secret.encode(), salt, cost.passes, cost.memory_kib, cost.lanes, KEY_BYTES, Type.ID
    )


def _pin(given: str) -> str:
    if len(given) < SHORTEST_PIN:
        raise NeedsPin(f"A PIN has at least {SHORTEST_PIN} characters; longer is better.")
    return given


def _text(raw: bytes) -> str:
    return b64encode(raw).decode()
