"""Alive is whoever answers; ready is who has a database with the right schema."""

from collections.abc import AsyncIterator

import asyncpg
import httpx
import pytest

from service.app import create_app
from service.auth.keys import new_signing_key
from service.settings import Settings
from service.store.database import Database
from tests.http.conftest import NOON


@pytest.fixture
async def client(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(Settings(signing_key=new_signing_key()), database, lambda: NOON)
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type] # httpx knows a scope as a plain mapping
    async with httpx.AsyncClient(transport=transport, base_url="http://tamar.test") as client:
        yield client


async def test_with_a_migrated_database_it_is_ready(client: httpx.AsyncClient) -> None:
    assert (await client.get("/health/ready")).json() == {"status": "ready"}


async def test_with_a_migration_to_come_it_is_not(
    client: httpx.AsyncClient, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await owner.execute("delete from migration where name = (select max(name) from migration)")

    answer = await client.get("/health/ready")

    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert "tamar migrate" in answer.json()["detail"]


async def test_with_a_database_from_the_future_it_is_not(
    client: httpx.AsyncClient, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await owner.execute(
        "insert into migration (name, app_name, ran_on) select '2999-01-01', app_name, now() from migration limit 1"
    )

    answer = await client.get("/health/ready")

    assert answer.status_code == 503
    assert "newer" in answer.json()["detail"]


async def test_who_was_ready_asks_the_database_no_more_than_whether_it_is_there(
    client: httpx.AsyncClient, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await client.get("/health/ready")
    await owner.execute("delete from migration")

    assert (await client.get("/health/ready")).status_code == 200
