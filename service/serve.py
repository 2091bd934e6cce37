"""The server process: uvicorn with this application, its memory settled, its log lines ours."""

import gc
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial

import uvicorn
from litestar import Litestar

from service import logs
from service.app import Around, create_app
from service.settings import BadSetting, Settings
from service.store.database import Database

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Server(uvicorn.Server):
    """Stops on SIGINT and SIGTERM and then returns, so that whoever started it can put the rest away."""

    def __init__(self, config: uvicorn.Config, let_go: Callable[[], None]) -> None:
        super().__init__(config)
        self._let_go = let_go

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Whoever waits for news is answered first: the other requests are soon done."""
        self._let_go()
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        in_charge = threading.current_thread() is threading.main_thread()
        before = {one: signal.signal(one, self.handle_exit) for one in STOP_SIGNALS if in_charge}
        try:
            yield
        finally:
            for one, handler in before.items():
                signal.signal(one, handler)


def serve(settings: Settings, database_url: str, listening: socket.socket) -> None:
    """Serve until told to stop; returns when every request has ended or `stop_seconds` have passed.

    `database_url` names the application's role. Call it from the main thread, with a socket that listens already.
    Raises BadSetting.
    """
    logs.configure(settings.log_level, "api")
    database = Database(database_url, min_size=settings.pool_min, max_size=settings.pool_max)
    with _tracing(settings.otlp_endpoint) as around:
        app = create_app(settings, database, utc_now, around=around)
        server = make_server(settings, app, app.state.waiters.let_go)
        settle_memory()
        server.run(sockets=[listening])


@contextmanager
def _tracing(endpoint: str | None) -> Iterator[Around]:
    """What is optional is imported only where it is asked for."""
    if endpoint is None:
        yield lambda app: app
        return
    try:
        from service import telemetry
    except ImportError as error:
        raise BadSetting(
            f"OTEL_EXPORTER_OTLP_ENDPOINT is set, but {error.name} isn't installed: install tamar[telemetry]."
        ) from None
    with telemetry.collected(endpoint) as tracer:
        yield partial(telemetry.traced, tracer=tracer)


def make_server(settings: Settings, app: Litestar, let_go: Callable[[], None] = lambda: None) -> Server:
    """A server for `app`, not yet running, which calls `let_go` before it stops; tests run it in a thread."""
    return Server(
        uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
            ws="none",
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=settings.trusted_proxies is not None,
            forwarded_allow_ips=settings.trusted_proxies,
            timeout_graceful_shutdown=settings.stop_seconds,
        ),
        let_go,
    )


def settle_memory() -> None:
    """What was imported stays for good: keep the collector from walking it for every batch of reviews."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def utc_now() -> datetime:
    return datetime.now(UTC)
