"""The tables as Piccolo knows them and as the migrations make them are the same tables."""

from typing import Any

import pytest

from service.store.engine import HELD, Connection
from service.store.tables import TABLES

Columns = set[tuple[Any, ...]]

# A default of null, which Piccolo always spells out, is none.
COLUMNS = """
select c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
  a.attidentity <> '' or coalesce(pg_get_expr(d.adbin, d.adrelid) not like 'NULL%', false)
from pg_class c join pg_attribute a on a.attrelid = c.oid
left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
where c.relnamespace = $1::text::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
"""


async def columns_of(connection: Connection, schema: str) -> Columns:
    """Table, column, type, whether it may not be null, whether the database has a default."""
    return {tuple(row) for row in await connection.fetch(COLUMNS, schema)}


@pytest.fixture
async def declared(owner: Connection) -> Columns:
    """What Piccolo itself would make of the declarations, in a schema of their own."""
    await owner.execute("create schema declared; set search_path to declared")
    with HELD.on(owner):
        for table in TABLES:
            await table.create_table()
    await owner.execute("reset search_path")
    return await columns_of(owner, "declared")


async def test_the_declared_tables_are_those_that_the_migrations_make(
    owner: Connection, declared: Columns
) -> None:
    assert await columns_of(owner, "public") ^ declared == set()


@pytest.mark.parametrize(
    ("change", "about"),
    [
        ("create table forgotten (id uuid)", ("forgotten", "id")),
        ("alter table person add column forgotten text", ("person", "forgotten")),
        ("alter table person drop column postcode cascade", ("person", "postcode")),
        ("alter table person alter column postcode type varchar(8)", ("person", "postcode")),
        ("alter table person alter column postcode drop not null", ("person", "postcode")),
        ("alter table person alter column postcode set default ''", ("person", "postcode")),
        ("alter table package alter column hours_per_week type numeric(6, 2)", ("package", "hours_per_week")),
    ],
)
async def test_the_comparison_sees_every_kind_of_difference(
    owner: Connection, declared: Columns, change: str, about: tuple[str, str]
) -> None:
    await owner.execute(change)

    difference = await columns_of(owner, "public") ^ declared

    assert {row[:2] for row in difference} == {about}
