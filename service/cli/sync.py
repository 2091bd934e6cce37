"""`tamar sync`: what an operator does about the tablets' traffic."""

import asyncio
import os

import asyncpg
import click

from service import hosting
from service.postgres import PostgresError
from service.settings import BadSetting, Settings
from service.store import epochs


@click.group
def sync() -> None:
    """See to what tablets and the service tell each other."""


@sync.command("rotate-epoch")
@click.option("--authority", metavar="CODE", help="For one council only, by its GSS code.")
def rotate_epoch(*, authority: str | None) -> None:
    """Tell all tablets that the database was restored from a backup.

    Run it after the restore and before the service is started again. Every tablet then pulls anew, asks which of
    its work of the last 60 days is missing, and sends that again. Twice does no harm. DATABASE_ADMIN_URL names the
    database as its owner; without it, the built-in one is meant.
    """
    try:
        rotated = asyncio.run(_rotate(authority))
    except (BadSetting, PostgresError, asyncpg.PostgresError, OSError) as error:
        raise click.ClickException(f"The epoch can't be rotated: {error}") from None
    if not rotated:
        raise click.ClickException(
            f"There is no council {authority}." if authority else "There is no council."
        )
    for code, name in rotated:
        click.echo(f"{name} ({code}) has a new epoch: its tablets pull anew and offer what was lost.")


async def _rotate(authority: str | None) -> list[tuple[str, str]]:
    settings = Settings.from_environment(os.environ)
    if settings.database_admin_url is not None:
        return await epochs.rotate(settings.database_admin_url, authority)
    with hosting.reached(settings) as addresses:
        return await epochs.rotate(addresses.owner, authority)
