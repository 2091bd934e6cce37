"""What a started server is: private, durable, and the same on every PostgreSQL."""

import os
import socket
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from service.postgres import Binaries, Server, embedded, start
from service.postgres.processes import working_in
from tests.postgres.people import ROLES, Somebody, connected

INSTALLATIONS = [embedded(), *Binaries.found_on_machine()]


@pytest.fixture(scope="module", params=INSTALLATIONS, ids=lambda one: one.version)
def server(request: pytest.FixtureRequest, stopped: Path, lasting_place: Path) -> Iterator[Server]:
    installation: Binaries = request.param
    folder = stopped
    if installation.major != 18:
        folder = lasting_place / installation.version
        start(folder, durable=False, binaries=installation).stop()
    with start(folder, roles=ROLES, binaries=installation) as server:
        yield server


async def ask(server: Server, question: str, *, role: str = "tamar_app") -> object:
    async with connected(server.dsn(role, "postgres")) as client:
        return await client.fetchval(question)


async def test_every_role_gets_in_with_its_own_password(server: Server) -> None:
    for role in ("postgres", *ROLES):
        assert await ask(server, "select current_user", role=role) == role


@pytest.mark.parametrize("role", ["postgres", "tamar_owner", "tamar_app"])
async def test_nobody_gets_in_with_another_password(server: Server, role: str) -> None:
    guessed = server.dsn(role, "postgres").replace(server.passwords[role], "guessed")

    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(guessed)


async def test_the_one_way_in_asks_for_a_password(server: Server) -> None:
    async with connected(server.dsn("postgres", "postgres")) as client:
        rules = await client.fetch("select type, database, user_name, auth_method from pg_hba_file_rules")

    assert [tuple(rule) for rule in rules] == [("local", ["all"], ["all"], "scram-sha-256")]


async def test_it_listens_on_no_network(server: Server) -> None:
    assert await ask(server, "show listen_addresses") == ""


def test_its_socket_lies_in_a_folder_for_the_server_alone(server: Server) -> None:
    status = server.socket_dir.stat()

    assert stat.S_IMODE(status.st_mode) == 0o700
    assert status.st_uid == Path(f"/proc/{server.pid}").stat().st_uid


def test_another_user_of_the_machine_cannot_reach_the_socket(server: Server, somebody: Somebody) -> None:
    knock = "import socket, sys; socket.socket(socket.AF_UNIX).connect(sys.argv[1])"
    path = server.socket_dir / f".s.PGSQL.{server.port}"

    with socket.socket(socket.AF_UNIX) as ours:
        ours.connect(str(path))
    theirs = subprocess.run(
        [somebody.interpreter, "-c", knock, path],
        capture_output=True,
        text=True,
        check=False,
        **somebody.credentials,
    )

    assert "PermissionError" in theirs.stderr


def test_only_the_owner_of_the_folder_reads_the_passwords(server: Server) -> None:
    status = (server.data_dir / "passwords.json").stat()

    assert (status.st_uid, stat.S_IMODE(status.st_mode)) == (os.geteuid(), 0o600)


def test_no_password_is_shown_in_the_list_of_processes_or_in_a_printed_server(server: Server) -> None:
    command_lines = [
        Path(f"/proc/{pid}/cmdline").read_text() for pid in working_in(server.data_dir / "cluster")
    ]

    for password in server.passwords.values():
        assert password not in repr(server)
        assert not any(password in line for line in command_lines)


def test_the_server_sees_nothing_of_our_environment(server: Server) -> None:
    names = {line.partition("=")[0] for line in Path(f"/proc/{server.pid}/environ").read_text().split("\0")}

    assert "PATH" in names
    assert not names & {"HOME", "DATABASE_URL", "PYTEST_CURRENT_TEST"}


async def test_a_role_may_log_in_and_nothing_else(server: Server) -> None:
    async with connected(server.dsn("postgres", "postgres")) as client:
        roles = await client.fetch(
            "select rolname from pg_roles where rolname = any($1) and rolcanlogin and not (rolsuper or rolbypassrls"
            " or rolcreatedb or rolcreaterole or rolreplication)",
            ROLES,
        )

    assert {role["rolname"] for role in roles} == set(ROLES)


async def test_a_database_belongs_to_the_role_that_it_was_made_for(server: Server) -> None:
    server.create_database("of_the_owner", "tamar_owner")
    server.create_database("of_the_owner", "tamar_owner")

    async with connected(server.dsn("tamar_owner", "of_the_owner")) as owner:
        await owner.execute("create table kept (id int)")
    async with connected(server.dsn("tamar_app", "of_the_owner")) as app:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await app.execute("create table other (id int)")


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("full_page_writes", "on"),
        ("data_checksums", "on"),
        ("max_connections", "200"),
        ("server_encoding", "UTF8"),
        ("lc_messages", "C.UTF-8"),
        ("timezone", "UTC"),
        ("log_connections", "off"),
    ],
)
async def test_it_keeps_what_it_confirmed_and_speaks_plainly(
    server: Server, setting: str, value: str
) -> None:
    assert await ask(server, f"show {setting}") == value


async def test_its_log_tells_of_errors_and_of_nobody(server: Server) -> None:
    async with connected(server.dsn("postgres", "postgres")) as client:
        await client.execute("create table person (name text primary key)")
        await client.execute("insert into person values ('Ada Penrose')")
        with pytest.raises(asyncpg.UniqueViolationError):
            await client.execute("insert into person values ('Ada Penrose')")

    log = "".join(file.read_text() for file in (server.data_dir / "cluster" / "log").glob("postgres-*.log"))

    assert "duplicate key value violates unique constraint" in log
    assert "Penrose" not in log


def test_a_ctrl_c_in_our_terminal_does_not_reach_it(server: Server) -> None:
    assert os.getsid(server.pid) == server.pid != os.getsid(0)


def test_the_built_in_postgresql_comes_with_the_installation() -> None:
    assert embedded().major == 18
    assert "site-packages" in embedded().bin.parts


def test_what_is_found_on_the_machine_is_new_enough_and_complete() -> None:
    for found in Binaries.found_on_machine():
        assert found.major >= 15
        assert all((found.bin / program).exists() for program in ("postgres", "initdb", "psql"))
