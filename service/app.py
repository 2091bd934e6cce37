"""The application: everything that answers to HTTP, put together in one place."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, cast

from litestar import Litestar
from litestar.datastructures import State
from litestar.di import Provide
from litestar.types import ControllerRouterHandler

from service.http.entry import MIB, Entry
from service.http.failures import answer
from service.http.front import front_door
from service.routes.health import HealthController
from service.settings import Settings
from service.store.database import Database

Clock = Callable[[], datetime]

CONTROLLERS: tuple[ControllerRouterHandler, ...] = (HealthController,)


def create_app(settings: Settings, database: Database, clock: Clock) -> Litestar:
    """The whole service over this database; `clock` answers the present time in UTC.

    The pool is opened and closed with the application's lifespan; who serves it without one opens it before.
    """
    app = Litestar(
        CONTROLLERS,
        dependencies={name: Provide(one, sync_to_thread=False) for name, one in PROVIDED.items()},
        exception_handlers={Exception: answer},
        lifespan=[opened],
        logging_config=None,
        middleware=[Entry()],
        openapi_config=None,
        request_max_body_size=MIB,
        state=State({"settings": settings, "database": database, "clock": clock}),
    )
    app.asgi_handler = front_door(app.asgi_handler)
    return app


@asynccontextmanager
async def opened(app: Litestar) -> AsyncIterator[None]:
    """Keep the pool of connections open while the application runs."""
    await app.state.database.open()
    try:
        yield
    finally:
        await app.state.database.close()


def provide_settings(state: State) -> Settings:
    return cast(Settings, state.settings)


def provide_database(state: State) -> Database:
    return cast(Database, state.database)


def provide_now(state: State) -> datetime:
    return cast(Clock, state.clock)()


PROVIDED: dict[str, Callable[..., Any]] = {
    "settings": provide_settings,
    "database": provide_database,
    "now": provide_now,
}
