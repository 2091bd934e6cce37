"""`tamar simulate`: tablets, verifiers and people who move against the real service, while everything goes wrong."""

import asyncio
import logging
import random
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TypeVar

import click
import msgspec
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from schemas.base import encode
from service import postgres
from service.hosting import APPLICATION, DATABASE, OWNER
from service.postgres import PostgresError
from service.simulation.drawing import drawn
from service.simulation.drops import Dropping
from service.simulation.kills import Killing
from service.simulation.plan import Schedule
from service.simulation.runs import Played, every, made_short, played, set_up
from service.simulation.stage import Addresses
from service.store.migrate import migrate

FAILED = 1
TENTHS = 10


@click.command
@click.option(
    "--schedules", type=click.IntRange(1), default=1_000, show_default=True, help="How many to play."
)
@click.option(
    "--seed", type=click.IntRange(0), help="The seed of the first; the next has the next.  [default: any]"
)
@click.option(
    "--processes", type=click.IntRange(1, 64), default=1, show_default=True, help="How many play at once."
)
@click.option(
    "--again",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Play the one schedule in this file, which a run that failed has written.",
)
@click.option("--trace", is_flag=True, help="Show what happens also where all is well.")
@click.option("--kills", type=click.IntRange(1), help="Instead: so often kill real processes under load.")
@click.option("--drops", type=click.IntRange(1), help="Instead: so often hang up on a real service.")
def simulate(
    *,
    schedules: int,
    seed: int | None,
    processes: int,
    again: Path | None,
    trace: bool,
    kills: int | None,
    drops: int | None,
) -> None:
    """Play seeded schedules of everything that can happen to tablets and to the service, and look at what is left.

    A database of its own is made for it and thrown away. The first schedule that breaks a claim is made short, shown
    and written to a file, and the exit code is 1.
    """
    console = Console(highlight=False, soft_wrap=True)
    with _quietly(), _in_order():
        if kills or drops:
            all_well = (not kills or _killed(console, kills, seed or 0)) and (
                not drops or _dropped(console, drops)
            )
        else:
            all_well = _played(console, again, _seeds(seed, schedules), processes, trace=trace)
    if not all_well:
        raise SystemExit(FAILED)


@contextmanager
def _quietly() -> Iterator[None]:
    """What the service logs of all that goes wrong is no news here."""
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


@contextmanager
def _in_order() -> Iterator[None]:
    """Whoever is told to stop puts away first what was started."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _played(console: Console, again: Path | None, seeds: range, processes: int, *, trace: bool) -> bool:
    with thrown_away() as addresses:
        if again is not None:
            return _shown(console, addresses, [msgspec.json.decode(again.read_bytes(), type=Schedule)])
        if trace:
            return _shown(console, addresses, map(drawn, seeds))
        return _search(console, addresses, seeds, processes)


@contextmanager
def thrown_away() -> Iterator[Addresses]:
    """A migrated database on a server of its own, which are gone afterwards. Raises ClickException."""
    try:
        with (
            _folder() as folder,
            postgres.start(folder / "postgres", roles=(OWNER, APPLICATION), durable=False) as server,
        ):
            server.create_database(DATABASE, OWNER)
            addresses = Addresses(server.dsn(APPLICATION, DATABASE), server.dsn(OWNER, DATABASE))
            asyncio.run(migrate(addresses.owner, APPLICATION))
            yield addresses
    except PostgresError as error:
        raise click.ClickException(str(error)) from None


def _killed(console: Console, kills: int, seed: int) -> bool:
    """Whether everything is as it has to be after so many kills."""
    with _folder() as folder, closing_late(Killing(folder, seed)) as killing:
        with _progress(console, "kills", kills) as advance:
            for _ in killing.run(kills):
                advance(1)
        broken = killing.broken()
        told = ", ".join(f"{number} of {name}" for name, number in sorted(killing.killed.items()))
        console.print(
            f"{kills} kills ({told}) while {len(killing.reviewers)} tablets sent {len(killing.reviews)} reviews; "
            f"{killing.recorded()} are on the record; {len(broken)} claims broken."
        )
        return _told(console, broken)


def _dropped(console: Console, drops: int) -> bool:
    """Whether everything is as it has to be after so many connections that were hung up."""
    with _folder() as folder, closing_late(Dropping(folder)) as dropping:
        with _progress(console, "connections", drops) as advance:
            for _ in dropping.run(drops):
                advance(1)
        console.print(
            f"{drops} connections hung up; a pull took {dropping.before * 1_000:.0f} ms before and "
            f"{dropping.after * 1_000:.0f} ms after; {len(dropping.broken)} claims broken."
        )
        return _told(console, dropping.broken)


def _told(console: Console, broken: list[str]) -> bool:
    for one in broken:
        console.print(one, markup=False, style="red")
    return not broken


Stopping = TypeVar("Stopping", Killing, Dropping)


@contextmanager
def closing_late(one: Stopping) -> Iterator[Stopping]:
    try:
        yield one
    finally:
        one.stop()


@contextmanager
def _folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="tamar-simulate-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


class Rate(ProgressColumn):
    """How many a second, as of late."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed or 0:.1f}/s")


