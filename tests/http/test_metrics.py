"""Whoever watches over the service sees how much there is of what, and nobody else sees even that."""

from typing import Any, cast

import httpx
import pytest
from litestar import Litestar
from prometheus_client.parser import text_string_to_metric_families

from service.app import create_app
from service.auth.keys import new_signing_key
from service.settings import Settings
from service.store.database import Database
from tests.http.conftest import NOON, NoDatabase
from tests.support.deliveries import Delivery, turn
from tests.support.desk import Desk, Item
from tests.support.simulated import Simulated

TOKEN = "a word between two machines"
Samples = dict[tuple[str, frozenset[str]], float]


async def asked(
    app: Litestar, host: str = "127.0.0.1", path: str = "/metrics", **headers: str
) -> httpx.Response:
    transport = httpx.ASGITransport(cast(Any, app), client=(host, 40_000))
    async with httpx.AsyncClient(transport=transport, base_url="http://tamar.test") as client:
        return await client.get(path, headers=headers)


async def samples(app: Litestar) -> Samples:
    """Every sample by its name and the values of its labels."""
    answer = await asked(app)
    assert answer.status_code == 200, answer.text
    families = text_string_to_metric_families(answer.text)
    return {
        (one.name, frozenset(one.labels.values())): one.value for family in families for one in family.samples
    }


async def queue_of(desk: Desk, item: Item) -> str:
    return str(await desk.db.fetchval("select queue from submission where id = $1", item.id))


def of(**settings: Any) -> Litestar:
    return create_app(Settings(signing_key=new_signing_key(), **settings), NoDatabase(), lambda: NOON)


@pytest.mark.parametrize(
    ("host", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("::ffff:127.0.0.1", {}, 200),
        ("192.0.2.10", {}, 403),
        ("a-socket", {}, 403),
        ("127.0.0.1", {"X-Forwarded-For": "192.0.2.10"}, 403),
        ("127.0.0.1", {"Via": "1.1 proxy"}, 403),
    ],
)
async def test_without_a_token_only_the_machine_itself_may_ask(
    host: str, headers: dict[str, str], status: int
) -> None:
    assert (await asked(of(), host, **headers)).status_code == status


@pytest.mark.parametrize(
    ("authorization", "status"),
    [(f"Bearer {TOKEN}", 200), ("Bearer guessed", 401), (f"Basic {TOKEN}", 401), ("", 401)],
)
async def test_with_a_token_whoever_shows_it_may_ask_from_anywhere(authorization: str, status: int) -> None:
    app = of(metrics_token=TOKEN)

    for host in ("127.0.0.1", "192.0.2.10"):
        assert (await asked(app, host, Authorization=authorization)).status_code == status


async def test_a_database_that_is_away_is_a_figure() -> None:
    assert (await samples(of()))["tamar_database_up", frozenset()] == 0


async def test_requests_are_counted_by_their_route_and_never_by_an_id() -> None:
    app = of()
    for path in (
        "/health/live",
        "/health/live",
        "/v1/submissions/01939a2c-0000-7000-8000-000000000001",
        "/nowhere",
    ):
        await asked(app, path=path)

    told = await samples(app)

    count = "tamar_http_request_duration_seconds_count"
    assert told[count, frozenset({"GET", "/health/live", "200"})] == 2
    assert told[count, frozenset({"GET", "/v1/submissions/{submission_id}", "401"})] == 1
    assert told[count, frozenset({"GET", "", "404"})] == 1
    assert "01939a2c" not in (await asked(app)).text


async def test_what_waits_is_counted_with_the_age_of_the_oldest(desk: Desk, database: Database) -> None:
    waiting, item = [await desk.sent(await desk.scene.cared()) for _ in range(2)]
    await desk.approved(item)
    labels = frozenset({await queue_of(desk, waiting), "submitted"})
    desk.scene.clock.forward(minutes=2)

    told = await samples(desk.scene.app)

    assert told["tamar_database_up", frozenset()] == 1
    assert told["tamar_submissions_waiting", labels] == 1
    assert told["tamar_submissions_waiting_oldest_age_seconds", labels] >= 120
    assert told["tamar_outbox_messages", frozenset({"record", "ready"})] == 1
    assert told["tamar_outbox_messages_oldest_age_seconds", frozenset({"record", "ready"})] >= 120
    assert told["tamar_database_connections", frozenset({"waited_for"})] == 0
    assert told["tamar_database_connections", frozenset({"open"})] >= 1


async def test_tries_and_workers_are_counted(desk: Desk, database: Database) -> None:
    delivery = Delivery(desk, database, Simulated())
    await delivery.approved()
    worker = delivery.worker()
    await worker.show_up()
    await turn(worker)
    desk.scene.clock.forward(seconds=30)

    told = await samples(desk.scene.app)

    assert told["tamar_record_attempts_last_hour", frozenset({"person-not-found", "never"})] == 1
    assert told["tamar_outbox_messages", frozenset({"record", "dead"})] == 1
    assert told["tamar_record_workers", frozenset({"record"})] == 1
    assert told["tamar_record_workers_heartbeat_age_seconds", frozenset({"record"})] == 30


async def test_the_database_is_asked_only_every_few_seconds(desk: Desk) -> None:
    await samples(desk.scene.app)
    item = await desk.sent(await desk.scene.cared())
    waiting = "tamar_submissions_waiting", frozenset({await queue_of(desk, item), "submitted"})

    assert waiting not in await samples(desk.scene.app)
    desk.scene.clock.forward(seconds=5)
    assert (await samples(desk.scene.app))[waiting] == 1


async def test_pushed_ops_are_counted_by_what_became_of_them(desk: Desk) -> None:
    accepted = ("tamar_sync_ops_total", frozenset({"accepted", ""}))
    before = (await samples(desk.scene.app)).get(accepted, 0)

    await desk.sent(await desk.scene.cared())

    assert (await samples(desk.scene.app))[accepted] == before + 1
