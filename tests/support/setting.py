"""Scenes that are set once for all tests of a worker: setting one takes longer than most of what happens there.

Each test gets a copy. What it begins with, tokens too, is the same in every test; what happens in it stays there.
"""

from typing import NamedTuple

import asyncpg

from service.store.database import Database
from tests.support.clock import Clock
from tests.support.database import APP, OWNER, SUPERUSER, Cluster, at, create_database
from tests.support.desk import Desk, open_desk
from tests.support.scene import Scene, build_scene
from tests.support.ward import Ward, build_ward
from tests.support.world import World


class Setting(NamedTuple):
    """A database to copy, and who and what is in it."""

    database: str
    scene: Scene
    desk: Desk | None
    ward: Ward | None


_kept: dict[tuple[str, bool, bool], Setting] = {}


async def setting_of(cluster: Cluster, *, desk: bool, ward: bool) -> Setting:
    """A scene, with an open desk and a ward if asked for."""
    kind = cluster[SUPERUSER], desk, ward
    if kind not in _kept:
        _kept[kind] = await _set(cluster, desk=desk, ward=ward)
    return _kept[kind]


async def _set(cluster: Cluster, *, desk: bool, ward: bool) -> Setting:
    name = await create_database(cluster)
    owner, database = await asyncpg.connect(at(cluster[OWNER], name)), Database(at(cluster[APP], name))
    await database.open()
    try:
        scene = await build_scene(World(owner), database, Clock())
        opened = await open_desk(scene) if desk else None
        return Setting(name, scene, opened, await build_ward(scene) if ward else None)
    finally:
        await database.close()
        await owner.close()
