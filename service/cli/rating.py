"""`tamar rating`: look at a drafted ruleset before anybody is rated by it."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

import click
from rich.console import Console
from rich.table import Table

from schemas.base import encode
from schemas.rating_comparisons import RatingComparison
from schemas.rulesets import Ruleset
from service.actions import ratings
from service.actions.rulesets import find as find_ruleset
from service.cli import importing
from service.problems import Problem
from service.serve import utc_now
from service.settings import BadSetting
from service.store.database import Database
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
@click.argument("ruleset", metavar="FILE|RULESET")
@click.option(
    "--days", type=click.IntRange(1, 36_500), default=LAST_DAYS, show_default=True, help="How far back."
)
@click.option("--authority", metavar="CODE", help="Whose submissions, where there are several councils.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def compare(ruleset: str, days: int, authority: str | None, *, as_json: bool) -> None:
    """Rate past submissions by another ruleset, and say how many change, which way, and because of what.

    FILE holds it, or RULESET is the id of one that the council has drafted, such as safe-care/2.
    Nothing is written: every submission keeps the rating by the ruleset of its day.
    """
    with (
        importing.one_sentence_instead_of_a_traceback("ruleset", "This ruleset may not be used"),
        importing.database_url() as url,
    ):
        file = Path(ruleset)
        rules = rulesets.read(file.read_bytes()) if file.is_file() else None
        done = asyncio.run(_compare(url, rules or ruleset, days, authority))
    if as_json:
        click.echo(encode(done))
    else:
        _show(done)


async def _compare(url: str, ruleset: Ruleset | str, days: int, code: str | None) -> RatingComparison:
    async with importing.opened(url) as database:
        authority = await importing.authority(database, code)
        rules = await _drafted(database, ruleset, authority.id) if isinstance(ruleset, str) else ruleset
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


async def _drafted(database: Database, ruleset: str, authority_id: UUID) -> Ruleset:
    name, _, number = ruleset.partition("/")
    at = utc_now()
    try:
        return await find_ruleset(database, name, number, authority_id, importing.operator(authority_id), at)
    except Problem:
        raise BadSetting(f"{ruleset} is neither a file nor a ruleset that the council has drafted.") from None


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
