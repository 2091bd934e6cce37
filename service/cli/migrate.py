"""`tamar migrate`: bring a database of one's own up to date, or show what that would do."""

import asyncio
import os
from urllib.parse import parse_qs, unquote, urlsplit

import click

from service.settings import BadSetting, Settings
from service.store import migrate as store


@click.command
@click.option("--plan", is_flag=True, help="Print the SQL that would run, and change nothing.")
def migrate(*, plan: bool) -> None:
    """Bring a database of your own up to date.

    DATABASE_ADMIN_URL names it as the owner of the tables, DATABASE_URL as the ordinary role that serves.
    `tamar run` brings the built-in database up to date by itself.
    """
    try:
        settings = Settings.from_environment(os.environ)
        owner = _given(settings.database_admin_url, "DATABASE_ADMIN_URL")
        if plan:
            _show(asyncio.run(store.plan(owner)))
        else:
            role = role_of(_given(settings.database_url, "DATABASE_URL"))
            _tell(asyncio.run(store.migrate(owner, role)), role)
    except BadSetting as error:
        raise click.UsageError(str(error)) from None
    except store.MigrationError as error:
        raise click.ClickException(str(error)) from None


def _given(value: str | None, variable: str) -> str:
    if value is None:
        raise BadSetting(f"{variable} isn't set: it names the database that is to be brought up to date.")
    return value


def role_of(url: str) -> str:
    parts = urlsplit(url)
    named = [unquote(parts.username or ""), *parse_qs(parts.query).get("user", [])]
    if not any(named):
        raise BadSetting(
            "DATABASE_URL must name the role that serves, as in postgresql://role@host/database."
        )
    return next(filter(None, named))


def _show(steps: list[tuple[str, str]]) -> None:
    if not steps:
        click.echo("-- Nothing to run: the database is up to date.")
    for migration_id, sql in steps:
        click.echo(f"-- Migration {migration_id}\n{sql}")


def _tell(ran: list[str], role: str) -> None:
    click.echo(f"Ran {', '.join(ran)}." if ran else "Nothing to run: the database was up to date.")
    click.echo(f"The role {role} may do what service/store/privileges.sql lists, and nothing else.")
