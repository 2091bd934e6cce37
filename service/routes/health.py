"""Whether the service is alive, and whether it is ready for work: for whoever runs it."""

import asyncio
from datetime import datetime
from typing import Literal

from litestar import Controller, get
from litestar.datastructures import State
from litestar.di import NamedDependency
from msgspec import UNSET, UnsetType

from schemas.base import View
from service.http.failures import is_transient
from service.problems import UNAVAILABLE, Problem
from service.settings import Settings
from service.store.database import Database
from service.store.figures import Figures
from service.store.migrate import MigrationError, pending

PATIENCE_SECONDS = 5


class Health(View, frozen=True, kw_only=True):
    """That the process answers."""

    status: Literal["live"]


class Part(View, frozen=True, kw_only=True):
    """One thing that the service needs: `unknown` where something else is amiss, so that it could not be asked."""

    status: Literal["ok", "missing", "late", "not_connected", "unknown"]
    detail: str | UnsetType = UNSET


class Parts(View, frozen=True, kw_only=True):
    database: Part
    migrations: Part
    record_worker: Part


class Readiness(View, frozen=True, kw_only=True):
    """What a load balancer or a person on call wants to know."""

    status: Literal["ready", "degraded"]
    """`degraded` takes work as ever, and somebody should look."""
    parts: Parts


OK, UNKNOWN, NOT_CONNECTED = Part(status="ok"), Part(status="unknown"), Part(status="not_connected")
LATE = Part(
    status="late",
    detail="No worker was seen within a minute: what is approved waits in the outbox. Start `tamar worker`.",
)


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
    async def ready(
        self,
        database: NamedDependency[Database],
        figures: NamedDependency[Figures],
        settings: NamedDependency[Settings],
        now: NamedDependency[datetime],
        state: State,
    ) -> Readiness:
        """Answer once the database is reachable and its schema is the one that this service needs.

        What is amiss then is told as 503, with `parts` that say of each part how it stands. A worker that is late
        leaves the service `degraded`, with 200: tablets can send and verifiers can decide without one, and a load
        balancer that took every replica away for it would stop them too.
        """
        await require_database(database)
        async with asyncio.timeout(PATIENCE_SECONDS):
            await require_current_schema(database, state)
            worker = await _worker(settings, figures, now)
        parts = Parts(database=OK, migrations=OK, record_worker=worker)
        return Readiness(status="degraded" if worker is LATE else "ready", parts=parts)


async def require_database(database: Database) -> None:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await database.pool.fetchval("select 1")
    except Exception as error:
        if not is_transient(error):
            raise
        amiss = Part(status="missing", detail="The database does not answer.")
        raise _unready(Parts(database=amiss, migrations=UNKNOWN, record_worker=UNKNOWN)) from error


async def require_current_schema(database: Database, state: State) -> None:
    """Look until it is current; from then on it stays so, and a question a second costs no connections."""
    if state.get("schema_is_current"):
        return
    try:
        missing = await pending(database.dsn)
    except MigrationError as error:
        raise _behind(str(error)) from None
    if missing:
        raise _behind(f"The database lacks {len(missing)} migrations: run `tamar migrate`.")
    state.schema_is_current = True


async def _worker(settings: Settings, figures: Figures, now: datetime) -> Part:
    if settings.record == "none":
        return NOT_CONNECTED
    seen = sum(one.items for one in await figures.at(now) if one.what == "worker")
    return OK if seen else LATE


def _behind(why: str) -> Problem:
    amiss = Part(status="missing", detail=why)
    return _unready(Parts(database=OK, migrations=amiss, record_worker=UNKNOWN))


def _unready(parts: Parts) -> Problem:
    amiss = next(part for part in (parts.database, parts.migrations) if part.detail)
    return UNAVAILABLE.problem(amiss.detail or None, retry_after=1, parts=parts)
