"""Whether the service is alive, and whether it is ready for work: for whoever runs it."""

import asyncio
from typing import Literal

from litestar import Controller, get
from litestar.datastructures import State
from litestar.di import NamedDependency

from schemas.base import View
from service.problems import UNAVAILABLE
from service.store.database import Database
from service.store.migrate import MigrationError, pending

PATIENCE_SECONDS = 5


class Health(View, frozen=True, kw_only=True):
    """What a load balancer or a person on call wants to know."""

    status: Literal["live", "ready"]


class HealthController(Controller):
    """Asked by load balancers and supervisors, without logging in."""

    path = "/health"
    tags = ("Operations",)
    opt = {"public": True}

    @get("/live", operation_id="health_live")
    async def live(self) -> Health:
        """Answer as long as the process can answer at all."""
        return Health(status="live")

    @get("/ready", operation_id="health_ready")
    async def ready(self, database: NamedDependency[Database], state: State) -> Health:
        """Answer once the database is reachable and its schema is the one that this service needs."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            await database.pool.fetchval("select 1")
            await require_current_schema(database, state)
        return Health(status="ready")


async def require_current_schema(database: Database, state: State) -> None:
    """Look until it is current; from then on it stays so, and a question a second costs no connections."""
    if state.get("schema_is_current"):
        return
    try:
        missing = await pending(database.dsn)
    except MigrationError as error:
        raise UNAVAILABLE.problem(str(error)) from None
    if missing:
        raise UNAVAILABLE.problem(f"The database lacks {len(missing)} migrations: run `tamar migrate`.")
    state.schema_is_current = True
