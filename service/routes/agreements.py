"""Agreements between hospital and homes: who may assess on whose behalf, and within what limits."""

from datetime import datetime
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED

from schemas.accounts import Actor
from schemas.agreements import (
    AgreementArrivals,
    AgreementList,
    AgreementsAsked,
    AgreementVersions,
    AgreementView,
    ChangeAgreement,
    EndAgreement,
    MakeAgreement,
)
from service.actions import agreements
from service.http.bodies import json_body
from service.http.openapi import refusals
from service.http.queries import query
from service.http.revisions import etag, if_match
from service.problems import FORBIDDEN, NOT_A_HOME, NOT_FOUND, PRECONDITION_REQUIRED, STALE_REVISION
from service.store.database import Database


class AgreementController(Controller):
    """Memoranda of understanding, as their parties signed them."""

    path = "/v1/agreements"
    tags = ("Discharge",)

    @get("/", operation_id="agreement_list", dependencies={"asked": query(AgreementsAsked)})
    async def listing(
        self,
        asked: NamedDependency[AgreementsAsked],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> AgreementList:
        """List agreements by name, with how right the assessments made under them turned out to be."""
        return await agreements.listing(database, asked, actor, now)

    @get("/{agreement_id:uuid}", operation_id="agreement_get", responses=refusals(NOT_FOUND))
    async def show(
        self,
        agreement_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Response[AgreementView]:
        """Show one agreement as it is today; its version is the ETag."""
        shown = await agreements.show(database, agreement_id, actor, now)
        return Response(shown, headers=etag(shown.version))

    @get("/{agreement_id:uuid}/versions", operation_id="agreement_versions", responses=refusals(NOT_FOUND))
    async def versions(
        self,
        agreement_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> AgreementVersions:
        """List every version of an agreement, the latest first, with why it was changed."""
        return await agreements.versions(database, agreement_id, actor, now)

    @get("/{agreement_id:uuid}/arrivals", operation_id="agreement_arrivals", responses=refusals(NOT_FOUND))
    async def arrivals(
        self,
        agreement_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> AgreementArrivals:
        """List what homes found when those came who were assessed under an agreement: for its lead, without names."""
        return await agreements.arrivals(database, agreement_id, actor, now)

    @post(
        "/",
        operation_id="agreement_make",
        dependencies={"given": json_body(MakeAgreement)},
        responses=refusals(FORBIDDEN, NOT_A_HOME),
    )
    async def make(
        self,
        given: NamedDependency[MakeAgreement],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> AgreementView:
        """Keep an agreement as its parties signed it."""
        return await agreements.make(database, given, actor, now)

    @post(
        "/{agreement_id:uuid}/versions",
        operation_id="agreement_change",
        status_code=HTTP_201_CREATED,
        dependencies={"given": json_body(ChangeAgreement), "seen": if_match()},
        responses=refusals(FORBIDDEN, NOT_FOUND, NOT_A_HOME, PRECONDITION_REQUIRED, STALE_REVISION),
    )
    async def change(
        self,
        agreement_id: FromPath[UUID],
        given: NamedDependency[ChangeAgreement],
        seen: NamedDependency[int | None],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Response[AgreementView]:
        """Change an agreement from a day on: all its terms anew, and why. `If-Match` names its latest version.

        What was judged by an earlier version stays as it was judged.
        """
        made = await agreements.change(database, agreement_id, given, seen, actor, now)
        return Response(made, headers=etag(made.version))

    @post(
        "/{agreement_id:uuid}/end",
        operation_id="agreement_end",
        status_code=HTTP_200_OK,
        dependencies={"given": json_body(EndAgreement), "seen": if_match()},
        responses=refusals(FORBIDDEN, NOT_FOUND, PRECONDITION_REQUIRED, STALE_REVISION),
    )
    async def end(
        self,
        agreement_id: FromPath[UUID],
        given: NamedDependency[EndAgreement],
        seen: NamedDependency[int | None],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Response[AgreementView]:
        """Let an agreement end, today or later, with a reason. `If-Match` names its latest version."""
        ended = await agreements.end(database, agreement_id, given, seen, actor, now)
        return Response(ended, headers=etag(ended.version))
