"""The folder of one database: what lies where in it, where it lies itself, and who holds it."""

import fcntl
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from service.postgres.errors import PostgresError
from service.postgres.files import open_private
from service.postgres.owner import Owner, owner_of

STATE_DIR = Path("/var/lib/tamar")
"""Where root keeps what the unprivileged server could not reach at the place that was asked for."""
LINK = "kept-elsewhere"
MARKS = {"lock", LINK}
"""One of these is in every folder of ours, from its first moment."""


@dataclass(frozen=True)
class Folder:
    """Where everything of one database lies; only `cluster` and the socket belong to the server."""

    path: Path
    owner: Owner

    @property
    def cluster(self) -> Path:
        return self.path / "cluster"

    @property
    def passwords(self) -> Path:
        return self.path / "passwords.json"

    @property
    def access_rules(self) -> Path:
        return self.path / "pg_hba.conf"

    @property
    def start_log(self) -> Path:
        return self.path / "start.log"

    @property
    def socket(self) -> Path:
        """The socket's folder, or a link to it where this path would be too long for a socket."""
        return self.path / "socket"

    @property
    def postmaster_file(self) -> Path:
        return self.cluster / "postmaster.pid"

    def hold(self) -> int:
        """Take the folder for this process, for as long as the returned handle stays open.

        The lock is the kernel's, so it goes with the process, also after kill -9; the server doesn't inherit it.
        """
        handle = open_private(self.path / "lock")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(handle, 20, 0).decode() or "another process"
            os.close(handle)
            raise PostgresError(
                f"The database in {self.path} is in use by {holder}: stop that first, or choose another folder."
            ) from None
        os.truncate(handle, 0)
        os.pwrite(handle, f"process {os.getpid()}".encode(), 0)
        return handle


def settle(asked: Path, state_dir: Path) -> Folder:
    """The folder that was asked for, made if it is missing, or for root the one that stands in for it.

    Root's own folders are often closed to everybody else, the server's uid included. Then the data go below
    `state_dir` and a link in the folder says where; the mode of a parent is never touched.
    """
    asked.mkdir(mode=0o700, parents=True, exist_ok=True)
    _refuse_foreign(asked)
    link = asked / LINK
    if link.is_symlink():
        return _followed(link, state_dir)
    folder = _opened(asked)
    if folder.owner.may_enter(folder.path):
        return folder
    if folder.cluster.exists():
        raise PostgresError(
            f"The unprivileged user that PostgreSQL runs as can't reach {asked} any more: "
            "let others pass through the folders above it, or move it to where they may."
        )
    return _made_elsewhere(link, state_dir)


def locate(asked: Path) -> Folder:
    """The folder as it is, without making or changing anything."""
    link = asked / LINK
    path = link.readlink() if link.is_symlink() else asked
    return Folder(path, owner_of(path, path / "cluster"))


def own_state_dir(state_dir: Path) -> Path:
    """`state_dir`, made if it is missing; refused where somebody else could have put something into it."""
    if not state_dir.exists():
        state_dir.mkdir(mode=0o755, parents=True, exist_ok=True)
        state_dir.chmod(0o755)
    status = state_dir.lstat()
    if state_dir.is_symlink() or status.st_uid not in (0, os.geteuid()) or status.st_mode & 0o022:
        raise PostgresError(
            f"{state_dir} can be written by others, so nothing is kept there: "
            "give it to root alone (chown root, chmod 755), or remove it."
        )
    return state_dir


def _refuse_foreign(asked: Path) -> None:
    names = {entry.name for entry in asked.iterdir()} - {"lost+found"}
    if names and not names & MARKS:
        raise PostgresError(
            f"{asked} holds other things than a database of ours: name an empty folder, or one that doesn't exist."
        )


def _opened(path: Path) -> Folder:
    """Only the server's group may pass through; what it may read on the way is up to each file."""
    owner = owner_of(path, path / "cluster")
    if os.geteuid() == 0 and path.stat().st_uid == 0:
        os.chown(path, 0, owner.gid)
        path.chmod(0o710)
    elif path.stat().st_uid == os.geteuid():
        path.chmod(0o700)
    return Folder(path, owner)


def _followed(link: Path, state_dir: Path) -> Folder:
    path = link.readlink()
    if path.parent != state_dir or not path.is_dir():
        raise PostgresError(
            f"{link} says that the data are in {path}, and there is no such folder in {state_dir}: "
            f"bring it back, or remove {link.parent} to begin anew."
        )
    own_state_dir(state_dir)
    return _opened(path)


def _made_elsewhere(link: Path, state_dir: Path) -> Folder:
    path = own_state_dir(state_dir) / f"data-{secrets.token_hex(8)}"
    path.mkdir(mode=0o700)
    folder = _opened(path)
    if not folder.owner.may_enter(path):
        path.rmdir()
        raise PostgresError(
            f"The unprivileged user that PostgreSQL runs as can reach neither {link.parent} nor {state_dir}: "
            "choose a folder that others may pass through (TAMAR_DATA_DIR)."
        )
    try:
        link.symlink_to(path)
    except FileExistsError:  # another process was quicker; its folder is as good
        path.rmdir()
        return _followed(link, state_dir)
    return folder
