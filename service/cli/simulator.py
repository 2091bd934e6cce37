"""`tamar simulator`: a double of a social care record, for trying and for tests."""

import os
import socket
from pathlib import Path
from urllib.parse import urlsplit

import click

from service import logs
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
def simulator(*, file: Path | None, strict: bool) -> None:
    """Stand in for a social care record, at TAMAR_RECORD_URL, and show on a page what has arrived.

    It is made for plainly synthetic data: it asks nobody who they are.
    """
    try:
        settings = Settings.from_environment(os.environ)
        logs.configure(settings.log_level)
        kept = file or settings.data_dir / "simulated-record.jsonl"
        kept.parent.mkdir(parents=True, exist_ok=True)
        with listening(settings.record_url) as place:
            click.echo(f"The simulated record listens at {settings.record_url}. Stop it with Ctrl-C.")
            app = create_simulator(kept, welcoming=not strict)
            make_server(settings, app).run(sockets=[place])
    except (BadSetting, OSError) as error:
        raise click.ClickException(str(error)) from None


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
