"""The built-in PostgreSQL: started on a folder by one process, which also ends it."""

import errno
import os
import signal
import subprocess
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from service.postgres import cluster, passwords, processes, settings, sockets
from service.postgres.address import Address
from service.postgres.binaries import Binaries, embedded
from service.postgres.errors import PostgresError
from service.postgres.files import open_private, replace_private
from service.postgres.folder import STATE_DIR, Folder, locate, own_state_dir, settle
from service.postgres.roles import checked, make_sure_of_database, make_sure_of_roles

START_PATIENCE = 120
"""Seconds; after a crash the server first reads again what it had written since its last checkpoint."""


@dataclass(kw_only=True)
class Server(Address):
    """A running server of ours. As a context manager it stops at the end."""

    binaries: Binaries = field(repr=False)
    process: subprocess.Popen[bytes] = field(repr=False)
    held: ExitStack = field(repr=False)
    """What `stop` undoes, once: the server, then the hold on the folder."""

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def is_running(self) -> bool:
        """False as soon as the server has ended, whoever ended it; then `stop` it, and `start` again."""
        return self.process.poll() is None

    def create_database(self, name: str, owner: str) -> None:
        """Make sure of a database `name` that belongs to `owner`, one of the roles the server was started with."""
        make_sure_of_database(self.binaries, self, name, owner)

    def stop(self) -> None:
        """End the server in order, or cut it off after some seconds; then let go of the folder. Twice does no harm."""
        self.held.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def start(
    data_dir: Path,
    *,
    roles: Sequence[str] = (),
    durable: bool = True,
    binaries: Binaries | None = None,
    state_dir: Path = STATE_DIR,
) -> Server:
    """Start PostgreSQL on `data_dir`, a folder of its own, and wait until it answers; PostgresError if it can't be.

    A new folder gets a new cluster. Each of `roles` can log in, with a password of its own and no privilege beyond.
    Servers and backends that a killed process left on the folder are ended first; a folder that a living process
    holds is refused. One process owns the server; others find it with `running_in`.

    Started by root, PostgreSQL runs under a uid that no account has (under the folder's owner where that isn't root).
    Where that uid can't get through to `data_dir`, the data go into a folder of their own below `state_dir`, and
    `data_dir` keeps a link to it; `Server.data_dir` tells where they lie. Where it can't get through to the programs,
    they are copied there once. `durable=False` is for tests: killing the server loses what was
    confirmed last, and a power cut may lose everything.
    """
    _refuse_other_systems()
    try:
        with ExitStack() as held:
            folder = settle(data_dir.resolve(), state_dir)
            held.callback(os.close, folder.hold())
            programs = _within_reach(binaries or embedded(), folder, state_dir)
            server = _started(folder, programs, [checked(role) for role in roles], durable=durable, held=held)
            make_sure_of_roles(programs, server, roles)
            server.held = held.pop_all()
            return server
    except OSError as error:
        raise PostgresError(_in_words(data_dir, error)) from error


def running_in(data_dir: Path) -> Address | None:
    """Where the server answers that another process has started on `data_dir`; None if there is none."""
    try:
        folder = locate(data_dir.resolve())
        leader = processes.postmaster_of(folder.cluster)
        if leader is None or not processes.is_ready(folder.cluster, leader):
            return None
        return Address(
            data_dir=folder.path,
            socket_dir=folder.socket.resolve(),
            port=sockets.PORT,
            passwords=passwords.kept(folder),
        )
    except OSError as error:
        raise PostgresError(_in_words(data_dir, error)) from error


def _refuse_other_systems() -> None:
    if not Path("/proc/self/exe").exists():
        raise PostgresError(
            "The built-in PostgreSQL runs on Linux only: name a database of your own in DATABASE_URL."
        )


