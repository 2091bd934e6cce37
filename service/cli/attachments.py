"""`tamar attachments`: what has to be done now and then with the files that belong to reviews."""

import asyncio
import os

import click

from service import hosting
from service.actions import sweeping
from service.cli.run import CANT_START
from service.serve import utc_now
from service.settings import Settings


@click.group
def attachments() -> None:
    """Look after the files that belong to reviews."""


@attachments.command
def sweep() -> None:
    """End uploads that rested too long, delete what nobody needs, scan what was not scanned.

    `tamar worker` does the same every hour. Works on the database that DATABASE_URL names, else on the built-in one.
    """
    try:
        settings = Settings.from_environment(os.environ)
        with hosting.served(settings) as database_url:
            swept = asyncio.run(sweeping.once(settings, database_url, utc_now()))
    except CANT_START as error:
        raise click.ClickException(str(error)) from None
    click.echo(
        f"Deleted {swept.parts_of_expired} parts of uploads that nobody finished and {swept.orphans} objects "
        f"that nobody needs; scanned {swept.scanned} files."
    )
