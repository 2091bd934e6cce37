"""What the application's role can't do, whatever the application asks for: the tables come from the catalogue."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from service.store.database import Database
from service.store.engine import Connection
from tests.support.database import APP
from tests.support.landscape import Landscape
from tests.support.world import NOON

RECORD_OF_MIGRATIONS = "migration"

TABLES = """
select c.relname, c.relrowsecurity or coalesce('security_invoker=true' = any (c.reloptions), false) as relrowsecurity
from pg_class c
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm') order by c.relname
"""
MAY = """
select c.relname from pg_class c
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
  and (has_table_privilege($1, c.oid, $2) or $2 in ('insert', 'update') and has_any_column_privilege($1, c.oid, $2))
"""
DEFINERS = """
select p.proname, p.proconfig, has_function_privilege($1, p.oid, 'execute') as granted
from pg_proc p where p.pronamespace = 'public'::regnamespace and p.prosecdef
"""


@pytest.fixture
async def tables(owner: Connection) -> list[str]:
    return [row["relname"] for row in await owner.fetch(TABLES) if row["relname"] != RECORD_OF_MIGRATIONS]


@pytest.fixture
async def application(app_dsn: str) -> AsyncIterator[Connection]:
    """The service's role, before anybody has said who acts."""
    connection = await asyncpg.connect(app_dsn)
    try:
        yield connection
    finally:
        await connection.close()


async def rows(connection: Connection, table: str) -> int:
    """How many rows a bare select answers; none where even that is refused."""
    try:
        return len(await connection.fetch(f'select from "{table}"'))
    except asyncpg.InsufficientPrivilegeError:
        return 0


async def test_every_table_but_the_record_of_migrations_has_row_security(owner: Connection) -> None:
    unguarded = {row["relname"] for row in await owner.fetch(TABLES) if not row["relrowsecurity"]}

    assert unguarded == {RECORD_OF_MIGRATIONS}


async def test_without_an_actor_no_table_answers_a_row(
    application: Connection, owner: Connection, land: Landscape, tables: list[str]
) -> None:
    for table in tables:
        assert await rows(owner, table) > 0, f"{table} is empty, so that this would prove nothing"
        assert await rows(application, table) == 0, table


async def test_once_an_actor_is_gone_no_table_answers_a_row(
    database: Database, land: Landscape, tables: list[str]
) -> None:
    async with database.tx(land.actors["verifier of Trewarren"], NOON) as db:
        acted = await db.fetchval("select pg_backend_pid()")
        assert await rows(db, "person") > 0

    async with database.pool.acquire() as same:
        assert await same.fetchval("select pg_backend_pid()") == acted
        assert {table for table in tables if await rows(same, table)} == set()


@pytest.mark.parametrize(
    "secret",
    [
        "select from session",
        "select from refresh_token",
        "select from throttle",
        "select from device_code",
        "select from deposit_credential",
        "select password_hash from account",
    ],
)
async def test_a_secret_is_out_of_everyones_reach(database: Database, land: Landscape, secret: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="permission denied"):
        async with database.tx(land.actors["verifier of Trewarren"], NOON) as db:
            await db.execute(secret)


async def test_only_a_claim_in_the_ledger_can_be_deleted(
    database: Database, owner: Connection, land: Landscape
) -> None:
    deletable = {row["relname"] for row in await owner.fetch(MAY, APP, "delete")}
    async with database.tx(land.actors["verifier of Trewarren"], NOON) as db:
        deleted = await db.execute("delete from op_ledger")

    assert deletable == {"op_ledger"}
    assert deleted == "DELETE 0"


async def test_what_was_signed_said_or_done_is_never_changed(owner: Connection) -> None:
    changeable = {row["relname"] for row in await owner.fetch(MAY, APP, "update")}

    assert changeable.isdisjoint({"submission_rev", "comment", "history", "op_body", "outbox"})


async def test_every_definer_function_is_listed_and_looks_only_where_it_is_meant_to(
    owner: Connection,
) -> None:
    functions = await owner.fetch(DEFINERS, APP)

    assert {function["proname"] for function in functions} == {
        "access_is_live",
        "actor_appoints",
        "actor_manages",
        "agreement_matches",
        "answered_requests_forget",
        "assessment_id_in_use",
        "attachment_scanned",
        "attachments_expire",
        "attachments_needed",
        "attachments_unscanned",
        "caller_standing",
        "deposit_bearer",
        "deposit_credential_give",
        "delegations_to",
        "device_enrol",
        "drafts_expire",
        "discharge_waiting",
        "op_applied",
        "held_expire",
        "operations_figures",
        "ops_waiting_for",
        "organisations_of",
        "password_rehash",
        "quarantine_outcomes",
        "record_claim",
        "record_failed",
        "record_heartbeat",
        "record_hold_back",
        "record_let_go",
        "record_retry",
        "record_sent",
        "referral_grants",
        "referral_person",
        "refresh_token_lock",
        "refresh_token_replace",
        "selection_forget",
        "session_device_suspend",
        "session_end",
        "session_open",
        "sign_in_facts",
        "sign_in_forget",
        "staff_appoint",
        "staff_new_password",
        "standing_at",
        "submission_id_in_use",
        "sync_explain",
        "sync_heads",
        "sync_publish",
        "sync_tell",
        "throttle_give_back",
        "throttle_take",
        "wipe_carried_out",
        "worked_for",
    }
    assert all(function["proconfig"] == ["search_path=public, pg_temp"] for function in functions)
    assert all(function["granted"] for function in functions)
