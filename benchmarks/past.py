"""What lies in the databases before anything is measured: last year's reviews, and statistics of them.

An empty database would be measured while it grows, with plans that were made when there was next to nothing.
"""

import random
from collections.abc import Sequence
from itertools import cycle, islice
from uuid import UUID

import asyncpg

from benchmarks import pushes, raw
from benchmarks.measuring import at_once
from benchmarks.raw import TABLES, Pattern
from benchmarks.reviews import now
from benchmarks.stage import Stage
from benchmarks.town import PLACES, Tablet
from service.client.ids import uuid7

AT_ONCE = 500
PROGRAMS = ("plain", "spare")
FORMS = (
    "insert into {0}_form (id, body) select i, (select body from {0}_form limit 1) from unnest($1::uuid[]) i"
)
OF_ITS_OWN = {
    "op_ledger": {"op_id": "c.op_id", "entity_id": "c.id", "device_id": "$9::uuid"},
    "submission": {
        "id": "c.id",
        "person_id": "c.person_id",
        "package_id": "c.package_id",
        "location_id": "$10::uuid",
        "reference": "replace(c.op_id::text, '-', '')",
    },
    "submission_rev": {"id": "c.id", "person_id": "c.person_id", "op_id": "c.op_id", "device_id": "$9::uuid"},
    "history": {"submission_id": "c.id", "person_id": "c.person_id", "op_id": "c.op_id"},
}
"""Table → column → what stands there of a review's own; everything else is as in the pattern."""
ADD = """
with came as materialized (
  select * from unnest($5::uuid[], $6::uuid[], $7::uuid[], $8::uuid[]) with ordinality
    as c(id, op_id, person_id, package_id, n)),
{inserts},
head as (
  update sync_scope z set head = z.head + t.n, digest = z.digest # t.share
  from (select count(*) as n, bit_xor(sync_share(3::smallint, id, $12::int)) as share from came) t
  where z.scope_id = $11::uuid returning z.scope_id, z.authority_id, z.head - t.n as base)
insert into sync_feed (authority_id, scope_id, seq, kind, entity_id, rev, changed_at)
select head.authority_id, head.scope_id, head.base + c.n, 3, c.id, $12::int, now() from came c, head
"""

_dice = random.Random(1948)  # noqa: S311 - about whom they are has to come out alike, nothing secret


async def write(stage: Stage, reviews: int) -> Pattern:
    """So many reviews at all places together, in the record, and as many forms; answers the pattern for more."""
    pattern = await raw.learn(stage.raw, await pushes.one_stored(stage))
    recorded = raw.changed(pattern, "submission", {"state": "recorded"})
    for start in range(0, reviews, AT_ONCE):
        await add_forms(stage, await add(stage, recorded, min(AT_ONCE, reviews - start)))
    await stage.raw.pool.execute("vacuum analyze")
    await on_the_floor(stage, "vacuum analyze")
    return pattern


async def add(stage: Stage, pattern: Pattern, reviews: int) -> list[UUID]:
    """Write reviews of the pattern by SQL: as many at each place, and no two at one place about the same person.

    Without more people than that, some come twice. A statement for each place writes them all, with the feed and its
    digest, while the others do.
    """
    each = reviews // PLACES
    ids = await at_once(_add_at(stage, pattern, tablet, each) for tablet in stage.town.tablets[:PLACES])
    return [one for several in ids for one in several]


async def _add_at(stage: Stage, pattern: Pattern, tablet: Tablet, reviews: int) -> list[UUID]:
    people, at = stage.town.people_of(tablet), now()
    about = list(islice(cycle(_dice.sample(people, len(people))), reviews))
    ids = [uuid7(at) for _ in about]
    await stage.raw.pool.execute(
        _statement(pattern),
        *([tuple(pattern.rows[table].values())] for table in TABLES),
        ids,
        [uuid7(at) for _ in about],
        [one.id for one in about],
        [one.package_id for one in about],
        tablet.id,
        tablet.location_id,
        pattern.scopes[tablet.location_id],
        pattern.rows["submission"]["version"],
    )
    return ids


def _statement(pattern: Pattern) -> str:
    return ADD.format(inserts=",\n".join(_insert(pattern, table, n) for n, table in enumerate(TABLES, 1)))


def _insert(pattern: Pattern, table: str, place: int) -> str:
    columns = pattern.columns[table]
    values = ", ".join(OF_ITS_OWN[table].get(name, f"p.{name}") for name in columns)
    return (
        f"{table}_rows as (insert into {table} ({', '.join(columns)}) "  # noqa: S608 - names of our own
        f"select {values} from came c, unnest(${place}::{table}[]) p)"
    )


async def add_forms(stage: Stage, ids: Sequence[UUID]) -> None:
    """Forms of these ids, with both of the bare programs."""
    for program in PROGRAMS:
        await on_the_floor(stage, FORMS.format(program), ids)


async def on_the_floor(stage: Stage, statement: str, *given: object) -> None:
    """Run a statement in the bare programs' database."""
    connection = await asyncpg.connect(stage.databases.floor)
    try:
        await connection.execute(statement, *given)
    finally:
        await connection.close()
