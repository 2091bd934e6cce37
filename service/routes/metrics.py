"""Figures for whoever watches over the service, and for nobody else."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from ipaddress import IPv6Address, ip_address
from typing import Any, cast

import asyncpg
from litestar import Controller, Response, get
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency
from litestar.handlers.base import BaseRouteHandler

from service import problems
from service.http.openapi import refusals
from service.metrics import MEDIA_TYPE, Metrics
from service.settings import Settings
from service.store.database import Database
from service.store.figures import Figure, Figures

Asking = ASGIConnection[Any, Any, Any, Any]
PASSED_ON = frozenset({"forwarded", "via", "x-forwarded-for"})
"""Headers by which a proxy gives itself away: who comes through one on this machine may be anybody."""
AWAY = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)


def only_operators(asking: Asking, _: BaseRouteHandler) -> None:
    """Lets pass who shows TAMAR_METRICS_TOKEN; where none is set, who asks from this very machine."""
    token = cast(Settings, asking.app.state.settings).metrics_token
    if token is not None:
        shown = asking.headers.get("authorization", "")
        if not secrets.compare_digest(shown.encode(), f"Bearer {token}".encode()):
            raise problems.NOT_AUTHENTICATED.problem(headers={"WWW-Authenticate": "Bearer"})
    elif not _is_from_here(asking):
        raise problems.FORBIDDEN.problem("Set TAMAR_METRICS_TOKEN and show it, or ask on the machine itself.")


def _is_from_here(asking: Asking) -> bool:
    if asking.client is None or PASSED_ON & set(asking.headers):
        return False
    try:
        address = ip_address(asking.client.host)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback


class MetricsController(Controller):
    """Asked by Prometheus every few seconds."""

    path = "/metrics"
    tags = ("Operations",)
    opt = {"public": True}

    @get(
        operation_id="metrics",
        media_type=MEDIA_TYPE,
        guards=[only_operators],
        responses=refusals(problems.NOT_AUTHENTICATED, problems.FORBIDDEN),
    )
    async def metrics(
        self,
        database: NamedDependency[Database],
        figures: NamedDependency[Figures],
        metrics: NamedDependency[Metrics],
        now: NamedDependency[datetime],
    ) -> Response[str]:
        """Tell requests, pushes, queues, outbox, workers and connections, in the text format of Prometheus.

        Show `TAMAR_METRICS_TOKEN` as a bearer token; where it isn't set, only the machine itself may ask. Requests,
        pushes and connections are those of the process that answers, everything else is the same for all of them.
        """
        told = metrics.told(database, await _known(figures, now), now)
        return Response(told.decode(), media_type=MEDIA_TYPE)


async def _known(figures: Figures, now: datetime) -> Sequence[Figure] | None:
    """A database that is away is a figure too."""
    try:
        return await figures.at(now)
    except AWAY:
        return None
