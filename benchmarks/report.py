"""The figures as a page in Markdown: what each side took, how that compares, and whether an aim is reached."""

import os
import platform
import subprocess
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from benchmarks.measuring import Figure, Figures, Scenario

Measured = list[tuple[Scenario, Figures]]


METHOD, TRIED = (Path(__file__).with_name(name) for name in ("method.md", "tried.md"))
OPENING = (
    "Written by `make bench`. The figures compare ways to do the same work on one machine at one time. "
    "Elsewhere, and at another time, all of them are others; their ratios change less."
)


class Aim(NamedTuple):
    """What was meant to be reached at most: of which scenario, which number, and why that one."""

    scenario: str
    what: str
    value: Callable[[Figures], float]
    at_most: float
    unit: str


def times(side: str) -> Callable[[Figures], float]:
    """Processor time of service and PostgreSQL together for an item, as a multiple of another side's."""
    return lambda figures: figures["service"].cpu_ms / figures[side].cpu_ms


AIMS = (
    Aim("push-1-8", "Push of 1, CPU beside the plain program", times("plain"), 1.5, "times"),
    Aim("push-50-8", "Push of 50, CPU beside the plain program", times("plain"), 1.5, "times"),
    Aim(
        "push-50-8",
        "Push of 50, CPU of the service",
        lambda found: found["service"].program_ms,
        0.20,
        "ms a review",
    ),
    Aim("pull-100", "Pull of 100, CPU beside the plain program", times("plain"), 1.7, "times"),
    Aim(
        "bulk-1000",
        "Bulk approval of 1,000, from asking to answer",
        lambda found: found["service"].elapsed_ms,
        80,
        "ms",
    ),
)


def page(measured: Measured, about: dict[str, str], costs: str) -> str:
    """The whole report."""
    lines = [
        "# Figures",
        "",
        OPENING,
        "",
        *(f"- {name}: {value}" for name, value in about.items()),
        "",
        "## How it is measured",
        "",
        METHOD.read_text("utf-8"),
        "## Aims",
        "",
        *_aims(measured),
        "",
        "## What each side takes",
        "",
        *(line for scenario, figures in measured for line in _table(scenario, figures)),
        costs,
        TRIED.read_text("utf-8"),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _aims(measured: Measured) -> Iterator[str]:
    yield "| Aim | At most | Measured | Reached |"
    yield "|---|---|---|---|"
    found = {scenario.name: figures for scenario, figures in measured}
    for aim in AIMS:
        if aim.scenario in found:
            value = aim.value(found[aim.scenario])
            reached = "yes" if value <= aim.at_most else "**no**"
            yield f"| {aim.what} | {short(aim.at_most)} {aim.unit} | {short(value)} {aim.unit} | {reached} |"


def _table(scenario: Scenario, figures: Figures) -> Iterator[str]:
    yield f"### {scenario.title}"
    yield ""
    item = scenario.item
    yield (
        f"| Side | {item.capitalize()}s a second | ms a request | CPU-ms a {item}: program | PostgreSQL | together "
        "| beside plain | beside spare |"
    )
    yield "|---|---|---|---|---|---|---|---|"
    for figure in figures.values():
        yield f"| {' | '.join(_cells(figure, figures))} |"
    yield ""


def _cells(figure: Figure, figures: Figures) -> list[str]:
    return [
        figure.name,
        f"{figure.per_second:,.0f}",
        short(figure.elapsed_ms),
        "" if figure.program_ms == 0 else short(figure.program_ms),
        short(figure.postgres_ms),
        short(figure.cpu_ms),
        *(
            f"{figure.cpu_ms / figures[side].cpu_ms:.2f}" if side in figures else ""
            for side in ("plain", "spare")
        ),
    ]


def short(value: float) -> str:
    """Three digits that count."""
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def machine(postgres: str, at: datetime) -> dict[str, str]:
    """Where and of what the figures are."""
    return {
        "Taken": f"{at:%d %B %Y, %H:%M} UTC",
        "Code": _commit(),
        "Machine": f"{_processor()}, {os.cpu_count()} processors, {_memory()}",
        "System": f"{platform.system()} {platform.release()}",
        "Versions": f"Python {platform.python_version()}, PostgreSQL {postgres}",
    }


def _commit() -> str:
    commit, changed = (
        _git(*asked) for asked in (("rev-parse", "--short=12", "HEAD"), ("status", "--porcelain", "-uno"))
    )
    return f"{commit or 'unknown'}{', with changes' if changed else ''}"


def _git(*asked: str) -> str:
    here = Path(__file__).parent
    told = subprocess.run(["git", *asked], cwd=here, capture_output=True, text=True, check=False)
    return told.stdout.strip()


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")),
        platform.machine(),
    )


def _memory() -> str:
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return f"{total / 2**30:.0f} GiB of memory"


def brief(scenario: Scenario, figures: Figures) -> Sequence[str]:
    """The same for whoever waits in a shell."""
    yield_of = (
        f"  {figure.name:8} {figure.per_second:8,.0f} a second, {figure.elapsed_ms:8.2f} ms a request, "
        f"CPU-ms {figure.program_ms:.3f} + {figure.postgres_ms:.3f}"
        for figure in figures.values()
    )
    return [scenario.title, *yield_of]
