"""Drops verified reviews and homes' decisions into a folder, a JSON file each, for a council with a route of its own.

A file appears whole or not at all, and is never written again. Whoever takes files away should keep their `key`: if
this service stopped between the file and its own note of it, the same file may appear once more.
"""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

import msgspec

from schemas.base import encode
from schemas.placements import ToRecord
from schemas.pushes import Answer, Delivered, Exchange
from service.connectors import reasons

READABLE_BY_GROUP = 0o640
"""The other side takes files away as a member of the folder's group; nobody else may read them."""


class Files:
    """A connector to a folder, with one inside it for each council, named by its GSS code."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def deliver(self, record: ToRecord) -> Answer:
        subject, rev, message = record.key.split(":")
        name = f"{record.reference}.{rev}.{message}.{subject}.json"
        content = encode(record)
        told = {"file": name, "bytes": len(content)}
        try:
            written = await asyncio.to_thread(drop, self.folder / record.council, name, content)
        except OSError as error:
            why = {"code": "folder-unusable", "error": error.strerror or "unknown"}
            shown = Exchange(operation="drop", sent=told, came_back=why)
            return msgspec.structs.replace(reasons.down("folder-unusable").answer, exchanges=(shown,))
        shown = Exchange(operation="drop", sent=told, came_back={"written": written})
        return Delivered(reference=name.removesuffix(".json"), exchanges=(shown,))

    async def close(self) -> None:
        """Nothing is held open."""


def drop(folder: Path, name: str, content: bytes) -> bool:
    """Put a whole file there; False if there is one of this name already, which stays as it is. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    with _hidden(folder, content) as hidden:
        try:
            os.link(hidden, folder / name)
        except FileExistsError:
            return False
    _sync(folder)
    return True


@contextmanager
def _hidden(folder: Path, content: bytes) -> Iterator[str]:
    """The content on disk under a name that nobody looks for; gone at the end, whatever happened."""
    with NamedTemporaryFile(dir=folder, prefix=".", suffix=".part") as file:
        file.write(content)
        file.flush()
        os.fchmod(file.fileno(), READABLE_BY_GROUP)
        os.fsync(file.fileno())
        yield file.name


def _sync(folder: Path) -> None:
    """The name itself has to survive a power cut too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
