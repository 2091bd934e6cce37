"""What `tamar check` looks at, one thing after the other: each says in a sentence how it is. Nothing is changed."""

import importlib.metadata
import os
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Literal

import asyncpg
import httpx
from msgspec import Struct

from service import hosting
from service.auth import keys
from service.connectors.mapping import BadProfile, load
from service.postgres import PostgresError
from service.settings import BadSetting, Settings
from service.store.database import Database
from service.store.figures import Figures
from service.store.migrate import MigrationError, pending
from service.store.roles import RoleTooPowerful, refuse_powerful_role

OURS = ("schemas", "workflows", "service")
PATIENCE_SECONDS = 5
AMISS = (
    BadProfile,
    BadSetting,
    MigrationError,
    PostgresError,
    RoleTooPowerful,
    OSError,
    TimeoutError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    httpx.HTTPError,
)


class Checked(Struct, frozen=True):
    """One thing that was looked at; `skipped` where there is nothing to look at, or something before it failed."""

    name: str
    status: Literal["ok", "failed", "skipped"]
    detail: str

    @property
    def passed(self) -> bool:
        return self.status != "failed"


class Skipped(Exception):
    """There is nothing to look at; the message says why."""


class Amiss(Exception):
    """Something is not as it should be; the message says what, and what to do."""


Look = Callable[[], Awaitable[str]]


async def examine(settings: Settings, now: datetime) -> list[Checked]:
    """Everything that can be amiss with these settings, in the order in which to put it right."""
    database = Examined(settings, now)
    looks: dict[str, Look] = {
        "packages": packages,
        "signing keys": lambda: signing_keys(settings),
        "database": database.answers,
        "database role": database.role,
        "migrations": database.migrations,
        "record": lambda: record(settings),
        "record worker": database.worker,
    }
    return [await _looked(name, look) for name, look in looks.items()]


async def _looked(name: str, look: Look) -> Checked:
    try:
        return Checked(name, "ok", await look())
    except Skipped as why:
        return Checked(name, "skipped", str(why))
    except (Amiss, *AMISS) as why:
        return Checked(name, "failed", str(why) or type(why).__name__)


async def packages() -> str:
    """The names of our packages are plain words: another one of the same name may lie before them on the path."""
    owners = importlib.metadata.packages_distributions()
    home = Path(__file__).parents[1]
    for name in OURS:
        found = Path(str(sys.modules[name].__file__)).parent if name in sys.modules else None
        if found != home / name:
            raise Amiss(
                f"The package {name} is another's, in {found}: install Tamar in an environment of its own."
            )
        if strangers := sorted(set(owners.get(name, ())) - {"tamar"}):
            raise Amiss(f"The package {name} is also brought by {', '.join(strangers)}: uninstall that.")
    return f"{', '.join(OURS)} are ours, version {importlib.metadata.version('tamar')}."


async def signing_keys(settings: Settings) -> str:
    place = settings.data_dir / keys.KEY_FILE
    if settings.signing_key is None and settings.signing_key_file is None and not place.exists():
        if settings.database_url is not None:
            raise Amiss(
                "No signing key is set: each process would make its own, and not know the tokens of another. "
                "Set TAMAR_SIGNING_KEY or TAMAR_SIGNING_KEY_FILE."
            )
        raise Skipped(f"There is none yet; one is made in {place} at the first start.")
    _, known = keys.parse(keys.signing_keys(settings))
    return f"{len(known)} {'key counts' if len(known) == 1 else 'keys count'}; the first one signs."


class Examined:
    """The database of these settings; what can't be reached is looked at no further."""

    def __init__(self, settings: Settings, now: datetime) -> None:
        self.settings, self.now = settings, now
        self.address: str | None = None
        self.is_current = False

    async def answers(self) -> str:
        address = self._address()
        connection = await asyncpg.connect(address, timeout=PATIENCE_SECONDS)
        try:
            version = await connection.fetchval("show server_version")
        finally:
            await connection.close()
        self.address = address
        return f"PostgreSQL {version} answers."

    async def role(self) -> str:
        await refuse_powerful_role(self._reached())
        return "Row security holds the role that serves."

    async def migrations(self) -> str:
        if missing := await pending(self._reached()):
            raise Amiss(f"{', '.join(missing)} did not run yet: run `tamar migrate`.")
        self.is_current = True
        return "All have run."

    async def worker(self) -> str:
        if self.settings.record == "none":
            raise Skipped("No record is connected.")
        database = Database(self._reached(), min_size=1, max_size=1)
        if not self.is_current:
            raise Skipped("The database is not up to date.")
        await database.open()
        try:
            figures = [one for one in await Figures(database).at(self.now) if one.what == "worker"]
        finally:
            await database.close()
        if not figures:
            raise Amiss("None was seen within a week: start `tamar worker`.")
        age = int((self.now - max(one.moment for one in figures)).total_seconds())
        at_work = sum(one.items for one in figures)
        if at_work == 0:
            raise Amiss(f"The last one was seen {age} s ago: start `tamar worker`.")
        return f"{at_work} at work, seen {max(age, 0)} s ago."

    def _address(self) -> str:
        if self.settings.database_url is not None:
            return self.settings.database_url
        running = hosting.running(self.settings)
        if running is None:
            raise Amiss("The built-in one is not running: `tamar run` starts it.")
        return running.application

    def _reached(self) -> str:
        if self.address is None:
            raise Skipped("The database was not reached.")
        return self.address


async def record(settings: Settings) -> str:
    match settings.record:
        case "none":
            raise Skipped("No record is connected: what is approved waits. TAMAR_RECORD_TARGET connects one.")
        case "files":
            return _folder(settings.record_folder or settings.data_dir / "record")
    load(settings.record_profile)
    if settings.record_url is None and settings.database_url is None:
        raise Skipped("`tamar run` begins a simulated record of its own and says where it is.")
    place = settings.shown()["TAMAR_RECORD_URL"] or settings.record_address
    async with httpx.AsyncClient(timeout=PATIENCE_SECONDS) as client:
        try:
            await client.get(settings.record_address)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Amiss(f"It doesn't answer at {place} ({type(error).__name__}).") from None
    return f"It answers at {place}; the mapping profile can be used."


def _folder(folder: Path) -> str:
    """It is made by the first file; until then it is the nearest folder above it that counts."""
    place = next(one for one in (folder, *folder.absolute().parents) if one.exists())
    if not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
        raise Amiss(f"Files can't be written to {folder}.")
    return f"Files can be written to {folder}."
