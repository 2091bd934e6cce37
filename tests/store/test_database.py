"""One transaction is all or nothing for one actor, and whatever happens to it, the pool stays whole."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import asyncpg
import pytest

from schemas.accounts import Role
from service.store.database import NOBODY, Database
from service.store.engine import Connection
from service.store.tables.people import Person
from tests.support.database import APP, Cluster, as_superuser
from tests.support.world import NOON, World

COUNT = "select count(*) from note"


@pytest.fixture
async def one_connection(app_dsn: str) -> AsyncIterator[Database]:
    """A pool of one: if a connection got lost, or came back with something in it, the next test step would tell."""
    database = Database(app_dsn, min_size=1, max_size=1)
    await database.open()
    try:
        yield database
    finally:
        await database.close()


@pytest.fixture(autouse=True)
async def notes(owner: Connection) -> None:
    """A table whose rule about numbers is checked only at the commit."""
    await owner.execute(
        f"create table note (number int unique deferrable initially deferred); grant select, insert on note to {APP}"
    )


async def write(database: Database, *statements: str, readonly: bool = False) -> None:
    async with database.tx(NOBODY, NOON, readonly=readonly) as db:
        for statement in statements:
            await db.execute(statement)


async def test_what_was_done_is_kept_at_the_end(database: Database, owner: Connection) -> None:
    await write(database, "insert into note values (1)")

    assert await owner.fetchval(COUNT) == 1


async def test_an_exception_undoes_everything(database: Database, owner: Connection) -> None:
    with pytest.raises(asyncpg.DivisionByZeroError):
        await write(database, "insert into note values (1)", "select 1 / 0")

    assert await owner.fetchval(COUNT) == 0


async def test_a_commit_that_fails_costs_no_connection(one_connection: Database, owner: Connection) -> None:
    for _ in range(3):
        with pytest.raises(asyncpg.UniqueViolationError):
            await write(one_connection, "insert into note values (1), (1)")

    await write(one_connection, "insert into note values (1)")
    assert await owner.fetchval(COUNT) == 1


async def test_an_error_that_was_swallowed_is_no_success(one_connection: Database, owner: Connection) -> None:
    async def carry_on() -> None:
        async with one_connection.tx(NOBODY, NOON) as db:
            await db.execute("insert into note values (1)")
            with suppress(asyncpg.DivisionByZeroError):
                await db.execute("select 1 / 0")

    with pytest.raises(RuntimeError, match="rolled back at its commit"):
        await carry_on()

    assert await owner.fetchval(COUNT) == 0


async def test_a_caller_who_goes_away_in_the_middle_of_a_query_costs_no_connection(
    one_connection: Database, owner: Connection
) -> None:
    asking = asyncio.Event()

    async def ask() -> None:
        async with one_connection.tx(NOBODY, NOON) as db:
            await db.execute("insert into note values (1)")
            asking.set()
            await db.execute("select pg_sleep(600)")

    caller = asyncio.create_task(ask())
    await asking.wait()
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller

    async with one_connection.tx(NOBODY, NOON) as db:
        assert await db.fetchval(COUNT) == 0


async def test_a_connection_that_is_cut_in_the_middle_is_replaced(
    one_connection: Database, owner: Connection, cluster: Cluster
) -> None:
    pids = []

    async def be_cut() -> None:
        async with one_connection.tx(NOBODY, NOON) as db:
            await db.execute("insert into note values (1)")
            pids.append(await db.fetchval("select pg_backend_pid()"))
            await as_superuser(cluster, f"select pg_terminate_backend({pids[0]}, 10000)")
            await db.execute("insert into note values (2)")

    with pytest.raises((asyncpg.PostgresConnectionError, asyncpg.AdminShutdownError, asyncpg.InterfaceError)):
        await be_cut()

    async with one_connection.tx(NOBODY, NOON) as db:
        assert await db.fetchval("select pg_backend_pid()") not in pids
    assert await owner.fetchval(COUNT) == 0


async def test_a_transaction_inside_a_transaction_is_refused(database: Database) -> None:
    async with database.tx(NOBODY, NOON):
        with pytest.raises(RuntimeError, match="open already"):
            async with database.tx(NOBODY, NOON):
                pass


async def test_a_reading_transaction_can_not_write(database: Database) -> None:
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        await write(database, "insert into note values (1)", readonly=True)


async def test_a_repeatable_read_sees_one_moment(database: Database, owner: Connection) -> None:
    async with database.tx(NOBODY, NOON, isolation="repeatable read", readonly=True) as db:
        before = await db.fetchval(COUNT)
        await owner.execute("insert into note values (1)")
        after = await db.fetchval(COUNT)

    assert (before, after) == (0, 0)


async def test_the_usual_transaction_sees_what_others_have_committed(
    database: Database, owner: Connection
) -> None:
    async with database.tx(NOBODY, NOON) as db:
        before = await db.fetchval(COUNT)
        await owner.execute("insert into note values (1)")
        after = await db.fetchval(COUNT)

    assert (before, after) == (0, 1)


async def test_no_statement_and_no_idle_transaction_lasts_for_ever(database: Database) -> None:
    async with database.tx(NOBODY, NOON) as db:
        limits = [
            await db.fetchval("show statement_timeout"),
            await db.fetchval("show idle_in_transaction_session_timeout"),
        ]

    assert limits == ["15s", "10s"]


async def test_the_next_transaction_on_a_connection_knows_nothing_of_the_last_actor(
    one_connection: Database, world: World
) -> None:
    authority = await world.authority()
    verifier = await world.account(Role.VERIFIER_ASC, await world.organisation("council", authority))
    await world.person(authority)
    async with one_connection.tx(verifier, NOON) as db:
        seen = await db.fetchval("select count(*) from person")

    async with one_connection.tx(NOBODY, NOON) as db:
        seen_by_nobody = await db.fetchval("select count(*) from person")

    assert (seen, seen_by_nobody) == (1, 0)


async def test_documents_travel_as_the_bytes_that_they_are(database: Database) -> None:
    async with database.tx(NOBODY, NOON) as db:
        assert await db.fetchval("select $1::jsonb", b'{"a": 1}') == b'{"a": 1}'


async def test_closing_waits_for_whoever_is_under_way_and_then_ends(
    one_connection: Database, owner: Connection
) -> None:
    async with one_connection.tx(NOBODY, NOON) as db:
        closing = asyncio.create_task(one_connection.close())
        await asyncio.sleep(0)  # the closing has begun
        await db.execute("insert into note values (1)")
        assert not closing.done()

    async with asyncio.timeout(10):
        await closing
    assert await owner.fetchval(COUNT) == 1


async def test_a_database_that_is_closed_says_so(database: Database) -> None:
    await database.close()

    with pytest.raises(RuntimeError, match="after close"):
        async with database.tx(NOBODY, NOON):
            pass


async def test_piccolo_reads_in_the_open_transaction_and_with_its_actor(
    database: Database, world: World
) -> None:
    authority = await world.authority()
    verifier = await world.account(Role.VERIFIER_ASC, await world.organisation("council", authority))
    person = await world.person(authority)

    async with database.tx(verifier, NOON):
        seen = await Person.select(Person.id)
    async with database.tx(NOBODY, NOON):
        seen_by_nobody = await Person.select(Person.id)

    assert (seen, seen_by_nobody) == ([{"id": person.id}], [])


async def test_piccolo_reads_nothing_outside_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="there is none in this task"):
        await Person.select(Person.id)


async def test_keeping_plans_ends_with_the_transaction(one_connection: Database) -> None:
    modes = []
    for same_plans in (True, False):
        async with one_connection.tx(NOBODY, NOON, same_plans=same_plans) as db:
            modes.append(await db.fetchval("show plan_cache_mode"))

    assert modes == ["force_generic_plan", "auto"]
