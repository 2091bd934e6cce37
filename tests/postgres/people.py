"""Who deals with a server in these tests: processes that hold one, other users of the machine, clients."""

import json
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg

from service.postgres.processes import end_all, working_in

ROLES = ("tamar_owner", "tamar_app")


@dataclass
class Holder:
    """A process that was asked to start a server, and what it answered."""

    process: subprocess.Popen[str]

    def answer(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def let_go(self) -> int:
        """Ask it to stop its server and end; its exit status."""
        self.process.communicate()
        return self.process.returncode


Hold = Callable[..., Holder]


@dataclass(frozen=True)
class Somebody:
    """An ordinary user other than ourselves, with an interpreter that they can run."""

    uid: int
    gid: int
    interpreter: str

    @property
    def credentials(self) -> dict[str, Any]:
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def copied(folder: Path, to: Path) -> Path:
    subprocess.run(["cp", "-a", folder, to], check=True)
    return to


@contextmanager
def moved(folder: Path, to: Path) -> Iterator[Path]:
    """The folder at another place for a while."""
    folder.rename(to)
    try:
        yield to
    finally:
        end_all(to / "cluster")
        to.rename(folder)


@asynccontextmanager
async def connected(dsn: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    connection = await asyncpg.connect(dsn)
    try:
        yield connection
    finally:
        if not connection.is_closed():
            await connection.close(timeout=5)


def leaders_in(cluster: Path) -> set[int]:
    """The servers that work in a cluster: the processes there that were started by none of the others."""
    working = working_in(cluster)
    parents = {pid: _parent_of(pid) for pid in working}
    return {pid for pid, parent in parents.items() if parent is not None and parent not in working}


def _parent_of(pid: int) -> int | None:
    """None for a process that has ended since it was seen, as workers of a server do."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("PPid:")))
