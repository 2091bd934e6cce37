"""Structs go into tables and come back as they were, any number of them in one statement."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID, uuid4

import asyncpg
import pytest
from msgspec import Raw, Struct
from msgspec.structs import replace

from service.store import rows
from service.store.database import Database
from service.store.engine import Connection

TABLE = """
create table thing (id uuid primary key, name text not null, colour text not null, shape text, size int, heavy boolean,
  made_on date, seen_at timestamptz, content bytea, described jsonb);
grant select, insert, update on thing to tamar_app;
"""


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Thing(Struct, frozen=True, kw_only=True):
    id: UUID
    name: str
    colour: Colour
    shape: Literal["round", "square"] | None = None
    size: int | None = None
    heavy: bool | None = None
    made_on: date | None = None
    seen_at: datetime | None = None
    content: bytes | None = None
    described: Raw = Raw(b'{"a": 1}')


class Part(Struct, frozen=True, kw_only=True):
    thing_id: UUID
    name: str


class Coloured(Struct, frozen=True, kw_only=True):
    """Some of a thing's columns."""

    id: UUID
    colour: Colour


def a_thing(name: str) -> Thing:
    return Thing(
        id=uuid4(),
        name=name,
        colour=Colour.BLUE,
        shape="round",
        size=7,
        heavy=False,
        made_on=date(2026, 2, 28),
        seen_at=datetime(2026, 2, 28, 9, 30, 15, 123456, tzinfo=UTC),
        content=b"\0\xff",
    )


@pytest.fixture
async def db(database: Database, owner: Connection) -> AsyncIterator[Connection]:
    await owner.execute(TABLE)
    async with database.pool.acquire() as connection:
        yield connection


async def things(db: Connection) -> list[Thing]:
    return [rows.read(row, Thing) for row in await db.fetch("select * from thing order by name")]


async def test_what_goes_in_comes_back(db: Connection) -> None:
    bare, full = Thing(id=uuid4(), name="bare", colour=Colour.RED), a_thing("full")

    await rows.insert(db, "thing", [bare, full])

    assert await things(db) == [bare, full]


async def test_no_rows_need_no_statement(db: Connection) -> None:
    await rows.insert(db, "no such table", [])
    await rows.insert_together(db, {"no such table": []})
    await rows.update(db, "no such table", [], ("id",))


async def test_a_key_that_is_taken_is_an_error_or_left_as_it_is(db: Connection) -> None:
    first, second = a_thing("first"), a_thing("second")
    await rows.insert(db, "thing", [first])

    await rows.insert(db, "thing", [replace(first, name="other"), second], or_leave=True)

    assert await things(db) == [first, second]
    with pytest.raises(asyncpg.UniqueViolationError):
        await rows.insert(db, "thing", [first])


async def test_rows_that_refer_to_each_other_go_in_together(db: Connection, owner: Connection) -> None:
    await owner.execute(
        "create table part (thing_id uuid references thing, name text); grant select, insert on part to tamar_app"
    )
    kettle = a_thing("kettle")
    lid = Part(thing_id=kettle.id, name="lid")

    await rows.insert_together(db, {"part": [lid], "no such table": [], "thing": [kettle]})

    assert await things(db) == [kettle]
    assert [rows.read(row, Part) for row in await db.fetch("select * from part")] == [lid]


async def test_rows_are_written_over_by_their_key(db: Connection) -> None:
    first, second, third = [a_thing(name) for name in ("1", "2", "3")]
    await rows.insert(db, "thing", [first, second, third])

    await rows.update(db, "thing", [replace(third, size=None), replace(first, heavy=True)], ("id",))

    assert await things(db) == [replace(first, heavy=True), second, replace(third, size=None)]


async def test_a_struct_of_some_columns_changes_and_reads_only_these(db: Connection) -> None:
    thing = a_thing("thing")
    await rows.insert(db, "thing", [thing])

    await rows.update(db, "thing", [Coloured(id=thing.id, colour=Colour.RED)], ("id",))

    (row,) = await db.fetch("select * from thing")
    assert rows.read(row, Coloured) == Coloured(id=thing.id, colour=Colour.RED)
    assert await things(db) == [replace(thing, colour=Colour.RED)]


async def test_writing_over_a_row_that_is_not_there_is_an_error(db: Connection) -> None:
    await rows.insert(db, "thing", [a_thing("here")])

    with pytest.raises(LookupError, match="2 rows of thing"):
        await rows.update(db, "thing", [a_thing("gone"), *await things(db)], ("id",))


def test_no_row_is_no_struct() -> None:
    with pytest.raises(LookupError):
        rows.read(None, Thing)
