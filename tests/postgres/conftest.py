"""Folders that a server of any user can reach, and processes that hold servers as the service does."""

import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from service.postgres import Binaries, embedded, start
from service.postgres.owner import Owner
from service.postgres.processes import end_all
from tests.postgres.people import ROLES, Hold, Holder, Somebody

PROJECT = Path(__file__).parents[2]
NOBODY = pwd.getpwnam("nobody")


@pytest.fixture
def place() -> Iterator[Path]:
    """An empty folder that everybody may enter; pytest's own are closed to all but the user who runs the tests."""
    with _folder_for_all() as folder:
        yield folder


@pytest.fixture(scope="session")
def lasting_place() -> Iterator[Path]:
    """The same for what several tests use."""
    with _folder_for_all() as folder:
        yield folder


@contextmanager
def _folder_for_all() -> Iterator[Path]:
    folder = Path(mkdtemp(prefix="tamar-test-")).resolve()
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        for data_dir in (folder, *folder.iterdir(), *folder.glob("*/*")):
            end_all(data_dir / "cluster")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def stopped(lasting_place: Path) -> Path:
    """A data folder that was started and stopped once, with a database for the owner."""
    folder = lasting_place / "data"
    with start(folder, roles=ROLES, durable=False) as server:
        server.create_database("tamar", "tamar_owner")
    return folder


@pytest.fixture
def data_dir(stopped: Path) -> Iterator[Path]:
    """A stopped data folder. Tests share it, since making one costs a second: leave it whole and where it is."""
    yield stopped
    end_all(stopped / "cluster")


@pytest.fixture(scope="session")
def programs(lasting_place: Path) -> Binaries:
    """The built-in PostgreSQL where everybody can run it."""
    if Owner(NOBODY.pw_uid, NOBODY.pw_gid).may_run(embedded().bin / "initdb"):
        return embedded()
    state = lasting_place / "state"
    state.mkdir(mode=0o755)
    return embedded().within_reach(state)


@pytest.fixture(scope="session")
def readable_project(lasting_place: Path) -> Path:
    """The launcher's source where everybody can read it."""
    code = lasting_place / "code"
    shutil.copytree(PROJECT / "service" / "postgres", code / "service" / "postgres")
    shutil.copy(PROJECT / "service" / "__init__.py", code / "service")
    shutil.copy(PROJECT / "tests" / "postgres" / "holder.py", code)
    subprocess.run(["chmod", "-R", "a+rX", code], check=True)
    return code


@pytest.fixture
def hold(programs: Binaries, readable_project: Path) -> Iterator[Hold]:
    """Start a process that starts a server on a folder, as ourselves or as somebody else."""
    holders: list[Holder] = []

    def _hold(
        folder: Path, *, interpreter: str = sys.executable, durable: bool = False, **credentials: Any
    ) -> Holder:
        manner = "durable" if durable else "fleeting"
        process = subprocess.Popen(
            [interpreter, readable_project / "holder.py", folder, programs.bin, manner],
            env={"PYTHONPATH": str(readable_project), "PYTHONDONTWRITEBYTECODE": "1"},
            cwd="/",
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            **credentials,
        )
        holders.append(Holder(process))
        return holders[-1]

    yield _hold
    for holder in holders:
        with holder.process:
            holder.process.kill()


@pytest.fixture(scope="session")
def somebody() -> Somebody:
    """Needs root, and a Python outside of root's own folders."""
    if os.geteuid() != 0:
        pytest.skip("only root can act as somebody else")
    for interpreter in (sys.executable, "/usr/local/bin/python3", "/usr/bin/python3"):
        one = Somebody(NOBODY.pw_uid, NOBODY.pw_gid, interpreter)
        if _is_new_enough(interpreter, one.credentials):
            return one
    pytest.skip("no Python 3.11 on this machine that an ordinary user can run")


@pytest.fixture(scope="session")
def ordinarily(request: pytest.FixtureRequest) -> dict[str, Any]:
    """How to hold a server as an ordinary user, which we may be ourselves."""
    if os.geteuid() != 0:
        return {}
    somebody: Somebody = request.getfixturevalue("somebody")
    return {"interpreter": somebody.interpreter, **somebody.credentials}


def _is_new_enough(interpreter: str, credentials: dict[str, Any]) -> bool:
    question = [interpreter, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]
    try:
        return (
            subprocess.run(
                question, cwd="/", check=False, stderr=subprocess.DEVNULL, **credentials
            ).returncode
            == 0
        )
    except OSError:
        return False
