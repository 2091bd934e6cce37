"""Who works for those who take part."""

from datetime import datetime
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK

from schemas.accounts import Actor
from schemas.organisations import Capacity, StaffAsked, StaffList
from schemas.staff import Appoint, Appointed, NewPassword
from service.actions import staff
from service.auth.guards import only, provide_identity
from service.auth.identity import Identity
from service.http.bodies import json_body
from service.http.openapi import refusals
from service.http.queries import query
from service.problems import FORBIDDEN, NOT_FOUND, USERNAME_TAKEN
from service.store.database import Database

APPOINTS = only(*staff.MAY_APPOINT)


class StaffController(Controller):
    """People in the capacities in which they take part."""

    path = "/v1/staff"
    tags = ("Organisations",)
    dependencies = {"identity": Provide(provide_identity, sync_to_thread=False)}

    @get(
        "/",
        operation_id="staff_list",
        guards=[only(*staff.MAY_SEE_STAFF)],
        dependencies={"asked": query(StaffAsked)},
        responses=refusals(FORBIDDEN),
    )
    async def colleagues(
        self,
        asked: NamedDependency[StaffAsked],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> StaffList:
        """List the caller's colleagues, by name; for a council also the staff of all who work with it."""
        return await staff.staff_of(database, asked, actor, now)

    @post(
        "/",
        operation_id="staff_appoint",
        guards=[APPOINTS],
        dependencies={"said": json_body(Appoint)},
        responses=refusals(FORBIDDEN, USERNAME_TAKEN),
    )
    async def appoint(
        self,
        said: NamedDependency[Appoint],
        identity: NamedDependency[Identity],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Appointed:
        """Appoint somebody new: a provider's administrator its people, a council's the administrators of providers.

        The answer tells their password, this once: hand it over in person.
        """
        return await staff.appoint(database, said, identity.passwords, actor, now)

    @post(
        "/{account_id:uuid}/capacities/{capacity_id:uuid}/end",
        operation_id="staff_let_go",
        status_code=HTTP_200_OK,
        guards=[APPOINTS],
        responses=refusals(FORBIDDEN, NOT_FOUND),
    )
    async def let_go(
        self,
        account_id: FromPath[UUID],
        capacity_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Capacity:
        """End a capacity in which somebody works, now. What they did in it stays theirs."""
        return await staff.let_go(database, account_id, capacity_id, actor, now)

    @post(
        "/{account_id:uuid}/password",
        operation_id="staff_new_password",
        status_code=HTTP_200_OK,
        guards=[APPOINTS],
        responses=refusals(FORBIDDEN, NOT_FOUND),
    )
    async def new_password(
        self,
        account_id: FromPath[UUID],
        identity: NamedDependency[Identity],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> NewPassword:
        """Give somebody a new password, this once, and end their sessions: for one that was lost or never arrived."""
        return await staff.give_new_password(database, account_id, identity.passwords, actor, now)
