"""Looking up who may take part: providers and their locations."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import get_args
from uuid import UUID, uuid4

import asyncpg
import msgspec
from msgspec import UNSET

from schemas.accounts import Actor, Named
from schemas.base import Issue
from schemas.cqc import DatedCqcId, NewLocation
from schemas.eligibility import Eligibility
from schemas.organisations import (
    AddLocation,
    AddProvider,
    CareKind,
    CqcStanding,
    Location,
    LocationList,
    LocationsAsked,
    MayTakePart,
    Provider,
    ProviderList,
    ProvidersAsked,
)
from schemas.routing import LocationStanding
from service import paging
from service.actions.imports import authority_of
from service.problems import CQC_ID_KNOWN, FORBIDDEN
from service.store import organisations, policies
from service.store.database import Database
from service.store.engine import Connection
from service.store.organisations import KnownPlace, NamedPlace, ProviderRow
from workflows.clocks import LONDON
from workflows.eligibility import location_on, standing_on
from workflows.policies import EligibilityPolicy


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
        found, end = await organisations.locations(db, actor.authority_ids, asked, after, at)
        councils = {one for place in found for one in place.authority_ids}
        asks = {one: (await policies.in_force(db, one, at)).routing.eligibility for one in sorted(councils)}
    today = at.astimezone(LONDON).date()
    judged = [_judged(place, today, asks) for place in found]
    return LocationList(items=judged, next_cursor=paging.cursor(end))


async def add_provider(database: Database, said: AddProvider, actor: Actor, at: datetime) -> Provider:
    """Make a provider known that works with an authority from now on. Raises Problem: FORBIDDEN, CQC_ID_KNOWN."""
    authority_id = authority_of(actor, said.authority_id)
    row = ProviderRow(id=uuid4(), kind="provider", name=said.name, cqc_provider_id=said.cqc_provider_id)
    try:
        async with database.tx(actor, at) as db:
            await organisations.add_provider(db, row, authority_id, at)
    except asyncpg.UniqueViolationError:
        raise CQC_ID_KNOWN.problem(issues=[Issue(pointer="/cqc_provider_id", code="known")]) from None
    return Provider(
        id=row.id,
        name=row.name,
        cqc_provider_id=row.cqc_provider_id or UNSET,
        authority_ids=[authority_id],
    )


async def add_location(database: Database, said: AddLocation, actor: Actor, at: datetime) -> Named:
    """Make a place of care known, from today by the Commission's id. Raises Problem: FORBIDDEN, CQC_ID_KNOWN."""
    new = NewLocation(
        id=uuid4(),
        organisation_id=said.organisation_id,
        kind=said.kind,
        name=said.name,
        postcode=said.postcode,
    )
    try:
        async with database.tx(actor, at) as db:
            await organisations.add_location(db, new, await _cqc_id(db, new.id, said.cqc_location_id, at))
    except asyncpg.InsufficientPrivilegeError:
        raise FORBIDDEN.problem("That provider doesn't work with an authority of yours.") from None
    return Named(id=new.id, name=new.name)


async def _cqc_id(db: Connection, location_id: UUID, given: str | None, at: datetime) -> DatedCqcId | None:
    if given is None:
        return None
    if await organisations.is_cqc_id_known(db, given):
        raise CQC_ID_KNOWN.problem(issues=[Issue(pointer="/cqc_location_id", code="known")])
    since = at.astimezone(LONDON).date()
    return DatedCqcId(location_id=location_id, cqc_location_id=given, valid_from=since)


def _judged(place: KnownPlace, today: date, asks: Mapping[UUID, EligibilityPolicy]) -> Location:
    """The location, with how it stands today by what each authority asks of it."""
    if place.location.kind not in get_args(CareKind):
        return place.location
    now = standing_on(place.standings, today)
    return msgspec.structs.replace(
        place.location,
        cqc=_standing(now) if now else UNSET,
        eligibility=[
            MayTakePart(authority_id=one, eligibility=_eligibility(place, one, today, asks[one]))
            for one in place.authority_ids
        ],
    )


def _eligibility(
    place: KnownPlace, authority_id: UUID, today: date, policy: EligibilityPolicy
) -> Eligibility:
    decided = [one for one in place.overrides if one.authority_id == authority_id]
    return location_on(place.standings, decided, today, policy)


def _standing(now: LocationStanding) -> CqcStanding:
    return CqcStanding(rating=now.rating, status=now.status, inherited=now.inherited, since=now.valid_from)
