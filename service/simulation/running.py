"""The service as people start it: a process of its own with a database of its own, both of which can be killed."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from time import sleep

import httpx
import msgspec

from service.client.desk import Desk
from service.client.handset import utc_now
from service.client.tablet import Tablet
from service.client.wire import Unreachable
from service.demo.accounts import ACCOUNTS, DemoAccount
from service.postgres.folder import locate
from service.postgres.processes import wait_until, working_in

MOST_TRIES = 60
PATIENCE = 240
"""Seconds; a first start on a busy machine makes a cluster, a schema and a year of history."""


class RunningService:
    """`tamar run` on a port that was free; start it again on the same data as often as you kill it."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        with socket.create_server(("127.0.0.1", 0)) as place:
            self.port = place.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it is ready for work."""
        told = {"TAMAR_DATA_DIR": str(self.data_dir), "PORT": str(self.port), "TAMAR_LOG_LEVEL": "warning"}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "service.cli", "run"],
                env=os.environ | told,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        if not wait_until(self.is_ready, PATIENCE):
            raise TimeoutError(f"the service did not become ready; its last words: {self._last_words()}")

    def is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/health/ready", timeout=5).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    def _last_words(self) -> str:
        return " ".join(self.log.read_text(errors="replace").splitlines()[-5:])

    @property
    def log(self) -> Path:
        return self.data_dir.parent / "service.log"

    @property
    def record(self) -> str:
        """Where the latest greeting says that the simulated record shows what it was told."""
        *_, latest = re.finditer(r"The record +(http://\S+)", self.log.read_text())
        return latest[1]

    def parts(self) -> dict[str, int]:
        """The commands that it keeps running beside itself, with their process ids."""
        pids = (int(one.name) for one in Path("/proc").iterdir() if one.name.isdigit())
        told = {pid: command_of(pid) for pid in pids if parent_of(pid) == self._begun.pid}
        return {words[4]: pid for pid, words in told.items() if words[1:2] == ["-c"]}

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def kill(self) -> None:
        """As a power cut would end the process, but not the machine."""
        self._begun.kill()
        self._begun.wait()

    def postgres(self) -> set[int]:
        """Every process of the service's own PostgreSQL, backends included."""
        return working_in(locate(self.data_dir / "postgres").cluster)

    def kill_postgres(self) -> None:
        for pid in self.postgres():
            with suppress(ProcessLookupError):  # a backend ends with its postmaster, perhaps before its turn
                os.kill(pid, signal.SIGKILL)

    def stop(self) -> int:
        """As Ctrl-C does; answers the exit code."""
        self._begun.send_signal(signal.SIGINT)
        return self._begun.wait(PATIENCE)

    @property
    def _begun(self) -> "subprocess.Popen[bytes]":
        if self.process is None:
            raise RuntimeError("The service was never started.")
        return self.process

    def accounts(self, role: str) -> list[DemoAccount]:
        everybody = msgspec.json.decode((self.data_dir / ACCOUNTS).read_bytes(), type=list[DemoAccount])
        return [one for one in everybody if one.role == role]

    def tablet(
        self,
        folder: Path,
        transport: httpx.BaseTransport | None = None,
        number: int = 0,
        clock: Callable[[], datetime] = utc_now,
    ) -> Tablet:
        """A tablet of one of the demonstration's reviewers, which has pulled everything."""
        reviewer = self.accounts("reviewer")[number]
        if reviewer.device_id is None:
            raise LookupError(f"{reviewer.username} has no tablet.")
        tablet = Tablet(folder / "tablet.sqlite", self.url, transport=transport, clock=clock)
        tablet.become(reviewer.device_id)
        tablet.log_in(reviewer.username, reviewer.password)
        tablet.sync()
        return tablet

    def desk(self) -> Desk:
        """A verifier's, who waits where they are told to: log-ins that were cut off count as attempts."""
        verifier = self.accounts("verifier_asc")[0]
        for _ in range(MOST_TRIES):
            try:
                return Desk(self.url, verifier.username, verifier.password)
            except Unreachable as lost:
                sleep(lost.retry_after or 1)
        raise TimeoutError("nobody can log in")


def parent_of(pid: int) -> int | None:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:  # ended meanwhile
        return None


def command_of(pid: int) -> list[str]:
    """What it was started with; nothing for a process that has ended, reaped or not."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")[:-1]
    except OSError:
        return []
