"""What waits for verifiers."""

from datetime import datetime

from litestar import Controller, get
from litestar.di import NamedDependency

from schemas.accounts import Actor
from schemas.worklists import Worklist, WorklistAsked
from service import problems
from service.actions import worklists
from service.http.openapi import refusals
from service.http.queries import query
from service.store.database import Database


class VerificationController(Controller):
    """The verifiers' desk."""

    path = "/v1/verification"
    tags = ("Verification",)

    @get(
        "/worklist",
        operation_id="verification_worklist",
        dependencies={"asked": query(WorklistAsked)},
        responses=refusals(problems.FORBIDDEN),
    )
    async def worklist(
        self,
        asked: NamedDependency[WorklistAsked],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Worklist:
        """List what waits to be verified, with counts of all that the filters let through."""
        return await worklists.worklist(database, asked, actor, now)
