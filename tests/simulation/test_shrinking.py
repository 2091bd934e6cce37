"""A failing schedule is made as short as it can be, and still fails."""

from collections.abc import Sequence

from service.simulation.drawing import drawn
from service.simulation.mishaps import Mishap, Place
from service.simulation.plan import Schedule, Step, Struck
from service.simulation.shrinking import shrunk
from service.simulation.steps.accidents import Kill, Pass
from service.simulation.steps.tablets import HandIn, Sync

CUT = Struck(2, Mishap("cut", Place("commit", 1)))
KILL = Struck(0, Mishap("kill", Place("statement", 4, after=True)))
NEEDED: Sequence[Step] = (Step(HandIn(1, 2)), Step(Sync(1), [CUT]))


def fails(schedule: Schedule) -> bool:
    """Where something is handed in, and the connection of a later sync is cut at the push."""
    steps = schedule.steps
    handed_in = next((number for number, step in enumerate(steps) if step == NEEDED[0]), len(steps))
    return any(isinstance(step.what, Sync) and CUT in step.troubles for step in steps[handed_in:])


def test_everything_that_is_not_needed_is_left_out() -> None:
    noise: list[Step] = [Step(Pass(3)), Step(Kill()), Step(Sync(0)), Step(Pass(60))]
    long = Schedule(7, [*noise, NEEDED[0], *noise, Step(Sync(1), [KILL, CUT]), *noise])

    short = shrunk(long, fails)

    assert short == Schedule(7, list(NEEDED))


def test_it_gives_up_after_so_many_tries() -> None:
    tried: list[Schedule] = []

    def never(schedule: Schedule) -> bool:
        tried.append(schedule)
        return False

    assert shrunk(drawn(1), never, tries=5) == drawn(1)
    assert len(tried) == 5
