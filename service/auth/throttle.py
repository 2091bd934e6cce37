"""How often a secret may be tried: strangers are slowed, and nobody can use that to lock somebody else out.

A bucket fills by a drip for each attempt and leaks; an attempt that succeeds takes its drip out again. Attempts
are counted per username and source, where the source is an enrolled tablet, or else the caller's address. For a
source that this username has signed in from before, nothing else counts. All others also share a bucket per
username, so that many addresses can't share out the guessing, and one per address, so that one address can't
try one password on all names. A single address can never fill the bucket of a username on its own.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import IPv6Network, ip_address
from math import ceil
from uuid import UUID

from msgspec import Struct

from service.problems import TOO_MANY_REQUESTS
from service.store import sessions
from service.store.engine import Connection

KNOWN_FOR = timedelta(days=90)
"""How long after its last sign-in a source counts as known."""


class Bucket(Struct, frozen=True):
    """`burst` attempts at once, then one in every `drip`."""

    key: bytes
    burst: int
    drip: timedelta


class Sources(Struct, frozen=True):
    """Where a username is used from, as digests, since neither needs to be kept in the clear."""

    device: bytes
    address: bytes


def sources(username: str, device_id: UUID | None, address: str) -> Sources:
    return Sources(
        _digest("device", username, str(device_id)), _digest("address", username, _network(address))
    )


def of_known_source(source: bytes) -> list[Bucket]:
    return [_of_pair(source)]


def of_stranger(source: bytes, username: str, address: str) -> list[Bucket]:
    return [
        _of_pair(source),
        Bucket(_digest("username", username), 30, timedelta(seconds=20)),
        Bucket(_digest("anyone", _network(address)), 100, timedelta(seconds=3)),
    ]


def of_enrolment(address: str) -> list[Bucket]:
    """A code has 40 bits and lives for an hour: at this rate, guessing is hopeless from any number of addresses."""
    return [Bucket(_digest("enrolment", _network(address)), 10, timedelta(seconds=60))]


def of_deposit_guess(address: str) -> list[Bucket]:
    """What is guessed has 256 bits; this keeps the guessing from being a burden."""
    return [Bucket(_digest("deposit-guess", _network(address)), 10, timedelta(seconds=60))]


def of_deposit(device_id: UUID) -> list[Bucket]:
    """A tablet hands in what it holds in a few batches; one in strange hands can't bury the council's staff."""
    return [Bucket(_digest("deposit", str(device_id)), 20, timedelta(seconds=60))]


async def take(db: Connection, buckets: list[Bucket], at: datetime) -> None:
    """Count one attempt; or raise TOO_MANY_REQUESTS, which says how long to wait, and count nothing."""
    keys, bursts, drips = _columns(buckets)
    wait = await sessions.throttle_take(db, keys, drips, bursts, at)
    if wait:
        raise TOO_MANY_REQUESTS.problem(retry_after=ceil(wait.total_seconds()))


async def give_back(db: Connection, buckets: list[Bucket]) -> None:
    """The secret was right, so it was no guess."""
    keys, _, drips = _columns(buckets)
    await sessions.throttle_give_back(db, keys, drips)


def _columns(buckets: list[Bucket]) -> tuple[list[bytes], list[int], list[timedelta]]:
    return [one.key for one in buckets], [one.burst for one in buckets], [one.drip for one in buckets]


def _of_pair(source: bytes) -> Bucket:
    return Bucket(source, 10, timedelta(seconds=30))


def _network(address: str) -> str:
    """An IPv6 subscriber has a whole /64 to call from; an IPv4 address stays itself also when written as IPv6."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if known.version == 4:
        return str(known)
    return str(known.ipv4_mapped or IPv6Network((known, 64), strict=False))


def _digest(*parts: str) -> bytes:
    return sha256("\0".join(parts).encode()).digest()
