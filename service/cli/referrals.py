"""`tamar import referrals`: bring in who is to leave a hospital, as one of its coordinators."""

import asyncio
from typing import BinaryIO

import click
from rich.console import Console
from rich.table import Table

from schemas.accounts import Actor
from schemas.referral_files import ImportReferrals, ReferralsImported
from service.actions import referral_files
from service.auth.standing import standing_of
from service.cli import importing
from service.problems import Problem
from service.serve import utc_now
from service.settings import BadSetting
from service.store import training as people
from service.store.database import NOBODY, Database


@click.command
@click.argument("file", type=click.File("rb"))
@click.option("--coordinator", metavar="USERNAME", required=True, help="In whose name they are referred.")
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@click.option("--authority", metavar="CODE", help="For which council, where there are several.")
@click.pass_context
def referrals(
    context: click.Context, /, file: BinaryIO, coordinator: str, authority: str | None, *, dry_run: bool
) -> None:
    """Refer everybody in FILE, a CSV (- reads from the pipe), from the hospital of a discharge coordinator.

    A row that is rejected holds up no other; the exit code is 1 if there was any. The same file again changes nothing.
    """
    with (
        importing.one_sentence_instead_of_a_traceback("referrals", "This is no file of referrals"),
        importing.database_url() as url,
    ):
        done = asyncio.run(_take_in(url, file.read(), coordinator, authority, dry_run=dry_run))
    _show(done, dry_run=dry_run)
    context.exit(1 if done.rejected else 0)


async def _take_in(
    url: str, raw: bytes, coordinator: str, code: str | None, *, dry_run: bool
) -> ReferralsImported:
    async with importing.opened(url) as database:
        authority = await importing.authority(database, code)
        asked = ImportReferrals(dry_run=dry_run, authority_id=authority.id)
        actor = await _acting(database, importing.operator(authority.id), coordinator)
        try:
            return await referral_files.take_in(database, raw, asked, actor, utc_now())
        except Problem as refused:
            raise BadSetting(f"{coordinator} coordinates at no hospital of this council.") from refused


async def _acting(database: Database, operator: Actor, username: str) -> Actor:
    """Somebody who is named, in the capacities that they have now. Raises BadSetting."""
    at = utc_now()
    async with database.tx(operator, at, readonly=True) as db:
        found = (await people.accounts(db, [username], at)).get(username)
    async with database.tx(NOBODY, at, readonly=True) as db:
        standing = await standing_of(db, found, None, at) if found else None
    if found is None or standing is None or standing.refusal():
        raise BadSetting(f"nobody called {username} may act for this council.")
    return Actor(account_id=found, memberships=standing.memberships, holder_ids=standing.holder_ids)


def _show(done: ReferralsImported, *, dry_run: bool) -> None:
    if done.errors:
        table = Table("Row", "Column", "What is wrong", title="Rejected", title_justify="left")
        for error in done.errors:
            table.add_row(str(error.row), error.column, error.detail)
        Console().print(table)
    counted = ", ".join(f"{getattr(done, name)} {name}" for name in ("created", "unchanged", "rejected"))
    click.echo(f"{done.rows} rows: {counted}.{' Nothing was written.' if dry_run else ''}")
