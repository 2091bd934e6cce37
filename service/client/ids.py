"""Identifiers that a tablet makes by itself: UUIDv7 (RFC 9562), unique without asking anybody."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from uuid import UUID

_bits: ContextVar[Callable[[int], int]] = ContextVar("bits", default=secrets.randbits)


def uuid7(at: datetime) -> UUID:
    """48 bits of `at` in milliseconds, then chance; nobody reads the time out of it again."""
    milliseconds = int(at.timestamp() * 1000) & 0xFFFF_FFFF_FFFF
    draw = _bits.get()
    version_and_chance = 0x7000 | draw(12)
    variant_and_chance = 1 << 63 | draw(62)
    return UUID(int=milliseconds << 80 | version_and_chance << 64 | variant_and_chance)


@contextmanager
def drawn_from(bits: Callable[[int], int]) -> Iterator[None]:
    """Inside, ids are made of these bits, so that a simulation comes out the same twice."""
    mark = _bits.set(bits)
    try:
        yield
    finally:
        _bits.reset(mark)
