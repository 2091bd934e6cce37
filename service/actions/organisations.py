"""Looking up who may take part: providers and their locations."""

from datetime import datetime

from schemas.accounts import Actor
from schemas.organisations import (
    LocationList,
    LocationsAsked,
    ProviderList,
    ProvidersAsked,
)
from service import paging
from service.store import organisations
from service.store.database import Database
from service.store.organisations import NamedPlace


async def providers(database: Database, asked: ProvidersAsked, actor: Actor, at: datetime) -> ProviderList:
    """The providers that work with any of the caller's authorities."""
    after = paging.place(asked.cursor, NamedPlace)
    async with database.tx(actor, at, readonly=True) as db:
        items, end = await organisations.providers(db, actor.authority_ids, asked, after, at)
    return ProviderList(items=items, next_cursor=paging.cursor(end))


async def locations(database: Database, asked: LocationsAsked, actor: Actor, at: datetime) -> LocationList:
    """The locations of every organisation that works with any of the caller's authorities."""
    after = paging.place(asked.cursor, NamedPlace)
    async with database.tx(actor, at, readonly=True) as db:
        items, end = await organisations.locations(db, actor.authority_ids, asked, after, at)
    return LocationList(items=items, next_cursor=paging.cursor(end))
