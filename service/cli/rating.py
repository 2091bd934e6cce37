"""`tamar rating`: look at a drafted ruleset before anybody is rated by it."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import BinaryIO

import click
from rich.console import Console
from rich.table import Table

from schemas.base import encode
from schemas.rating_comparisons import RatingComparison
from schemas.rulesets import Ruleset
from service.actions import ratings
from service.cli import importing
from service.serve import utc_now
from workflows import rulesets

LAST_DAYS = 365


@click.group("rating")
def rating() -> None:
    """Look at a drafted ruleset before anybody is rated by it."""


@rating.command
@click.argument("file", type=click.File("rb"))
def check(file: BinaryIO) -> None:
    """Say whether the ruleset in FILE may be used: whole, or as additions to one in force.

    It may not if a worse answer could make a better rating, if something critical and not known could be green, or
    if somebody could be amber or red without a reason.
    """
    with importing.one_sentence_instead_of_a_traceback("ruleset", "This ruleset may not be used"):
        rules = rulesets.read(file.read())
    click.echo(f"{rules.id} with {len(rules.rules)} rules may be used.")


@rating.command
@click.argument("file", type=click.File("rb"))
@click.option(
    "--days", type=click.IntRange(1, 36_500), default=LAST_DAYS, show_default=True, help="How far back."
)
@click.option("--authority", metavar="CODE", help="Whose submissions, where there are several councils.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def compare(file: BinaryIO, days: int, authority: str | None, *, as_json: bool) -> None:
    """Rate past submissions by the ruleset in FILE, and say how many change, which way, and because of what.

    Nothing is written: every submission keeps the rating by the ruleset of its day.
    """
    with (
        importing.one_sentence_instead_of_a_traceback("ruleset", "This ruleset may not be used"),
        importing.database_url() as url,
    ):
        done = asyncio.run(_compare(url, rulesets.read(file.read()), days, authority))
    if as_json:
        click.echo(encode(done))
    else:
        _show(done)


async def _compare(url: str, rules: Ruleset, days: int, code: str | None) -> RatingComparison:
    async with importing.opened(url) as database:
        authority = await importing.authority(database, code)
        with importing.progress() as bar:
            task = bar.add_task("Submissions", total=None)
            return await ratings.compare_with_past(
                database,
                rules,
                authority.id,
                _back(utc_now(), days),
                importing.operator(authority.id),
                utc_now(),
                lambda done, total: bar.update(task, completed=done, total=total),
            )


def _back(now: datetime, days: int) -> datetime:
    return max(now - timedelta(days=days), datetime(1, 1, 2, tzinfo=UTC))


def _show(done: RatingComparison) -> None:
    click.echo(
        f"{done.compared} submissions by {done.ruleset}: {done.unchanged} as before, {done.worse} worse, "
        f"{done.milder} milder."
    )
    if done.moves:
        Console().print(_table(done))


def _table(done: RatingComparison) -> Table:
    table = Table("What", "Which", "Submissions", title="What changes", title_justify="left")
    for move in done.moves:
        table.add_row("rating", f"{move.was} to {move.becomes}", str(move.submissions))
    for what, counted in (("rule", done.rules), ("factor", done.factors)):
        for which, submissions in counted.items():
            table.add_row(what, which, str(submissions))
    return table
