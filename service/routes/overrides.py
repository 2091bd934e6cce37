"""A council's word that a location may take part, whatever its rating."""

from datetime import datetime
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK

from schemas.accounts import Actor
from schemas.overrides import DecideOverride, OverrideList, OverrideView
from service.actions import overrides
from service.auth.guards import only
from service.http.bodies import json_body
from service.http.openapi import refusals
from service.problems import FORBIDDEN, NOT_FOUND
from service.store.database import Database

DECIDES = only(*overrides.MAY_OVERRIDE)


class OverrideController(Controller):
    """What a council has decided of a location, for a reason and until a day."""

    path = "/v1/locations/{location_id:uuid}/overrides"
    tags = ("Organisations",)

    @get("/", operation_id="override_list")
    async def of(
        self,
        location_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> OverrideList:
        """List what was decided of a location: for staff of the council, and for the location itself."""
        return await overrides.of(database, location_id, actor, now)

    @post(
        "/",
        operation_id="override_decide",
        guards=[DECIDES],
        dependencies={"said": json_body(DecideOverride)},
        responses=refusals(FORBIDDEN, NOT_FOUND),
    )
    async def decide(
        self,
        location_id: FromPath[UUID],
        said: NamedDependency[DecideOverride],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> OverrideView:
        """Let a location take part whatever its rating, for a reason and until a day."""
        return await overrides.decide(database, location_id, said, actor, now)

    @post(
        "/{override_id:uuid}/withdraw",
        operation_id="override_withdraw",
        status_code=HTTP_200_OK,
        guards=[DECIDES],
        responses=refusals(FORBIDDEN, NOT_FOUND),
    )
    async def withdraw(
        self,
        location_id: FromPath[UUID],
        override_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> OverrideList:
        """Take an override back before its day; it stays on record."""
        return await overrides.withdraw(database, location_id, override_id, actor, now)
