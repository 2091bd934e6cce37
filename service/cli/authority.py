"""`tamar authority`: set up a council from one file."""

import asyncio
import os
import tomllib
from typing import BinaryIO

import asyncpg
import click
from rich.console import Console
from rich.table import Table

from schemas.authorities import Council, FirstAccount
from schemas.base import Malformed
from service import hosting
from service.actions import founding
from service.auth.passwords import Passwords
from service.cli.run import CANT_START
from service.hosting import Addresses
from service.serve import utc_now
from service.settings import Settings
from workflows import councils


@click.group
def authority() -> None:
    """Set up councils."""


@authority.command
def example() -> None:
    """Print a file to begin from, with every policy at the value that the service begins with."""
    click.echo(councils.council_file(), nl=False)


@authority.command
@click.argument("file", type=click.File("rb"))
@click.option("--dry-run", is_flag=True, help="Only say what would be set up.")
def create(file: BinaryIO, *, dry_run: bool) -> None:
    """Set up a council from FILE (TOML; - reads from the pipe): its bodies, first staff and policies.

    Works as the owner that DATABASE_ADMIN_URL names, else on the built-in database. Passwords are made and shown
    once; providers, locations and people follow with `tamar import`.
    """
    council = _read(file)
    try:
        with hosting.reached(Settings.from_environment(os.environ)) as addresses:
            made = asyncio.run(_create(addresses, council, dry_run=dry_run))
    except (*CANT_START, asyncpg.PostgresError, OSError) as error:
        raise click.ClickException(str(error)) from None
    except Malformed as error:
        raise _refused(error) from None
    _show(council, made, dry_run=dry_run)


def _read(file: BinaryIO) -> Council:
    try:
        return councils.read(tomllib.load(file))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{file.name} is no TOML: {error}.") from None
    except Malformed as error:
        raise _refused(error) from None


async def _create(addresses: Addresses, council: Council, *, dry_run: bool) -> list[FirstAccount]:
    owner = await asyncpg.connect(addresses.owner)
    try:
        outer = owner.transaction()
        await outer.start()
        made = await founding.found(owner, council, Passwords(), utc_now())
        await (outer.rollback() if dry_run else outer.commit())
    finally:
        await owner.close()
    return made


def _refused(error: Malformed) -> click.ClickException:
    told = "\n".join(f"  {issue.pointer or '/'}: {issue.code}" for issue in error.issues)
    return click.ClickException(f"The council can't be set up:\n{told}")


def _show(council: Council, made: list[FirstAccount], *, dry_run: bool) -> None:
    if dry_run:
        click.echo(f"{council.name} would be set up with {len(made)} accounts. Nothing was written.")
        return
    table = Table("Username", "Role", "Password, shown once", title=council.name, title_justify="left")
    for one in made:
        table.add_row(one.username, one.role, one.password)
    Console().print(table)
