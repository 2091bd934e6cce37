"""Safeguarding concerns in work that could not be filed, for the council's staff."""

from datetime import datetime
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK

from schemas.accounts import Actor
from schemas.concerns import CloseConcern, ConcernList, ConcernRaised, ConcernsAsked
from service import problems
from service.actions import concerns
from service.auth.guards import only
from service.http.bodies import json_body
from service.http.openapi import refusals
from service.http.queries import query
from service.store.database import Database


class ConcernController(Controller):
    """Concerns that wait for nothing: not for a conflict to be settled, nor for work to be put right."""

    path = "/v1/safeguarding/concerns"
    tags = ("Safeguarding",)
    guards = (only(*concerns.MAY_SEE_TO),)

    @get(
        "/",
        operation_id="concern_list",
        dependencies={"asked": query(ConcernsAsked)},
        responses=refusals(problems.FORBIDDEN),
    )
    async def listing(
        self,
        asked: NamedDependency[ConcernsAsked],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> ConcernList:
        """List concerns raised in work that is in conflict, held, quarantined or refused, oldest first.

        Those in work that was accepted are in the worklist, in the queue `safeguarding`.
        """
        return await concerns.listing(database, asked, actor, now)

    @post(
        "/{concern_id:uuid}/take",
        operation_id="concern_take",
        status_code=HTTP_200_OK,
        responses=refusals(problems.FORBIDDEN, problems.NOT_FOUND, problems.WRONG_STATE),
    )
    async def take(
        self,
        concern_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> ConcernRaised:
        """See to a concern from now on, whoever did before. Nobody outside the council learns of it."""
        return await concerns.take(database, concern_id, actor, now)

    @post(
        "/{concern_id:uuid}/close",
        operation_id="concern_close",
        status_code=HTTP_200_OK,
        dependencies={"command": json_body(CloseConcern)},
        responses=refusals(problems.FORBIDDEN, problems.NOT_FOUND, problems.WRONG_STATE),
    )
    async def close(
        self,
        concern_id: FromPath[UUID],
        command: NamedDependency[CloseConcern],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> ConcernRaised:
        """Close a concern with what was done about it; the work in which it was raised goes its own way."""
        return await concerns.close(database, concern_id, command.reason, actor, now)
