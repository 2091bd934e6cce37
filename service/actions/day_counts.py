"""Counting day by day who waits to leave hospital: by whoever keeps the house, and for whoever commissions care."""

from datetime import date, datetime, timedelta
from uuid import UUID

from schemas.accounts import Actor, Role
from schemas.base import Issue
from schemas.discharges import CountedDay, DayCounts, DaysAsked
from service import problems
from service.actions.deliveries import SERVICE, at_work_for
from service.store import day_counts as store
from service.store import organisations, policies
from service.store.database import Database
from workflows.clocks import LONDON
from workflows.day_counts import cut_off, days_due

COUNTERS = frozenset(
    {
        Role.COMMISSIONER,
        Role.DISCHARGE_COORDINATOR,
        Role.VERIFIER_ASC,
        Role.VERIFIER_HEALTH,
        Role.AUDITOR,
        Role.ADMIN,
    }
)
"""Who is told how many wait, also of those beyond their reach."""


async def days(database: Database, asked: DaysAsked, actor: Actor, at: datetime) -> DayCounts:
    """How many waited, day by day: days that are over as they were counted, today as of now."""
    today, authorities = at.astimezone(LONDON).date(), actor.authorities_as(COUNTERS)
    last = asked.last or today
    first = date.fromordinal(max(last.toordinal() - asked.days + 1, date.min.toordinal()))
    async with database.tx(actor, at, isolation="repeatable read", readonly=True) as db:
        before = min(last, today - timedelta(days=1))
        items = await store.kept(db, authorities, asked.hospital, first, before)
        counted = await store.counted(db, authorities, first, before)
        if first <= today <= last:
            items += await store.now(db, authorities, asked.hospital, today, at)
            counted.append(CountedDay(day=today, as_of=at))
    return DayCounts(items=items, counted=counted)


async def take_due(database: Database, at: datetime) -> int:
    """Count the days whose cut-off has passed, of every council; answers how many there were. Again changes nothing."""
    nobodys = Actor(account_id=SERVICE.id, memberships=(), holder_ids=frozenset())
    async with database.tx(nobodys, at, readonly=True) as db:
        councils = await organisations.authorities(db)
    return sum([await _take_due(database, council.id, at) for council in councils])


async def take(database: Database, authority_id: UUID, day: date, at: datetime) -> bool:
    """Count one day by hand; False if it was counted before. Raises `malformed` for a day to come."""
    async with database.tx(at_work_for(authority_id), at) as db:
        clock = (await policies.in_force(db, authority_id, at)).routing.clock
        if day > at.astimezone(LONDON).date():
            raise problems.MALFORMED.problem(issues=[Issue(pointer="/day", code="in-the-future")])
        return await store.take(db, authority_id, day, min(cut_off(day, clock), at), at)


async def _take_due(database: Database, authority_id: UUID, at: datetime) -> int:
    async with database.tx(at_work_for(authority_id), at) as db:
        clock = (await policies.in_force(db, authority_id, at)).routing.clock
        due = days_due(await store.last(db, authority_id), at, clock)
        return sum([await store.take(db, authority_id, *one, at) for one in due])
