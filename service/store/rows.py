"""Structs to rows, many at a time: one statement per table and shape, for any number of rows."""

import types
import typing
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from itertools import accumulate
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from asyncpg import Record
from msgspec import Raw, Struct

from service.store.engine import Connection

T = TypeVar("T", bound=Struct)

_SQL_TYPES: dict[type, str] = {
    UUID: "uuid",
    str: "text",
    int: "bigint",
    bool: "boolean",
    bytes: "bytea",
    datetime: "timestamptz",
    date: "date",
    timedelta: "interval",
    Raw: "jsonb",
}


async def insert(db: Connection, table: str, rows: Sequence[Struct], *, or_leave: bool = False) -> None:
    """Insert `rows`, all of one Struct type whose fields are columns of the table.

    With `or_leave`, a row whose key is taken is left as it is.
    """
    if rows:
        await db.execute(_insert(table, type(rows[0]), or_leave=or_leave), *_columns(rows))


async def insert_together(db: Connection, rows: Mapping[str, Sequence[Struct]]) -> None:
    """Insert rows by table as one statement: for a tablet with one review, each costs more than its row.

    Rows may refer to others of the same call.
    """
    filled = {table: some for table, some in rows.items() if some}
    if filled:
        shapes = tuple((table, type(some[0])) for table, some in filled.items())
        columns = [column for some in filled.values() for column in _columns(some)]
        await db.execute(_insert_together(shapes), *columns)


async def update(db: Connection, table: str, rows: Sequence[Struct], key: tuple[str, ...]) -> None:
    """Write `rows` over those with the same `key`; every one of them has to be there."""
    if not rows:
        return
    status = await db.execute(_update(table, type(rows[0]), key), *_columns(rows))
    if status != f"UPDATE {len(rows)}":
        raise LookupError(f"{len(rows)} rows of {table} were to be changed: {status}")


def _columns(rows: Sequence[Struct]) -> list[list[Any]]:
    shape = type(rows[0])
    documents = _documents(shape)
    return [
        [_plain(getattr(row, field)) for row in rows]
        if field in documents
        else [getattr(row, field) for row in rows]
        for field in shape.__struct_fields__
    ]


def _plain(value: Raw | None) -> bytes | None:
    return None if value is None else bytes(value)


@cache
def _insert(table: str, shape: type[Struct], *, or_leave: bool, first: int = 1) -> str:
    names = ", ".join(shape.__struct_fields__)
    leave = " on conflict do nothing" if or_leave else ""
    return f"insert into {table} ({names}) select * from {_unnest(shape, first)}{leave}"  # noqa: S608 - names of our own


@cache
def _insert_together(shapes: tuple[tuple[str, type[Struct]], ...]) -> str:
    """All but the last go before it in a `with`; the parameters of each follow those of the one before."""
    firsts = accumulate((len(shape.__struct_fields__) for _, shape in shapes), initial=1)
    parts = [
        (table, _insert(table, shape, or_leave=False, first=first))
        for (table, shape), first in zip(shapes, firsts, strict=False)
    ]
    *others, (_, last) = parts
    before = ", ".join(f"new_{table} as ({statement})" for table, statement in others)
    return f"with {before} {last}" if before else last


@cache
def _update(table: str, shape: type[Struct], key: tuple[str, ...]) -> str:
    names = shape.__struct_fields__
    changed = ", ".join(f"{name} = v.{name}" for name in names if name not in key)
    same = " and ".join(f"t.{name} = v.{name}" for name in key)
    return f"update {table} t set {changed} from {_unnest(shape)} as v({', '.join(names)}) where {same}"  # noqa: S608 - names of our own


@cache
def _unnest(shape: type[Struct], first: int = 1) -> str:
    hints = typing.get_type_hints(shape)
    arrays = (f"${n}::{_sql_type(hints[name])}[]" for n, name in enumerate(shape.__struct_fields__, first))
    return f"unnest({', '.join(arrays)})"


def _sql_type(hint: Any) -> str:
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        (hint,) = (part for part in typing.get_args(hint) if part is not types.NoneType)
    if typing.get_origin(hint) is typing.Literal:
        hint = type(typing.get_args(hint)[0])
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        hint = str
    return _SQL_TYPES[hint]


def read(record: Record | None, shape: type[T]) -> T:
    """A row as the Struct of its table; columns that the Struct doesn't name are left out."""
    if record is None:
        raise LookupError(f"No row for a {shape.__name__}.")
    kept_raw = _kept_raw(shape)
    named = {
        name: Raw(record[name]) if name in kept_raw else record[name] for name in shape.__struct_fields__
    }
    return msgspec.convert(named, shape, builtin_types=(UUID, datetime, date, timedelta, bytes))


@cache
def _kept_raw(shape: type[Struct]) -> frozenset[str]:
    return frozenset(name for name, hint in typing.get_type_hints(shape).items() if hint is Raw)


@cache
def _documents(shape: type[Struct]) -> frozenset[str]:
    """The fields that hold JSON as it is stored."""
    return frozenset(
        name for name, hint in typing.get_type_hints(shape).items() if _sql_type(hint) == "jsonb"
    )