@contextmanager
def _progress(console: Console, what: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar, advanced by what is yielded; where nobody watches, a line for each tenth."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
    )
    task = bar.add_task(what, total=total)

    def advance(number: int) -> None:
        before = bar.tasks[0].completed
        bar.advance(task, number)
        after = bar.tasks[0].completed
        if not console.is_terminal and after * TENTHS // total > before * TENTHS // total:
            console.print(f"{after:.0f} of {total} {what}, {bar.tasks[0].elapsed or 0:.0f} s")

    with bar:
        yield advance


def _seeds(seed: int | None, schedules: int) -> range:
    first = random.randrange(2**31) if seed is None else seed  # noqa: S311 nothing is kept secret by it
    return range(first, first + schedules)


def _search(console: Console, addresses: Addresses, seeds: range, processes: int) -> bool:
    """Play until one fails, which is made short and shown; whether none does."""
    began, number, failed = perf_counter(), 0, list[Played]()
    try:
        with _progress(console, "schedules", len(seeds)) as advance:
            for several, failed in every(addresses, seeds, processes):
                advance(several)
                number += several
                if failed:
                    break
    except KeyboardInterrupt:
        _tell_how_to_go_on(console, seeds, number)
        raise
    if failed:
        _make_short(console, addresses, min(failed, key=lambda one: one.schedule.seed))
        return False
    console.print(
        f"{len(seeds)} schedules, seeds {seeds[0]} to {seeds[-1]}: every claim held in each, "
        f"in {perf_counter() - began:.0f} s."
    )
    return True


def _tell_how_to_go_on(console: Console, seeds: range, played: int) -> None:
    left = seeds[played:]
    if played:
        console.print(
            f"Interrupted. Every claim held in {played} schedules, seeds {seeds[0]} to {seeds[played - 1]}."
        )
    if left:
        console.print(f"To go on:  tamar simulate --seed {left[0]} --schedules {len(left)}")


def _make_short(console: Console, addresses: Addresses, failed: Played) -> None:
    seed = failed.schedule.seed
    console.print(f"Seed {seed} breaks a claim: {failed.broken[0]}. It is being made short…")
    with set_up(addresses) as stage:
        short = made_short(stage, failed)
    _show(console, short)
    file = Path(f"tamar-schedule-{seed}.json")
    file.write_bytes(encode(short.schedule))
    console.print(f"\nTo see it again:  tamar simulate --again {file}")
    console.print(f"The whole of it:  tamar simulate --schedules 1 --seed {seed} --trace")


def _shown(console: Console, addresses: Addresses, schedules: Iterable[Schedule]) -> bool:
    """Each with its trace, up to the first that fails; whether none does."""
    with set_up(addresses) as stage:
        for schedule in schedules:
            outcome = played(stage, schedule)
            console.print(f"\nSeed {schedule.seed}")
            _show(console, outcome)
            if outcome.broken:
                return False
    return True


def _show(console: Console, outcome: Played) -> None:
    for line in outcome.trace:
        console.print(line, markup=False)
    for claim in outcome.broken or ["Every claim held."]:
        console.print(claim, markup=False, style="red" if outcome.broken else "green")
