"""A database is lost and comes back as it was at its backup: what tablets have sent since is there again in the end."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import NamedTuple

import asyncpg
import pytest
from click.testing import CliRunner

from service.cli import main
from service.client.tablet import Tablet
from service.store.database import Database
from service.store.engine import Connection
from tests.client.live import review_of
from tests.support.clock import Clock
from tests.support.database import APP, OWNER, Cluster, at, create_database, fresh_database
from tests.support.identity import PASSWORD, identity_app, tablet
from tests.support.mirror import tell
from tests.support.scene import Scene, build_scene
from tests.support.serving import served
from tests.support.world import World

REVIEWERS = ("rowena", "piran")


class Place(NamedTuple):
    """One database, with the addresses by which it is reached."""

    name: str
    owner: str
    application: str


@pytest.fixture
async def place(cluster: Cluster) -> AsyncIterator[Place]:
    async with fresh_database(cluster) as name:
        yield addressed(cluster, name)


def addressed(cluster: Cluster, name: str) -> Place:
    return Place(name, at(cluster[OWNER], name), at(cluster[APP], name))


@asynccontextmanager
async def owned(place: Place) -> AsyncIterator[Connection]:
    owner = await asyncpg.connect(place.owner)
    try:
        yield owner
    finally:
        await owner.close()


async def settle(place: Place) -> Scene:
    """Six people in care, whom two reviewers with a tablet each look after."""
    database = Database(place.application, min_size=1)
    await database.open()
    try:
        async with owned(place) as owner:
            scene = await build_scene(World(owner), database, Clock())
            for name in REVIEWERS:
                scene.tablets[name] = await tablet(scene.world, scene.location, scene.actors["wenna"], name)
            await tell(scene, database, [await scene.cared() for _ in range(6)])
        return scene
    finally:
        await database.close()


@contextmanager
def tablets(place: Place, scene: Scene, folder: Path) -> Iterator[list[Tablet]]:
    """The service over this database for a while, and the same two tablets, which know what they knew."""
    app = identity_app(Database(place.application, min_size=1), scene.clock)
    with served(app) as (host, port):
        held = [
            Tablet(folder / f"{name}.sqlite", f"http://{host}:{port}", clock=scene.clock)
            for name in REVIEWERS
        ]
        try:
            for name, one in zip(REVIEWERS, held, strict=True):
                one.become(scene.tablets[name])
                one.log_in(name, PASSWORD)
                assert one.sync().interrupted is None
            yield held
        finally:
            for one in held:
                one.close()


async def reviews_in(place: Place) -> list[tuple[object, ...]]:
    """Every review with its revisions, as the database has them."""
    asked = (
        "select s.id, s.state, s.rev, r.rev, r.op_id, r.body_sha256 from submission s"
        " join submission_rev r on r.authority_id = s.authority_id and r.id = s.id order by s.id, r.rev"
    )
    async with owned(place) as owner:
        return [tuple(row) for row in await owner.fetch(asked)]


async def ops_in(place: Place) -> set[str]:
    async with owned(place) as owner:
        return {str(row[0]) for row in await owner.fetch("select op_id from op_ledger")}


def ops_of(held: list[Tablet]) -> set[str]:
    """Everything that any of these tablets was told that the service has."""
    return {
        row["op_id"]
        for one in held
        for row in one.store.run("select op_id from op where outcome is not null")
    }


async def test_after_a_restore_everything_that_any_tablet_sent_is_there_again(
    cluster: Cluster, place: Place, folder: Path
) -> None:
    scene = await settle(place)
    with tablets(place, scene, folder) as (rowenas, pirans):
        packages = [package.id for package in rowenas.packages()]
        amended, withdrawn, passed_on = [rowenas.submit(review_of(rowenas, one)) for one in packages[:3]]
        pirans.submit(review_of(pirans, packages[3]))
        rowenas.sync()
        pirans.sync()
    backup = addressed(cluster, await create_database(cluster, template=place.name))
    with tablets(place, scene, folder) as (rowenas, pirans):
        rowenas.amend(amended, {"working_well": "The garden."})
        rowenas.sync()
        rowenas.amend(amended, {"working_well": "The garden and the cat."})
        rowenas.withdraw(withdrawn, "Sent for the wrong week.")
        rowenas.submit(review_of(rowenas, packages[4]))
        pirans.submit(review_of(pirans, packages[5]))
        for one in (rowenas, pirans):
            one.sync()
        rowenas.amend(passed_on, {"working_well": "The mornings."})
        rowenas.sync()
        pirans.sync()
        pirans.amend(passed_on, {"working_well": "The mornings and the evenings."})
        pirans.sync()
    lost = await reviews_in(place)
    assert len(await reviews_in(backup)) < len(lost)

    rotated = await asyncio.to_thread(
        CliRunner().invoke,
        main,
        ["sync", "rotate-epoch"],
        env={"DATABASE_ADMIN_URL": backup.owner, "DATABASE_URL": backup.application},
    )
    with tablets(backup, scene, folder) as both:
        for one in both[::-1] * 2:
            scene.clock.forward(seconds=10)
            assert one.sync().interrupted is None
        sent, waiting = ops_of(both), [work.stage for one in both for work in one.outbox()]
        lines = [[shown.line for shown in one.submissions()] for one in both]

    assert rotated.exit_code == 0, rotated.output
    assert await reviews_in(backup) == lost
    assert await ops_in(backup) == sent == await ops_in(place)
    assert waiting == []
    assert lines[0] == lines[1]
