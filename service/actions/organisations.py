"""Looking up who may take part: providers, their locations, and their staff."""

from datetime import datetime

from schemas.accounts import Actor, Role
from schemas.base import Issue
from schemas.organisations import (
    LocationList,
    LocationsAsked,
    ProviderList,
    ProvidersAsked,
    StaffAsked,
    StaffList,
)
from service import paging
from service.problems import MALFORMED
from service.store import organisations, staff
from service.store.database import Database
from service.store.organisations import NamedPlace
from service.store.staff import StaffPlace

MAY_SEE_STAFF = frozenset(
    {Role.PROVIDER_ADMIN, Role.HOME_MANAGER, Role.ADMIN, Role.VERIFIER_ASC, Role.AUDITOR}
)


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


async def staff_of(database: Database, asked: StaffAsked, actor: Actor, at: datetime) -> StaffList:
    """The caller's colleagues; for staff of a council, also those of every organisation that works with it."""
    after = paging.place(asked.cursor, StaffPlace)
    async with database.tx(actor, at, readonly=True) as db:
        if after is not None and not await staff.is_visible(db, after.id):
            raise MALFORMED.problem(issues=[Issue(pointer="/query/cursor", code="invalid")])
        items, end = await staff.page(db, asked, after, at)
    return StaffList(items=items, next_cursor=paging.cursor(end))
