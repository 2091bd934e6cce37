"""Structs to rows, many at a time: one statement per table and shape for a single row, and one for any number."""

import types
import typing
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from itertools import accumulate
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

import msgspec
from asyncpg import Record
from msgspec import Raw, Struct
from msgspec.structs import astuple

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
        await db.execute(_insert(table, _shape(rows), or_leave=or_leave), *_parameters(rows))


async def insert_together(db: Connection, rows: Mapping[str, Sequence[Struct]]) -> None:
    """Insert rows by table as one statement: for a tablet with one review, each costs more than its row.

    Rows may refer to others of the same call.
    """
    filled = {table: some for table, some in rows.items() if some}
    if filled:
        shapes = tuple((table, _shape(some)) for table, some in filled.items())
        parameters = [one for some in filled.values() for one in _parameters(some)]
        await db.execute(_insert_together(shapes), *parameters)


async def update(db: Connection, table: str, rows: Sequence[Struct], key: tuple[str, ...]) -> None:
    """Write `rows` over those with the same `key`; every one of them has to be there."""
    if not rows:
        return
    status = await db.execute(_update(table, _shape(rows), key), *_parameters(rows))
    if status != f"UPDATE {len(rows)}":
        raise LookupError(f"{len(rows)} rows of {table} were to be changed: {status}")


class _Shape(NamedTuple):
    """What rows are made of, and whether there is a single one: PostgreSQL takes that in much quicker than columns."""

    of: type[Struct]
    alone: bool

    @property
    def names(self) -> tuple[str, ...]:
        return self.of.__struct_fields__


def _shape(rows: Sequence[Struct]) -> _Shape:
    return _Shape(type(rows[0]), len(rows) == 1)


def _parameters(rows: Sequence[Struct]) -> list[Any]:
    """The values of a single row, or the columns of many."""
    shape = _shape(rows)
    columns = _columns(rows, shape)
    return [value for (value,) in columns] if shape.alone else columns


def _columns(rows: Sequence[Struct], shape: _Shape) -> list[Sequence[Any]]:
    documents = _documents(shape.of)
    columns = zip(*map(astuple, rows), strict=True)
    return [
        list(map(_plain, column)) if name in documents else column
        for name, column in zip(shape.names, columns, strict=True)
    ]


def _plain(value: Raw | None) -> bytes | None:
    return None if value is None else bytes(value)


@cache
def _insert(table: str, shape: _Shape, *, or_leave: bool, first: int = 1) -> str:
    names = ", ".join(shape.names)
    leave = " on conflict do nothing" if or_leave else ""
    return f"insert into {table} ({names}) select * from {_given(shape, first)}{leave}"  # noqa: S608 - names of our own


@cache
def _insert_together(shapes: tuple[tuple[str, _Shape], ...]) -> str:
    """All but the last go before it in a `with`; the parameters of each follow those of the one before."""
    firsts = accumulate((len(shape.names) for _, shape in shapes), initial=1)
    parts = [
        (table, _insert(table, shape, or_leave=False, first=first))
        for (table, shape), first in zip(shapes, firsts, strict=False)
    ]
    *others, (_, last) = parts
    before = ", ".join(f"new_{table} as ({statement})" for table, statement in others)
    return f"with {before} {last}" if before else last


@cache
def _update(table: str, shape: _Shape, key: tuple[str, ...]) -> str:
    changed = ", ".join(f"{name} = v.{name}" for name in shape.names if name not in key)
    same = " and ".join(f"t.{name} = v.{name}" for name in key)
    return f"update {table} t set {changed} from {_given(shape)} where {same}"  # noqa: S608 - names of our own


@cache
def _given(shape: _Shape, first: int = 1) -> str:
    """The parameters as a table `v`."""
    hints = typing.get_type_hints(shape.of)
    types = [_sql_type(hints[name]) for name in shape.names]
    names = ", ".join(shape.names)
    if shape.alone:
        values = ", ".join(f"${n}::{one}" for n, one in enumerate(types, first))
        return f"(values ({values})) as v({names})"
    arrays = ", ".join(f"${n}::{one}[]" for n, one in enumerate(types, first))
    return f"unnest({arrays}) as v({names})"


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
