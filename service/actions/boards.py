"""The discharge board: everybody who waits to leave hospital within the caller's reach."""

import csv
import io
from datetime import datetime

from schemas.accounts import Actor, Role
from schemas.discharges import Board, BoardAsked
from service import paging
from service.store import boards as store
from service.store.boards import Longest
from service.store.database import Database
from workflows import boards

READERS = frozenset(Role) - {Role.COMMISSIONER}
"""Commissioners see counts, and nobody by name."""
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
