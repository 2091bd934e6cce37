"""Who may take part: providers and their locations."""

from datetime import datetime

from litestar import Controller, get, post
from litestar.di import NamedDependency

from schemas.accounts import Actor, Named
from schemas.organisations import (
    AddLocation,
    AddProvider,
    LocationList,
    LocationsAsked,
    Provider,
    ProviderList,
    ProvidersAsked,
)
from service.actions import organisations
from service.actions.imports import MAY_IMPORT
from service.auth.guards import only
from service.http.bodies import json_body
from service.http.openapi import refusals
from service.http.queries import query
from service.problems import CQC_ID_KNOWN, FORBIDDEN
from service.store.database import Database

ADDS = only(*MAY_IMPORT)


class OrganisationController(Controller):
    """Those who work with the caller's authorities."""

    path = "/v1"
    tags = ("Organisations",)

    @get("/providers", operation_id="provider_list", dependencies={"asked": query(ProvidersAsked)})
    async def providers(
        self,
        asked: NamedDependency[ProvidersAsked],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> ProviderList:
        """List the providers that work with the caller's authorities, by name."""
        return await organisations.providers(database, asked, actor, now)

    @get("/locations", operation_id="location_list", dependencies={"asked": query(LocationsAsked)})
    async def locations(
        self,
        asked: NamedDependency[LocationsAsked],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> LocationList:
        """List the locations of those who work with the caller's authorities, by name."""
        return await organisations.locations(database, asked, actor, now)

    @post(
        "/providers",
        operation_id="provider_add",
        guards=[ADDS],
        dependencies={"said": json_body(AddProvider)},
        responses=refusals(FORBIDDEN, CQC_ID_KNOWN),
    )
    async def add_provider(
        self,
        said: NamedDependency[AddProvider],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Provider:
        """Make a provider known, which works with the authority from now on."""
        return await organisations.add_provider(database, said, actor, now)

    @post(
        "/locations",
        operation_id="location_add",
        guards=[ADDS],
        dependencies={"said": json_body(AddLocation)},
        responses=refusals(FORBIDDEN, CQC_ID_KNOWN),
    )
    async def add_location(
        self,
        said: NamedDependency[AddLocation],
        actor: NamedDependency[Actor],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
    ) -> Named:
        """Make a place of care of a provider known."""
        return await organisations.add_location(database, said, actor, now)
