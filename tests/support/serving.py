"""The service on a real socket, in a thread of the test's own process."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from litestar import Litestar

from service.serve import make_server
from service.settings import Settings


@contextmanager
def served(app: Litestar) -> Iterator[tuple[str, int]]:
    """Host and port of `app`; the socket listens before the server runs, so that nobody has to wait for it."""
    with socket.create_server(("127.0.0.1", 0), backlog=1_024) as listening:
        server = make_server(Settings(stop_seconds=5), app)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield listening.getsockname()
        finally:
            server.should_exit = True
            thread.join()
