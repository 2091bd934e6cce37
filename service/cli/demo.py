"""`tamar demo`: the story of three offline reviews on their way to the record, told against the running service."""

import os
from contextlib import ExitStack, closing
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
from service.demo.saturday import Saturday
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
    """Tell two stories: of three reviews on their way to the record, and of somebody who leaves hospital on a Sunday.

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
    home = url or f"http://{settings.host}:{settings.port}"
    with ExitStack() as held:
        tablets = Path(held.enter_context(TemporaryDirectory(prefix="tamar-demo-")))
        simulated = held.enter_context(closing(Record(kept)))
        reviewer, verifier = _one(accounts, Role.REVIEWER), _one(accounts, Role.VERIFIER_ASC)
        try:
            _tell(held.enter_context(closing(Story(home, tablets, reviewer, verifier, simulated, _nobody))))
            _tell(held.enter_context(closing(Saturday(home, tablets, _ward(accounts), simulated, _nobody))))
        except WENT_WRONG as error:
            raise click.ClickException(f"Not as told: {error}") from None
    click.echo(
        f"\nAll of it was checked. The reviews are at {home}/v1/submissions; {home}/docs says how to read them.\n"
        f"What the record was told is shown at {kept}."
    )


def _tell(story: Story | Saturday) -> None:
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


def _nobody(_: str) -> None:
    """Who listens before the telling begins."""


def _ward(accounts: list[DemoAccount]) -> dict[str, DemoAccount]:
    first, following, *_ = (one for one in accounts if one.role == Role.HOME_MANAGER)
    coordinator = _one(accounts, Role.DISCHARGE_COORDINATOR)
    assessor = next(
        one
        for one in accounts
        if one.role == Role.TRUSTED_ASSESSOR and one.organisation == coordinator.organisation
    )
    return {"coordinator": coordinator, "assessor": assessor, "first": first, "next": following}


def _one(accounts: list[DemoAccount], role: Role) -> DemoAccount:
    return next(one for one in accounts if one.role == role)
