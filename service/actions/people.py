"""Looking people up: whose review is due, who is meant by a name, and what somebody receives."""

import re
from datetime import datetime
from uuid import UUID

from schemas.accounts import Actor, Role
from schemas.people import (
    PackageList,
    PackagesAsked,
    PackageView,
    PeopleAsked,
    PeopleSearch,
    PersonList,
    PersonView,
)
from service import paging
from service.problems import NOT_FOUND
from service.store import feed
from service.store import people as store
from service.store.database import Database
from service.store.people import PackagePlace, PersonPlace, Sought

MAY_SEE_PEOPLE = frozenset(Role) - {Role.COMMISSIONER}
"""Commissioners see numbers, and nobody by name."""
MAY_PERMIT = frozenset({Role.ADMIN})
"""A council delegates by its records, which its administrators keep."""


async def due(database: Database, asked: PeopleAsked, actor: Actor, at: datetime) -> PersonList:
    """The people within the caller's reach, those first whose review is due first."""
    sought = Sought(whole=asked.q, systems=("record",), due_before=asked.due_before, location=asked.location)
    after = paging.place(asked.cursor, PersonPlace)
    return await _page(database, sought, after, asked.limit, actor, at)


async def search(database: Database, asked: PeopleSearch, actor: Actor, at: datetime) -> PersonList:
    """The people within the caller's reach who fit what was typed."""
    words = asked.q.lower().split()
    number = re.sub(r"[\s-]", "", asked.q)
    sought = Sought(
        whole=number if number.isdigit() else asked.q.strip(),
        systems=("record", "nhs"),
        name_parts=words,
        postcode_start=asked.q.strip().upper(),
        due_before=asked.due_before,
        location=asked.location,
        sort=asked.sort,
    )
    after = paging.place(asked.cursor, PersonPlace, pointer="/cursor")
    return await _page(database, sought, after, asked.limit, actor, at)


async def person(database: Database, person_id: UUID, actor: Actor, at: datetime) -> PersonView:
    """One person; raises `not-found` for somebody whom the caller doesn't reach."""
    async with database.tx(actor, at, readonly=True) as db:
        found = await store.person(db, actor.authority_ids, person_id)
    if found is None:
        raise NOT_FOUND.problem()
    return found


async def packages(database: Database, asked: PackagesAsked, actor: Actor, at: datetime) -> PackageList:
    """The packages of the people within the caller's reach, by reference."""
    after = paging.place(asked.cursor, PackagePlace)
    async with database.tx(actor, at, readonly=True) as db:
        items, end = await store.packages(db, actor.authority_ids, asked, after)
    return PackageList(items=items, next_cursor=paging.cursor(end))


async def permit_person(
    database: Database, person_id: UUID, reference: str | None, actor: Actor, at: datetime
) -> PersonView:
    """Say under what a provider may review this person's care; their tablets learn of it."""
    may = actor.authorities_as(MAY_PERMIT)
    async with database.tx(actor, at) as db:
        change = await store.permit_person(db, may, person_id, reference, at)
        shown = await store.person(db, may, person_id)
        if change is None or shown is None:
            raise NOT_FOUND.problem()
        await feed.publish(db, [change], at)
        return shown


async def permit_package(
    database: Database, package_id: UUID, reference: str | None, actor: Actor, at: datetime
) -> PackageView:
    """Say under what the provider may review this package; its tablets learn of it."""
    async with database.tx(actor, at) as db:
        change = await store.permit_package(db, actor.authorities_as(MAY_PERMIT), package_id, reference, at)
        if change is None:
            raise NOT_FOUND.problem()
        shown = await store.package(db, change.authority_id, package_id)
        await feed.publish(db, [change], at)
        return shown


async def _page(
    database: Database, sought: Sought, after: PersonPlace | None, limit: int, actor: Actor, at: datetime
) -> PersonList:
    async with database.tx(actor, at, readonly=True) as db:
        items, end = await store.page(db, actor.authority_ids, sought, after, limit)
    return PersonList(items=items, next_cursor=paging.cursor(end))
