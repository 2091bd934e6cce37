"""What goes to the social care record, for the council's staff."""

from datetime import datetime
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK

from schemas.accounts import Actor
from schemas.pushes import PushesAsked, PushList, PushView, PushWhole, Reconciliation, Retried, RetryAll
from service.actions import pushes
from service.auth.guards import only
from service.http.bodies import json_body
from service.http.openapi import refusals
from service.http.queries import query
from service.problems import FORBIDDEN, NOT_FOUND, WRONG_STATE
from service.store.database import Database


class RecordController(Controller):
    """The push to the record."""

    path = "/v1/record"
    tags = ("Record",)
    guards = [only(*pushes.MAY_LOOK)]

    @get(
        "/pushes",
        operation_id="push_list",
        dependencies={"asked": query(PushesAsked)},
        responses=refusals(FORBIDDEN),
    )
    async def listing(
        self,
        asked: NamedDependency[PushesAsked],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> PushList:
        """List what goes to the record, newest first, each with its last try: what was sent and what came back."""
        return await pushes.listing(database, asked, actor, now)

    @get("/pushes/{push_id:uuid}", operation_id="push_get", responses=refusals(NOT_FOUND, FORBIDDEN))
    async def whole(
        self,
        push_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> PushWhole:
        """Show one push with every try, and what the record would be told now."""
        return await pushes.whole(database, push_id, actor, now)

    @post(
        "/pushes/{push_id:uuid}/retry",
        operation_id="push_retry",
        status_code=HTTP_200_OK,
        guards=[only(*pushes.MAY_RETRY)],
        responses=refusals(NOT_FOUND, FORBIDDEN, WRONG_STATE),
    )
    async def retry(
        self,
        push_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> PushView:
        """Have a push tried again now, whether it waits for staff or for its time."""
        return await pushes.retry(database, push_id, actor, now)

    @post(
        "/pushes/retry",
        operation_id="push_retry_all",
        status_code=HTTP_200_OK,
        guards=[only(*pushes.MAY_RETRY)],
        dependencies={"asked": json_body(RetryAll)},
        responses=refusals(FORBIDDEN),
    )
    async def retry_all(
        self,
        asked: NamedDependency[RetryAll],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Retried:
        """Have all pushes tried again that wait for staff for one reason, or for any."""
        return await pushes.retry_all(database, asked, actor, now)

    @get("/reconciliation", operation_id="record_reconciliation", responses=refusals(FORBIDDEN))
    async def reconciliation(
        self,
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Reconciliation:
        """Compare what was approved with what the record has, and name what does not agree."""
        return await pushes.reconciliation(database, actor, now)
