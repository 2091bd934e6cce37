"""A cluster on disk: made once, of one major version, cleared of what a killed server left behind."""

import os
import shutil
import subprocess
import time
from pathlib import Path
from tempfile import mkdtemp

from service.postgres.binaries import Binaries
from service.postgres.errors import PostgresError
from service.postgres.files import sync_folder
from service.postgres.folder import Folder
from service.postgres.owner import Owner, stand_in_for

PLAIN_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
"""What the server gets to see of ours: no secrets, none of PostgreSQL's own variables."""
LOG_DAYS = 6


def make_sure_of(folder: Folder, binaries: Binaries, superuser_password: str, *, durable: bool) -> None:
    """A whole cluster of this major version is there, made now if there was none."""
    for abandoned in folder.path.glob("initdb-*"):
        shutil.rmtree(abandoned, ignore_errors=True)
    if folder.cluster.exists():
        _refuse_other_major(folder, binaries)
    else:
        _make(folder, binaries, superuser_password, durable=durable)
    if os.geteuid() == 0 and folder.cluster.stat().st_uid != folder.owner.uid:
        folder.owner.take(folder.cluster)


def clear_stale_locks(folder: Folder) -> None:
    """Remove the lock files of a server that was killed; only while we hold the folder and nothing works in it.

    PostgreSQL judges them by whether their pid exists, and so takes a stranger with that pid, or a zombie, for its
    predecessor. Its other guard, the shared memory that goes with the folder, stays in force.
    """
    folder.postmaster_file.unlink(missing_ok=True)
    for leftover in folder.socket.glob(".s.PGSQL.*"):
        leftover.unlink()


def drop_old_logs(folder: Folder) -> None:
    """The server writes one file for each day of the week; what a week without it left behind is removed here."""
    oldest = time.time() - LOG_DAYS * 86_400
    for log in (folder.cluster / "log").glob("postgres-*.log"):
        if log.lstat().st_mtime < oldest:
            log.unlink()


def _make(folder: Folder, binaries: Binaries, superuser_password: str, *, durable: bool) -> None:
    """The cluster takes its name when it is whole: whoever is killed on the way leaves none rather than half."""
    maker = stand_in_for(folder.owner)
    workshop = Path(mkdtemp(dir=folder.path, prefix="initdb-"))
    try:
        (workshop / "password").write_text(superuser_password)
        maker.take(workshop)
        _initdb(binaries, maker, workshop, durable=durable)
        folder.owner.take(workshop / "cluster")
        (workshop / "cluster").rename(folder.cluster)
        sync_folder(folder.path)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def _initdb(binaries: Binaries, maker: Owner, workshop: Path, *, durable: bool) -> None:
    options = ["--encoding=UTF8", "--locale=C.UTF-8", "--username=postgres", "--data-checksums"]
    secret = ["--auth=scram-sha-256", f"--pwfile={workshop / 'password'}"]
    haste = [] if durable else ["--no-sync"]
    outcome = subprocess.run(
        [binaries.bin / "initdb", f"--pgdata={workshop / 'cluster'}", *options, *secret, *haste],
        **maker.credentials,
        cwd="/",
        env=PLAIN_ENVIRONMENT,
        umask=0o077,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if outcome.returncode != 0:
        raise PostgresError(
            f"PostgreSQL could not make a database in {workshop.parent}: {_complaint(outcome.stderr)}; "
            "mend that, or choose another folder (TAMAR_DATA_DIR)."
        )


def _complaint(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line for line in lines if "error:" in line.lower() or "FATAL:" in line]
    return (errors or lines or ["initdb ended without a word"])[-1]


def _refuse_other_major(folder: Folder, binaries: Binaries) -> None:
    made_by = (folder.cluster / "PG_VERSION").read_text().strip()
    if made_by != str(binaries.major):
        raise PostgresError(
            f"The database in {folder.path} was made by PostgreSQL {made_by} and this is {binaries.version}: "
            f"start it with PostgreSQL {made_by}, or choose another folder (TAMAR_DATA_DIR)."
        )
