"""What every test may ask for: a database of its own, migrated and empty, a world to put into it, a scene in it."""

from collections.abc import AsyncIterator
from contextlib import ExitStack
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, settings

from service.store.database import Database
from service.store.engine import Connection
from tests.support.clock import Clock
from tests.support.database import APP, OWNER, TEMPLATE, Cluster, at, fresh_database, running, versions
from tests.support.desk import Desk
from tests.support.scene import Scene
from tests.support.setting import Setting, setting_of
from tests.support.ward import Ward
from tests.support.world import World

# How fast a machine makes examples up is no claim about the world.
settings.register_profile("tamar", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tamar")

_SERVERS = pytest.StashKey[ExitStack]()
_CLUSTERS = pytest.StashKey[dict[str, Cluster]]()


def cluster_of(config: pytest.Config, version: str) -> Cluster:
    """One server for the whole run: started when first needed, shared with the workers, ended with the run."""
    if hasattr(config, "workerinput"):
        return config.workerinput["clusters"][version]  # type: ignore[no-any-return] # xdist knows no types
    started = config.stash.setdefault(_CLUSTERS, {})
    if version not in started:
        servers = config.stash.setdefault(_SERVERS, ExitStack())
        started[version] = servers.enter_context(running(version))
    return started[version]


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """With several workers, the one that hands out the tests starts the servers."""
    node.workerinput["clusters"] = {version: cluster_of(node.config, version) for version in versions()}


def pytest_unconfigure(config: pytest.Config) -> None:
    config.stash.get(_SERVERS, ExitStack()).close()


@pytest.fixture(scope="session")
def cluster(pytestconfig: pytest.Config) -> Cluster:
    return cluster_of(pytestconfig, "embedded")


@pytest.fixture
async def setting(cluster: Cluster, request: pytest.FixtureRequest) -> Setting | None:
    """What the test's database is a copy of, if the test has a scene."""
    asked = request.fixturenames
    if "scene" not in asked:
        return None
    return await setting_of(cluster, desk="desk" in asked, ward="ward" in asked)


@pytest.fixture
async def database_name(cluster: Cluster, setting: Setting | None) -> AsyncIterator[str]:
    async with fresh_database(cluster, setting.database if setting else TEMPLATE) as name:
        yield name


@pytest.fixture
def owner_dsn(cluster: Cluster, database_name: str) -> str:
    """The test's database as its owner, whom row security does not hold."""
    return at(cluster[OWNER], database_name)


@pytest.fixture
def app_dsn(cluster: Cluster, database_name: str) -> str:
    """The test's database as the service sees it."""
    return at(cluster[APP], database_name)


@pytest.fixture
async def database(app_dsn: str) -> AsyncIterator[Database]:
    database = Database(app_dsn, min_size=1)
    await database.open()
    try:
        yield database
    finally:
        await database.close()


@pytest.fixture
async def owner(owner_dsn: str) -> AsyncIterator[Connection]:
    connection = await asyncpg.connect(owner_dsn)
    try:
        yield connection
    finally:
        await connection.close()


@pytest.fixture
def world(owner: Connection, setting: Setting | None) -> World:
    return setting.scene.world.on(owner) if setting else World(owner)


@pytest.fixture
def scene(setting: Setting, world: World, database: Database) -> Scene:
    return setting.scene.on(world, database, Clock())


@pytest.fixture
def desk(setting: Setting, scene: Scene) -> Desk:
    assert setting.desk is not None
    return setting.desk.on(scene)


@pytest.fixture
def ward(setting: Setting, scene: Scene) -> Ward:
    assert setting.ward is not None
    return setting.ward.on(scene)
