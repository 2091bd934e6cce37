"""Tablets: how they come to be known here, and what becomes of one that is lost."""

from datetime import datetime
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK

from schemas.accounts import Actor, Role
from schemas.devices import (
    CodeRequest,
    Device,
    DeviceAction,
    DeviceList,
    DevicePage,
    Enrolled,
    Enrolment,
    EnrolmentCode,
)
from service.actions import devices
from service.auth.guards import caller_address, only
from service.http.bodies import json_body
from service.http.openapi import refusals
from service.http.queries import query
from service.problems import (
    FORBIDDEN,
    INVALID_ENROLMENT_CODE,
    MALFORMED,
    NOT_FOUND,
    TOO_MANY_REQUESTS,
    WRONG_STATE,
)
from service.store.database import Database

MOVE_REFUSALS = refusals(FORBIDDEN, NOT_FOUND, WRONG_STATE)
SEE_DEVICES = only(Role.PROVIDER_ADMIN, Role.HOME_MANAGER, Role.ADMIN, Role.VERIFIER_ASC, Role.AUDITOR)


class DeviceController(Controller):
    """For managers of their own organisation's tablets, and for administrators of an authority."""

    path = "/v1/devices"
    tags = ("Devices",)

    @post(
        "/codes",
        operation_id="device_code_create",
        dependencies={"asked": json_body(CodeRequest)},
        responses=refusals(MALFORMED, FORBIDDEN, NOT_FOUND),
    )
    async def make_code(
        self,
        asked: NamedDependency[CodeRequest],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> EnrolmentCode:
        """Make a code that enrols one tablet at a location within the hour."""
        return await devices.make_code(actor, asked.location_id, database, now)

    @post(
        "/",
        operation_id="device_enrol",
        opt={"public": True},
        dependencies={
            "asked": json_body(Enrolment),
            "address": Provide(caller_address, sync_to_thread=False),
        },
        responses=refusals(MALFORMED, INVALID_ENROLMENT_CODE, TOO_MANY_REQUESTS),
    )
    async def enrol(
        self,
        asked: NamedDependency[Enrolment],
        address: NamedDependency[str],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Enrolled:
        """Enrol this tablet with a code that somebody typed; nobody needs to be logged in."""
        return await devices.enrol(asked, address, database, now)

    @get(
        "/",
        operation_id="device_list",
        guards=[SEE_DEVICES],
        dependencies={"page": query(DevicePage)},
        responses=refusals(MALFORMED, FORBIDDEN),
    )
    async def list_all(
        self,
        page: NamedDependency[DevicePage],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> DeviceList:
        """The tablets that the caller looks after or oversees, by name."""
        return await devices.listed(actor, page, database, now)

    @post(
        "/{device_id:uuid}/suspend",
        operation_id="device_suspend",
        status_code=HTTP_200_OK,
        responses=MOVE_REFUSALS,
    )
    async def suspend(
        self,
        device_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Device:
        """Stop serving a tablet, within ten seconds, until it is restored."""
        return await devices.move(actor, device_id, DeviceAction.SUSPEND, database, now)

    @post(
        "/{device_id:uuid}/wipe", operation_id="device_wipe", status_code=HTTP_200_OK, responses=MOVE_REFUSALS
    )
    async def wipe(
        self,
        device_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Device:
        """Stop serving a tablet and end every session on it; when it next calls, it is told `wipe_pending`."""
        return await devices.move(actor, device_id, DeviceAction.WIPE, database, now)

    @post(
        "/{device_id:uuid}/restore",
        operation_id="device_restore",
        status_code=HTTP_200_OK,
        responses=MOVE_REFUSALS,
    )
    async def restore(
        self,
        device_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Device:
        """Serve a tablet again that was found, or whose wipe has not begun."""
        return await devices.move(actor, device_id, DeviceAction.RESTORE, database, now)
