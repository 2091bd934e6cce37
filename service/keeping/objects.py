"""Where bytes are kept: a folder, or whatever speaks S3. What is put is there whole, or not at all."""

import os
from collections.abc import AsyncIterator, Iterable
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import IO

import obstore
from anyio import to_thread
from obstore.store import LocalStore, ObjectStore, from_url

PIECE_BYTES = 1_048_576
"""What is held in memory of a file at any time."""


class Objects:
    """Objects by key. A key is made of ids and digests, and so says nothing of anybody.

    `place` is a folder, or an address as s3://bucket/folder; then the credentials, the region and the endpoint come
    from the variables that all clients of S3 read (AWS_ACCESS_KEY_ID, AWS_ENDPOINT_URL and so on).
    """

    def __init__(self, place: Path | str) -> None:
        self.place = place

    @cached_property
    def _store(self) -> ObjectStore:
        if isinstance(self.place, Path):
            return LocalStore(self.place, mkdir=True)
        return from_url(self.place, client_options={"allow_http": True})

    async def put(self, key: str, content: bytes | IO[bytes]) -> None:
        """Keep this under `key`, so that it is there after a power cut too."""
        await obstore.put_async(self._store, key, content, chunk_size=5 * PIECE_BYTES, max_concurrency=1)
        if isinstance(self.place, Path):
            await to_thread.run_sync(_onto_the_disk, self.place / key)

    async def has(self, key: str) -> bool:
        try:
            await obstore.head_async(self._store, key)
        except FileNotFoundError:
            return False
        return True

    async def read(self, key: str) -> AsyncIterator[bytes]:
        """The content piece by piece; raises FileNotFoundError."""
        found = await obstore.get_async(self._store, key)
        async for piece in found.stream(PIECE_BYTES):
            yield bytes(piece)

    async def delete(self, keys: Iterable[str]) -> None:
        """Of these, whatever is there is gone."""
        for key in keys:
            try:
                await obstore.delete_async(self._store, key)
            except FileNotFoundError:
                continue

    async def pages(self) -> AsyncIterator[list[tuple[str, datetime]]]:
        """All keys, with when each was put there, many at a time."""
        if isinstance(self.place, Path) and not self.place.exists():
            return
        async for page in obstore.list(self._store, chunk_size=500):
            yield [(one["path"], one["last_modified"]) for one in page]


def _onto_the_disk(path: Path) -> None:
    for place in (path, path.parent):
        held = os.open(place, os.O_RDONLY)
        try:
            os.fsync(held)
        finally:
            os.close(held)
