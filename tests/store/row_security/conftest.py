"""A database in which the landscape is settled already: made once, and copied for each test."""

import asyncio
from collections.abc import AsyncIterator
from typing import NamedTuple

import asyncpg
import pytest

from tests.support.database import OWNER, Cluster, at, create_database, fresh_database
from tests.support.landscape import Landscape, settle
from tests.support.world import World


class Settled(NamedTuple):
    database: str
    land: Landscape


@pytest.fixture(scope="session")
def settled(cluster: Cluster) -> Settled:
    return asyncio.run(_settle(cluster))


async def _settle(cluster: Cluster) -> Settled:
    name = await create_database(cluster)
    owner = await asyncpg.connect(at(cluster[OWNER], name))
    try:
        return Settled(name, await settle(World(owner)))
    finally:
        await owner.close()


@pytest.fixture
async def database_name(cluster: Cluster, settled: Settled) -> AsyncIterator[str]:
    async with fresh_database(cluster, template=settled.database) as name:
        yield name


@pytest.fixture
def land(settled: Settled) -> Landscape:
    return settled.land
