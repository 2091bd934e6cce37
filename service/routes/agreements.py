"""Agreements between hospital and homes: who may assess on whose behalf, and within what limits."""

from datetime import datetime
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from schemas.accounts import Actor
from schemas.agreements import AgreementList, AgreementsAsked, AgreementView, MakeAgreement
from service.actions import agreements
from service.http.bodies import json_body
from service.http.openapi import refusals
from service.http.queries import query
from service.problems import FORBIDDEN, NOT_A_HOME, NOT_FOUND
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
    ) -> AgreementView:
        """Show one agreement."""
        return await agreements.show(database, agreement_id, actor, now)

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
