"""Whatever is killed, the next start finds the data, ends what was left over, and touches no stranger."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from service.postgres import Server, start
from service.postgres.processes import postmaster_of, wait_until, working_in
from tests.postgres.people import Hold, connected, leaders_in, moved


async def write_one_row(dsn: str) -> None:
    async with connected(dsn) as client:
        await client.execute("drop table if exists kept")
        await client.execute("create table kept as select 42 as answer")


async def read_it(server: Server) -> object:
    async with connected(server.dsn("tamar_owner", "tamar")) as client:
        return await client.fetchval("select answer from kept")


def credentials_of_the_server_on(data_dir: Path) -> dict[str, Any]:
    """PostgreSQL takes a process for its predecessor only if it is of the same user."""
    if os.geteuid() != 0:
        return {}
    status = (data_dir / "cluster").stat()
    return {"user": status.st_uid, "group": status.st_gid, "extra_groups": []}


@pytest.fixture
def stranger(data_dir: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A process of the server's own user that has nothing to do with the folder but to be in it."""
    with subprocess.Popen(
        ["sleep", "600"], cwd=data_dir / "cluster", **credentials_of_the_server_on(data_dir)
    ) as process:
        yield process
        process.kill()


def leave_stale_file(data_dir: Path, pid: int) -> None:
    """What a killed server leaves: its pid, its folder, its socket, and that it was ready."""
    lines = [
        pid,
        data_dir / "cluster",
        1_700_000_000,
        5432,
        data_dir / "socket",
        "",
        "  123456    98765",
        "ready   ",
    ]
    text = "".join(f"{line}\n" for line in lines)
    (data_dir / "cluster" / "postmaster.pid").write_text(text)
    (data_dir / "socket" / ".s.PGSQL.5432.lock").write_text(text)


async def test_a_server_orphaned_by_its_service_is_replaced_by_one(data_dir: Path, hold: Hold) -> None:
    service = hold(data_dir, durable=True)
    orphan = service.answer()
    await write_one_row(orphan["dsn"])
    service.kill()
    assert postmaster_of(data_dir / "cluster") == orphan["pid"]

    with start(data_dir, roles=["tamar_owner"], durable=False) as server:
        assert leaders_in(data_dir / "cluster") == {server.pid}
        assert server.pid != orphan["pid"]
        assert await read_it(server) == 42


async def test_a_killed_server_can_be_started_again_by_its_service(data_dir: Path) -> None:
    first = start(data_dir, roles=["tamar_owner"])
    await write_one_row(first.dsn("tamar_owner", "tamar"))
    os.kill(first.pid, signal.SIGKILL)
    assert wait_until(lambda: not first.is_running, 10)

    first.stop()
    with start(data_dir, durable=False) as second:
        assert await read_it(second) == 42


async def test_when_both_are_killed_a_backend_that_hangs_is_ended_too(data_dir: Path, hold: Hold) -> None:
    service = hold(data_dir, durable=True)
    orphan = service.answer()
    await write_one_row(orphan["dsn"])
    client = await asyncpg.connect(orphan["dsn"])
    backend = client.get_server_pid()
    os.kill(backend, signal.SIGSTOP)
    os.kill(orphan["pid"], signal.SIGKILL)
    service.kill()
    assert backend in working_in(data_dir / "cluster")

    with start(data_dir, durable=False) as server:
        assert backend not in working_in(data_dir / "cluster")
        assert await read_it(server) == 42
    client.terminate()


async def test_killing_every_process_of_both_loses_nothing(data_dir: Path, hold: Hold) -> None:
    service = hold(data_dir, durable=True)
    orphan = service.answer()
    await write_one_row(orphan["dsn"])
    service.kill()
    for pid in (orphan["pid"], *working_in(data_dir / "cluster") - {orphan["pid"]}):
        with suppress(ProcessLookupError):  # the others end by themselves when they see their leader dead
            os.kill(pid, signal.SIGKILL)

    with start(data_dir, durable=False) as server:
        assert await read_it(server) == 42


def test_a_pid_that_now_belongs_to_a_stranger_stops_nobody(
    data_dir: Path, stranger: "subprocess.Popen[bytes]"
) -> None:
    leave_stale_file(data_dir, stranger.pid)

    with start(data_dir, durable=False) as server:
        assert server.is_running

    assert stranger.poll() is None


def test_a_zombie_is_not_taken_for_a_live_server(data_dir: Path) -> None:
    with subprocess.Popen(["true"], **credentials_of_the_server_on(data_dir)) as zombie:
        os.waitid(os.P_PID, zombie.pid, os.WEXITED | os.WNOWAIT)
        leave_stale_file(data_dir, zombie.pid)
        assert postmaster_of(data_dir / "cluster") is None

        with start(data_dir, durable=False) as server:
            assert server.is_running


def test_a_killed_server_that_nobody_has_reaped_is_known_to_be_dead(data_dir: Path) -> None:
    with start(data_dir, durable=False) as server:
        os.kill(server.pid, signal.SIGKILL)
        os.waitid(os.P_PID, server.pid, os.WEXITED | os.WNOWAIT)

        assert postmaster_of(data_dir / "cluster") is None


def test_a_service_killed_while_it_makes_a_cluster_leaves_no_half_of_one(place: Path, hold: Hold) -> None:
    folder = place / "new"
    service = hold(folder)
    assert wait_until(lambda: any(folder.glob("initdb-*/cluster/PG_VERSION")), 60)
    service.kill()

    with start(folder, durable=False) as server:
        assert server.is_running


def test_a_server_that_lives_on_does_not_hold_the_pipes_of_its_service(data_dir: Path, hold: Hold) -> None:
    service = hold(data_dir)
    orphan = service.answer()
    service.kill()

    assert service.process.stdout is not None
    assert service.process.stdout.read() == ""
    assert postmaster_of(data_dir / "cluster") == orphan["pid"]


def test_a_server_whose_folder_was_removed_can_still_be_stopped(data_dir: Path) -> None:
    server = start(data_dir, durable=False)

    with moved(data_dir / "cluster", data_dir.parent / "gone") as gone:
        server.stop()

        assert working_in(gone) == set()
        assert not server.is_running
