"""What the image installs starts in every role, knowing nothing but what compose.yaml tells it."""

import signal
import socket
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import pytest

from service.auth.keys import new_signing_key
from service.postgres import Server, start
from service.postgres.processes import wait_until
from tests.packaging.conftest import ROOT, filled_in

PATIENCE = 120
TAMAR = (
    "import sys; sys.path[:] = [one for one in sys.path if 'site-packages' not in one] + {places!r}; "
    "from service.cli import main; main(prog_name='tamar')"
)
GIVEN = {
    "TAMAR_OWNER_PASSWORD": "nine spoons",
    "TAMAR_APP_PASSWORD": "a kettle",
    "TAMAR_SIGNING_KEY": new_signing_key(),
    "TAMAR_METRICS_TOKEN": "a lamp",
    "TAMAR_RECORD_TARGET": "simulator",
}


def a_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as place:
        return int(place.getsockname()[1])


class Composed:
    """The services of compose.yaml, each with its own environment, on one machine instead of a network."""

    def __init__(
        self,
        services: dict[str, dict[str, Any]],
        image: Mapping[str, str],
        installed: Path,
        server: Server,
        folder: Path,
    ) -> None:
        self.services, self.image, self.server, self.folder = services, image, server, folder
        self.places = [str(installed), sysconfig.get_path("purelib")]
        self.port, self.record = a_free_port(), f"http://127.0.0.1:{a_free_port()}"
        self.working = folder / "working"
        self.working.mkdir(mode=0o555)

    def environment(self, name: str) -> dict[str, str]:
        told = {
            key: filled_in(str(value), GIVEN) for key, value in self.services[name]["environment"].items()
        }
        here = {"HOST": "127.0.0.1", "PORT": str(self.port), "TAMAR_DATA_DIR": str(self.folder / name)}
        return {key: self._here(value) for key, value in {**self.image, **told}.items()} | here

    def _here(self, value: str) -> str:
        """Names of the composed network as places on this machine."""
        on_socket = f"@/tamar?host={self.server.socket_dir}&port={self.server.port}"
        return value.replace("@postgres/tamar", on_socket).replace("http://simulator:8001", self.record)

    def start(self, name: str, command: Sequence[str] | None = None) -> "subprocess.Popen[bytes]":
        _, *arguments = command or self.services[name]["command"]
        code = TAMAR.format(places=self.places)
        return subprocess.Popen(
            [sys.executable, "-S", "-c", code, *arguments],
            env=self.environment(name),
            cwd=self.working,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def run(self, name: str, command: Sequence[str] | None = None) -> tuple[int, str]:
        process = self.start(name, command)
        said, _ = process.communicate(timeout=PATIENCE)
        return process.returncode, said.decode()


@pytest.fixture(scope="module")
def composed(
    services: dict[str, dict[str, Any]], image: dict[str, str], installed: Path
) -> Iterator[Composed]:
    with TemporaryDirectory(prefix="tamar-roles-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        with start(Path(folder) / "postgres", durable=False) as server:
            make_roles(server)
            yield Composed(services, image, installed, server, Path(folder))


def make_roles(server: Server) -> None:
    """As the image of PostgreSQL does it when its data folder is new."""
    known = {**server.superuser_environment(), **GIVEN, "POSTGRES_USER": "postgres"}
    path = f"{server.binaries.bin}:/usr/bin:/bin"
    subprocess.run(["sh", ROOT / "deploy" / "roles.sh"], env={**known, "PATH": path}, check=True)


def answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5).is_success
    except httpx.TransportError:
        return False


def test_every_role_starts_and_they_find_each_other(composed: Composed) -> None:
    code, said = composed.run("migrate")
    assert (code, said.startswith("Ran 0001")) == (0, True), said

    home = f"http://127.0.0.1:{composed.port}"
    with ExitStack() as held:
        for name in ("simulator", "api", "worker"):
            process = composed.start(name)
            held.callback(end, process)
        assert wait_until(lambda: answers(f"{composed.record}/control/held"), PATIENCE)
        assert wait_until(lambda: is_ready(home), PATIENCE)

        code, said = composed.run("api", ["tamar", "check"])
        assert code == 0, said
        shown = {"Authorization": f"Bearer {GIVEN['TAMAR_METRICS_TOKEN']}"}
        assert 'tamar_record_workers{target="record"} 1' in httpx.get(f"{home}/metrics", headers=shown).text

    assert list(composed.working.iterdir()) == []
    assert {one.name for one in composed.folder.iterdir()} == {"postgres", "working", "simulator"}


def is_ready(home: str) -> bool:
    """With a worker that was seen."""
    return answers(f"{home}/health/ready") and httpx.get(f"{home}/health/ready").json()["status"] == "ready"


def end(process: "subprocess.Popen[bytes]") -> None:
    """As an engine stops a container."""
    process.send_signal(signal.SIGTERM)
    said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, said.decode()
