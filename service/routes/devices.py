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
    DeviceHistory,
    DeviceList,
    DevicePage,
    Enrolled,
    Enrolment,
    EnrolmentCode,
    WipeAsked,
)
from service.actions import devices
from service.auth.guards import caller_address, only, provide_identity
from service.auth.identity import Identity
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
        """Stop serving a tablet, within ten seconds, until it is restored; it may hand in what is on it."""
        return await devices.move(actor, device_id, DeviceAction.SUSPEND, database, now)

    @post(
        "/{device_id:uuid}/deposit-only",
        operation_id="device_deposit_only",
        status_code=HTTP_200_OK,
        responses=MOVE_REFUSALS,
    )
    async def deposit_only(
        self,
        device_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Device:
        """Put a tablet out of use: it may hand in what is still on it, and gets nothing any more."""
        return await devices.move(actor, device_id, DeviceAction.DEPOSIT_ONLY, database, now)

    @post(
        "/{device_id:uuid}/wipe",
        operation_id="device_wipe",
        status_code=HTTP_200_OK,
        dependencies={
            "asked": query(WipeAsked),
            "identity": Provide(provide_identity, sync_to_thread=False),
        },
        responses=MOVE_REFUSALS,
    )
    async def wipe(
        self,
        device_id: FromPath[UUID],
        asked: NamedDependency[WipeAsked],
        identity: NamedDependency[Identity],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Device:
        """Order a tablet to wipe itself, and end every session on it.

        Whatever it asks for next is refused with 403 `device-suspended`, which carries the signed order in
        `wipe_order`. The tablet is `wiped` when it has said so with an op `ack_wipe` in `/v1/sync/deposit`.
        """
        return await devices.wipe(actor, device_id, asked, identity, database, now)

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
        """Serve a tablet again that was found, and take back an order to wipe that it has not carried out."""
        return await devices.move(actor, device_id, DeviceAction.RESTORE, database, now)

    @get(
        "/{device_id:uuid}/history",
        operation_id="device_history",
        guards=[SEE_DEVICES],
        dependencies={"page": query(DevicePage)},
        responses=refusals(MALFORMED, FORBIDDEN, NOT_FOUND),
    )
    async def history(
        self,
        device_id: FromPath[UUID],
        page: NamedDependency[DevicePage],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> DeviceHistory:
        """Which states a tablet was in since it was enrolled, newest first, and who put it there."""
        return await devices.history(actor, device_id, page, database, now)
