"""A thousand callers who hang up before the reply leave the service as whole as they found it."""

import asyncio
import random
import socket
import struct
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from urllib.parse import urlsplit

from schemas.base import encode
from service.client.tablet import Tablet
from tests.client.live import Live, review_of

CALLERS, AT_ONCE, REVIEWS = 1_000, 25, 10
PATIENCE = 30
"""Seconds in which the service has to be done with whatever was left behind."""
RESET_ON_CLOSE = struct.pack("ii", 1, 0)
BUSY = """
select count(*) from pg_stat_activity
where datname = current_database() and usename = 'tamar_app' and state <> 'idle'
"""


def requests_of(tablet: Tablet) -> list[bytes]:
    """A push of each review in the outbox alone, and as many pulls of everything."""
    token = tablet.session.call(lambda token: token)
    envelope = {
        "protocol": 1,
        "device_id": tablet.device_id,
        "batch_id": tablet.device_id,
        "sent_at": tablet.clock(),
    }
    pushes = [encode(envelope | {"ops": [work.op]}) for work in tablet.outbox()]
    pull = encode({"cursor": None})
    return [
        request("/v1/sync/push" if body is not pull else "/v1/sync/pull", token, body)
        for push in pushes
        for body in (push, pull)
    ]


def request(path: str, token: str, body: bytes) -> bytes:
    lines = [
        f"POST {path} HTTP/1.1",
        "Host: tamar",
        f"Authorization: Bearer {token}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


def hang_up(url: str, requests: Sequence[bytes], number: int) -> None:
    """Ask for something and go: politely or not, after all of the request or in the middle of it."""
    chance = random.Random(number)
    asked = chance.choice(requests)
    host, port = urlsplit(url).hostname, urlsplit(url).port
    with socket.create_connection((host, port)) as connection:
        if chance.random() < 0.5:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
        connection.sendall(asked if chance.random() < 0.8 else asked[: len(asked) // 2])


async def comes_to_rest(live: Live) -> bool:
    """Whether every connection is back in the pool, and none has a transaction open, before patience ends."""
    pool = live.scene.app.state.database.pool
    until = monotonic() + PATIENCE
    while monotonic() < until:
        if pool.get_idle_size() == pool.get_size() and not await live.scene.world.connection.fetchval(BUSY):
            return True
        await asyncio.sleep(0.05)
    return False


async def test_the_pool_and_the_work_are_whole_after_a_thousand_dropped_replies(live: Live) -> None:
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
