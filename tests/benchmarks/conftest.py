"""A run of the whole harness, as small as it can be."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import asyncpg
import pytest

from benchmarks import costs, raw
from benchmarks.__main__ import Size, scenarios
from benchmarks.measuring import Figures, Scenario, measure
from benchmarks.pushes import one_stored
from benchmarks.stage import Databases, own_databases, own_folder, staged

RAW = "select id from submission where length(reference) = 32 and state = 'submitted' limit 1"
SMALL = Size(people=160, past=800, rounds=1, pushes=((1, 1, 2), (20, 8, 1)), pages=1, piles=(80,), messages=8)
WRITTEN = ("op_ledger", "submission", "submission_rev", "history", "sync_feed")
DECIDED = ("decision", "outbox", "push_attempt")


@dataclass
class Run:
    measured: dict[str, tuple[Scenario, Figures]]
    stored: dict[str, dict[str, int]]
    """Scenario → table → how many rows it left there."""
    patterns: tuple[dict[str, dict[str, Any]], dict[str, dict[str, Any]]]
    """The rows of one review, as the service wrote them and as raw SQL did."""
    costs: str


@pytest.fixture(scope="session")
def run() -> Iterator[Run]:
    with own_folder() as folder, own_databases(folder / "postgres", durable=False) as databases:
        yield asyncio.run(_run(databases, folder))


async def _run(databases: Databases, folder: Any) -> Run:
    measured: dict[str, tuple[Scenario, Figures]] = {}
    stored: dict[str, dict[str, int]] = {}
    async with staged(databases, folder, SMALL.people, SMALL.clients) as stage:
        async for scenario in scenarios(stage, folder, SMALL):
            before = await _counts(databases)
            measured[scenario.name] = scenario, await measure(stage, scenario, SMALL.rounds)
            after = await _counts(databases)
            stored[scenario.name] = {table: after[table] - before[table] for table in after}
        pattern = await raw.learn(stage.raw, await one_stored(stage))
        by_raw = await stage.raw.pool.fetchval(
            "select id from submission where length(reference) = 32 limit 1"
        )
        patterns = pattern.rows, (await raw.learn(stage.raw, by_raw)).rows
        told = await costs.page(stage, folder, (2,), 2)
    return Run(measured, stored, patterns, told)


async def _counts(databases: Databases) -> dict[str, int]:
    tables = {databases.owner: (*WRITTEN, *DECIDED), databases.floor: ("plain_form", "spare_form")}
    counts = {}
    for dsn, names in tables.items():
        connection = await asyncpg.connect(dsn)
        for name in names:
            counts[name] = await connection.fetchval(f"select count(*) from {name}")  # noqa: S608 - names of this file
        await connection.close()
    return counts
