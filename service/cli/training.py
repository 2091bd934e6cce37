"""`tamar import training`: bring in what people have learnt."""

import asyncio
from typing import BinaryIO

import click
from msgspec import UNSET
from rich.console import Console
from rich.table import Table

from schemas.training_files import ImportTraining, TrainingImported
from service.actions import training_files
from service.cli import importing
from service.serve import utc_now


@click.command
@click.argument("file", type=click.File("rb"))
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@click.option("--authority", metavar="CODE", help="For which council, where there are several.")
@click.pass_context
def training(context: click.Context, /, file: BinaryIO, authority: str | None, *, dry_run: bool) -> None:
    """Take in what people have learnt from FILE, a CSV (- reads from the pipe).

    Its columns are username, course, completed_on, expires_on and level. A row that is rejected holds up no other;
    the exit code is 1 if there was any. The same file again changes nothing.
    """
    with (
        importing.one_sentence_instead_of_a_traceback("training", "This is no file of training"),
        importing.database_url() as url,
    ):
        done = asyncio.run(_take_in(url, file.read(), authority, dry_run=dry_run))
    _show(done, dry_run=dry_run)
    context.exit(1 if done.rejected else 0)


async def _take_in(url: str, raw: bytes, code: str | None, *, dry_run: bool) -> TrainingImported:
    async with importing.opened(url) as database:
        authority = await importing.authority(database, code)
        asked = ImportTraining(dry_run=dry_run, authority_id=authority.id)
        actor = importing.operator(authority.id)
        return await training_files.take_in(database, raw, asked, actor, utc_now())


def _show(done: TrainingImported, *, dry_run: bool) -> None:
    if done.errors:
        table = Table("Row", "Column", "What is wrong", title="Rejected", title_justify="left")
        for error in done.errors:
            table.add_row(str(error.row), error.column, error.detail)
        Console().print(table)
    if done.errors_left_out is not UNSET:
        click.echo(f"… and {done.errors_left_out} more.")
    counted = ", ".join(
        f"{getattr(done, name)} {name}" for name in ("created", "changed", "unchanged", "rejected")
    )
    click.echo(f"{done.rows} rows: {counted}.{' Nothing was written.' if dry_run else ''}")
