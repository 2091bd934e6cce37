"""`make bench`: every figure, beside what the same work takes without the service, and the report of them."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

import click
import uvloop

from benchmarks import bulk, deliveries, past, pulls, pushes, report
from benchmarks.measuring import Scenario, measure
from benchmarks.reviews import now
from benchmarks.stage import Databases, Stage, own_databases, own_folder, staged
from benchmarks.town import PLACES

REPORT = Path(__file__).with_name("report.md")


class Size(NamedTuple):
    """How much is done; the whole takes about four minutes on two processors."""

    people: int = 5_000
    past: int = 10_000
    rounds: int = 5
    pushes: tuple[tuple[int, int, int], ...] = (
        (1, 1, 100),
        (1, 8, 25),
        (1, 32, 8),
        (50, 1, 8),
        (50, 8, 3),
        (50, 32, 1),
    )
    """Reviews in a push, clients, and pushes of each in a round."""
    pages: int = 10
    piles: tuple[int, ...] = (1_000, 5_000)
    messages: int = 96

    @property
    def clients(self) -> int:
        """As many tablets as take part at once: at least one at each place."""
        return max(PLACES, *(clients for _, clients, _ in self.pushes))


@click.command
@click.option(
    "--report", "to", type=click.Path(path_type=Path, dir_okay=False), default=REPORT, show_default=True
)
@click.option("--rounds", type=click.IntRange(1, 100), default=Size().rounds, show_default=True)
def main(to: Path, rounds: int) -> None:
    """Measure, print, and write the report."""
    with own_folder() as folder, own_databases(folder / "postgres") as databases:
        about = report.machine(databases.version, now())
        measured = uvloop.run(_measured(databases, folder, Size(rounds=rounds)))
    to.write_text(report.page(measured, about, ""), "utf-8")
    click.echo(f"The report is in {to}.")


async def _measured(databases: Databases, folder: Path, size: Size) -> report.Measured:
    measured: report.Measured = []
    async with staged(databases, folder, size.people, size.clients) as stage:
        async for scenario in scenarios(stage, folder, size):
            figures = await measure(stage, scenario, size.rounds)
            click.echo("\n".join(report.brief(scenario, figures)))
            measured.append((scenario, figures))
    return measured


async def scenarios(stage: Stage, folder: Path, size: Size) -> AsyncIterator[Scenario]:
    """Everything that is measured, each made ready when it is its turn."""
    pattern = await past.write(stage, size.past)
    for ops, clients, batches in size.pushes:
        yield pushes.scenario(stage, pattern, clients, ops, batches)
    yield await pulls.scenario(stage, pattern, size.pages)
    piled = await bulk.pile(stage, pattern, max(size.piles))
    for items in size.piles:
        yield bulk.scenario(stage, piled, items)
    async with deliveries.scenario(stage, pattern, folder, size.messages) as scenario:
        yield scenario


if __name__ == "__main__":
    main()
