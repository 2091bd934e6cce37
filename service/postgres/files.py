"""The few ways in which the launcher touches files: private, whole, and never through somebody's link."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def locked_folder(folder: Path) -> Iterator[None]:
    """One process at a time works in `folder`; the others wait."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def open_private(path: Path, flags: int = 0) -> int:
    """A file for its folder's owner alone, made where it is missing; the handle is the caller's to close."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC | flags, 0o600)
    belong_to_folder(handle, path.parent)
    return handle


def replace_private(path: Path, text: str) -> None:
    """The old text or the new one, also after a power cut; never half of either."""
    draft = path.with_name(f"{path.name}.new")
    handle = open_private(draft, os.O_TRUNC)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
    sync_folder(path.parent)


def belong_to_folder(handle: int, folder: Path) -> None:
    """What root makes in somebody's folder stays usable to them."""
    if os.geteuid() == 0:
        owner = folder.stat()
        os.fchown(handle, owner.st_uid, owner.st_gid)


def sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
