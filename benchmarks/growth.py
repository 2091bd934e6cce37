"""`python -m benchmarks.growth`: what syncing takes when there is much of it, and the report of that.

A council's database with ten thousand reviews beside one with a million; tablets that ask and have nothing new; a
tablet's first sync; and the service's memory over an hour of a thousand tablets.
"""

import gzip
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import cycle
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import NamedTuple

import click
import msgspec
import uvloop

from benchmarks import growth_page, past, pulls, pushes, raw, report
from benchmarks.growth_page import NEW, First, Found, Latency, Memory, Size
from benchmarks.measuring import Scenario, Side, Work, at_once, measure
from benchmarks.raw import Pattern
from benchmarks.reviews import now
from benchmarks.stage import Databases, Stage, databases_on, own_folder, own_server, staged
from benchmarks.town import PLACES, Tablet
from schemas.base import encode
from schemas.pulls import Pull, PullAnswer, Want
from service.sync import cursors
from service.sync.cursors import Cursor, Position

REPORT = Path(__file__).with_name("growth.md")
SHORT = b'{"short": "as no answer of the past is read"}'
PAST_AT_ONCE = 8_000
TENTHS = 10


class Filled(NamedTuple):
    """A stage with reviews of the past in it, and the pattern of those that come."""

    stage: Stage
    pattern: Pattern


@click.command
@click.option(
    "--report", "to", type=click.Path(path_type=Path, dir_okay=False), default=REPORT, show_default=True
)
@click.option("--large", type=click.IntRange(1_000), default=Size().large, show_default=True, help="Reviews.")
@click.option("--rounds", type=click.IntRange(1, 100), default=Size().rounds, show_default=True)
def main(to: Path, large: int, rounds: int) -> None:
    """Measure, and write the report; a million reviews take some minutes to write."""
    size = Size(large=large, rounds=rounds)
    with own_folder() as folder, own_server(folder / "postgres") as server:
        databases = [databases_on(server, name) for name in ("small", "large")]
        about = report.machine(databases[0].version, now())
        found = uvloop.run(measured(databases, folder, size))
    to.write_text(growth_page.page(found, size, about), "utf-8")
    click.echo(f"The report is in {to}.")


async def measured(databases: Sequence[Databases], folder: Path, size: Size) -> Found:
    """The large database is filled last: what its server has to do afterwards would be in all other figures."""
    few, many = databases
    async with staged(few, folder, size.people, max(PLACES, size.idle_clients), size.idle_processes) as small:
        here = await _filled(small, size.small)
        await idle(here, size)  # to warm up
        quiet = [await idle(here, size) for _ in range(size.rounds)]
        alone = quiet, await first(here), await memory(here, size)
        async with staged(many, folder, size.people, PLACES) as large:
            scenario = growth([here, await _filled(large, size.large)], size)
            figures = await measure(small, scenario, size.rounds)
    click.echo("\n".join(report.brief(scenario, figures)))
    return Found(figures, *alone)


async def _filled(stage: Stage, reviews: int) -> Filled:
    """So many reviews of the past, with short answers, since nobody fetches those."""
    pattern = await raw.learn(stage.raw, await pushes.one_stored(stage))
    of_the_past = raw.changed(pattern, "submission_rev", {"body": SHORT})
    of_the_past = raw.changed(of_the_past, "submission", {"state": "recorded"})
    with click.progressbar(length=reviews, label=f"Writing {reviews:,} reviews") as bar:
        for start in range(0, reviews, PAST_AT_ONCE):
            bar.update(len(await past.add(stage, of_the_past, min(PAST_AT_ONCE, reviews - start))))
    async with stage.raw.pool.acquire() as db:
        await db.execute("set statement_timeout = 0")  # a million takes longer than any request may
        await db.execute("vacuum analyze")
        await db.execute("reset statement_timeout")
    return Filled(stage, pattern)


def growth(sides: Sequence[Filled], size: Size) -> Scenario:
    """A tablet at each place pulls ten new reviews at a time, from a small database and from a large one."""

    async def by(filled: Filled) -> Work:
        starts = await _at_the_heads(filled)
        await past.add(filled.stage, filled.pattern, PLACES * NEW * size.pulls)
        return Work(partial(_pull_new, filled.stage, starts, size.pulls), _ten_each)

    names = (f"{size.small:,}", f"{size.large:,}")
    return Scenario(
        name="growth",
        title=f"Pull of {NEW} by {PLACES} clients, out of so many reviews",
        item="review",
        requests=PLACES * size.pulls,
        sides=[
            Side(name, partial(by, filled), filled.stage.service.pid)
            for name, filled in zip(names, sides, strict=True)
        ],
    )


