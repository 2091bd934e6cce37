"""Playing schedules: one, or thousands from a seed on, in several processes."""

import gc
import logging
import signal
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

from msgspec import Struct

import service.simulation.acts  # noqa: F401 a play knows the kinds of steps that are imported
from service.simulation.claims import broken
from service.simulation.drawing import drawn
from service.simulation.plan import Schedule
from service.simulation.play import Play
from service.simulation.shrinking import MOST_TRIES, shrunk
from service.simulation.stage import Addresses, Stage

AT_ONCE = 10
"""So many schedules are handed to a process at a time."""


class Played(Struct, frozen=True):
    """How a schedule came out: what happened, and what of the claims is broken."""

    schedule: Schedule
    trace: list[str]
    broken: list[str]


@contextmanager
def set_up(addresses: Addresses) -> Iterator[Stage]:
    stage = Stage(addresses)
    try:
        yield stage
    finally:
        stage.close()


def played(stage: Stage, schedule: Schedule) -> Played:
    """Play a schedule and look at how it came out; one that breaks off is broken too."""
    with stage.cleared(schedule.seed) as folder:
        play = Play(stage, schedule, folder)
        try:
            play.all()
            found = broken(play)
        except Exception as error:
            logging.getLogger(__name__).exception("a schedule broke off")
            found = [f"it broke off: {type(error).__name__}: {error}"]
        finally:
            play.close()
        return Played(schedule, play.story.lines, found)


def broken_among(stage: Stage, seeds: range) -> Iterator[Played]:
    """Every schedule of these seeds after which not every claim holds."""
    for seed in seeds:
        outcome = played(stage, drawn(seed))
        if outcome.broken:
            yield outcome


def made_short(stage: Stage, failed: Played, tries: int = MOST_TRIES) -> Played:
    """The shortest schedule that could be found to break the same claim."""
    claims = {_claim(one) for one in failed.broken}

    def fails(schedule: Schedule) -> bool:
        return any(_claim(one) in claims for one in played(stage, schedule).broken)

    return played(stage, shrunk(failed.schedule, fails, tries))


def every(addresses: Addresses, seeds: range, processes: int) -> Iterator[tuple[int, list[Played]]]:
    """Play these seeds; how many were played since the last answer, in their order, and those of them that failed."""
    parts = [seeds[start : start + AT_ONCE] for start in range(0, len(seeds), AT_ONCE)]
    with ProcessPoolExecutor(
        processes, mp_context=get_context("spawn"), initializer=_begin, initargs=(addresses,)
    ) as pool:
        under_way = [(part, pool.submit(_failed_among, part)) for part in parts]
        try:
            for part, failed in under_way:
                yield len(part), failed.result()
        finally:
            pool.shutdown(cancel_futures=True)


_stage: Stage | None = None
"""Where a process of `every` plays; it ends with the process."""


def _begin(addresses: Addresses) -> None:
    global _stage
    logging.disable(logging.CRITICAL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started this process sees to its end
    _stage = Stage(addresses)
    gc.freeze()  # the service lasts as long as the process, and need not be looked through again and again


def _failed_among(seeds: range) -> list[Played]:
    if _stage is None:
        raise RuntimeError("A process of the pool begins with its stage.")
    return list(broken_among(_stage, seeds))


def _claim(broken: str) -> str:
    return broken.partition(":")[0]
