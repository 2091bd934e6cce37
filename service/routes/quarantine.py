"""Work that could not be filed as it came, for the council's staff."""

from datetime import datetime
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK

from schemas.accounts import Actor
from schemas.quarantine import AcceptAs, QuarantineAsked, QuarantineList, Resolved, ReturnToSender
from service import problems
from service.http.bodies import json_body
from service.http.openapi import refusals
from service.http.queries import query
from service.store.database import Database
from service.sync import quarantine


class QuarantineController(Controller):
    """What became of good-faith work that needs a person."""

    path = "/v1/sync/quarantine"
    tags = ("Quarantine",)

    @get(
        "/",
        operation_id="quarantine_list",
        dependencies={"asked": query(QuarantineAsked)},
        responses=refusals(problems.FORBIDDEN),
    )
    async def listing(
        self,
        asked: NamedDependency[QuarantineAsked],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> QuarantineList:
        """List quarantined work, oldest first, with its owner, its age and the bytes that came."""
        return await quarantine.waiting(database, asked, actor, now)

    @post(
        "/{op_id:uuid}/accept",
        operation_id="quarantine_accept",
        status_code=HTTP_200_OK,
        dependencies={"given": json_body(AcceptAs)},
        responses=refusals(
            problems.NOT_FOUND, problems.FORBIDDEN, problems.WRONG_STATE, problems.NOT_ACCEPTABLE
        ),
    )
    async def accept(
        self,
        op_id: FromPath[UUID],
        given: NamedDependency[AcceptAs],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Resolved:
        """File the work as it should have been; the sender's bytes stay beside it and the tablet is told."""
        return await quarantine.accept(database, op_id, given, actor, now)

    @post(
        "/{op_id:uuid}/return",
        operation_id="quarantine_return",
        status_code=HTTP_200_OK,
        dependencies={"given": json_body(ReturnToSender)},
        responses=refusals(problems.NOT_FOUND, problems.FORBIDDEN, problems.WRONG_STATE),
    )
    async def give_back(
        self,
        op_id: FromPath[UUID],
        given: NamedDependency[ReturnToSender],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Resolved:
        """Return the work to its author with a reason; the tablet is told."""
        return await quarantine.give_back(database, op_id, given.reason, actor, now)
