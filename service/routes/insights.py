"""How well the rules do."""

from datetime import datetime

from litestar import Controller, get
from litestar.di import NamedDependency

from schemas.accounts import Actor
from schemas.insights import InsightAsked, RoutingInsight
from service.actions import insights
from service.auth.guards import only
from service.http.openapi import refusals
from service.http.queries import query
from service.problems import FORBIDDEN
from service.store.database import Database


class InsightController(Controller):
    """Counts that name nobody who receives care."""

    path = "/v1/insights"
    tags = ("Insights",)
    guards = (only(*insights.MAY_LOOK),)

    @get(
        "/routing",
        operation_id="insight_routing",
        dependencies={"asked": query(InsightAsked)},
        responses=refusals(FORBIDDEN),
    )
    async def routing(
        self,
        asked: NamedDependency[InsightAsked],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> RoutingInsight:
        """Say what verifiers made of the reviews that they opened, by the reasons for opening them.

        Where they nearly always agree, a rule may be asking for too much; where they don't although only a draw had
        opened the review, bulk approval lets pass what it should not.
        """
        return await insights.routing(database, asked, actor, now)
