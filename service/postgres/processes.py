"""Which PostgreSQL processes work in a cluster, and how they are brought to an end."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from service.postgres.errors import PostgresError

TICK = 0.01
"""Seconds between two looks."""
STOP_PATIENCE = 8
"""Seconds for a shutdown in order. Containers are killed after ten; and a server that is asked to stop while it
recovers from a killed backend may never answer (seen with 18.4). What is cut off, the next start recovers."""


class Written(NamedTuple):
    """What postmaster.pid says: the first line and the eighth."""

    pid: int | None
    status: str


def wait_until(is_so: Callable[[], bool], patience: float) -> bool:
    """Whether it became so within `patience` seconds."""
    deadline = time.monotonic() + patience
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(TICK)
    return True


def working_in(cluster: Path) -> set[int]:
    """The pids of PostgreSQL's processes that have this very folder as their working directory.

    Nothing written in a file counts: a pid in postmaster.pid may belong to a stranger by now. A zombie has
    neither a program nor a working directory, so it is never among them.
    """
    try:
        place = cluster.stat()
    except (FileNotFoundError, NotADirectoryError):
        return set()
    pids = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return {pid for pid in pids if _works_in(pid, place)}


def postmaster_of(cluster: Path) -> int | None:
    """The process that leads the others, if it is alive."""
    leader = _written_in(cluster).pid
    return leader if leader in working_in(cluster) else None


def is_ready(cluster: Path, pid: int) -> bool:
    """Whether the postmaster `pid` says that it takes connections."""
    return _written_in(cluster) == Written(pid, "ready")


def end_all(cluster: Path, patience: float = STOP_PATIENCE) -> None:
    """Shut down in order within `patience` seconds; what is left after that, or has no leader, is cut off.

    A backend that lost its postmaster has nobody to answer to and keeps the next server from starting.
    """
    leader = postmaster_of(cluster)
    if leader is not None:
        _signal({leader}, signal.SIGINT, cluster)
        wait_until(lambda: leader not in working_in(cluster), patience)
    for last_word in (signal.SIGQUIT, signal.SIGKILL):
        _signal(working_in(cluster), last_word, cluster)
        if wait_until(lambda: not working_in(cluster), 2):
            return
    raise PostgresError(
        f"Processes {sorted(working_in(cluster))} of the database in {cluster.parent} can't be ended: "
        "wait for the disk they wait for, or restart the machine."
    )


def _works_in(pid: int, cluster: os.stat_result) -> bool:
    try:
        program = Path(f"/proc/{pid}/exe").readlink().name.removesuffix(" (deleted)")
        return program == "postgres" and os.path.samestat(Path(f"/proc/{pid}/cwd").stat(), cluster)
    except OSError:  # ended meanwhile, or another user's
        return False


def _signal(pids: set[int], number: signal.Signals, cluster: Path) -> None:
    """Each is looked at once more, right before it is signalled."""
    for pid in pids & working_in(cluster):
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def _written_in(cluster: Path) -> Written:
    try:
        lines = (cluster / "postmaster.pid").read_text(errors="replace").splitlines()
        return Written(int(lines[0]), lines[7].strip() if len(lines) > 7 else "")
    except (OSError, ValueError, IndexError):  # not there, or only half written yet
        return Written(None, "")
