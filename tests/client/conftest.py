"""The stage for tablets that are on their own."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from service.store.database import Database
from tests.client.live import Live, go_live
from tests.support.clock import Clock
from tests.support.database import MEMORY
from tests.support.scene import Scene
from tests.support.setting import Setting
from tests.support.world import World


@pytest.fixture
def folder() -> Iterator[Path]:
    """In memory where the machine has such a place: a tablet waits for its disk after every step."""
    with TemporaryDirectory(prefix="tamar-test-", dir=MEMORY if MEMORY.is_dir() else None) as folder:
        yield Path(folder)


@pytest.fixture
def scene(setting: Setting, world: World, app_dsn: str) -> Scene:
    """Its application has a pool of its own, since it is served from a thread of its own."""
    return setting.scene.on(world, Database(app_dsn, min_size=1), Clock())


@pytest.fixture
def live(scene: Scene, database: Database, folder: Path) -> Iterator[Live]:
    with go_live(scene, database, folder) as live:
        yield live
