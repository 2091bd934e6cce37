"""How much work there is of which kind, and since when: over all authorities, and nobody's in particular."""

from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

from service.store import rows
from service.store.database import NOBODY, Database

FRESH = timedelta(seconds=5)
"""So long the same figures are good enough, however many ask."""


class Figure(Struct, frozen=True):
    """So many `items`, and one `moment`: since when the oldest waits, or when a worker was seen last."""

    what: Literal["waiting", "quarantine", "outbox", "attempt", "worker"]
    kind: str
    """Of what waits, its queue; of a quarantined op, its kind; of a message or worker, the target; of a try,
    the code with which it failed."""
    state: str
    items: int
    moment: datetime


class Figures:
    """The figures of a database, asked for at most every five seconds."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._known: tuple[datetime, list[Figure]] | None = None

    async def at(self, now: datetime) -> list[Figure]:
        """Raises what the database raises when it is away."""
        if self._known is None or not timedelta() <= now - self._known[0] < FRESH:
            self._known = now, await self._ask(now)
        return self._known[1]

    async def _ask(self, now: datetime) -> list[Figure]:
        async with self.database.tx(NOBODY, now, readonly=True) as db:
            found = await db.fetch("select * from operations_figures($1)", now)
        return [rows.read(row, Figure) for row in found]
