"""Alive is whoever answers; ready is who has a database with the right schema; a late worker is told, and no more."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest

from service.app import create_app
from service.auth.keys import new_signing_key
from service.settings import RecordTarget, Settings
from service.store.database import NOBODY, Database
from service.store.deliveries import heartbeat
from service.store.engine import Connection
from tests.http.conftest import NOON

OK = {"status": "ok"}


@asynccontextmanager
async def calling(database: Database, record: RecordTarget = "none") -> AsyncIterator[httpx.AsyncClient]:
    settings = Settings(signing_key=new_signing_key(), record_target=record)
    app = create_app(settings, database, lambda: NOON)
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type] # httpx knows a scope as a plain mapping
    async with httpx.AsyncClient(transport=transport, base_url="http://tamar.test") as client:
        yield client


@pytest.fixture
async def client(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    async with calling(database) as client:
        yield client


async def seen(database: Database, seconds_ago: int) -> None:
    at = NOON - timedelta(seconds=seconds_ago)
    async with database.tx(NOBODY, at) as db:
        await heartbeat(db, uuid4(), "record", at, None, at)


async def test_with_a_migrated_database_it_is_ready(client: httpx.AsyncClient) -> None:
    assert (await client.get("/health/ready")).json() == {
        "status": "ready",
        "parts": {"database": OK, "migrations": OK, "record_worker": {"status": "not_connected"}},
    }


async def test_with_a_migration_to_come_it_is_not(client: httpx.AsyncClient, owner: Connection) -> None:
    await owner.execute("delete from migration where name = (select max(name) from migration)")

    answer = await client.get("/health/ready")

    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert "tamar migrate" in answer.json()["detail"]
    assert {name: part["status"] for name, part in answer.json()["parts"].items()} == {
        "database": "ok",
        "migrations": "missing",
        "record_worker": "unknown",
    }


async def test_with_a_database_from_the_future_it_is_not(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    await owner.execute(
        "insert into migration (name, app_name, ran_on) select '2999-01-01', app_name, now() from migration limit 1"
    )

    answer = await client.get("/health/ready")

    assert answer.status_code == 503
    assert "newer" in answer.json()["detail"]


async def test_who_was_ready_asks_the_database_no_more_than_whether_it_is_there(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    await client.get("/health/ready")
    await owner.execute("delete from migration")

    assert (await client.get("/health/ready")).status_code == 200


@pytest.mark.parametrize(("seconds_ago", "status"), [(10, "ready"), (61, "degraded"), (None, "degraded")])
async def test_work_is_taken_also_while_the_worker_is_late(
    database: Database, seconds_ago: int | None, status: str
) -> None:
    if seconds_ago is not None:
        await seen(database, seconds_ago)

    async with calling(database, record="files") as client:
        answer = await client.get("/health/ready")

    assert (answer.status_code, answer.json()["status"]) == (200, status)
    assert answer.json()["parts"]["record_worker"]["status"] == ("ok" if status == "ready" else "late")


async def test_without_its_database_it_is_alive_and_not_ready() -> None:
    database = Database("postgresql://tamar@127.0.0.1:1/tamar", min_size=0)
    await database.open()
    try:
        async with calling(database) as client:
            alive, ready = await client.get("/health/live"), await client.get("/health/ready")
    finally:
        await database.close()

    assert alive.json() == {"status": "live"}
    assert (ready.status_code, ready.json()["parts"]["database"]["status"]) == (503, "missing")
