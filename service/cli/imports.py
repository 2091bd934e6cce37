"""`tamar import`: bring in files that a council takes out of its own systems, or others publish."""

import asyncio
from typing import BinaryIO

import click
from msgspec import UNSET
from rich.console import Console
from rich.table import Table

from schemas.caseloads import CaseloadImported, ImportCaseload
from service.actions import caseloads
from service.cli import importing
from service.cli.cqc import cqc
from service.cli.referrals import referrals
from service.cli.training import training
from service.serve import utc_now


@click.group("import")
def imports() -> None:
    """Bring in files that a council takes out of its own systems, or others publish."""


imports.add_command(cqc)
imports.add_command(referrals)
imports.add_command(training)


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
        importing.one_sentence_instead_of_a_traceback("caseload", "This is no caseload file"),
        importing.database_url() as url,
    ):
        done = asyncio.run(_take_in(url, file.read(), authority, dry_run=dry_run))
    _show(done, dry_run=dry_run)
    context.exit(1 if done.rejected else 0)


async def _take_in(url: str, raw: bytes, code: str | None, *, dry_run: bool) -> CaseloadImported:
    async with importing.opened(url) as database:
        authority = await importing.authority(database, code)
        asked = ImportCaseload(dry_run=dry_run, authority_id=authority.id)
        with importing.progress() as bar:
            task = bar.add_task("Rows", total=None)
            return await caseloads.take_in(
                database,
                raw,
                asked,
                importing.operator(authority.id),
                utc_now(),
                lambda done, total: bar.update(task, completed=done, total=total),
            )


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
