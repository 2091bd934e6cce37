"""What lies in the databases before anything is measured: last year's reviews, and statistics of them.

An empty database would be measured while it grows, with plans that were made when there was next to nothing.
"""

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from benchmarks import pushes, raw
from benchmarks.raw import Pattern
from benchmarks.reviews import Sent, now
from benchmarks.stage import Stage
from benchmarks.town import PLACES
from service.client.ids import uuid7

AT_ONCE = 500
PROGRAMS = ("plain", "spare")
FORMS = (
    "insert into {0}_form (id, body) select i, (select body from {0}_form limit 1) from unnest($1::uuid[]) i"
)


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

    Without more people than that, some come twice.
    """
    ids: list[UUID] = []
    for tablet in stage.town.tablets[:PLACES]:
        people = stage.town.people_of(tablet)
        about = tuple(people[n % len(people)] for n in range(reviews // PLACES))
        sent = Sent(b"", tablet, about, tuple(uuid7(now()) for _ in about))
        await raw.push(stage.raw, pattern, raw.values(pattern, sent))
        ids.extend(sent.ids)
    return ids


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
