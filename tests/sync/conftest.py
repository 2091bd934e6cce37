"""The stage for everything that tablets send."""

import pytest

from service.store.database import Database
from tests.support.clock import Clock
from tests.support.scene import Scene, build_scene
from tests.support.world import World


@pytest.fixture
async def scene(world: World, database: Database) -> Scene:
    return await build_scene(world, database, Clock())
