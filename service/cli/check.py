"""`tamar check`: looks at everything that the service needs, changes nothing, and says what is amiss."""

import asyncio
import os

import click
from rich.console import Console
from rich.table import Table

from schemas.base import encode
from service.checks import Checked, examine
from service.serve import utc_now
from service.settings import BadSetting, Settings

MARKS = {"ok": "[green]ok[/]", "failed": "[red]failed[/]", "skipped": "[dim]skipped[/]"}


@click.command
@click.option("--json", "as_json", is_flag=True, help="Answer JSON, for programs.")
@click.pass_context
def check(context: click.Context, *, as_json: bool) -> None:
    """Look at everything that the service needs, change nothing, and say what is amiss.

    Looks at the settings (secrets are masked), the installed packages, the signing keys, the database with its role
    and migrations, the record and the workers. The exit code is 0 if nothing failed, else 1.
    """
    try:
        settings = Settings.from_environment(os.environ)
    except BadSetting as error:
        raise click.ClickException(str(error)) from None
    checks = asyncio.run(examine(settings, utc_now()))
    if as_json:
        told = {"ok": all(one.passed for one in checks), "settings": settings.shown(), "checks": checks}
        click.echo(encode(told))
    else:
        _show(settings, checks)
    context.exit(0 if all(one.passed for one in checks) else 1)


def _show(settings: Settings, checks: list[Checked]) -> None:
    console = Console(soft_wrap=True)
    table = Table("Setting", "Value", title="Settings", title_justify="left")
    for variable, value in settings.shown().items():
        table.add_row(variable, "[dim]not set[/]" if value is None else str(value))
    console.print(table)
    found = Table("What", "How it is", "In words", title="Checks", title_justify="left")
    for one in checks:
        found.add_row(one.name, MARKS[one.status], one.detail)
    console.print(found)
