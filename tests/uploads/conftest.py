"""The service in a process of its own, which can be killed, and somebody with a tablet who sends files to it."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from service.postgres.processes import wait_until
from service.store.database import Database
from tests.support.desk import Desk
from tests.support.identity import PASSWORD, SETTINGS, identity_app
from tests.support.serving import served

PATIENCE = 60


class Serving:
    """`tamar serve` on a port that was free; start it again as often as you kill it."""

    def __init__(self, database_url: str, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as place:
            self.port = place.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.folder = folder
        self.environment = {
            **os.environ,
            "DATABASE_URL": database_url,
            "PORT": str(self.port),
            "TAMAR_DATA_DIR": str(folder),
            "TAMAR_SIGNING_KEY": str(SETTINGS.signing_key),
            "TAMAR_LOG_LEVEL": "warning",
            "TAMAR_STOP_SECONDS": "1",
        }
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen([sys.executable, "-m", "service.cli", "serve"], env=self.environment)
        assert wait_until(self._is_live, PATIENCE), "the service did not start"

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def peak_kib(self) -> int:
        """The most memory that the process has had."""
        told = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(told.partition("VmHWM:")[2].split()[0])

    def token(self, name: str, device: object) -> str:
        form = {
            "grant_type": "password",
            "username": name,
            "password": PASSWORD,
            "device_id": str(device),
        }
        answer = httpx.post(f"{self.url}/v1/auth/token", data=form)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["access_token"])

    def _is_live(self) -> bool:
        try:
            return httpx.get(f"{self.url}/health/live", timeout=5).status_code == 200
        except httpx.TransportError:
            return False


@pytest.fixture
def live(app_dsn: str, desk: Desk) -> Iterator[str]:
    """Where the service listens, in a thread of this process, on the desk's database and clock."""
    with served(identity_app(Database(app_dsn, min_size=1), desk.scene.clock)) as (host, port):
        yield f"http://{host}:{port}"


@pytest.fixture
def serving(app_dsn: str, tmp_path: Path) -> Iterator[Serving]:
    serving = Serving(app_dsn, tmp_path)
    try:
        yield serving
    finally:
        serving.kill()


@pytest.fixture
def token(serving: Serving, desk: Desk) -> str:
    """Rowena's, on her tablet."""
    return serving.token("rowena", desk.rowena.device)
