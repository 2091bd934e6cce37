"""Callers who hang up at every stage of a request leave the service as whole as they found it."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

from service.simulation.drops import hang_up, requests_of
from tests.client.live import Live, review_of

CALLERS, AT_ONCE, REVIEWS = 500, 25, 10
PATIENCE = 30
"""Seconds in which the service has to be done with whatever was left behind."""
BUSY = """
select count(*) from pg_stat_activity
where datname = current_database() and usename = 'tamar_app' and state <> 'idle'
"""


async def comes_to_rest(live: Live) -> bool:
    """Whether every connection is back in the pool, and none has a transaction open, before patience ends."""
    pool = live.scene.app.state.database.pool
    until = monotonic() + PATIENCE
    while monotonic() < until:
        if pool.get_idle_size() == pool.get_size() and not await live.scene.world.connection.fetchval(BUSY):
            return True
        await asyncio.sleep(0.05)
    return False


async def test_the_pool_and_the_work_are_whole_after_hundreds_of_dropped_connections(live: Live) -> None:
    cared = await live.cared()
    tablet = live.tablet()
    tablet.sync()
    reviews = {tablet.submit(review_of(tablet, cared.package)) for _ in range(REVIEWS)}
    requests = requests_of(tablet)

    with ThreadPoolExecutor(AT_ONCE) as callers:
        list(callers.map(lambda number: hang_up(live.url, requests, number), range(CALLERS)))

    assert await comes_to_rest(live)
    assert tablet.http.get("/health/ready").status_code == 200
    assert tablet.sync().interrupted is None
    assert tablet.outbox() == []
    assert {shown.id for shown in tablet.submissions()} == reviews
    assert (await live.count("op_ledger"), await live.count("submission_rev")) == (REVIEWS, REVIEWS)
