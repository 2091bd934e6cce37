"""What a tablet holds that does as the protocol says: a model to compare the service with."""

import hashlib
from collections.abc import Iterable
from typing import Any

from service.store import feed
from service.store.database import Database
from service.store.feed import Change
from tests.support.scene import Cared, Scene, Someone

Json = dict[str, Any]


async def tell(scene: Scene, database: Database, people: Iterable[Cared], version: int = 1) -> None:
    """The tablets of everybody who cares for these people are told of them and their packages."""
    changes = [
        change
        for cared in people
        for change in (
            Change(*cared.person, "person", cared.person.id, version),
            Change(*cared.person, "package", cared.package, version),
        )
    ]
    async with database.tx(scene.actors["vera"], scene.clock.now) as db:
        await feed.publish(db, changes, scene.clock.now)


class Mirror:
    """The rows of every scope, by kind and id, as the last page left them."""

    def __init__(self, someone: Someone) -> None:
        self.someone = someone
        self.cursor: str | None = None
        self.reached: dict[str, int] = {}
        self.scopes: dict[str, dict[tuple[str, str], Json]] = {}

    async def catch_up(self, **want: int) -> list[Json]:
        """Pull until there is nothing more; answers the pages."""
        pages = [await self.page(**want)]
        while not pages[-1]["caught_up"]:
            pages.append(await self.page(**want))
        return pages

    async def page(self, **want: int) -> Json:
        page = await self.someone.pull(self.cursor, **want)
        self.take(page)
        return page

    def take(self, page: Json) -> None:
        changes = page["scopes"]
        for scope in (*changes["entered"], *changes["reset"]):
            self.scopes[scope] = {}
            self.reached.pop(scope, None)
        for scope in changes["left"]:
            self.scopes.pop(scope)
            self.reached.pop(scope, None)
        for row in page["rows"]:
            if row["scope"] is None:
                continue
            key = (row["kind"], row["id"])
            if row["removed"]:
                self.scopes[row["scope"]].pop(key, None)
            else:
                self.scopes[row["scope"]][key] = row
        assert all(seq >= self.reached.get(scope, 0) for scope, seq in page["reached"].items())
        self.reached = page["reached"]
        self.cursor = page["cursor"]

    def ids(self, kind: str) -> set[str]:
        return {id_ for scope in self.scopes.values() for of, id_ in scope if of == kind}

    def find(self, kind: str, id_: object) -> Json:
        """The row of an entity that is held."""
        return next(scope[kind, str(id_)] for scope in self.scopes.values() if (kind, str(id_)) in scope)

    def digests(self) -> dict[str, str]:
        return {scope: digest(rows.values()) for scope, rows in self.scopes.items()}


def digest(rows: Iterable[Json]) -> str:
    """XOR of the first eight bytes of SHA-256 over `kind:id:rev` of each row, as 16 hex digits."""
    total = 0
    for row in rows:
        text = f"{row['kind']}:{row['id']}:{row['rev']}".encode("ascii")
        total ^= int.from_bytes(hashlib.sha256(text).digest()[:8], "big")
    return f"{total:016x}"
