"""Connections that are hung up at every stage of a request: the service has to be as whole as before."""

import asyncio
import socket
import struct
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing
from enum import Enum, auto
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg

from schemas.base import encode
from service import postgres
from service.client.drafts import from_example
from service.client.tablet import Tablet
from service.hosting import APPLICATION, DATABASE
from service.postgres.processes import wait_until
from service.simulation.running import RunningService
from workflows.forms import review_form

RESET_ON_CLOSE = struct.pack("ii", 1, 0)
SOME_BYTES = 64
PATIENCE_SECONDS = 30
AT_ONCE, REVIEWS, MEASURED = 25, 20, 21
MOST_TIMES_SLOWER = 3
OPEN = """
select count(*) from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'
"""


class Moment(Enum):
    """When the caller hangs up."""

    BEFORE_HEADERS = auto()
    IN_HEADERS = auto()
    IN_BODY = auto()
    BEFORE_ANSWER = auto()
    IN_ANSWER = auto()


class Dropping:
    """A service with work on its way, and callers who hang up on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.service = RunningService(folder / "data")
        self.reviews: list[UUID] = []
        self.before = self.after = 0.0
        """What an undisturbed pull takes, in seconds: the median of some."""
        self.broken: list[str] = []

    def run(self, connections: int) -> Iterator[int]:
        """Hang up so often; tells how often so far."""
        self.service.start()
        (self.folder / "tablet").mkdir()
        with closing(self.service.tablet(self.folder / "tablet")) as tablet:
            self._fill(tablet)
            requests = requests_of(tablet)
            self.before = self._pull_takes(tablet)
            with ThreadPoolExecutor(AT_ONCE) as callers:
                asked = [callers.submit(hang_up, self.service.url, requests, n) for n in range(connections)]
                for number, done in enumerate(as_completed(asked), 1):
                    done.result()
                    yield number
            self._look(tablet)

    def stop(self) -> None:
        if self.service.is_running:
            self.service.stop()

    def _fill(self, tablet: Tablet) -> None:
        packages = [one.id for one in tablet.packages() if one.funder == "council"][:REVIEWS]
        for package in packages:
            self.reviews.append(
                tablet.submit(from_example(review_form().example, tablet.new_review(package)))
            )

    def _look(self, tablet: Tablet) -> None:
        if not wait_until(lambda: not asyncio.run(self._open_transactions()), PATIENCE_SECONDS):
            self.broken.append("a transaction is still open")
        ended = tablet.sync()
        if ended.interrupted or tablet.outbox():
            self.broken.append(f"the tablet could not finish: {ended.interrupted}")
        with closing(self.service.desk()) as desk:
            times = [
                sum(event.action == "submit" for event in desk.show(one).history) for one in self.reviews
            ]
        if times != [1] * len(self.reviews):
            self.broken.append(f"of the reviews, some are there more than once or not at all: {times}")
        self.after = self._pull_takes(tablet)
        if self.after > MOST_TIMES_SLOWER * self.before:
            self.broken.append("a pull takes longer than before")

    def _pull_takes(self, tablet: Tablet) -> float:
        return median(self._one_pull(tablet) for _ in range(MEASURED))

    def _one_pull(self, tablet: Tablet) -> float:
        began = perf_counter()
        tablet.session.call(
            lambda token: tablet.http.post(
                "/v1/sync/pull", json={"cursor": None}, headers={"Authorization": f"Bearer {token}"}
            ).raise_for_status()
        )
        return perf_counter() - began

    async def _open_transactions(self) -> int:
        running = postgres.running_in(self.service.data_dir / "postgres")
        if running is None:
            raise RuntimeError("The database is not running.")
        connection = await asyncpg.connect(running.dsn(APPLICATION, DATABASE))
        try:
            return int(await connection.fetchval(OPEN))
        finally:
            await connection.close()


def requests_of(tablet: Tablet) -> list[bytes]:
    """A push of each op in the outbox alone, and as many pulls of everything."""
    token = tablet.session.call(lambda token: token)
    envelope = {
        "protocol": 1,
        "device_id": tablet.device_id,
        "batch_id": tablet.device_id,
        "sent_at": tablet.clock(),
    }
    pushes = [encode(envelope | {"ops": [work.op]}) for work in tablet.outbox()]
    pull = _request("/v1/sync/pull", token, encode({"cursor": None}))
    return [one for push in pushes for one in (_request("/v1/sync/push", token, push), pull)]


def hang_up(url: str, requests: Sequence[bytes], number: int) -> None:
    """Ask for something and go, politely or not; each number at the next moment."""
    chance = Random(number)  # noqa: S311 nothing is kept secret by it
    moment = list(Moment)[number % len(Moment)]
    asked = chance.choice(requests)
    place = urlsplit(url)
    with socket.create_connection((place.hostname, place.port), PATIENCE_SECONDS) as connection:
        if chance.random() < 0.5:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
        connection.sendall(_part(asked, moment, chance))
        if moment is Moment.IN_ANSWER:
            connection.recv(SOME_BYTES)


def _part(asked: bytes, moment: Moment, chance: Random) -> bytes:
    """As much of a request as is sent before the caller hangs up."""
    body = asked.index(b"\r\n\r\n") + 4
    match moment:
        case Moment.BEFORE_HEADERS:
            return b""
        case Moment.IN_HEADERS:
            return asked[: chance.randrange(1, body)]
        case Moment.IN_BODY:
            return asked[: chance.randrange(body, len(asked))]
        case _:
            return asked


def _request(path: str, token: str, body: bytes) -> bytes:
    lines = [
        f"POST {path} HTTP/1.1",
        "Host: tamar",
        f"Authorization: Bearer {token}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body
