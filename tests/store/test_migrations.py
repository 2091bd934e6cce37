"""The schema comes up to date once, from nothing or from anywhere on the way, or says why it can't."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import asyncpg
import pytest

from service.store import migrate as store
from service.store import migrations
from service.store.engine import Connection
from service.store.migrate import MigrationError, migrate, pending, plan
from service.store.migrations.script import sql_beside
from tests.support.database import APP, OWNER, Cluster, at, fresh_database

Runs = Callable[[str], object]

ALL = sorted(path.name[1:5] for path in Path(str(migrations.__file__)).parent.glob("m*.sql"))


@pytest.fixture
async def empty(cluster: Cluster) -> AsyncIterator[str]:
    """A database without a single table."""
    async with fresh_database(cluster, template="template0") as name:
        yield name


@pytest.fixture
def owner_of_empty(cluster: Cluster, empty: str) -> str:
    return at(cluster[OWNER], empty)


@pytest.fixture
def app_of_empty(cluster: Cluster, empty: str) -> str:
    return at(cluster[APP], empty)


@pytest.fixture
def migration_9000(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Runs:
    """Adds one more migration, which runs the SQL that it is given."""
    script = tmp_path / "m9000_another.sql"

    async def forwards() -> Any:
        return sql_beside(str(script), "9000", "another")

    another = SimpleNamespace(ID="9000", forwards=forwards, __file__=str(script))
    known = store._known()
    monkeypatch.setattr(store, "_known", lambda: {**known, "9000": another})
    return script.write_text


async def tables(dsn: str) -> set[str]:
    connection = await asyncpg.connect(dsn)
    try:
        names = await connection.fetch("select tablename from pg_tables where schemaname = 'public'")
    finally:
        await connection.close()
    return {row["tablename"] for row in names}


async def test_an_empty_database_is_brought_up_to_date(owner_of_empty: str, app_of_empty: str) -> None:
    before = await pending(app_of_empty)

    ran = await migrate(owner_of_empty, APP)

    assert before == ran == ALL
    assert await pending(app_of_empty) == []
    assert {"person", "device", "submission", "sync_feed"} < await tables(owner_of_empty)


async def test_a_second_run_finds_nothing_to_do(owner_of_empty: str) -> None:
    await migrate(owner_of_empty, APP)

    assert await migrate(owner_of_empty, APP) == []


async def test_of_several_that_start_at_once_one_migrates_and_the_others_wait(owner_of_empty: str) -> None:
    ran = await asyncio.gather(*(migrate(owner_of_empty, APP) for _ in range(3)))

    assert sorted(ran) == [[], [], ALL]


async def test_a_plan_says_what_would_run_and_changes_nothing(owner_of_empty: str) -> None:
    planned = await plan(owner_of_empty)

    assert [migration_id for migration_id, _ in planned] == ALL
    assert "create table authority" in planned[0][1]
    assert await tables(owner_of_empty) == set()


async def test_a_plan_of_what_is_up_to_date_is_empty(owner_dsn: str) -> None:
    assert await plan(owner_dsn) == []


async def test_a_migration_that_fails_leaves_nothing_behind(
    owner_dsn: str, app_dsn: str, migration_9000: Runs
) -> None:
    migration_9000("create table half (id int); select 1 / 0;")

    with pytest.raises(MigrationError, match="Migration 9000 failed and changed nothing: division by zero"):
        await migrate(owner_dsn, APP)

    assert "half" not in await tables(owner_dsn)
    assert await pending(app_dsn) == ["9000"]


async def test_a_migration_that_failed_runs_once_it_is_mended(owner_dsn: str, migration_9000: Runs) -> None:
    migration_9000("select 1 / 0")
    with pytest.raises(MigrationError):
        await migrate(owner_dsn, APP)
    migration_9000("create table whole (id int)")

    assert await migrate(owner_dsn, APP) == ["9000"]


async def test_a_database_that_is_newer_than_the_code_is_left_alone(
    owner_dsn: str, app_dsn: str, migration_9000: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    migration_9000("create table from_the_future (id int)")
    await migrate(owner_dsn, APP)
    monkeypatch.undo()

    for attempt in (migrate(owner_dsn, APP), plan(owner_dsn), pending(app_dsn)):
        with pytest.raises(MigrationError, match="newer than this Tamar: it has had migration 9000"):
            await attempt


async def test_a_privilege_that_is_not_listed_is_taken_away(owner: Connection, owner_dsn: str) -> None:
    await owner.execute(
        f"grant delete on person to {APP}; grant execute on all routines in schema public to public"
    )

    await migrate(owner_dsn, APP)

    assert not await owner.fetchval("select has_table_privilege($1, 'person', 'delete')", APP)
    assert not await owner.fetchval(
        "select bool_or(has_function_privilege($1, oid, 'execute')) from pg_proc where proname = 'sync_write'",
        APP,
    )


async def test_the_role_that_serves_may_not_be_the_owner(owner_dsn: str) -> None:
    with pytest.raises(MigrationError, match="both name the role “tamar_owner”"):
        await migrate(owner_dsn, OWNER)


async def test_the_role_that_serves_has_to_exist(owner_dsn: str) -> None:
    with pytest.raises(MigrationError, match="“nobody_here” in DATABASE_URL doesn't exist"):
        await migrate(owner_dsn, "nobody_here")


async def test_a_database_that_is_not_there_is_one_sentence(owner_dsn: str) -> None:
    with pytest.raises(
        MigrationError, match=r'^The database can\'t be reached: database "nowhere" does not exist\.$'
    ):
        await migrate(at(owner_dsn, "nowhere"), APP)
