"""The report of growth: how much was done, what was found, and whether that is what was aimed at."""

from collections.abc import Mapping
from typing import NamedTuple

from benchmarks import report
from benchmarks.measuring import Figures
from workflows.markdown import table

NEW = 10
"""Reviews that a tablet has not seen."""


class Hour(NamedTuple):
    """What so many tablets do in one, each so often."""

    tablets: int = 1_000
    syncs: int = 12
    reviews: int = 1


class Size(NamedTuple):
    """How much there is, and how much is done."""

    small: int = 10_000
    large: int = 1_000_000
    people: int = 20_000
    """An eighth of them at each place; a row for each, and one for each package."""
    rounds: int = 5
    pulls: int = 8
    """By each tablet in a round."""
    idle_processes: int = 2
    """Of the service, one for each processor."""
    idle_clients: int = 16
    idle_pulls: int = 250
    """By each client."""
    hour: Hour = Hour()


class Latency(NamedTuple):
    """Of requests by several clients at once; seconds."""

    per_second: float
    median: float
    p99: float


class First(NamedTuple):
    """Of a first sync."""

    rows: int
    seconds: float
    kilobytes: float
    """As they came over the wire, compressed."""


class Memory(NamedTuple):
    """Of the service's process in MiB: before the hour, and after each tenth of it."""

    syncs: int
    reviews: int
    mib: list[float]


class Found(NamedTuple):
    """Everything that was measured."""

    growth: Figures
    idle: list[Latency]
    """Of each round."""
    first: First
    memory: Memory


def page(found: Found, size: Size, about: Mapping[str, str]) -> str:
    """The report."""
    small, large = found.growth.values()
    grown = large.cpu_ms / small.cpu_ms
    idle = sorted(found.idle, key=lambda one: one.per_second)[len(found.idle) // 2]
    settled, last = found.memory.mib[len(found.memory.mib) // 2], found.memory.mib[-1]
    aims = [
        (
            f"Pull of {NEW} out of {size.large:,} reviews, CPU beside {size.small:,}",
            grown,
            1.2,
            "times",
            True,
        ),
        ("Syncs with nothing new, a second", idle.per_second, 1_700, "a second", False),
        ("Syncs with nothing new, 99 of 100 within", idle.p99 * 1_000, 250, "ms", True),
        (f"First sync of {found.first.rows:,} rows", found.first.seconds, 3, "s", True),
        (f"First sync of {found.first.rows:,} rows, packed", found.first.kilobytes, 1_000, "kB", True),
        ("Memory after an hour beside that after half of it", last / settled, 1.02, "times", True),
    ]
    rows = [
        (
            what,
            f"{'at most' if at_most else 'at least'} {report.short(aim)} {unit}",
            f"{report.short(value)} {unit}",
            "yes" if (value <= aim if at_most else value >= aim) else "**no**",
        )
        for what, value, aim, unit, at_most in aims
    ]
    return PAGE.format(
        about="\n".join(f"- {name}: {value}" for name, value in about.items()),
        aims=table(("What", "Aim", "Measured", "Reached"), rows),
        growth=table(
            ("Reviews in the database", "ms a request", "CPU-ms a review: service", "PostgreSQL", "together"),
            [
                (
                    one.name,
                    *map(report.short, (one.elapsed_ms, one.program_ms, one.postgres_ms, one.cpu_ms)),
                )
                for one in found.growth.values()
            ],
        ),
        new=NEW,
        clients=size.idle_clients,
        processes=size.idle_processes,
        rate=report.short(idle.per_second),
        median=report.short(idle.median * 1_000),
        p99=report.short(idle.p99 * 1_000),
        rates=", ".join(report.short(one.per_second) for one in found.idle),
        rows=f"{found.first.rows:,}",
        seconds=report.short(found.first.seconds),
        kilobytes=report.short(found.first.kilobytes),
        tablets=f"{size.hour.tablets:,}",
        syncs=f"{found.memory.syncs:,}",
        reviews=f"{found.memory.reviews:,}",
        mib=", ".join(f"{one:.1f}" for one in found.memory.mib),
    )


PAGE = """# Figures of growth

Written by `python -m benchmarks.growth`. One process of the service (`tamar serve`) but where more are named, one
PostgreSQL as `make run` starts it, and the load, all on this machine over the loopback; the load's own share of the
processors is not taken out of rates and times.

{about}

{aims}

## As a council grows

A tablet at each of eight places pulls {new} new reviews of 4,096 bytes at a time, in turn from a database with few
reviews of the past and from one with many; medians of the rounds, the first left out.

{growth}

## Nothing new

{clients} tablets that have everything ask {processes} processes of the service, again as soon as they have their
answer: {rate} a second, half of them within {median} ms, 99 of 100 within {p99} ms. This is the median of the rounds,
which after a first one, left out, had {rates} a second.

## A first sync

A tablet that has nothing takes {rows} rows in pages of 500: {seconds} s, {kilobytes} kB packed.

## Memory

What {tablets} tablets do in an hour, as fast as it goes: {syncs} pulls of {new} and {reviews} pushes of one. The
service's process had, in MiB before it and after each tenth: {mib}.
"""
