"""Who may take part: providers and their locations."""

from datetime import datetime

from litestar import Controller, get
from litestar.di import NamedDependency

from schemas.accounts import Actor
from schemas.organisations import (
    LocationList,
    LocationsAsked,
    ProviderList,
    ProvidersAsked,
)
from service.actions import organisations
from service.http.queries import query
from service.store.database import Database


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
