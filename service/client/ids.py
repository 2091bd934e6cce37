"""Identifiers that a tablet makes by itself: UUIDv7 (RFC 9562), unique without asking anybody."""

import secrets
from datetime import datetime
from uuid import UUID


def uuid7(at: datetime) -> UUID:
    """48 bits of `at` in milliseconds, then chance; nobody reads the time out of it again."""
    milliseconds = int(at.timestamp() * 1000) & 0xFFFF_FFFF_FFFF
    version_and_chance = 0x7000 | secrets.randbits(12)
    variant_and_chance = 1 << 63 | secrets.randbits(62)
    return UUID(int=milliseconds << 80 | version_and_chance << 64 | variant_and_chance)
