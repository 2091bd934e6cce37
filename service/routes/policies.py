"""What a council decides for itself."""

from datetime import datetime

from litestar import Controller, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED

from schemas.accounts import Actor
from schemas.policies import (
    Activation,
    PolicyDraft,
    PolicyList,
    PolicyVersion,
    PolicyView,
    Trial,
    TrialResult,
)
from service.actions import policies
from service.auth.guards import only
from service.http.bodies import json_body
from service.http.openapi import refusals
from service.problems import FORBIDDEN, NOT_FOUND, UNAVAILABLE, WRONG_STATE
from service.store.database import Database


class PolicyController(Controller):
    """By what rules a council's submissions are judged: every change a version, with a reason and a date."""

    path = "/v1/policies"
    tags = ("Policies",)
    guards = (only(*policies.MAY_READ),)

    @get("/", operation_id="policy_list", responses=refusals(FORBIDDEN))
    async def listing(
        self,
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> PolicyList:
        """List every policy as it is in force, with its versions."""
        return await policies.listing(database, actor, now)

    @get("/{name:str}", operation_id="policy_get", responses=refusals(NOT_FOUND, FORBIDDEN))
    async def whole(
        self,
        name: FromPath[str],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> PolicyView:
        """Show a policy as it is in force, with its versions."""
        return await policies.whole(database, policies.named(name), actor, now)

    @put(
        "/{name:str}",
        operation_id="policy_write",
        status_code=HTTP_201_CREATED,
        guards=[only(*policies.MAY_DECIDE)],
        dependencies={"draft": json_body(PolicyDraft)},
        responses=refusals(NOT_FOUND, FORBIDDEN, UNAVAILABLE),
    )
    async def write(
        self,
        name: FromPath[str],
        draft: NamedDependency[PolicyDraft],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> PolicyVersion:
        """Write the next version of a policy, as a draft or in force from a moment to come.

        What was received before that moment stays judged as it was; a new revision is judged by what is in force.
        `rating` adds triggers and thresholds to the safe-care rules that a review names.
        """
        return await policies.write(database, policies.named(name), draft, actor, now)

    @post(
        "/{name:str}/versions/{version:int}/activate",
        operation_id="policy_activate",
        status_code=HTTP_200_OK,
        guards=[only(*policies.MAY_DECIDE)],
        dependencies={"command": json_body(Activation)},
        responses=refusals(NOT_FOUND, FORBIDDEN, WRONG_STATE),
    )
    async def activate(
        self,
        name: FromPath[str],
        version: FromPath[int],
        command: NamedDependency[Activation],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> PolicyVersion:
        """Let a draft take effect, now or from a moment to come."""
        return await policies.activate(database, policies.named(name), version, command, actor, now)

    @post(
        "/routing/what-if",
        operation_id="policy_what_if",
        status_code=HTTP_200_OK,
        dependencies={"asked": json_body(Trial)},
        responses=refusals(FORBIDDEN),
    )
    async def what_if(
        self,
        asked: NamedDependency[Trial],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> TrialResult:
        """Try a routing policy on what came in lately: what it would send elsewhere, and why. Nothing is changed."""
        return await policies.what_if(database, asked, actor, now)