async def _at_the_heads(filled: Filled) -> dict[str, str]:
    """Username → the cursor of a tablet that has seen everything."""
    stage = filled.stage
    rows = await stage.raw.pool.fetch("select holder_id, scope_id, head from sync_scope where class = 0")
    epoch = await stage.raw.pool.fetchval("select epoch from authority")
    at = {row["holder_id"]: (row["scope_id"], row["head"]) for row in rows}
    return {
        username: cursors.write(Cursor({at[place][0]: Position(epoch, at[place][1], at[place][1])}))
        for username, place in ((one.username, one.location_id) for one in stage.town.tablets)
    }


async def _pull_new(stage: Stage, starts: Mapping[str, str], times: int) -> list[bytes]:
    async def client(tablet: Tablet) -> list[bytes]:
        cursor, answers = starts[tablet.username], []
        async with stage.service.line(stage.tokens[tablet.username]) as line:
            for _ in range(times):
                answers.append(await line.post(pulls.PULL, _asked(cursor, NEW)))
                cursor = msgspec.json.decode(answers[-1], type=pulls.Turned).cursor
        return answers

    return [
        answer for several in await at_once(map(client, stage.town.tablets[:PLACES])) for answer in several
    ]


def _asked(cursor: str | None, rows: int) -> bytes:
    return encode(Pull(cursor=cursor, want=Want(max_rows=rows), forms_known=pulls.KNOWN))


def _ten_each(answers: Sequence[bytes]) -> int:
    found = [len(msgspec.json.decode(answer, type=PullAnswer).rows) for answer in answers]
    if set(found) != {NEW}:
        raise RuntimeError(f"Pages of {NEW} had {sorted(set(found))} rows.")
    return sum(found)


async def idle(filled: Filled, size: Size) -> Latency:
    """Tablets that have everything ask again and again, each when it has its answer, and each one of the processes."""
    stage, starts = filled.stage, await _at_the_heads(filled)
    processes = cycle((stage.service, *stage.beside))

    async def client(tablet: Tablet) -> list[float]:
        asked, took = _asked(starts[tablet.username], NEW), []
        async with next(processes).line(stage.tokens[tablet.username]) as line:
            for _ in range(size.idle_pulls):
                began = perf_counter()
                answered = await line.post(pulls.PULL, asked)
                took.append(perf_counter() - began)
                if msgspec.json.decode(answered, type=PullAnswer).rows:
                    raise RuntimeError("There was something new.")
        return took

    began = perf_counter()
    took = [
        one
        for several in await at_once(map(client, stage.town.tablets[: size.idle_clients]))
        for one in several
    ]
    *_, p99 = quantiles(took, n=100)
    return Latency(len(took) / (perf_counter() - began), median(took), p99)


async def first(filled: Filled) -> First:
    """A tablet that has nothing takes the people and packages of its place, as packed pages of the usual size."""
    tablet = filled.stage.town.tablets[0]
    wanted = 2 * len(filled.stage.town.people_of(tablet))
    cursor, rows, packed = None, 0, 0
    async with filled.stage.service.line(filled.stage.tokens[tablet.username]) as line:
        began = perf_counter()
        while rows < wanted:
            answered = await line.post(
                pulls.PULL, _asked(cursor, min(500, wanted - rows)), accept_encoding="gzip"
            )
            packed += len(answered)
            page = msgspec.json.decode(gzip.decompress(answered), type=PullAnswer)
            cursor, rows = page.cursor, rows + len(page.rows)
        seconds = perf_counter() - began
    return First(rows, seconds, packed / 1_000)


async def memory(filled: Filled, size: Size) -> Memory:
    """What tablets do in an hour, as fast as it goes, and the memory of the service meanwhile."""
    stage, hour = filled.stage, size.hour
    syncs, reviews = hour.tablets * hour.syncs, hour.tablets * hour.reviews
    tablets = stage.town.tablets[:PLACES]
    mib = [_resident_mib(stage)]
    for _ in range(TENTHS):
        starts = await _at_the_heads(filled)
        batches = [
            [pushes.made(stage, tablet, 1) for _ in range(reviews // TENTHS // PLACES)] for tablet in tablets
        ]
        pushes.accepted(await pushes.to_service(stage, batches))
        await _pull_new(stage, starts, syncs // TENTHS // PLACES)
        mib.append(_resident_mib(stage))
    return Memory(syncs, reviews, mib)


def _resident_mib(stage: Stage) -> float:
    (line,) = (
        line
        for line in Path(f"/proc/{stage.service.pid}/status").read_text().splitlines()
        if line.startswith("VmRSS")
    )
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
