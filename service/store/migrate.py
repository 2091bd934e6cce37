"""Brings the schema up to date, once however many processes start, and says what is still to be done."""

import importlib
import pkgutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TypeAlias, cast

import asyncpg
from piccolo.apps.migrations.tables import Migration
from piccolo.conf.apps import MigrationModule

from service.store import migrations
from service.store.engine import HELD
from service.store.migrations.script import APP_NAME

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

OLDEST_POSTGRESQL = 15
LOCK = int.from_bytes(b"migrate")
"""The advisory lock that a migration run holds until its connection ends, be it killed or done."""


class MigrationError(Exception):
    """One sentence for a person: why the database can't be brought up to date, and what to do."""


class Applied(Migration, tablename="migration", db=HELD):
    """Piccolo's record of the migrations that have run."""


async def migrate(admin_dsn: str, app_role: str) -> list[str]:
    """Run what hasn't run, as the owner; then give `app_role` exactly what privileges.sql lists.

    Answers the ids that ran. Each migration is one transaction; a second process waits for the first.
    Raises MigrationError.
    """
    async with _connected(admin_dsn) as connection:
        await _require_fit(connection, app_role)
        async with _one_step(connection, "Preparing"):
            await connection.execute("select pg_advisory_lock($1)", LOCK)
            await Applied.create_table(if_not_exists=True)
        missing = _missing(await _applied())
        for migration in missing:
            async with _one_step(connection, f"Migration {migration.ID}"):
                await _run(migration)
        async with _one_step(connection, "Granting privileges"):
            await connection.execute(_privileges(app_role))
    return [migration.ID for migration in missing]


async def plan(admin_dsn: str) -> list[tuple[str, str]]:
    """What `migrate` would run: id and SQL of each migration, in order. Changes nothing."""
    async with _connected(admin_dsn):
        missing = _missing(await _applied())
    return [(migration.ID, _sql(migration)) for migration in missing]


async def pending(dsn: str) -> list[str]:
    """The ids of the migrations without which the application's role, whose `dsn` it is, can't serve.

    Raises MigrationError if the database is newer than this code.
    """
    async with _connected(dsn):
        return [migration.ID for migration in _missing(await _applied())]


@asynccontextmanager
async def _connected(dsn: str) -> AsyncIterator[Connection]:
    try:
        connection = await asyncpg.connect(
            dsn, timeout=10, server_settings={"application_name": "tamar migrate"}
        )
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise MigrationError(
            f"The database can't be reached: {str(error) or 'it does not answer'}."
        ) from error
    try:
        with HELD.on(connection):
            yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def _one_step(connection: Connection, name: str) -> AsyncIterator[None]:
    try:
        async with connection.transaction():
            yield
    except asyncpg.PostgresError as error:
        raise MigrationError(f"{name} failed and changed nothing: {error}.") from error


async def _require_fit(connection: Connection, app_role: str) -> None:
    version = connection.get_server_version()
    if version.major < OLDEST_POSTGRESQL:
        raise MigrationError(
            f"This is PostgreSQL {version.major}; Tamar needs {OLDEST_POSTGRESQL} or newer: upgrade the server."
        )
    if not await connection.fetchval("select exists (select from pg_roles where rolname = $1)", app_role):
        raise MigrationError(
            f"The role “{app_role}” in DATABASE_URL doesn't exist: create it as an ordinary role that may log in."
        )
    if app_role == await connection.fetchval("select current_user"):
        raise MigrationError(
            f"DATABASE_URL and DATABASE_ADMIN_URL both name the role “{app_role}”: "
            "the role that serves must not own the tables; name an ordinary one in DATABASE_URL."
        )


async def _applied() -> set[str]:
    """The ids on record; none before the first migration, or while this role may not see the record."""
    if not await Applied.table_exists():
        return set()
    rows = await Applied.select(Applied.name).where(Applied.app_name == APP_NAME)
    return {row["name"] for row in rows}


def _missing(applied: set[str]) -> list[MigrationModule]:
    known = _known()
    if unknown := sorted(applied - known.keys()):
        raise MigrationError(
            f"The database is newer than this Tamar: it has had migration {', '.join(unknown)}, "
            "which is unknown here. Install the version that knows it."
        )
    return [migration for migration_id, migration in known.items() if migration_id not in applied]


@cache
def _known() -> dict[str, MigrationModule]:
    names = sorted(name for _, name, _ in pkgutil.iter_modules(migrations.__path__) if name.startswith("m"))
    modules = [importlib.import_module(f"{migrations.__name__}.{name}") for name in names]
    return {module.ID: cast(MigrationModule, module) for module in modules}


async def _run(migration: MigrationModule) -> None:
    """Piccolo's own runner would look for its configuration in the environment and take no lock."""
    manager = await migration.forwards()
    for step in manager.raw:
        await step()
    await Applied.insert(Applied(name=migration.ID, app_name=APP_NAME))


def _sql(migration: MigrationModule) -> str:
    return Path(str(migration.__file__)).with_suffix(".sql").read_text("utf-8")


def _privileges(app_role: str) -> str:
    """The list for one role, whose name is written where psql would write its variable."""
    quoted = '"' + app_role.replace('"', '""') + '"'
    text = (resources.files("service.store") / "privileges.sql").read_text("utf-8")
    return text.replace(':"application"', quoted)
