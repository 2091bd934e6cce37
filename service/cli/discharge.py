"""`tamar discharge`: what an operator does about the counts of who waits to leave hospital."""

import asyncio
from datetime import date, datetime

import click

from service.actions import day_counts
from service.cli import importing
from service.problems import Problem
from service.serve import utc_now
from workflows.clocks import LONDON


@click.group
def discharge() -> None:
    """See to what is counted of those who wait to leave hospital."""


@discharge.command("count-day")
@click.option("--authority", metavar="CODE", help="For which council, where there are several.")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="Which day.  [default: today in London]")
def count_day(*, authority: str | None, day: datetime | None) -> None:
    """Count now who waited on a day, as of the council's cut-off; the worker does it by itself once that has passed.

    A day is counted once: of one that was, nothing is changed.
    """
    wanted = day.date() if day else utc_now().astimezone(LONDON).date()
    with (
        importing.one_sentence_instead_of_a_traceback("count", "This can't be counted"),
        importing.database_url() as url,
    ):
        try:
            taken = asyncio.run(_take(url, authority, wanted))
        except Problem:
            raise click.ClickException(f"{wanted} is still to come.") from None
    click.echo(f"{wanted} is counted." if taken else f"{wanted} was counted before.")


async def _take(url: str, code: str | None, day: date) -> bool:
    async with importing.opened(url) as database:
        authority = await importing.authority(database, code)
        return await day_counts.take(database, authority.id, day, utc_now())
