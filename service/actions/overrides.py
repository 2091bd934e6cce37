"""Letting a location take part whatever its rating, by an administrator of the council, and taking that back."""

from datetime import date, datetime
from uuid import UUID, uuid4

import asyncpg

from schemas.accounts import Actor, Role
from schemas.base import Issue, Malformed
from schemas.overrides import DecideOverride, OverrideList, OverrideView
from service.actions.imports import authority_of
from service.problems import NOT_FOUND
from service.store import overrides as store
from service.store.database import Database
from service.store.overrides import OverrideRow
from workflows.clocks import LONDON

MAY_OVERRIDE = frozenset({Role.ADMIN})


async def of(database: Database, location_id: UUID, actor: Actor, at: datetime) -> OverrideList:
    async with database.tx(actor, at, readonly=True) as db:
        return OverrideList(items=await store.of(db, location_id))


async def decide(
    database: Database, location_id: UUID, said: DecideOverride, actor: Actor, at: datetime
) -> OverrideView:
    """Raises Malformed, and Problem: FORBIDDEN, NOT_FOUND for a location that doesn't work with the authority."""
    decided = OverrideRow(
        authority_id=authority_of(actor, said.authority_id, MAY_OVERRIDE),
        id=uuid4(),
        location_id=location_id,
        reason=said.reason,
        valid_from=said.valid_from or _today(at),
        valid_until=said.valid_until,
        decided_by=actor.account_id,
        decided_at=at,
    )
    if decided.valid_until < max(decided.valid_from, _today(at)):
        raise Malformed([Issue(pointer="/valid_until", code="in-the-past")])
    try:
        async with database.tx(actor, at) as db:
            await store.add(db, decided)
    except asyncpg.InsufficientPrivilegeError:
        raise NOT_FOUND.problem() from None
    return OverrideView(
        id=decided.id,
        authority_id=decided.authority_id,
        location_id=decided.location_id,
        reason=decided.reason,
        valid_from=decided.valid_from,
        valid_until=decided.valid_until,
        decided_at=at,
    )


async def withdraw(
    database: Database, location_id: UUID, override_id: UUID, actor: Actor, at: datetime
) -> OverrideList:
    """Take an override back; answers all there are. Raises Problem: NOT_FOUND."""
    async with database.tx(actor, at) as db:
        if not await store.withdraw(db, location_id, override_id, actor.account_id, at):
            raise NOT_FOUND.problem()
        return OverrideList(items=await store.of(db, location_id))


def _today(at: datetime) -> date:
    return at.astimezone(LONDON).date()
