"""The discharge board: everybody who waits to leave hospital within the caller's reach, and counts for the week."""

import csv
import io
from datetime import date, datetime

from schemas.accounts import Actor, Role
from schemas.discharges import Board, BoardAsked, DayCounts, DaysAsked
from service import paging
from service.store import boards as store
from service.store.boards import Longest
from service.store.database import Database
from workflows import boards
from workflows.clocks import LONDON, end_of_day

READERS = frozenset(Role) - {Role.COMMISSIONER}
"""Commissioners see counts, and nobody by name."""
COUNTERS = frozenset(
    {
        Role.COMMISSIONER,
        Role.DISCHARGE_COORDINATOR,
        Role.VERIFIER_ASC,
        Role.VERIFIER_HEALTH,
        Role.AUDITOR,
        Role.ADMIN,
    }
)
"""Who is told how many wait, also of those beyond their reach."""
MOST_ROWS = 5_000
"""In one file for a spreadsheet: many times what a council ever has waiting."""


async def board(database: Database, asked: BoardAsked, actor: Actor, at: datetime) -> Board:
    """A page of the board as of now, the longest waiting first."""
    after = paging.place(asked.cursor, Longest)
    async with database.tx(actor, at, readonly=True) as db:
        waiting, end = await store.page(db, actor.authority_ids, asked, after, asked.limit)
    return Board(items=[boards.line(one, at) for one in waiting], next_cursor=paging.cursor(end))


async def spreadsheet(database: Database, asked: BoardAsked, actor: Actor, at: datetime) -> str:
    """The whole board as CSV, without names."""
    async with database.tx(actor, at, readonly=True) as db:
        waiting, _ = await store.page(db, actor.authority_ids, asked, None, MOST_ROWS)
    written = io.StringIO()
    csv.writer(written).writerows(boards.rows(boards.line(one, at) for one in waiting))
    return written.getvalue()


async def days(database: Database, asked: DaysAsked, actor: Actor, at: datetime) -> DayCounts:
    """How many waited at the end of each day, by what they waited for."""
    last = asked.last or at.astimezone(LONDON).date()
    first = max(last.toordinal() - asked.days + 1, date.min.toordinal())
    wanted = [date.fromordinal(day) for day in range(first, last.toordinal() + 1)]
    async with database.tx(actor, at, readonly=True) as db:
        authorities = actor.authorities_as(COUNTERS)
        found = await store.days(db, authorities, asked.hospital, wanted, _ends(wanted, at))
    return DayCounts(items=found)


def _ends(wanted: list[date], at: datetime) -> list[datetime]:
    """When each day ended; of a day that isn't over, now."""
    return [min(end_of_day(day), at) for day in wanted]
