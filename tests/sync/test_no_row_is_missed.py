"""Ten writers at once, each transaction of its own length: a reader that goes by its cursor misses nothing.

The same readers do miss rows where numbers come from a plain sequence, so the claim is not an empty one.
"""

import asyncio
import random
from collections.abc import AsyncIterator
from typing import Any, Protocol
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from schemas.pulls import Pull
from service.store import feed
from service.store.database import Database
from service.store.engine import Connection
from service.store.feed import Change
from service.sync.pull import pull
from tests.support.scene import Cared, Scene

WRITERS, READERS, WRITES = 10, 4, 12
LONGEST_MS = 12
PLAIN = """
create table plain (seq bigint generated always as identity, entity uuid);
grant select, insert on plain to tamar_app;
"""


class Feed(Protocol):
    """A way to tell readers what changed: each write takes a number, each read goes on after the last one."""

    async def write(self, db: Connection, entity: UUID, choices: random.Random) -> None: ...
    async def read(self, cursor: Any) -> tuple[set[UUID], Any]: ...


class ScopesWithHeads:
    """The feed as it is, in which people of two locations change."""

    def __init__(self, scene: Scene, database: Database, people: list[Cared]) -> None:
        self.scene, self.database, self.people = scene, database, people
        self.tablets = [
            (scene.tablets[name], location, replace(scene.actors[name], device_id=scene.tablets[name]))
            for name, location in (("rowena", scene.location), ("tegen", scene.other_location))
        ]

    async def write(self, db: Connection, entity: UUID, choices: random.Random) -> None:
        person = choices.choice(self.people).person
        change = Change(person.authority_id, person.id, "submission", entity, 1)
        await feed.publish(db, [change], self.scene.clock.now)

    async def read(self, cursor: Any) -> tuple[set[UUID], Any]:
        pages = [
            await pull(self.database, Pull(cursor=after), device, location, actor, self.scene.clock.now)
            for (device, location, actor), after in zip(self.tablets, cursor or (None, None), strict=True)
        ]
        found = {UUID(row.id) for page in pages for row in page.rows if row.kind == "submission"}
        return found, [page.cursor for page in pages]


class PlainSequence:
    """What everybody writes first: an identity column, and whoever reads asks for what is greater."""

    def __init__(self, database: Database, scene: Scene) -> None:
        self.database, self.scene = database, scene

    async def write(self, db: Connection, entity: UUID, choices: random.Random) -> None:
        await db.execute("insert into plain (entity) values ($1)", entity)

    async def read(self, cursor: Any) -> tuple[set[UUID], Any]:
        async with self.database.tx(self.scene.actors["vera"], self.scene.clock.now, readonly=True) as db:
            rows = await db.fetch("select * from plain where seq > $1 order by seq", cursor or 0)
        return {row["entity"] for row in rows}, rows[-1]["seq"] if rows else cursor


@pytest.fixture
async def roomy(app_dsn: str) -> AsyncIterator[Database]:
    database = Database(app_dsn, min_size=WRITERS + READERS, max_size=WRITERS + READERS)
    await database.open()
    yield database
    await database.close()


async def missed(way: Feed, database: Database, scene: Scene) -> int:
    """How many of the rows that were written some reader has never seen."""
    finished = asyncio.Event()

    async def writer(number: int) -> set[UUID]:
        choices, written = random.Random(number), [uuid4() for _ in range(WRITES)]
        for entity in written:
            async with database.tx(scene.actors["vera"], scene.clock.now) as db:
                await db.execute("select pg_sleep($1)", choices.uniform(0, LONGEST_MS) / 1_000)
                await way.write(db, entity, choices)
                await db.execute("select pg_sleep($1)", choices.uniform(0, LONGEST_MS) / 1_000)
        return set(written)

    async def reader() -> set[UUID]:
        seen: set[UUID] = set()
        cursor, last = None, False
        while not last:
            last = finished.is_set()
            found, cursor = await way.read(cursor)
            seen |= found
        return seen

    readers = [asyncio.create_task(reader()) for _ in range(READERS)]
    written = set[UUID]().union(*await asyncio.gather(*map(writer, range(WRITERS))))
    finished.set()
    return len(written - set[UUID].intersection(*[await one for one in readers]))


async def test_no_reader_misses_a_row_whatever_the_writers_do(scene: Scene, roomy: Database) -> None:
    people = [await scene.cared(elsewhere=elsewhere) for elsewhere in (False, False, True)]

    assert await missed(ScopesWithHeads(scene, roomy, people), roomy, scene) == 0


async def test_with_a_plain_sequence_the_same_readers_miss_rows(
    scene: Scene, roomy: Database, owner: Connection
) -> None:
    await owner.execute(PLAIN)

    assert await missed(PlainSequence(roomy, scene), roomy, scene) > 0
