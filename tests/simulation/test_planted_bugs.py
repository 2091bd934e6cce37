"""The simulator finds what was broken on purpose, and tells it in a few steps."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing

import asyncpg
import pytest

from schemas.devices import DeviceAction
from service.simulation.drawing import drawn
from service.simulation.mishaps import Mishap, Place
from service.simulation.plan import Schedule, Spoilt, Step, Struck
from service.simulation.runs import Played, made_short, played
from service.simulation.stage import Addresses, Stage
from service.simulation.steps.accidents import Pass
from service.simulation.steps.council import Tell
from service.simulation.steps.custody import Deposit, Manage
from service.simulation.steps.discharges import Assess, DecideAsHome, Refer
from service.simulation.steps.questions import Answer, Ask
from service.simulation.steps.tablets import HandIn, Sync
from service.simulation.town import WARD
from tests.support.database import APP, OWNER, Cluster, at
from tests.support.planted import (
    PLAIN_SEQUENCE,
    a_client_that_drops_on_send,
    a_database,
    a_deposit_box_that_forgets,
    a_ledger_that_forgets,
    answers_that_go_astray,
    cursors_of_a_plain_sequence,
    homes_that_look_away,
)

Plant = Callable[[pytest.MonkeyPatch], None]
FEW_STEPS = 6
MORE = [Step(Tell()), Step(Pass(61)), Step(Tell())]
"""What has nothing to do with it."""
UNHEARD = Schedule(81, [Step(Sync(0)), Step(HandIn(0, 1)), Step(Sync(0), [Spoilt(2, "DROP")]), *MORE])
PUT_AWAY = Schedule(
    82,
    [
        *(Step(Sync(1)), Step(HandIn(1, 2)), *MORE, Step(Manage(1, DeviceAction.SUSPEND)), Step(Pass(61))),
        *(Step(Deposit(1)), *MORE, Step(Manage(1, DeviceAction.RESTORE)), Step(Sync(1))),
    ],
)
ASKED = Schedule(
    84,
    [
        *(Step(Sync(0)), Step(HandIn(0, 0)), Step(Sync(0)), Step(Ask(0, 0))),
        *(Step(Sync(0)), Step(Answer(0, 0, 1)), *MORE),
    ],
)
LEAVING = Schedule(
    85,
    [
        *(Step(Refer(1)), Step(Sync(WARD)), Step(Assess(0, 0)), Step(Sync(WARD)), *MORE),
        Step(DecideAsHome(0, 0, "accept"), meanwhile=[Step(Assess(0, 1)), Step(Sync(WARD))]),
    ],
)
AT_ONCE = Schedule(
    83,
    [
        *(Step(Sync(0)), Step(Sync(1)), Step(HandIn(0, 0)), Step(HandIn(1, 1))),
        Step(Sync(0), [Struck(2, Mishap("pause", Place("commit", 1)), [Step(Sync(1))])]),
    ],
)
"""Two tablets have to send at the same time, and one of them at the right moment: one schedule in some hundred."""
FORGETFUL: dict[Plant, tuple[list[Schedule], str]] = {
    a_ledger_that_forgets: ([drawn(seed) for seed in range(3)], "every outcome has its effect"),
    a_client_that_drops_on_send: ([UNHEARD], "nothing is lost"),
    answers_that_go_astray: ([ASKED], "every answer is kept once"),
    homes_that_look_away: ([LEAVING], "homes decided on the newest answers"),
    a_deposit_box_that_forgets: ([PUT_AWAY], "every receipt is kept to"),
}
"""Each with the schedules among which one has to find it, and the claim that it breaks."""


def found(stage: Stage, schedules: Iterable[Schedule]) -> Played:
    """The first schedule that breaks a claim, made short."""
    outcomes = (played(stage, schedule) for schedule in schedules)
    return made_short(stage, next(one for one in outcomes if one.broken), tries=8)


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
    schedules, claim = FORGETFUL[plant]
    plant(monkeypatch)

    short = found(stage, schedules)

    assert any(one.startswith(claim) for one in short.broken), short.broken
    assert len(short.schedule.steps) <= FEW_STEPS


def test_a_plain_sequence_is_found_to_lose_rows(
    with_plain_sequence: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    cursors_of_a_plain_sequence(monkeypatch)

    short = found(with_plain_sequence, [AT_ONCE])

    assert any(one.startswith("no digest ever differed") for one in short.broken), short.broken
    assert len(short.schedule.steps) <= FEW_STEPS
