"""The stage for tablets that are on their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.store.database import Database
from tests.client.live import Live, go_live
from tests.support.clock import Clock
from tests.support.scene import Scene, build_scene
from tests.support.world import World


@pytest.fixture
async def scene(world: World, app_dsn: str) -> Scene:
    """Its application has a pool of its own, since it is served from a thread of its own."""
    return await build_scene(world, Database(app_dsn, min_size=1), Clock())


@pytest.fixture
def live(scene: Scene, database: Database, tmp_path: Path) -> Iterator[Live]:
    with go_live(scene, database, tmp_path) as live:
        yield live
