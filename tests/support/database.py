"""A PostgreSQL for the tests: one server for the whole run, and a cheap clone of a migrated database for each test."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from shutil import disk_usage
from tempfile import TemporaryDirectory
from typing import TypeAlias
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg

from service.postgres import start
from service.postgres.binaries import Binaries
from service.store.migrate import migrate

OWNER, APP, SUPERUSER = "tamar_owner", "tamar_app", "postgres"
TEMPLATE = "migrated"

MEMORY = Path("/dev/shm")  # noqa: S108 the folder made in it is new and private
AMPLE = 4 * 2**30

Cluster: TypeAlias = Mapping[str, str]
"""Role → address of the server; plain strings, so that the workers of a test run can be told."""


def versions() -> Mapping[str, Binaries | None]:
    """The PostgreSQL that comes with the service, and the oldest supported where the machine has it."""
    return {"embedded": None} | {
        str(one.major): one for one in Binaries.found_on_machine() if one.major == 15
    }


@contextmanager
def running(version: str) -> Iterator[Cluster]:
    with (
        TemporaryDirectory(prefix="tamar-test-", dir=_quick_folder()) as folder,
        start(Path(folder), roles=(OWNER, APP), durable=False, binaries=versions()[version]) as server,
    ):
        server.create_database(TEMPLATE, OWNER)
        cluster = {role: server.dsn(role, SUPERUSER) for role in (OWNER, APP, SUPERUSER)}
        asyncio.run(migrate(at(cluster[OWNER], TEMPLATE), APP))
        yield cluster


def _quick_folder() -> Path | None:
    """Ten times quicker than a disk, where the machine has it and enough of it; else the usual place."""
    return MEMORY if MEMORY.is_dir() and disk_usage(MEMORY).free > AMPLE else None


def at(address: str, database: str) -> str:
    return urlsplit(address)._replace(path=f"/{database}").geturl()


@asynccontextmanager
async def fresh_database(cluster: Cluster, template: str = TEMPLATE) -> AsyncIterator[str]:
    """The name of a copy of `template` that is dropped at the end, whoever is still connected."""
    name = await create_database(cluster, template)
    try:
        yield name
    finally:
        await as_superuser(cluster, f"drop database {name} with (force)")


async def create_database(cluster: Cluster, template: str = TEMPLATE) -> str:
    """Copies the template's files, which costs half of what writing them to the log would."""
    name = f"test_{uuid4().hex}"
    await as_superuser(
        cluster, f"create database {name} owner {OWNER} template {template} strategy file_copy"
    )
    return name


async def as_superuser(cluster: Cluster, statement: str) -> None:
    connection = await asyncpg.connect(cluster[SUPERUSER])
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
