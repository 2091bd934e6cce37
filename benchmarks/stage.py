"""What is measured, each in processes of its own: PostgreSQL, the service, the bare programs; ended with the stage."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager, ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

import msgspec

from benchmarks import town as towns
from benchmarks.reviews import now
from benchmarks.town import PASSWORD, Town
from benchmarks.wire import Line
from schemas.sessions import TokenPair
from service import postgres
from service.hosting import APPLICATION, DATABASE, OWNER
from service.postgres import Server
from service.store.database import Database
from service.store.migrate import migrate

HOST = "127.0.0.1"
FORM = "application/x-www-form-urlencoded"
FLOOR = "floor"
"""The bare programs' own database, on the same server."""
PATIENCE_SECONDS = 60.0
RAW_CONNECTIONS = 10
"""As many as the service may open, and the bare programs."""


@dataclass
class Program:
    """A process that answers at a port of the loopback."""

    process: "subprocess.Popen[bytes]"
    port: int

    @property
    def pid(self) -> int:
        return self.process.pid

    def line(self, token: str = "") -> Line:
        return Line(HOST, self.port, token)


@dataclass
class Databases:
    """A PostgreSQL of the stage's own, by addresses; `pid` is its postmaster's."""

    pid: int
    version: str
    owner: str
    application: str
    floor: str


@dataclass
class Stage:
    """Everything that runs, with a town in the database and everybody's tokens."""

    databases: Databases
    town: Town
    service: Program
    beside: list[Program]
    """More processes of the service on the same database."""
    floor: Program
    raw: Database
    tokens: dict[str, str]

    def desk(self) -> Line:
        """The verifier's."""
        return self.service.line(self.tokens[self.town.verifier])


@asynccontextmanager
async def staged(
    databases: Databases, folder: Path, people: int, clients: int, processes: int = 1
) -> AsyncIterator[Stage]:
    """The town, the service and the bare programs on these databases, which are empty before; signed in are the
    verifier and the first so many tablets. The service has so many processes.
    """
    await migrate(databases.owner, APPLICATION)
    town = await towns.found(databases.owner, databases.application, people, now())
    raw = Database(databases.owner, min_size=RAW_CONNECTIONS, max_size=RAW_CONNECTIONS)
    with ExitStack() as held:
        service, *beside = [held.enter_context(_serving(databases, folder)) for _ in range(processes)]
        port = free_port()
        floor = held.enter_context(
            running(["benchmarks.floor", databases.floor, str(port)], dict(os.environ), port)
        )
        await raw.open()
        try:
            await asyncio.gather(*map(answering, (service, *beside, floor)))
            tokens = await _sign_in(service, town, clients)
            yield Stage(databases, town, service, beside, floor, raw, tokens)
        finally:
            await raw.close()


def _serving(databases: Databases, folder: Path) -> AbstractContextManager[Program]:
    port = free_port()
    told = environment(databases, folder, HOST=HOST, PORT=str(port))
    return running(["service.cli", "serve"], told, port)


@contextmanager
def own_databases(folder: Path, *, durable: bool = True) -> Iterator[Databases]:
    """One pair of databases on a server of their own."""
    with own_server(folder, durable=durable) as server:
        yield databases_on(server, DATABASE)


@contextmanager
def own_server(folder: Path, *, durable: bool = True) -> Iterator[Server]:
    """A server as `make run` has it, in `folder`: nothing is tuned, and what is confirmed is on the disk.

    Where no figure is taken, it needn't be `durable`.
    """
    with postgres.start(folder, roles=(OWNER, APPLICATION), durable=durable) as server:
        yield server


def databases_on(server: Server, name: str) -> Databases:
    """A new and empty database of that name, and one for the bare programs."""
    floor = f"{name}_{FLOOR}"
    server.create_database(name, OWNER)
    server.create_database(floor, OWNER)
    return Databases(
        pid=server.pid,
        version=str(server.binaries.version),
        owner=server.dsn(OWNER, name),
        application=server.dsn(APPLICATION, name),
        floor=server.dsn(OWNER, floor),
    )


@contextmanager
def own_folder() -> Iterator[Path]:
    """On a real disk where the machine has one: memory would flatter everything that waits for a commit."""
    with TemporaryDirectory(prefix="tamar-bench-", dir="/var/tmp") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@contextmanager
def running(command: list[str], environment: dict[str, str], port: int) -> Iterator[Program]:
    """One of our own programs in a process of its own, told to end at the end; what it says goes to nobody."""
    process = subprocess.Popen([sys.executable, "-m", *command], env=environment, stdout=subprocess.DEVNULL)
    try:
        yield Program(process, port)
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    with socket.create_server((HOST, 0)) as place:
        port: int = place.getsockname()[1]
        return port


def environment(databases: Databases, folder: Path, **more: str) -> dict[str, str]:
    """What the service's processes are told; everything else is as they have it by default."""
    told = {
        "DATABASE_URL": databases.application,
        "DATABASE_ADMIN_URL": databases.owner,
        "TAMAR_DATA_DIR": str(folder),
    }
    return {**os.environ, **told, **more}


async def answering(program: Program) -> None:
    """Wait until the program takes connections; one that has ended never will."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while program.process.poll() is None:
            try:
                async with program.line():
                    return
            except OSError:
                await asyncio.sleep(0.05)
    raise RuntimeError(f"{program.process.args!r} has ended")


async def _sign_in(service: Program, town: Town, clients: int) -> dict[str, str]:
    """Username → access token, of the verifier and of those who hold the first tablets."""
    tokens = {}
    async with service.line() as line:
        tokens[town.verifier] = await _token(line, town.verifier)
        for tablet in town.tablets[:clients]:
            tokens[tablet.username] = await _token(line, tablet.username, device_id=str(tablet.id))
    return tokens


async def _token(line: Line, username: str, **device: str) -> str:
    form = {"grant_type": "password", "username": username, "password": PASSWORD, **device}
    answered = await line.post("/v1/auth/token", urlencode(form).encode(), media_type=FORM)
    return msgspec.json.decode(answered, type=TokenPair).access_token
