"""A tablet that waits is told as soon as there is something to pull, and of nothing else."""

import asyncio

import pytest

from service.store.database import Database
from service.sync import load
from service.sync.waiting import Waiters
from tests.support.mirror import Mirror, tell
from tests.support.scene import Scene, Someone
from tests.support.wire import Json


async def wait(someone: Someone, cursor: str | None, seconds: int = 50) -> Json:
    given = {} if cursor is None else {"cursor": cursor}
    answered = await someone.get("/v1/sync/wait", params={**given, "timeout": seconds})
    assert answered.status_code == 200, answered.text
    answer: Json = answered.json()
    return answer


@pytest.fixture
async def mirror(scene: Scene, database: Database) -> Mirror:
    """Of rowena's tablet, which is up to date."""
    await tell(scene, database, [await scene.cared()])
    mirror = Mirror(await scene.as_("rowena", with_tablet=True))
    await mirror.catch_up()
    return mirror


async def test_what_has_changed_already_is_told_at_once(
    scene: Scene, database: Database, mirror: Mirror
) -> None:
    (scope,) = mirror.scopes
    await tell(scene, database, scene.people, version=2)

    behind, anew = await wait(mirror.someone, mirror.cursor), await wait(mirror.someone, None)

    assert behind == anew == {"scopes": [{"scope_id": scope, "head": 4}]}


async def test_what_changes_meanwhile_is_told_when_it_does(
    scene: Scene, database: Database, mirror: Mirror
) -> None:
    (scope,) = mirror.scopes
    waiting = asyncio.create_task(wait(mirror.someone, mirror.cursor))
    await somebody_waits(scene)

    await tell(scene, database, scene.people, version=2)

    assert await waiting == {"scopes": [{"scope_id": scope, "head": 4}]}
    assert waiters(scene).waiting == {}


async def test_what_changes_elsewhere_is_not_told(scene: Scene, database: Database, mirror: Mirror) -> None:
    waiting = asyncio.create_task(wait(mirror.someone, mirror.cursor, seconds=1))
    await somebody_waits(scene)

    await tell(scene, database, [await scene.cared(elsewhere=True)])

    assert await waiting == {"scopes": []}


async def test_when_the_service_stops_nobody_is_kept_waiting(scene: Scene, mirror: Mirror) -> None:
    waiting = asyncio.create_task(wait(mirror.someone, mirror.cursor))
    await somebody_waits(scene)

    waiters(scene).let_go()

    assert await waiting == {"scopes": []}


async def test_for_whoever_hangs_up_nobody_looks_any_more(scene: Scene, mirror: Mirror) -> None:
    waiting = asyncio.create_task(wait(mirror.someone, mirror.cursor))
    await somebody_waits(scene)

    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)

    assert waiters(scene).waiting == {}


async def test_only_a_tablet_waits_and_with_a_cursor_of_ours(scene: Scene) -> None:
    vera, rowena = await scene.as_("vera"), await scene.as_("rowena", with_tablet=True)

    refused = [
        await vera.get("/v1/sync/wait"),
        await rowena.get("/v1/sync/wait", params={"cursor": "of another service"}),
        await rowena.get("/v1/sync/wait", params={"timeout": 51}),
    ]

    assert [(one.status_code, one.json()["code"]) for one in refused] == [
        (403, "device-required"),
        (400, "cursor-unreadable"),
        (400, "malformed"),
    ]


@pytest.mark.parametrize(("queue", "seconds"), [(0, None), (9, None), (10, 5), (35, 15), (1_000, 60)])
def test_the_longer_the_queue_for_the_database_the_later_tablets_are_asked_back(
    queue: int, seconds: int | None
) -> None:
    database = Database("postgresql://nowhere", max_size=10)
    database.waited_for = queue

    assert (load.backoff(database) or None) == seconds


def waiters(scene: Scene) -> Waiters:
    found: Waiters = scene.app.state.waiters
    return found


async def somebody_waits(scene: Scene) -> None:
    """Whoever is under way has got as far as waiting."""
    async with asyncio.timeout(10):
        while not waiters(scene).waiting:  # noqa: ASYNC110 what is waited for has no event of its own
            await asyncio.sleep(0.01)
