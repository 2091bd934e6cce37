"""A folder keeps its data and its address, wherever it lies and however often it is started."""

import json
import os
from pathlib import Path

import pytest

from service.postgres import PostgresError, running_in, sockets, start
from service.postgres.folder import Folder
from service.postgres.owner import Owner
from service.postgres.processes import working_in
from tests.postgres.people import ROLES, Hold, connected, copied, moved


async def test_data_and_address_outlast_a_restart(data_dir: Path) -> None:
    with start(data_dir, roles=ROLES, durable=False) as first:
        async with connected(first.dsn("tamar_owner", "tamar")) as client:
            await client.execute("drop table if exists kept")
            await client.execute("create table kept as select 42 as answer")

    with start(data_dir, roles=ROLES, durable=False) as second:
        async with connected(first.dsn("tamar_owner", "tamar")) as client:
            assert await client.fetchval("select answer from kept") == 42
        assert second.pid != first.pid


def test_a_stopped_server_leaves_no_process_and_may_be_stopped_again(data_dir: Path) -> None:
    server = start(data_dir, durable=False)
    before = server.is_running

    server.stop()
    server.stop()

    assert (before, server.is_running) == (True, False)
    assert working_in(data_dir / "cluster") == set()
    assert not (data_dir / "cluster" / "postmaster.pid").exists()


def test_stopping_an_ended_server_again_spares_its_successor(data_dir: Path) -> None:
    first = start(data_dir, durable=False)
    first.stop()
    with start(data_dir, durable=False) as second:
        first.stop()

        assert second.is_running


async def test_a_role_can_be_added_at_a_later_start(data_dir: Path) -> None:
    with start(data_dir, roles=["tamar_reader"], durable=False) as server:
        for role in ("tamar_reader", *ROLES):
            async with connected(server.dsn(role, "postgres")) as client:
                assert await client.fetchval("select current_user") == role


async def test_a_role_whose_password_was_lost_gets_a_new_one(data_dir: Path) -> None:
    kept = json.loads((data_dir / "passwords.json").read_text())
    (data_dir / "passwords.json").write_text(json.dumps({"postgres": kept["postgres"]}))

    with start(data_dir, roles=ROLES, durable=False) as server:
        async with connected(server.dsn("tamar_app", "postgres")) as client:
            assert await client.fetchval("select current_user") == "tamar_app"
        assert server.passwords["tamar_app"] != kept["tamar_app"]


def test_a_role_that_nobody_named_has_no_address(data_dir: Path) -> None:
    with (
        start(data_dir, durable=False) as server,
        pytest.raises(PostgresError, match="tamar_writer has no password"),
    ):
        server.dsn("tamar_writer", "postgres")


async def test_tests_may_do_without_durability(data_dir: Path) -> None:
    with start(data_dir, durable=False) as server:
        async with connected(server.dsn("tamar_app", "postgres")) as client:
            assert await client.fetchval("show fsync") == "off"


@pytest.mark.parametrize("name", ["long " * 30, "a, b", 'the "data"', "Müller & Töchter", "50%"])
async def test_a_folder_may_have_any_name(data_dir: Path, place: Path, name: str) -> None:
    with moved(data_dir, place / name) as folder, start(folder, durable=False) as server:
        async with connected(server.dsn("postgres", "postgres")) as client:
            assert await client.fetchval("show data_directory") == str(folder / "cluster")
        assert len(os.fsencode(server.socket_dir / f".s.PGSQL.{server.port}")) < 100
        assert server.socket_dir.parent != folder
    server.socket_dir.rmdir()


def test_a_socket_at_a_short_place_stays_where_it_is(data_dir: Path, place: Path) -> None:
    with moved(data_dir, place / ("deep" * 30)) as folder:
        with start(folder, durable=False) as first:
            pass
        with start(folder, durable=False) as second:
            assert second.socket_dir == first.socket_dir
    first.socket_dir.rmdir()


def test_a_copied_folder_does_not_take_over_the_socket_of_the_first(place: Path) -> None:
    me = Owner(os.geteuid(), os.getegid())
    first, copy = (Folder(place / (name * 30), me) for name in ("deep", "copy"))
    first.path.mkdir()
    socket = sockets.private_folder(first)
    copied(first.path, copy.path)

    assert copy.socket.readlink() == socket
    assert sockets.private_folder(copy) != socket
    assert sockets.private_folder(first) == socket

    socket.rmdir()
    copy.socket.readlink().rmdir()


async def test_another_process_finds_the_server_while_it_runs(data_dir: Path, hold: Hold) -> None:
    assert running_in(data_dir) is None
    holder = hold(data_dir)
    holder.answer()

    found = running_in(data_dir)
    assert found is not None
    async with connected(found.dsn("tamar_owner", "postgres")) as client:
        assert await client.fetchval("select 1") == 1

    assert holder.let_go() == 0
    assert running_in(data_dir) is None


def test_a_log_that_is_older_than_a_week_is_removed(data_dir: Path) -> None:
    start(data_dir, durable=False).stop()
    recent = next((data_dir / "cluster" / "log").glob("postgres-*.log"))
    old = recent.with_name("postgres-Never.log")
    old.write_text("long ago")
    os.utime(old, (0, 0))

    start(data_dir, durable=False).stop()

    assert recent.exists()
    assert not old.exists()
