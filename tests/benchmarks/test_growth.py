"""The figures of growth, as small as they can be: what is measured is done, and the report says so."""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

import asyncpg
import pytest

from benchmarks import growth, growth_page
from benchmarks.growth_page import NEW, Found, Hour, Size
from benchmarks.stage import databases_on, own_folder, own_server
from benchmarks.town import PLACES

SMALL = Size(
    small=80,
    large=160,
    people=80,
    rounds=1,
    pulls=1,
    idle_clients=2,
    idle_pulls=50,
    hour=Hour(tablets=80, syncs=1, reviews=1),
)
SCOPES = """
select head, digest, max(seq) as last, bit_xor(sync_share(f.kind, f.entity_id, f.rev)) as of_rows,
  count(*) filter (where f.kind = 3) as submissions, count(s.id) as there
from sync_scope z join sync_feed f using (scope_id)
left join submission s on f.kind = 3 and (s.authority_id, s.id, s.version) = (f.authority_id, f.entity_id, f.rev)
group by scope_id
"""


class Run(NamedTuple):
    found: Found
    scopes: Sequence[asyncpg.Record]
    """What stands of each scope at the end, beside what its rows come to."""


@pytest.fixture(scope="module")
def run() -> Run:
    with own_folder() as folder, own_server(folder / "postgres", durable=False) as server:
        databases = [databases_on(server, name) for name in ("small", "large")]
        found = asyncio.run(growth.measured(databases, folder, SMALL))
        return Run(found, asyncio.run(_scopes([one.owner for one in databases])))


async def _scopes(addresses: Sequence[str]) -> list[asyncpg.Record]:
    scopes = []
    for address in addresses:
        connection = await asyncpg.connect(address)
        scopes += await connection.fetch(SCOPES)
        await connection.close()
    return scopes


@pytest.fixture(scope="module")
def found(run: Run) -> Found:
    return run.found


def test_the_feed_of_the_past_is_what_the_service_would_have_written(run: Run) -> None:
    assert len(run.scopes) == 2 * PLACES
    for scope in run.scopes:
        assert (scope["head"], scope["digest"]) == (scope["last"], scope["of_rows"])
        assert scope["submissions"] == scope["there"] > 0


def test_both_databases_answer_the_same_number_of_new_reviews(found: Found) -> None:
    assert {figure.items for figure in found.growth.values()} == {PLACES * NEW}
    assert list(found.growth) == ["80", "160"]


def test_a_first_sync_is_of_everybody_at_the_place_with_their_packages(found: Found) -> None:
    assert found.first.rows == 2 * SMALL.people // PLACES
    assert found.first.kilobytes < found.first.rows


def test_memory_is_told_before_and_after_each_tenth(found: Found) -> None:
    assert len(found.memory.mib) == 11
    assert min(found.memory.mib) > 10


def test_the_report_says_of_every_aim_whether_it_is_reached(found: Found) -> None:
    page = growth_page.page(found, SMALL, {"Machine": "a small one"})

    assert "- Machine: a small one" in page
    aims = [line for line in page.splitlines() if line.endswith(("| yes |", "| **no** |"))]
    assert len(aims) == 6
