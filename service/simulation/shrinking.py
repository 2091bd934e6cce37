"""Making a failing schedule short: whatever can be left out while it still fails is left out."""

from collections.abc import Callable, Iterator

from msgspec.structs import replace

from service.simulation.plan import Schedule, Step

Fails = Callable[[Schedule], bool]
MOST_TRIES = 200


def shrunk(schedule: Schedule, fails: Fails, tries: int = MOST_TRIES) -> Schedule:
    """A schedule that fails as this one does, and would not if any one thing more were left out.

    Half of the steps are tried first, then less and less at once; then what goes wrong in a step, and what others do
    meanwhile. Gives up after so many tries.
    """
    left = iter(range(tries))
    shorter: Schedule | None = schedule
    while shorter is not None:
        schedule = shorter
        shorter = next(
            (one for one in _shorter(schedule) if next(left, None) is not None and fails(one)), None
        )
    return schedule


def _shorter(schedule: Schedule) -> Iterator[Schedule]:
    for steps in _with_less(schedule.steps):
        yield replace(schedule, steps=steps)
    for number, step in enumerate(schedule.steps):
        for simpler in _simpler(step):
            steps = [*schedule.steps[:number], simpler, *schedule.steps[number + 1 :]]
            yield replace(schedule, steps=steps)


def _with_less(steps: list[Step]) -> Iterator[list[Step]]:
    """Without one half, one quarter, … one step of it, the later ones first."""
    size = len(steps) // 2
    while size:
        for start in range(len(steps) - size, -1, -size):
            yield steps[:start] + steps[start + size :]
        size //= 2


def _simpler(step: Step) -> Iterator[Step]:
    """The same step with less that goes wrong, or less that others do meanwhile."""
    for name in ("troubles", "meanwhile"):
        parts = getattr(step, name)
        for number in range(len(parts)):
            yield replace(step, **{name: parts[:number] + parts[number + 1 :]})
