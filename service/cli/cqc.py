"""`tamar import cqc`: bring in one of the files that the Care Quality Commission publishes each month."""

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO, get_args

import click
from msgspec import UNSET, ValidationError, convert
from rich.console import Console
from rich.table import Table

from schemas.cqc import CqcImported, FileKind, ImportCqc
from service.actions import cqc as action
from service.cli import importing
from service.serve import utc_now
from workflows.cqc import date_in


@click.command
@click.argument("file", type=click.File("rb"))
@click.option("--kind", type=click.Choice(get_args(FileKind)), help="Which of the files it must be.")
@click.option(
    "--file-date", type=click.DateTime(["%Y-%m-%d"]), help="Of which day it is, if its name doesn't say."
)
@click.option("--all-in", metavar="LOCAL AUTHORITY", help="Take in every place of adult social care there.")
@click.option(
    "--renumbered",
    multiple=True,
    metavar="OLD=NEW",
    help="A location that has another CQC id now; may be repeated.",
)
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@click.option("--authority", metavar="CODE", help="For which council, where there are several.")
@click.pass_context
def cqc(context: click.Context, /, file: BinaryIO, authority: str | None, **asked: Any) -> None:
    """Take in FILE as the Care Quality Commission publishes it: CQC_directory.csv, HSCA_Active_Locations.ods or
    Latest_ratings.ods (- reads from the pipe).

    Only locations that work with the council are changed, and how they stood before is kept. The list of active
    locations says by silence that a location is active no more. The exit code is 1 if a cell could not be read.
    """
    with (
        importing.one_sentence_instead_of_a_traceback("CQC file", "This CQC file can't be taken in"),
        importing.database_url() as url,
        _whole(file) as whole,
    ):
        done = asyncio.run(_take_in(url, whole, authority, _asked(file, **asked)))
    _show(done, dry_run=asked["dry_run"])
    context.exit(1 if done.errors else 0)


@contextmanager
def _whole(file: BinaryIO) -> Iterator[BinaryIO]:
    """The file as one that can be gone back in, which a pipe can't."""
    if file.seekable():
        yield file
        return
    with TemporaryFile() as copy:
        shutil.copyfileobj(file, copy)
        yield copy


def _asked(
    file: BinaryIO, *, file_date: datetime | None, renumbered: tuple[str, ...], **asked: Any
) -> dict[str, Any]:
    day = file_date.date() if file_date else date_in(Path(file.name).name)
    if day is None:
        raise click.UsageError("The file's name doesn't say of which day it is: say it with --file-date.")
    return {"file_date": day, "renumbered": list(renumbered), **asked}


async def _take_in(url: str, file: BinaryIO, code: str | None, said: dict[str, Any]) -> CqcImported:
    async with importing.opened(url) as database:
        authority = await importing.authority(database, code)
        asked = _checked({**said, "authority_id": authority.id})
        with importing.progress() as bar:
            task = bar.add_task("Rows", total=None)
            return await action.take_in(
                database,
                file,
                asked,
                importing.operator(authority.id),
                utc_now(),
                lambda rows: bar.update(task, completed=rows),
            )


def _checked(said: dict[str, Any]) -> ImportCqc:
    try:
        return convert(said, ImportCqc)
    except ValidationError:
        raise click.UsageError("A renumbering looks like 1-111111111=1-222222222.") from None


def _show(done: CqcImported, *, dry_run: bool) -> None:
    console = Console()
    for title, table in (
        ("Changes", _changes(done)),
        ("Look into these", _doubts(done)),
        ("Not read", _faults(done)),
    ):
        if table.row_count:
            table.title, table.title_justify = title, "left"
            console.print(table)
    if done.errors_left_out is not UNSET:
        click.echo(f"… and {done.errors_left_out} more that could not be read.")
    counted = f"{done.created} created, {done.changed} changed, {done.unchanged} unchanged, {done.older} known newer"
    click.echo(f"{done.rows} rows: {counted}.{' Nothing was written.' if dry_run else ''}")


def _changes(done: CqcImported) -> Table:
    table = Table("CQC id", "Location", "What", "Before", "After", "From")
    for one in done.changes:
        before = "" if one.before is UNSET else one.before
        table.add_row(one.cqc_location_id, one.name, one.what, before, one.after, f"{one.valid_from}")
    return table


def _doubts(done: CqcImported) -> Table:
    table = Table("CQC id", "Location", "Listed no more; at its postcode there is now")
    for one in done.doubts:
        table.add_row(one.cqc_location_id, one.name, f"{one.may_now_be} {one.named}")
    return table


def _faults(done: CqcImported) -> Table:
    table = Table("Row", "Column", "What is wrong")
    for fault in done.errors:
        table.add_row(str(fault.row), fault.column, fault.detail)
    return table
