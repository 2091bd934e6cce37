"""Who may carry out which of a council's functions for it."""

from datetime import datetime
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK

from schemas.accounts import Actor
from schemas.delegations import Delegate, Delegation, DelegationList, DelegationsAsked, EndDelegation
from service import problems
from service.actions import delegations
from service.auth.guards import only
from service.http.bodies import json_body
from service.http.openapi import refusals
from service.http.queries import query
from service.store.database import Database

ADMINISTRATORS = only(*delegations.MAY_RECORD)


class DelegationController(Controller):
    """Delegations of Care Act functions, as a council records them (s79)."""

    path = "/v1/delegations"
    tags = ("Delegations",)

    @get("/", operation_id="delegation_list", dependencies={"asked": query(DelegationsAsked)})
    async def listing(
        self,
        asked: NamedDependency[DelegationsAsked],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> DelegationList:
        """List who may do what, the latest first: staff of a council see all of its, others those to their house."""
        return await delegations.listing(database, asked, actor, now)

    @post(
        "/",
        operation_id="delegation_record",
        guards=[ADMINISTRATORS],
        dependencies={"command": json_body(Delegate)},
        responses=refusals(problems.FORBIDDEN, problems.NOT_FOUND, problems.NOT_DELEGABLE),
    )
    async def record(
        self,
        command: NamedDependency[Delegate],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Delegation:
        """Record that an organisation may carry out a function; what the Act keeps for the council is refused."""
        return await delegations.record(database, command, actor, now)

    @post(
        "/{delegation_id:uuid}/end",
        operation_id="delegation_end",
        status_code=HTTP_200_OK,
        guards=[ADMINISTRATORS],
        dependencies={"command": json_body(EndDelegation)},
        responses=refusals(problems.FORBIDDEN, problems.NOT_FOUND, problems.CANNOT_END_THEN),
    )
    async def end(
        self,
        delegation_id: FromPath[UUID],
        command: NamedDependency[EndDelegation],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Delegation:
        """Let a delegation end on a day, from which on it doesn't hold any more."""
        return await delegations.end(database, delegation_id, command, actor, now)
