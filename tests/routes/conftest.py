"""The town in which identity is tested."""

import pytest

from service.auth.identity import Identity
from service.store.database import Database
from tests.support.clock import Clock
from tests.support.identity import Caller, Town, build_town, identity_app, identity_of
from tests.support.world import World


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def identity(database: Database) -> Identity:
    return identity_of(database)


@pytest.fixture
async def town(world: World) -> Town:
    return await build_town(world)


@pytest.fixture
def caller(database: Database, clock: Clock) -> Caller:
    return Caller(identity_app(database, clock))
