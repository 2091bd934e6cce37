"""Whether the service is alive, and whether it is ready for work: for whoever runs it."""

from typing import Literal

from litestar import Controller, get
from litestar.di import NamedDependency

from schemas.base import View
from service.store.database import Database


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
    async def ready(self, database: NamedDependency[Database]) -> Health:
        """Answer once the database is reachable."""
        await database.pool.fetchval("select 1")
        return Health(status="ready")
