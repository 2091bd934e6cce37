"""The database that a command works on: one's own where the environment names it, else the built-in one."""

import logging
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from service import postgres
from service.postgres import PostgresError, Server
from service.settings import BadSetting, Settings

log = logging.getLogger(__name__)

OWNER, APPLICATION, DATABASE = "tamar_owner", "tamar_app", "tamar"
LOOK_EVERY_SECONDS = 0.5


class Addresses(NamedTuple):
    """One database as its two roles reach it: the application's, and the owner's for migrations.

    `data_dir` is where the built-in one keeps its data: for root that may be elsewhere than asked.
    """

    application: str
    owner: str
    data_dir: Path | None = None

    @property
    def built_in(self) -> bool:
        return self.data_dir is not None


@contextmanager
def kept(settings: Settings) -> Iterator[Addresses]:
    """The database for as long as the service runs: the built-in one is started, watched, and stopped at the end.

    Raises PostgresError or BadSetting.
    """
    if settings.database_url is not None:
        yield _own(settings)
        return
    keeper = Keeper(settings)
    try:
        yield _built_in(keeper.server)
    finally:
        keeper.stop()


@contextmanager
def reached(settings: Settings) -> Iterator[Addresses]:
    """The database for one command: where the service runs already, its own; else as `kept`."""
    if settings.database_url is None and (addresses := running(settings)) is not None:
        yield addresses
        return
    with kept(settings) as addresses:
        yield addresses


@contextmanager
def served(settings: Settings) -> Iterator[str]:
    """The database as the application's role, for what never needs its owner: DATABASE_URL, else as `reached`."""
    if settings.database_url is not None:
        yield settings.database_url
        return
    with reached(settings) as addresses:
        yield addresses.application


def running(settings: Settings) -> Addresses | None:
    """The built-in database where another process runs it already; None if there is none. Raises PostgresError."""
    found = postgres.running_in(_folder(settings))
    return None if found is None else _built_in(found)


class Keeper:
    """Keeps the built-in PostgreSQL running: what kills it doesn't keep it down."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._stopping = threading.Event()
        self.server = self._start()
        self._watcher = threading.Thread(target=self._watch, name="postgres-keeper", daemon=True)
        self._watcher.start()

    def stop(self) -> None:
        self._stopping.set()
        self._watcher.join()
        self.server.stop()

    def _start(self) -> Server:
        """One that ends before it has its database lets go of the folder, or nobody could start it again."""
        with ExitStack() as held:
            server = held.enter_context(postgres.start(_folder(self._settings), roles=(OWNER, APPLICATION)))
            server.create_database(DATABASE, OWNER)
            held.pop_all()
            return server

    def _watch(self) -> None:
        while not self._stopping.wait(LOOK_EVERY_SECONDS):
            if not self.server.is_running:
                self._start_again()

    def _start_again(self) -> None:
        log.warning("the built-in PostgreSQL ended by itself and is started again")
        try:
            self.server.stop()
            self.server = self._start()
        except PostgresError as error:
            log.error("the built-in PostgreSQL did not start: %s", error)  # noqa: TRY400 - a sentence, not a crash


def _folder(settings: Settings) -> Path:
    return settings.data_dir / "postgres"


def _own(settings: Settings) -> Addresses:
    if settings.database_url is None or settings.database_admin_url is None:
        raise BadSetting(
            "DATABASE_URL and DATABASE_ADMIN_URL go together: the role that serves, and the owner."
        )
    return Addresses(settings.database_url, settings.database_admin_url)


def _built_in(address: postgres.Address) -> Addresses:
    return Addresses(address.dsn(APPLICATION, DATABASE), address.dsn(OWNER, DATABASE), address.data_dir)