def _within_reach(binaries: Binaries, folder: Folder, state_dir: Path) -> Binaries:
    if folder.owner.may_run(binaries.bin / "initdb"):
        return binaries
    copies = binaries.within_reach(own_state_dir(state_dir)) if os.geteuid() == 0 else binaries
    if not folder.owner.may_run(copies.bin / "initdb"):
        raise PostgresError(
            f"PostgreSQL in {copies.bin} doesn't run for uid {folder.owner.uid}, which is to be its own: "
            "let that user through to it, or name a database of your own in DATABASE_URL."
        )
    return copies


def _started(
    folder: Folder, binaries: Binaries, roles: Sequence[str], *, durable: bool, held: ExitStack
) -> Server:
    processes.end_all(folder.cluster)
    known = passwords.for_roles(folder, roles)
    cluster.make_sure_of(folder, binaries, known[passwords.SUPERUSER], durable=durable)
    cluster.clear_stale_locks(folder)
    cluster.drop_old_logs(folder)
    place = sockets.private_folder(folder)
    process = _launched(folder, binaries, settings.options(folder, place, durable=durable))
    held.callback(_end, process, folder.cluster)
    _await_ready(process, folder)
    return Server(
        data_dir=folder.path,
        socket_dir=place,
        port=sockets.PORT,
        passwords=known,
        binaries=binaries,
        process=process,
        held=held,
    )


def _launched(folder: Folder, binaries: Binaries, options: list[str]) -> subprocess.Popen[bytes]:
    """In a session of its own, since a Ctrl-C is ours to answer, and with no pipe of ours held open."""
    replace_private(folder.access_rules, settings.ACCESS_RULES)
    folder.access_rules.chmod(0o640)
    log = open_private(folder.start_log, os.O_TRUNC)
    try:
        return subprocess.Popen(
            [binaries.bin / "postgres", "-D", folder.cluster, *options],
            **folder.owner.credentials,
            cwd=folder.cluster,
            env=cluster.PLAIN_ENVIRONMENT,
            umask=0o077,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    finally:
        os.close(log)


def _await_ready(process: subprocess.Popen[bytes], folder: Folder) -> None:
    def is_decided() -> bool:
        return process.poll() is not None or processes.is_ready(folder.cluster, process.pid)

    logs = f"{folder.start_log} and {folder.cluster / 'log'} tell why"
    if not processes.wait_until(is_decided, START_PATIENCE):
        raise PostgresError(
            f"PostgreSQL in {folder.path} isn't ready after {START_PATIENCE} seconds: {logs}."
        )
    if process.poll() is not None:
        raise PostgresError(
            f"PostgreSQL in {folder.path} ended while it was starting: {_last_words(folder)}{logs}."
        )


def _last_words(folder: Folder) -> str:
    said = folder.start_log.read_text(errors="replace").splitlines()
    fatal = [line for line in said if "FATAL:" in line]
    told = fatal or [line for line in said if "LOG:" not in line and "HINT:" not in line]
    return f"{told[-1].rpartition('FATAL:')[2].strip()}; " if told else ""


def _end(process: subprocess.Popen[bytes], place: Path) -> None:
    """Our own child can be ended even when its folder is gone; what it leaves is found by the folder."""
    process.send_signal(signal.SIGINT)
    with suppress(subprocess.TimeoutExpired):
        process.wait(processes.STOP_PATIENCE)
    processes.end_all(place, patience=0)
    process.kill()
    process.wait()


def _in_words(asked: Path, error: OSError) -> str:
    what = f"{error.strerror}: {error.filename}" if error.filename else str(error)
    if error.errno in (errno.EACCES, errno.EROFS):
        return (
            f"The database folder {asked} can't be written by this user ({what}): "
            "give it the right to, or choose another folder (TAMAR_DATA_DIR)."
        )
    if error.errno == errno.EPERM and os.geteuid() == 0:
        return (
            "PostgreSQL doesn't run as root, and this root may not act as anybody else: "
            "start as an ordinary user, or name a database of your own in DATABASE_URL."
        )
    return f"The database in {asked} could not be started ({what}): mend that, or choose another folder."
