"""Whatever happens, in whatever order: nothing is lost, nothing is there twice, and everybody sees the same."""

import pytest

from service.simulation.drawing import drawn
from service.simulation.runs import broken_among, played
from service.simulation.stage import Stage

SCHEDULES, PARTS = 300, 20
PART = SCHEDULES // PARTS


@pytest.mark.parametrize("first", range(0, SCHEDULES, PART))
def test_every_claim_holds_after_every_schedule(stage: Stage, first: int) -> None:
    failed = list(broken_among(stage, range(first, first + PART)))

    assert [(one.schedule.seed, one.broken) for one in failed] == []


@pytest.mark.parametrize("seed", [2, 8, 16, 33])
def test_the_same_seed_gives_the_same_trace(stage: Stage, seed: int) -> None:
    first, second = (played(stage, drawn(seed)) for _ in range(2))

    assert second.trace == first.trace
