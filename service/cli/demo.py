"""`tamar demo`: the story of three offline reviews on their way to the record, told against the running service."""

import os
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import httpx
import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from schemas.accounts import Role
from service.client.session import LogInAgain
from service.client.wire import Refused, Unreachable
from service.demo.accounts import ACCOUNTS, DemoAccount
from service.demo.record import Record, noted_address
from service.demo.story import NotAsTold, Story
from service.settings import BadSetting, Settings

WENT_WRONG = (NotAsTold, LogInAgain, Refused, Unreachable, httpx.HTTPError)


@click.command
@click.option("--url", help="Where the service runs.  [default: HOST and PORT]")
@click.option(
    "--data-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="The data folder with the demo accounts.  [default: TAMAR_DATA_DIR]",
)
@click.option("--record", help="Where the simulated record runs.  [default: the one that `tamar run` keeps]")
def demo(*, url: str | None, data_dir: Path | None, record: str | None) -> None:
    """Tell the story of three reviews: made offline, sent twice, approved in bulk or one by one, put on the record.

    Everything that is told is done and checked against the service that `tamar run` has started; what isn't as told
    ends the story with exit code 1. It can be told any number of times.
    """
    settings = _settings()
    folder = data_dir or settings.data_dir
    accounts, kept = _accounts(folder), record or noted_address(folder)
    if kept is None:
        raise click.ClickException(
            f"No simulated record is noted in {folder}: start the service with `make run`, or name one with --record."
        )
    reviewer, verifier = _one(accounts, Role.REVIEWER), _one(accounts, Role.VERIFIER_ASC)
    home = url or f"http://{settings.host}:{settings.port}"
    with TemporaryDirectory(prefix="tamar-demo-") as tablets, closing(Record(kept)) as simulated:
        story = Story(home, Path(tablets), reviewer, verifier, simulated, lambda _: None)
        try:
            _tell(story)
        except WENT_WRONG as error:
            raise click.ClickException(f"Not as told: {error}") from None
        finally:
            story.close()
    click.echo(
        f"\nAll of it was checked. The reviews are at {home}/v1/submissions; {home}/docs says how to read them.\n"
        f"What the record was told is shown at {kept}."
    )


def _tell(story: Story) -> None:
    console = Console(highlight=False, soft_wrap=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        chapters = story.chapters()
        told = progress.add_task("", total=len(chapters))
        story.say = lambda sentence: progress.console.print(f"  {sentence}")
        for title, chapter in chapters:
            progress.update(told, description=title)
            progress.console.print(f"\n[bold]{title}[/]")
            chapter()
            progress.advance(told)


def _settings() -> Settings:
    try:
        return Settings.from_environment(os.environ)
    except BadSetting as error:
        raise click.UsageError(str(error)) from None


def _accounts(data_dir: Path) -> list[DemoAccount]:
    try:
        return msgspec.json.decode((data_dir / ACCOUNTS).read_bytes(), type=list[DemoAccount])
    except OSError:
        raise click.ClickException(
            f"There are no demo accounts in {data_dir}: start the service with `make run` first."
        ) from None


def _one(accounts: list[DemoAccount], role: Role) -> DemoAccount:
    return next(one for one in accounts if one.role == role)
