"""A terminal tablet as it lies in its folder: what it talks to, whether it has signal, and how it is unlocked."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import httpx

from schemas.base import Malformed
from service.client import wiping
from service.client.keyring import NeedsPin, TryLater, WrongPin
from service.client.lease import OutsideLease
from service.client.locking import is_for_trying, keyring_of
from service.client.session import LogInAgain
from service.client.tablet import Tablet
from service.client.wiping import Wiped
from service.client.wire import Refused, Unreachable, Wire

PIN = "TAMAR_TABLET_PIN"
PASSWORD = "TAMAR_TABLET_PASSWORD"  # noqa: S105 the name of a variable
DEFAULT_URL = "http://127.0.0.1:8000"
IN_A_SENTENCE = (Refused, Unreachable, LogInAgain, OutsideLease, WrongPin, TryLater, NeedsPin, Wiped, OSError)


class NoSignal(httpx.BaseTransport):
    """The tablet has been told to be offline: no request leaves it."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("The tablet is offline (`tamar tablet online` ends that).", request=request)


class Carried:
    """The folder of one tablet: its file, its keyring, the service's address, and whether it has signal."""

    def __init__(self, folder: Path, url: str | None) -> None:
        self.folder = folder
        self.file = folder / "tablet.sqlite"
        self._given = url

    @property
    def url(self) -> str:
        kept = self.folder / "url"
        return self._given or (kept.read_text() if kept.exists() else DEFAULT_URL)

    @property
    def is_offline(self) -> bool:
        return (self.folder / "offline").exists()

    def go(self, *, offline: bool) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        marker = self.folder / "offline"
        marker.touch() if offline else marker.unlink(missing_ok=True)

    @contextmanager
    def opened(self) -> Iterator[Tablet]:
        """The tablet, unlocked; whatever goes wrong is said in a sentence."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with plainly():
            self._say_that_it_was_wiped()
            tablet = Tablet(self.file, self.url, pin=self._pin(), transport=self._transport())
            (self.folder / "url").write_text(self.url)
            try:
                _show(tablet.recovery_code)
                yield tablet
            finally:
                tablet.close()

    def _transport(self) -> httpx.BaseTransport:
        return NoSignal() if self.is_offline else httpx.HTTPTransport()

    def _pin(self) -> str | None:
        keyring = keyring_of(self.file)
        is_new = not keyring.path.exists()
        if given := os.environ.get(PIN):
            return given
        if is_for_trying(self.url) if is_new else keyring.is_bare:
            return None
        pin: str = click.prompt("PIN", hide_input=True, confirmation_prompt=is_new)
        return pin

    def _say_that_it_was_wiped(self) -> None:
        if wiping.was_wiped(self.file):
            with httpx.Client(base_url=self.url, transport=self._transport()) as http:
                wiping.say_so(self.file, Wire(http))


@contextmanager
def plainly() -> Iterator[None]:
    """A sentence for whoever holds the tablet, and with answers that can't be sent a line for each."""
    try:
        yield
    except Malformed as error:
        faults = "\n".join(f"  {issue.pointer or '/'}: {issue.code}" for issue in error.issues)
        raise click.ClickException(f"This can't be handed in yet:\n{faults}") from None
    except KeyError as error:
        raise click.ClickException(f"There is nothing like that on this tablet: {error}.") from None
    except IN_A_SENTENCE as error:
        raise click.ClickException(str(error)) from None


def _show(recovery_code: str | None) -> None:
    if recovery_code:
        click.echo(f"Recovery code: {recovery_code}", err=True)
        click.echo("Write it down for the office: it opens the tablet if the PIN is forgotten.", err=True)
