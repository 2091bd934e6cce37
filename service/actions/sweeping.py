"""What attachments leave behind: uploads nobody finished, bytes nobody needs, files nobody looked through."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from tempfile import TemporaryFile
from uuid import UUID

import msgspec
from msgspec import Struct

from service.keeping.files import Files, Origin, file_key, origin
from service.settings import Settings
from service.store import attachments as store
from service.store.database import NOBODY, Database

AN_ORPHAN_AFTER = timedelta(days=1)
"""What lies about for so long belongs to no upload that is under way."""
SCANNED_AT_ONCE = 100
EVERY_SECONDS = 3_600

log = logging.getLogger(__name__)


class Swept(Struct, frozen=True, kw_only=True):
    """What a sweep did."""

    parts_of_expired: int
    orphans: int
    scanned: int


async def sweep(database: Database, files: Files, at: datetime) -> Swept:
    """End what rested too long, delete what no row names, and look through what no scanner has seen; any number of
    sweeps may run at once."""
    async with database.tx(NOBODY, at) as db:
        expired = await store.expire(db, at)
    await files.objects.delete(expired)
    return Swept(
        parts_of_expired=len(expired),
        orphans=await _sweep_orphans(database, files, at),
        scanned=await _scan(database, files, at),
    )


async def hourly(settings: Settings, database: Database, clock: Callable[[], datetime]) -> None:
    """Sweep now and every hour, until cancelled; what goes wrong is tried again an hour later."""
    while True:
        try:
            swept = await sweep(database, Files.of(settings), clock())
            log.info("attachments were swept", extra={"fields": msgspec.structs.asdict(swept)})
        except Exception:
            log.exception("attachments could not be swept")
        await asyncio.sleep(EVERY_SECONDS)


async def once(settings: Settings, database_url: str, at: datetime) -> Swept:
    """Sweep on a connection of its own; raises BadSetting."""
    files, database = Files.of(settings), Database(database_url, min_size=1, max_size=1)
    await database.open()
    try:
        return await sweep(database, files, at)
    finally:
        await database.close()


async def _sweep_orphans(database: Database, files: Files, at: datetime) -> int:
    found = 0
    async for page in files.objects.pages():
        old = [key for key, put_at in page if put_at <= at - AN_ORPHAN_AFTER]
        orphans = await _orphans(database, filter(None, map(origin, old)), at)
        await files.objects.delete(orphans)
        found += len(orphans)
    return found


async def _orphans(database: Database, origins: Iterable[Origin], at: datetime) -> Sequence[str]:
    """Of these objects, those that no row names. What has a key of another kind is not ours to delete."""
    asked = list(origins)
    if not asked:
        return []
    async with database.tx(NOBODY, at, readonly=True) as db:
        needed = await store.needed(db, asked)
    return [one.key for one in asked if one.key not in needed]


async def _scan(database: Database, files: Files, at: datetime) -> int:
    if files.scanner is None:
        return 0
    async with database.tx(NOBODY, at, readonly=True) as db:
        waiting = await store.unscanned(db, SCANNED_AT_ONCE)
    return sum([await _scan_one(database, files, *one, at) for one in waiting])


async def _scan_one(
    database: Database, files: Files, authority_id: UUID, sha256: bytes, at: datetime
) -> bool:
    """Whether the scanner could say anything about it; what it finds harmful is deleted."""
    key = file_key(authority_id, sha256)
    with TemporaryFile() as shown:
        try:
            await files.collect([key], shown)
        except FileNotFoundError:
            log.warning("an attachment is not where it was kept", extra={"fields": {"key": key}})
            return False
        result = await files.scan(shown)
    if result == "unscanned":
        return False
    async with database.tx(NOBODY, at) as db:
        await store.scanned(db, authority_id, sha256, result, at)
    if result == "infected":
        await files.objects.delete([key])
    return True
