"""How often something may be tried."""

import asyncio
from datetime import datetime, timedelta
from uuid import uuid4

import asyncpg
import pytest

from service.auth.throttle import Bucket, give_back, of_known_source, of_stranger, sources, take
from service.problems import Problem
from service.store.database import NOBODY, Database
from service.store.sessions import forget_expired
from tests.support.world import NOON

THREE_A_MINUTE_EACH = Bucket(b"three", 3, timedelta(minutes=1))
FIVE = Bucket(b"five", 5, timedelta(minutes=1))


async def wait(database: Database, buckets: list[Bucket], at: datetime = NOON) -> int:
    """Seconds that are to be waited for the next attempt; 0 if this one was let through."""
    try:
        async with database.tx(NOBODY, at) as db:
            await take(db, buckets, at)
    except Problem as refused:
        return int(refused.headers["Retry-After"])
    return 0


async def test_after_a_burst_one_attempt_is_let_through_at_a_time(database: Database) -> None:
    bucket = [THREE_A_MINUTE_EACH]

    at_once = [await wait(database, bucket) for _ in range(4)]
    a_minute_on = [await wait(database, bucket, NOON + timedelta(minutes=1)) for _ in range(2)]
    an_hour_on = [await wait(database, bucket, NOON + timedelta(hours=1)) for _ in range(4)]

    assert at_once == [0, 0, 0, 60]
    assert a_minute_on == [0, 60]
    assert an_hour_on == [0, 0, 0, 60]


async def test_waiting_in_vain_makes_nobody_wait_longer(database: Database) -> None:
    bucket = [THREE_A_MINUTE_EACH]
    for _ in range(20):
        await wait(database, bucket)

    assert await wait(database, bucket, NOON + timedelta(seconds=20)) == 40
    assert await wait(database, bucket, NOON + timedelta(seconds=60)) == 0


async def test_a_full_bucket_leaves_the_others_as_they_are(database: Database) -> None:
    for _ in range(10):
        await wait(database, [THREE_A_MINUTE_EACH, FIVE])

    assert [await wait(database, [FIVE]) for _ in range(3)] == [0, 0, 60]


async def test_what_was_right_is_given_back(database: Database) -> None:
    for _ in range(10):
        assert await wait(database, [THREE_A_MINUTE_EACH]) == 0
        async with database.tx(NOBODY, NOON) as db:
            await give_back(db, [THREE_A_MINUTE_EACH])


async def test_a_hundred_attempts_at_once_are_a_hundred_attempts(database: Database) -> None:
    both_ways = [[THREE_A_MINUTE_EACH, FIVE], [FIVE, THREE_A_MINUTE_EACH]]

    waits = await asyncio.gather(*(wait(database, both_ways[n % 2]) for n in range(100)))

    assert waits.count(0) == 3


async def test_buckets_that_have_run_out_are_forgotten(
    database: Database, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await wait(database, [THREE_A_MINUTE_EACH])
    await wait(database, [FIVE], NOON + timedelta(minutes=1))

    async with database.tx(NOBODY, NOON + timedelta(seconds=90)) as db:
        await forget_expired(db, NOON + timedelta(seconds=90))

    assert [row["bucket"] for row in await owner.fetch("select bucket from throttle")] == [FIVE.key]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("", "", True),
    ],
)
def test_an_address_is_what_one_subscriber_calls_from(one: str, other: str, same: bool) -> None:
    assert (sources("sam", None, one).address == sources("sam", None, other).address) is same


def test_every_username_has_its_own_sources() -> None:
    device = uuid4()

    sam, alex = sources("sam", device, "192.0.2.1"), sources("alex", device, "192.0.2.1")

    assert len({sam.device, sam.address, alex.device, alex.address}) == 4


def test_one_stranger_alone_never_fills_the_bucket_of_a_username() -> None:
    of_pair, of_username, _ = of_stranger(b"a source", "sam", "192.0.2.1")

    assert of_pair.burst < of_username.burst
    assert of_pair.drip > of_username.drip


def test_nothing_that_strangers_fill_slows_a_known_source() -> None:
    known = sources("sam", uuid4(), "192.0.2.1").device
    (own,) = of_known_source(known)

    strangers = of_stranger(sources("sam", None, "192.0.2.1").address, "sam", "192.0.2.1")

    assert own.key not in {bucket.key for bucket in strangers}
