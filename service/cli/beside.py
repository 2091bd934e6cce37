"""What `tamar run` keeps running beside the service: a worker, and the simulated record if that is asked for."""

import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from service.hosting import Addresses
from service.settings import Settings
from service.supervisor import kept_running

LOOPBACK, USUAL_PORT = "127.0.0.1", 8001
OF_THE_SERVICE_ALONE = frozenset({"DATABASE_ADMIN_URL", "TAMAR_SIGNING_KEY"})
"""Secrets that neither a worker nor the simulator needs."""
LONGER = 5
"""Seconds beyond TAMAR_STOP_SECONDS before what doesn't stop is killed."""


@contextmanager
def delivery(settings: Settings, addresses: Addresses) -> Iterator[str | None]:
    """A worker, as long as the block lasts: for the record that the settings name, and to keep house without one.

    Answers where the simulated record shows what it was told, if it was begun here. That is so where the simulator is
    the record and TAMAR_RECORD_URL names none that runs already.
    """
    environment = _environment(settings, addresses)
    patience = settings.stop_seconds + LONGER
    with ExitStack() as held:
        page = None
        if settings.record == "simulator" and settings.record_url is None:
            place = held.enter_context(_place())
            page = environment["TAMAR_RECORD_URL"] = f"http://{LOOPBACK}:{place.getsockname()[1]}"
            command = ["simulator", "--with-parent", "--socket", str(place.fileno())]
            held.enter_context(kept_running(command, environment, patience, [place.fileno()]))
        held.enter_context(kept_running(["worker", "--with-parent"], environment, patience))
        yield page


def _environment(settings: Settings, addresses: Addresses) -> dict[str, str]:
    told = {name: value for name, value in os.environ.items() if name not in OF_THE_SERVICE_ALONE}
    return told | {"DATABASE_URL": addresses.application, "TAMAR_RECORD_TARGET": settings.record}


def _place() -> socket.socket:
    """The usual port, or any that is free. It stays ours, so that the simulator may come and go at one address."""
    try:
        return socket.create_server((LOOPBACK, USUAL_PORT), backlog=512)
    except OSError:
        return socket.create_server((LOOPBACK, 0), backlog=512)
