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
from service.client.store import BeforeStatement
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

    def tablet(
        self,
        name: str = "rowena",
        faults: Iterable[Fault] = (),
        *,
        file: Path | None = None,
        before_statement: BeforeStatement | None = None,
    ) -> Tablet:
        """A tablet of that person's location on which they have signed in; the faults come after that."""
        transport = FaultyTransport(httpx.HTTPTransport())
        tablet = Tablet(
            file or self.new_file(),
            self.url,
            transport=transport,
            clock=self.scene.clock,
            before_statement=before_statement,
        )
        self.things.callback(tablet.close)
        tablet.become(self.scene.tablets[name])
        tablet.log_in(name, PASSWORD)
        transport.faults = iter(faults)
        return tablet

    def new_file(self) -> Path:
        return self.folder / f"tablet-{next(self.numbers)}.sqlite"

    def desk(self, name: str = "vera") -> Desk:
        desk = Desk(self.url, name, PASSWORD)
        self.things.callback(desk.close)
        return desk


def review_of(tablet: Tablet, package: UUID, **changes: Any) -> dict[str, Any]:
    """A review that has nothing wrong with it, made on the tablet."""
    return from_example(tablet.forms()["review@1"].example, tablet.new_review(package)) | changes


@contextmanager
def go_live(scene: Scene, database: Database, folder: Path) -> Iterator[Live]:
    with ExitStack() as things:
        host, port = things.enter_context(served(scene.app))
        yield Live(scene, database, folder, f"http://{host}:{port}", things)
