"""The service on a socket, over a scene in which things have happened, and the tokens of those who may ask."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

import asyncpg
import pytest_asyncio
import requests

from service.store.database import Database
from tests.support.clock import Clock
from tests.support.database import APP, OWNER, Cluster, at, fresh_database
from tests.support.identity import identity_app
from tests.support.scene import Scene, build_scene
from tests.support.serving import served
from tests.support.ward import build_ward
from tests.support.world import World

ON_A_TABLET = ("rowena", "wenna")
AT_A_DESK = ("vera", "ada", "corentyn", "kerra")

ASSESSMENTS = ["01939a2c-0000-7000-8000-00000000000a"]
SUBMISSIONS = [f"01939a2c-0000-7000-8000-00000000000{number}" for number in (1, 2, 3)]
DEVICES = [f"01939a2c-0000-4000-8000-00000000000{number}" for number in (1, 2)]
"""Known beforehand, so that requests can name them."""


@dataclass(frozen=True)
class Contacted:
    """Where the service is, an open line to it, and the tokens of those who may talk to it."""

    url: str
    session: requests.Session
    tokens: list[str]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def contacted(cluster: Cluster) -> AsyncIterator[Contacted]:
    async with fresh_database(cluster) as name:
        address = at(cluster[APP], name)
        async with _scene(at(cluster[OWNER], name), Database(address, min_size=1)) as scene:
            await _happened(scene)
            tokens = [(await scene.as_(one, with_tablet=True)).token for one in ON_A_TABLET]
            tokens += [(await scene.as_(one)).token for one in AT_A_DESK]
        app = identity_app(Database(address, min_size=1), scene.clock)
        with served(app) as (host, port), requests.Session() as session:
            yield Contacted(f"http://{host}:{port}", session, tokens)


@asynccontextmanager
async def _scene(owner_address: str, database: Database) -> AsyncIterator[Scene]:
    owner = await asyncpg.connect(owner_address)
    await database.open()
    try:
        yield await build_scene(World(owner), database, Clock())
    finally:
        await database.close()
        await owner.close()


async def _happened(scene: Scene) -> None:
    """Three reviews: one waits, one is being checked, one was approved; an assessment; two tablets to be suspended."""
    rowena, vera = await scene.as_("rowena", with_tablet=True), await scene.as_("vera")
    for submission in SUBMISSIONS:
        cared = await scene.cared()
        body = scene.review(cared, submission_id=submission)
        await rowena.push(scene.submit(rowena, cared, body))
    for submission in SUBMISSIONS[1:]:
        await vera.act(submission, "open", seen=1)
    await vera.act(SUBMISSIONS[2], "approve", seen=1)
    ward = await build_ward(scene)
    await ward.assessed(submission_id=ASSESSMENTS[0])
    for device in DEVICES:
        enrolled_by = scene.actors["wenna"].account_id
        await scene.world.insert(
            "device", id=UUID(device), location_id=scene.location, name="Spare", enrolled_by=enrolled_by
        )
