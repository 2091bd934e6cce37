"""`tamar run`: everything at once, for whoever wants to see it work; `tamar serve`: the service alone."""

import asyncio
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import msgspec

from service import hosting
from service.cli.beside import delivery
from service.cli.migrate import role_of
from service.demo import ACCOUNTS, DemoAccount, fill
from service.demo.record import note_address
from service.hosting import Addresses
from service.postgres import PostgresError
from service.serve import serve as serve_until_told_to_stop
from service.serve import utc_now
from service.settings import BadSetting, Settings
from service.store.migrate import MigrationError, migrate
from service.store.roles import RoleTooPowerful, refuse_powerful_role

CANT_START = (BadSetting, MigrationError, PostgresError, RoleTooPowerful)


@click.command
@click.option(
    "--demo/--no-demo",
    default=None,
    help="Fill an empty database with plainly synthetic people. Done for the built-in database unless told otherwise.",
)
def run(*, demo: bool | None) -> None:
    """Start the service with its database, up to date and ready to be tried.

    Without DATABASE_URL it starts a PostgreSQL of its own in TAMAR_DATA_DIR. HOST and PORT say where to listen.
    A worker keeps house and, where a record is connected, tells it what was approved; the simulated one is started
    too, unless TAMAR_RECORD_URL names one that runs already. Stop it with Ctrl-C: what it started ends with it.
    """
    with _one_sentence_instead_of_a_traceback():
        settings = Settings.from_environment(os.environ)
        with _listening(settings) as place, hosting.kept(settings) as addresses:
            asyncio.run(_prepare(addresses))
            if addresses.built_in if demo is None else demo:
                asyncio.run(fill(addresses, settings.data_dir, utc_now(), click.echo))
            with delivery(settings, addresses) as record:
                note_address(settings.data_dir, record)
                click.echo(_greeting(settings, place, addresses, record))
                serve_until_told_to_stop(settings, addresses.application, place)


@click.command
def serve() -> None:
    """Serve the API alone, on the database that DATABASE_URL names or that `tamar run` keeps running."""
    with _one_sentence_instead_of_a_traceback():
        settings = Settings.from_environment(os.environ)
        with _listening(settings) as place, hosting.served(settings) as database_url:
            asyncio.run(refuse_powerful_role(database_url))
            serve_until_told_to_stop(settings, database_url, place)


@contextmanager
def _one_sentence_instead_of_a_traceback() -> Iterator[None]:
    try:
        yield
    except CANT_START as error:
        raise click.ClickException(str(error)) from None


@contextmanager
def _listening(settings: Settings) -> Iterator[socket.socket]:
    """The socket, before anything else is started: a port that is taken is told at once."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        place = socket.create_server((settings.host, settings.port), family=family, backlog=2_048)
    except OSError as error:
        raise BadSetting(
            f"Can't listen on {settings.host} port {settings.port} ({error.strerror}): set HOST and PORT."
        ) from None
    with place:
        yield place


async def _prepare(addresses: Addresses) -> None:
    await migrate(addresses.owner, role_of(addresses.application))
    await refuse_powerful_role(addresses.application)


def _greeting(settings: Settings, place: socket.socket, addresses: Addresses, record: str | None) -> str:
    host, port = place.getsockname()[:2]
    home = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    accounts = settings.data_dir / ACCOUNTS
    lines = [
        "",
        "Tamar is ready. Stop it with Ctrl-C.",
        "",
        f"  The API        {home}/v1",
        f"  How it works   {home}/docs",
        f"  The contract   {home}/openapi.json",
        *([f"  The record     {record}   simulated: what is approved arrives there"] if record else ()),
        f"  The data       {addresses.data_dir or 'where DATABASE_URL says'}",
        "",
        *(_people(accounts) if accounts.is_file() else ()),
        "Try next, in a second shell:",
        "",
        "  make demo      three reviews, from a farmhouse without signal to the record",
        f"  curl -s {home}/health/ready",
        "",
    ]
    return "\n".join(lines)


def _people(accounts: Path) -> list[str]:
    people = msgspec.json.decode(accounts.read_bytes(), type=list[DemoAccount])
    widths = [max(len(getattr(one, name) or "") for one in people) for name in ("username", "role")]
    return [
        f"Demo accounts; the passwords are in {accounts}:",
        "",
        *(
            f"  {one.username:{widths[0]}}  {one.role:{widths[1]}}  {one.location or one.organisation}"
            for one in people
        ),
        "",
    ]
