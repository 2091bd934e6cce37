"""`tamar import`: bring in files that a council takes out of its own systems."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO
from uuid import UUID

import asyncpg
import click
from msgspec import UNSET
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from schemas.accounts import Actor, Membership, Named, Role
from schemas.base import Malformed
from schemas.caseloads import CaseloadImported, ImportCaseload
from service import hosting
from service.actions import caseloads
from service.postgres import PostgresError
from service.serve import utc_now
from service.settings import BadSetting, Settings
from service.store import organisations
from service.store.database import Database
from service.store.organisations import AuthorityRow

OPERATOR = Named(id=UUID(int=0), name="The operator")
"""Whoever may open the database needs no account: their imports are logged as the operator's."""
CANT_IMPORT = (BadSetting, PostgresError, asyncpg.PostgresError, OSError)


@click.group("import")
def imports() -> None:
    """Bring in files that a council takes out of its own systems."""


@imports.command
@click.argument("file", type=click.File("rb"))
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@click.option("--authority", metavar="CODE", help="Whose caseload it is, where there are several councils.")
@click.pass_context
def caseload(context: click.Context, file: BinaryIO, authority: str | None, *, dry_run: bool) -> None:
    """Take in a caseload from FILE, a CSV (- reads from the pipe).

    Works on the database that DATABASE_URL names, else on the built-in one. A row that is rejected holds up no
    other; the exit code is 1 if there was any. The same file again changes nothing.
    """
    with (
        _one_sentence_instead_of_a_traceback(),
        hosting.served(Settings.from_environment(os.environ)) as url,
    ):
        done = asyncio.run(_take_in(url, file.read(), authority, dry_run=dry_run))
    _show(done, dry_run=dry_run)
    context.exit(1 if done.rejected else 0)


@contextmanager
def _one_sentence_instead_of_a_traceback() -> Iterator[None]:
    try:
        yield
    except Malformed as error:
        faults = "\n".join(f"  {issue.pointer}: {issue.code}" for issue in error.issues)
        raise click.ClickException(f"This is no caseload file:\n{faults}") from None
    except CANT_IMPORT as error:
        raise click.ClickException(f"The caseload can't be taken in: {error}") from None


async def _take_in(url: str, raw: bytes, code: str | None, *, dry_run: bool) -> CaseloadImported:
    database = Database(url, min_size=1, max_size=1)
    await database.open()
    try:
        authority = await _authority(database, code)
        asked = ImportCaseload(dry_run=dry_run, authority_id=authority.id)
        with _progress() as bar:
            task = bar.add_task("Rows", total=None)
            return await caseloads.take_in(
                database,
                raw,
                asked,
                _operator(authority.id),
                utc_now(),
                lambda done, total: bar.update(task, completed=done, total=total),
            )
    finally:
        await database.close()


async def _authority(database: Database, code: str | None) -> AuthorityRow:
    async with database.tx(_operator(), utc_now(), readonly=True) as db:
        known = await organisations.authorities(db)
    chosen = [one for one in known if code in (None, one.gss_code)]
    if len(chosen) == 1:
        return chosen[0]
    if not known:
        raise BadSetting("this database has no council in it yet.")
    listed = ", ".join(f"{one.gss_code} ({one.name})" for one in known)
    raise BadSetting(f"name one of these councils with --authority: {listed}.")


def _operator(*authorities: UUID) -> Actor:
    capacity = Membership(role=Role.ADMIN, organisation=OPERATOR, authority_ids=list(authorities))
    return Actor(account_id=OPERATOR.id, memberships=(capacity,), holder_ids=frozenset())


def _progress() -> Progress:
    """On the error stream, so that what is piped on is the answer alone."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, console=Console(stderr=True))


def _show(done: CaseloadImported, *, dry_run: bool) -> None:
    if done.errors:
        Console().print(_table(done))
    if done.errors_left_out is not UNSET:
        click.echo(f"… and {done.errors_left_out} more.")
    counted = ", ".join(
        f"{getattr(done, name)} {name}" for name in ("created", "changed", "unchanged", "rejected")
    )
    click.echo(f"{done.rows} rows: {counted}.{' Nothing was written.' if dry_run else ''}")


def _table(done: CaseloadImported) -> Table:
    table = Table("Row", "Column", "What is wrong", title="Rejected", title_justify="left")
    for error in done.errors:
        table.add_row(str(error.row), error.column, error.detail)
    return table
