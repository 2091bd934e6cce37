"""`tamar conformance`: hold any service of the protocol to its claims, over the wire."""

import os
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import click
import httpx
import msgspec
from rich.console import Console
from rich.progress import track

from schemas.accounts import Role
from service.conformance.claims import Claim, Unmet
from service.conformance.stage import Member, Stage
from service.conformance.suite import CLAIMS
from service.demo.accounts import ACCOUNTS, DemoAccount
from service.settings import BadSetting, Settings

WENT_WRONG = (httpx.HTTPError, KeyError, IndexError, TypeError, ValueError, LookupError, StopIteration)
"""A service that isn't one answers in shapes that nobody expects."""
SECONDS = 60


@click.command
@click.argument("url")
@click.option(
    "--accounts",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Who logs in: a JSON list of objects with username, password, role and device_id, of which one is a"
    " reviewer with a tablet and one a verifier_asc.  [default: the demo accounts in TAMAR_DATA_DIR]",
)
@click.option(
    "--only", default="", metavar="WORDS", help="Only claims whose topic or sentence contains this."
)
@click.option("--list", "listed", is_flag=True, help="List the claims, and ask nothing.")
def conformance(*, url: str, accounts: Path | None, only: str, listed: bool) -> None:
    """Ask the service at URL for everything that the protocol promises, and say what it doesn't keep.

    It files some fifty made-up reviews of one person on the reviewer's tablet: only ever use it where the people are
    made up. The exit code is 1 when a claim is not kept.
    """
    claims = [one for one in CLAIMS if only.lower() in f"{one.topic}: {one.sentence}".lower()]
    if not claims:
        raise click.UsageError(f"No claim says “{only}”.")
    if listed:
        for claim in claims:
            click.echo(f"{claim.topic}: {claim.sentence}")
        return
    reviewer, verifier = _people(accounts)
    with closing(httpx.Client(base_url=url, timeout=SECONDS)) as http:
        stage = Stage(http, reviewer, verifier)
        broken = [why for why in _asked(claims, stage) if why]
    click.echo(f"{len(claims) - len(broken)} of {len(claims)} claims are kept.")
    if broken:
        raise SystemExit(1)


def _asked(claims: Sequence[Claim], stage: Stage) -> Iterator[str | None]:
    console = Console(highlight=False, soft_wrap=True)
    for claim in track(claims, "Asking", console=console, transient=True):
        why = _why_not(claim, stage)
        mark = "[red]✗[/]" if why else "[green]✓[/]"
        console.print(f"{mark} {claim.topic}: {claim.sentence}")
        if why:
            console.print(f"    {why}", markup=False)
        yield why


def _why_not(claim: Claim, stage: Stage) -> str | None:
    try:
        claim.show(stage)
    except Unmet as unmet:
        return str(unmet)
    except WENT_WRONG as error:
        return f"could not be asked: {type(error).__name__}: {error}"
    return None


def _people(given: Path | None) -> tuple[Member, Member]:
    path = given or _settings().data_dir / ACCOUNTS
    try:
        known = msgspec.json.decode(path.read_bytes(), type=list[DemoAccount])
    except OSError:
        raise click.ClickException(
            f"There are no accounts in {path}: start the service with `make run`, or name a file with --accounts."
        ) from None
    except msgspec.MsgspecError as error:
        raise click.ClickException(f"{path}: {error}") from None
    return _member(known, Role.REVIEWER), _member(known, Role.VERIFIER_ASC)


def _member(known: Sequence[DemoAccount], role: Role) -> Member:
    for one in known:
        if one.role == role:
            return Member(one.username, one.password, str(one.device_id) if one.device_id else None)
    raise click.ClickException(f"None of the accounts is a {role}.")


def _settings() -> Settings:
    try:
        return Settings.from_environment(os.environ)
    except BadSetting as error:
        raise click.UsageError(str(error)) from None
