"""How many waited to leave hospital, day by day: counted once, and never changed."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

import msgspec
from asyncpg import Record

from schemas.accounts import Named
from schemas.discharges import CountedDay, DayCount
from schemas.referrals import Category
from service.store.database import query
from service.store.engine import Connection


async def last(db: Connection, authority_id: UUID) -> date | None:
    """The last day that was counted."""
    found: date | None = await db.fetchval(
        "select max(day) from discharge_day where authority_id = $1", authority_id
    )
    return found


async def take(db: Connection, authority_id: UUID, day: date, as_of: datetime, at: datetime) -> bool:
    """Count who waited at a moment, for a day; False if that day was counted before."""
    return bool(await db.fetchval(query("discharge_day_count"), authority_id, day, as_of, at))


async def counted(db: Connection, authorities: Iterable[UUID], first: date, last: date) -> list[CountedDay]:
    """Which days were counted by all of these, each as of the last of them."""
    whose = list(authorities)
    found = await db.fetch(
        "select day, max(as_of) as as_of from discharge_day"
        " where authority_id = any ($1) and day between $2 and $3 group by day having count(*) = $4 order by day",
        whose,
        first,
        last,
        len(whose),
    )
    return [CountedDay(day=row["day"], as_of=row["as_of"]) for row in found]


async def kept(
    db: Connection, authorities: Iterable[UUID], hospital: UUID | None, first: date, last: date
) -> list[DayCount]:
    found = await db.fetch(query("discharge_day_counts"), list(authorities), hospital, first, last)
    return [_count(row, row["day"]) for row in found]


async def now(
    db: Connection, authorities: Iterable[UUID], hospital: UUID | None, today: date, at: datetime
) -> list[DayCount]:
    found = await db.fetch(query("discharge_waiting"), list(authorities), hospital, at)
    return [_count(row, today) for row in found]


def _count(row: Record, day: date) -> DayCount:
    return DayCount(
        day=day,
        hospital=Named(id=row["hospital_location_id"], name=row["hospital_name"]),
        category=msgspec.convert(row["category"], Category),
        pathway=row["pathway"],
        people=row["people"],
    )
