"""The real service on a socket, tablets with a connection that can be spoilt, and desks."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx

from service.client.desk import Desk
from service.client.drafts import from_example
from service.client.faults import Fault, FaultyTransport
from service.client.tablet import Tablet
from service.store.database import Database
from service.store.feed import Change, publish
from tests.support.identity import PASSWORD
from tests.support.scene import Cared, Scene
from tests.support.serving import served


@dataclass
class Live:
    """A scene that tablets and desks reach over HTTP; `database` is the test's own way in."""

    scene: Scene
    database: Database
    folder: Path
    url: str
    things: ExitStack
    numbers: Iterator[int] = field(default_factory=lambda: iter(range(1_000)))

    async def cared(self, funder: str = "council", **options: Any) -> Cared:
        """Somebody in care whom the tablets of their location are told of."""
        cared = await self.scene.cared(funder, **options)
        changes = [
            Change(*cared.person, "person", cared.person.id, 1),
            Change(*cared.person, "package", cared.package, 1),
        ]
        async with self.database.tx(self.scene.actors["wenna"], self.scene.clock()) as db:
            await publish(db, changes, self.scene.clock())
        return cared

    def tablet(self, name: str = "rowena") -> Tablet:
        """A tablet of that person's location on which they have signed in."""
        tablet = self.new_tablet()
        tablet.become(self.scene.tablets[name])
        self.sign_in(tablet, name)
        return tablet

    def new_tablet(self) -> Tablet:
        """One that nobody knows of yet."""
        transport = FaultyTransport(httpx.HTTPTransport())
        file = self.folder / f"tablet-{next(self.numbers)}.sqlite"
        tablet = Tablet(file, self.url, transport=transport, clock=self.scene.clock)
        self.things.callback(tablet.close)
        return tablet

    def sign_in(self, tablet: Tablet, name: str) -> None:
        """The tablet is handed to somebody else."""
        tablet.log_in(name, PASSWORD)

    def ask(self, name: str, path: str, body: Any) -> httpx.Response:
        """A request of somebody at a desk that has to be answered."""
        desk = self.desk(name)
        answered = desk.http.post(path, json=body, headers={"Authorization": f"Bearer {desk.token}"})
        assert answered.is_success, answered.text
        return answered

    def desk(self, name: str = "vera") -> Desk:
        desk = Desk(self.url, name, PASSWORD)
        self.things.callback(desk.close)
        return desk

    async def count(self, table: str) -> int:
        return int(await self.scene.world.connection.fetchval(f"select count(*) from {table}"))  # noqa: S608 the test's own


def spoil(tablet: Tablet, faults: Iterable[Fault] = ()) -> None:
    """From now on the tablet's requests suffer these faults, one each; then its connection is good."""
    transport = tablet.http._transport
    assert isinstance(transport, FaultyTransport)
    transport.faults = iter(faults)


def review_of(tablet: Tablet, package: UUID, **changes: Any) -> dict[str, Any]:
    """A review that has nothing wrong with it, made on the tablet."""
    return from_example(tablet.forms()["review@1"].example, tablet.new_review(package)) | changes


@contextmanager
def go_live(scene: Scene, database: Database, folder: Path) -> Iterator[Live]:
    with ExitStack() as things:
        host, port = things.enter_context(served(scene.app))
        yield Live(scene, database, folder, f"http://{host}:{port}", things)
