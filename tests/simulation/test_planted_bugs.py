"""The simulator finds what was broken on purpose, and tells it in a few steps."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import closing

import asyncpg
import pytest

from service.simulation.runs import Played, broken_among, made_short
from service.simulation.stage import Addresses, Stage
from tests.support.database import APP, OWNER, Cluster, at
from tests.support.planted import (
    PLAIN_SEQUENCE,
    a_client_that_drops_on_send,
    a_database,
    a_ledger_that_forgets,
    cursors_of_a_plain_sequence,
)

Plant = Callable[[pytest.MonkeyPatch], None]
FEW_STEPS = 5
FORGETFUL: dict[Plant, tuple[range, str]] = {
    a_ledger_that_forgets: (range(3), "every outcome has its effect"),
    a_client_that_drops_on_send: (range(81, 84), "nothing is lost"),
}
"""Each with the seeds among which one has to find it, and the claim that it breaks."""
LOSES_ROWS = range(245, 248)
"""Two tablets have to send at the same time, and one of them at the right moment: one schedule in some hundred."""


def found(stage: Stage, seeds: range) -> Played:
    """The first schedule that breaks a claim, made short."""
    return made_short(stage, next(broken_among(stage, seeds)), tries=8)


@pytest.fixture
def with_plain_sequence(cluster: Cluster) -> Iterator[Stage]:
    with a_database(cluster) as name:
        addresses = Addresses(at(cluster[APP], name), at(cluster[OWNER], name))
        asyncio.run(change(addresses.owner))
        with closing(Stage(addresses)) as stage:
            yield stage


async def change(owner: str) -> None:
    connection = await asyncpg.connect(owner)
    await connection.execute(PLAIN_SEQUENCE)
    await connection.close()


@pytest.mark.parametrize("plant", FORGETFUL, ids=lambda plant: plant.__name__)
def test_a_planted_bug_is_found_and_told_in_a_few_steps(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, plant: Plant
) -> None:
    seeds, claim = FORGETFUL[plant]
    plant(monkeypatch)

    short = found(stage, seeds)

    assert any(one.startswith(claim) for one in short.broken), short.broken
    assert len(short.schedule.steps) <= FEW_STEPS


def test_a_plain_sequence_is_found_to_lose_rows(
    with_plain_sequence: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    cursors_of_a_plain_sequence(monkeypatch)

    short = found(with_plain_sequence, LOSES_ROWS)

    assert any(one.startswith("no digest ever differed") for one in short.broken), short.broken
    assert len(short.schedule.steps) <= FEW_STEPS
