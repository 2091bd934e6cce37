"""The service keeps its own PostgreSQL running, whatever kills it, and however often."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.hosting import Keeper
from service.postgres import PostgresError, Server
from service.postgres.processes import wait_until
from service.settings import Settings

PATIENCE = 60
"""Seconds until it is given up that a server comes back."""


@pytest.fixture
def keeper(place: Path) -> Iterator[Keeper]:
    kept = Keeper(Settings(data_dir=place))
    yield kept
    kept.stop()


def killed(keeper: Keeper) -> Server:
    """The server that is there no more."""
    server = keeper.server
    os.kill(server.pid, signal.SIGKILL)
    return server


def test_a_server_that_is_killed_comes_back(keeper: Keeper) -> None:
    before = killed(keeper)

    assert wait_until(lambda: keeper.server is not before and keeper.server.is_running, PATIENCE)


def test_also_one_that_is_killed_again_while_it_comes_back(
    keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    create, tries = Server.create_database, iter(("killed", "killed"))

    def killed_before(server: Server, name: str, owner: str) -> None:
        if next(tries, None):
            server.process.kill()
            server.process.wait()
            raise PostgresError("it ended before it answered")
        create(server, name, owner)

    monkeypatch.setattr(Server, "create_database", killed_before)

    before = killed(keeper)

    assert wait_until(lambda: keeper.server is not before and keeper.server.is_running, PATIENCE)
