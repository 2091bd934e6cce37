"""`tamar simulator`: a double of a social care record, for trying and for tests."""

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import click

from service import logs
from service.cli.lifeline import ends_with_its_parent
from service.connectors.simulator import create_simulator
from service.serve import make_server
from service.settings import BadSetting, Settings


@click.command
@click.option(
    "--file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where it keeps what it is told; else `simulated-record.jsonl` in the data folder.",
)
@click.option(
    "--strict", is_flag=True, help="Know nobody but those whom it was told of under /control/persons."
)
@click.option(
    "--socket",
    "inherited",
    type=int,
    help="Listen on this file descriptor, a socket that listens already, instead of at TAMAR_RECORD_URL.",
)
@ends_with_its_parent
def simulator(*, file: Path | None, strict: bool, inherited: int | None) -> None:
    """Stand in for a social care record, at TAMAR_RECORD_URL, and show on a page what has arrived.

    It is made for plainly synthetic data: it asks nobody who they are.
    """
    try:
        settings = Settings.from_environment(os.environ)
        logs.configure(settings.log_level, "simulator")
        kept = file or settings.data_dir / "simulated-record.jsonl"
        with _place(settings, inherited) as place, _kept_by_us_alone(kept):
            app = create_simulator(kept, welcoming=not strict)
            make_server(settings, app).run(sockets=[place])
    except (BadSetting, OSError) as error:
        raise click.ClickException(str(error)) from None


def _place(settings: Settings, inherited: int | None) -> socket.socket:
    if inherited is not None:
        return socket.socket(fileno=inherited)
    place = listening(settings.record_address)
    click.echo(f"The simulated record listens at {settings.record_address}. Stop it with Ctrl-C.")
    return place


def listening(url: str) -> socket.socket:
    """A socket at the address in `url`; raises BadSetting."""
    parts = urlsplit(url)
    try:
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if parts.scheme != "http" or not host or not port:
        raise BadSetting(
            f"TAMAR_RECORD_URL must be like http://127.0.0.1:8001 for the simulator, not {url!r}."
        )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=512)
    except OSError as error:
        raise BadSetting(
            f"The simulator can't listen at {url} ({error.strerror}): set TAMAR_RECORD_URL."
        ) from None


@contextmanager
def _kept_by_us_alone(file: Path) -> Iterator[None]:
    """Wait until no other simulator writes to it: who began before the last word was written would do it twice."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("ab") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
