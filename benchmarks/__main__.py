"""`make bench`: every figure, beside what the same work takes without the service, and the report of them."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

import click
import uvloop

from benchmarks import bulk, costs, deliveries, past, pulls, pushes, report
from benchmarks.measuring import Scenario, measure
from benchmarks.reviews import now
from benchmarks.stage import Databases, Stage, own_databases, own_folder, staged
from benchmarks.town import PLACES

REPORT = Path(__file__).with_name("report.md")


class Size(NamedTuple):
    """How much is done; the whole takes about three minutes on two quiet processors."""

    people: int = 5_000
    past: int = 8_000
    rounds: int = 5
    pushes: tuple[tuple[int, int, int], ...] = (
        (1, 1, 60),
        (1, 8, 16),
        (1, 32, 5),
        (50, 1, 4),
        (50, 8, 2),
        (50, 32, 1),
    )
    """Reviews in a push, clients, and pushes of each in a round."""
    pages: int = 6
    piles: tuple[int, ...] = (1_000, 5_000)
    messages: int = 48
    profiled: int = 30
    """Requests of each kind in the profile."""

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
        measured, chapter = uvloop.run(_measured(databases, folder, Size(rounds=rounds)))
    to.write_text(report.page(measured, about, chapter), "utf-8")
    click.echo(f"The report is in {to}.")


async def _measured(databases: Databases, folder: Path, size: Size) -> tuple[report.Measured, str]:
    measured: report.Measured = []
    async with staged(databases, folder, size.people, size.clients) as stage:
        async for scenario in scenarios(stage, folder, size):
            figures = await measure(stage, scenario, size.rounds)
            click.echo("\n".join(report.brief(scenario, figures)))
            measured.append((scenario, figures))
        click.echo("Where the service's own time goes …")
        return measured, await costs.page(stage, folder, (1, 50), size.profiled)


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
