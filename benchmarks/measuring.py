"""A figure: rounds in which every side does the same work in turn, so that what else happens hits all alike."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter
from typing import Any, TypeVar

from benchmarks import cpu
from benchmarks.stage import Stage

T = TypeVar("T")


@dataclass(frozen=True)
class Work:
    """The work of a round, made ready; `count` says of what came back how many items were done, or raises.

    Where waiting for the work to be found is no part of it, `seconds` tells of what came back how long it took.
    """

    do: Callable[[], Awaitable[Any]]
    count: Callable[[Any], int]
    seconds: Callable[[Any], Awaitable[float]] | None = None


@dataclass(frozen=True)
class Side:
    """One way to do the work: `prepare` makes a round's work ready, outside of what is measured."""

    name: str
    prepare: Callable[[], Awaitable[Work]]
    pid: int | None = None
    """The program whose processor time counts; None for raw SQL."""


@dataclass(frozen=True)
class Scenario:
    """What is measured, per item of which kind, with all its sides."""

    name: str
    title: str
    item: str
    sides: Sequence[Side]
    requests: int
    """Requests, or statements, in a round."""


@dataclass(frozen=True)
class Slice:
    """What one side took in one round."""

    items: int
    seconds: float
    program_seconds: float
    postgres_seconds: float


@dataclass
class Figure:
    """All rounds of one side; medians, since one round that was disturbed shouldn't count."""

    name: str
    requests: int
    slices: list[Slice] = field(default_factory=list)

    @property
    def items(self) -> int:
        return sum(one.items for one in self.slices)

    @property
    def per_second(self) -> float:
        return median(one.items / one.seconds for one in self.slices)

    @property
    def elapsed_ms(self) -> float:
        """Of a round, divided by the requests in it."""
        return median(one.seconds for one in self.slices) * 1000 / self.requests

    @property
    def program_ms(self) -> float:
        """Processor time of the program for each item."""
        return median(one.program_seconds / one.items for one in self.slices) * 1000

    @property
    def postgres_ms(self) -> float:
        return median(one.postgres_seconds / one.items for one in self.slices) * 1000

    @property
    def cpu_ms(self) -> float:
        """Processor time of both for each item."""
        return median((one.program_seconds + one.postgres_seconds) / one.items for one in self.slices) * 1000


Figures = dict[str, Figure]
"""Side → figure."""


async def measure(stage: Stage, scenario: Scenario, rounds: int) -> Figures:
    """Every side once in each round, beginning with another each time; the first round warms up and is left out."""
    figures = {side.name: Figure(side.name, scenario.requests) for side in scenario.sides}
    for number in range(rounds + 1):
        first = number % len(scenario.sides)
        for side in (*scenario.sides[first:], *scenario.sides[:first]):
            taken = await _round(stage, side)
            if number > 0:
                figures[side.name].slices.append(taken)
    return figures


async def _round(stage: Stage, side: Side) -> Slice:
    work = await side.prepare()
    before = _spent(stage, side)
    began = perf_counter()
    came_back = await work.do()
    seconds = perf_counter() - began
    program, postgres = (after - start for start, after in zip(before, _spent(stage, side), strict=True))
    if work.seconds is not None:
        seconds = await work.seconds(came_back)
    return Slice(work.count(came_back), seconds, program, postgres)


def _spent(stage: Stage, side: Side) -> tuple[float, float]:
    program = 0.0 if side.pid is None else cpu.seconds_of(side.pid)
    return program, cpu.seconds_of(stage.databases.pid)


async def at_once(clients: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """Let every client do its part, and answer what each came to; the first that fails ends all."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one) for one in clients]
    return [task.result() for task in tasks]
