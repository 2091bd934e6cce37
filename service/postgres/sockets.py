"""Where the server listens: a socket in a folder of its own, under a path that the kernel takes."""

import hashlib
import os
import re
import stat
from pathlib import Path
from tempfile import gettempdir, mkdtemp

from service.postgres.errors import PostgresError
from service.postgres.folder import Folder

PORT = 5432
"""Only a part of the socket's name, since there is one server to a folder and none on the network."""
LONGEST = 99
"""Bytes of a socket's path that every Unix takes; Linux itself stops at 107."""


def private_folder(folder: Folder) -> Path:
    """The socket's folder, mode 0700 and the server's: inside the data folder, or at a short place linked there.

    It is the same at every start as long as it exists, so that an address stays good across restarts.
    """
    if _fits(folder.socket):
        return _inside(folder)
    if folder.socket.is_symlink() and _is_ours(folder.socket.readlink(), folder):
        return folder.socket.readlink()
    return _at_a_short_place(folder)


def _fits(place: Path) -> bool:
    """Short enough, and free of what a list of folders or an address would need quoted."""
    path = str(place / f".s.PGSQL.{PORT}")
    return len(path) <= LONGEST and re.fullmatch(r"[A-Za-z0-9/._+-]+", path) is not None


def _inside(folder: Folder) -> Path:
    if folder.socket.is_symlink():  # from a time when the folder had a longer path
        folder.socket.unlink()
    folder.socket.mkdir(mode=0o700, exist_ok=True)
    os.chown(folder.socket, folder.owner.uid, folder.owner.gid)
    folder.socket.chmod(0o700)
    return folder.socket


def _is_ours(place: Path, folder: Folder) -> bool:
    """A copied data folder still has the link of the first, and must not take over its socket."""
    if not place.name.startswith(_name(folder)):
        return False
    try:
        status = place.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISDIR(status.st_mode) and status.st_uid == folder.owner.uid and not status.st_mode & 0o077


def _at_a_short_place(folder: Folder) -> Path:
    parent = next((place for place in _short_places() if folder.owner.may_enter(place)), None)
    if parent is None:
        raise PostgresError(
            f"The path of {folder.path} is too long for a socket, and there is no short place that is open to all: "
            "choose a folder with a shorter path (TAMAR_DATA_DIR)."
        )
    place = Path(mkdtemp(dir=parent, prefix=_name(folder)))
    os.chown(place, folder.owner.uid, folder.owner.gid)
    if folder.socket.is_dir() and not folder.socket.is_symlink():
        folder.socket.rmdir()
    folder.socket.unlink(missing_ok=True)
    folder.socket.symlink_to(place)
    return place


def _name(folder: Folder) -> str:
    return f"tamar-{hashlib.sha256(os.fsencode(folder.path)).hexdigest()[:8]}-"


def _short_places() -> list[Path]:
    usual = (Path(gettempdir()), Path("/tmp"), Path("/var/tmp"))  # noqa: S108 - mkdtemp makes the folder used there
    return [place for place in usual if _fits(place / "tamar-01234567-abcdefgh")]
