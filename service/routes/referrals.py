"""Referrals from a ward: who is to leave, and which homes are asked in what order."""

from datetime import datetime
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.openapi import ResponseSpec
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED

from schemas.accounts import Actor
from schemas.referrals import (
    AddHomes,
    OpenReferral,
    ReferralList,
    ReferralsAsked,
    ReferralView,
    RescheduleReferral,
    WithdrawReferral,
)
from service.actions import boards, referrals
from service.auth.guards import only
from service.http.bodies import JSON, json_body
from service.http.openapi import refusals
from service.http.queries import query
from service.http.repeats import idempotency_key
from service.problems import (
    ALREADY_REFERRED,
    FORBIDDEN,
    IDEMPOTENCY_IN_FLIGHT,
    IDEMPOTENCY_KEY_REUSED,
    NOT_A_HOME,
    NOT_FOUND,
    PERSON_UNCLEAR,
    WRONG_STATE,
)
from service.store.database import Database


class ReferralController(Controller):
    """Referrals within the caller's reach: a ward's own, and for a home those for which it is asked."""

    path = "/v1/referrals"
    tags = ("Discharge",)
    guards = (only(*boards.READERS),)

    @get(
        "/",
        operation_id="referral_list",
        dependencies={"asked": query(ReferralsAsked)},
        responses=refusals(FORBIDDEN),
    )
    async def listing(
        self,
        asked: NamedDependency[ReferralsAsked],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> ReferralList:
        """List referrals, newest first."""
        return await referrals.listing(database, asked, actor, now)

    @get("/{referral_id:uuid}", operation_id="referral_get", responses=refusals(FORBIDDEN, NOT_FOUND))
    async def show(
        self,
        referral_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> ReferralView:
        """Show one referral with its homes; a home sees itself alone among them."""
        return await referrals.show(database, referral_id, actor, now)

    @post(
        "/",
        operation_id="referral_open",
        dependencies={"given": json_body(OpenReferral), "key": idempotency_key()},
        responses={
            HTTP_201_CREATED: ResponseSpec(ReferralView, generate_examples=False),
            **refusals(
                FORBIDDEN,
                PERSON_UNCLEAR,
                ALREADY_REFERRED,
                NOT_A_HOME,
                IDEMPOTENCY_IN_FLIGHT,
                IDEMPOTENCY_KEY_REUSED,
            ),
        },
    )
    async def open_referral(
        self,
        given: NamedDependency[OpenReferral],
        key: NamedDependency[str | None],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Response[bytes]:
        """Refer somebody who is to leave hospital, and name homes in the order in which they are asked.

        The person is found by number, date of birth and family name together. Somebody whom the council doesn't
        know yet is added, if they have an NHS number.
        """
        return Response(await referrals.open_referral(database, given, actor, now, key), media_type=JSON)

    @post(
        "/{referral_id:uuid}/homes",
        operation_id="referral_add_homes",
        status_code=HTTP_200_OK,
        dependencies={"given": json_body(AddHomes)},
        responses=refusals(FORBIDDEN, NOT_FOUND, NOT_A_HOME, WRONG_STATE),
    )
    async def add_homes(
        self,
        referral_id: FromPath[UUID],
        given: NamedDependency[AddHomes],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> ReferralView:
        """Put more homes in line; where every home has declined, the first of them is asked at once."""
        return await referrals.add_homes(database, referral_id, given, actor, now)

    @post(
        "/{referral_id:uuid}/reschedule",
        operation_id="referral_reschedule",
        status_code=HTTP_200_OK,
        dependencies={"given": json_body(RescheduleReferral)},
        responses=refusals(FORBIDDEN, NOT_FOUND, WRONG_STATE),
    )
    async def reschedule(
        self,
        referral_id: FromPath[UUID],
        given: NamedDependency[RescheduleReferral],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> ReferralView:
        """Expect the person to leave at another time: whoever is asked decides before it."""
        return await referrals.reschedule(database, referral_id, given, actor, now)

    @post(
        "/{referral_id:uuid}/withdraw",
        operation_id="referral_withdraw",
        status_code=HTTP_200_OK,
        dependencies={"given": json_body(WithdrawReferral)},
        responses=refusals(FORBIDDEN, NOT_FOUND, WRONG_STATE),
    )
    async def withdraw(
        self,
        referral_id: FromPath[UUID],
        given: NamedDependency[WithdrawReferral],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> ReferralView:
        """The person isn't leaving, or goes elsewhere: no home is asked any more, and none sees them."""
        return await referrals.withdraw(database, referral_id, given, actor, now)
