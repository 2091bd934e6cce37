"""Fills an empty database step by step; a later start completes what an earlier one began."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import asyncpg

from schemas.accounts import Actor
from schemas.base import encode
from schemas.caseloads import ImportCaseload
from service.actions import caseloads
from service.auth.passwords import Passwords
from service.auth.standing import standing_of
from service.demo import accounts, asking, discharges, people, places
from service.demo.discharges import Cast, Leaving
from service.demo.founding import Founder
from service.demo.past import Author, Past
from service.hosting import Addresses
from service.store.database import NOBODY, Database
from service.store.engine import Connection

Say = Callable[[str], None]
CASELOAD_AGE = timedelta(days=365)
"""The caseload is taken in as of a year ago, so that there can be a past."""

PACKAGES = """
select k.id, k.location_id, k.funder, k.visits, k.hours_per_week, c.cqc_location_id,
  p.given_name || ' ' || p.family_name as name, p.date_of_birth, p.postcode, r.value as record_id, n.value as nhs_number
from package k join person p on (p.authority_id, p.id) = (k.authority_id, k.person_id)
join location_cqc_id c on c.location_id = k.location_id
join person_identifier r on (r.authority_id, r.person_id, r.system) = (p.authority_id, p.id, 'record')
join person_identifier n on (n.authority_id, n.person_id, n.system) = (p.authority_id, p.id, 'nhs')
where k.funder = 'council' order by k.reference
"""


WARD = "Demo Hospital West"
LEAVING = """
select p.given_name, p.family_name, p.date_of_birth, p.postcode, r.value as record_id, n.value as nhs_number
from person p
join person_identifier r on (r.authority_id, r.person_id, r.system) = (p.authority_id, p.id, 'record')
join person_identifier n on (n.authority_id, n.person_id, n.system) = (p.authority_id, p.id, 'nhs')
where not exists (select from submission s where s.authority_id = p.authority_id and s.person_id = p.id)
order by r.value limit $1
"""


async def fill(addresses: Addresses, data_dir: Path, at: datetime, say: Say) -> None:
    """Fill a database without any authority, or complete what an earlier start began; leave every other one alone."""
    owner: Connection = await asyncpg.connect(addresses.owner)
    database = Database(addresses.application, min_size=1, max_size=4)
    try:
        await database.open()
        if not await owner.fetchval("select exists (select from authority)"):
            say("Making up organisations, staff and tablets …")
            await _found(owner, data_dir, at)
        authority = await owner.fetchval("select id from authority where name = $1", places.AUTHORITY)
        if authority is not None:
            await _complete(owner, database, authority, at, say)
    finally:
        await database.close()
        await owner.close()


async def _found(owner: Connection, data_dir: Path, at: datetime) -> None:
    """The file is written before the commit: accounts without their passwords would be of no use."""
    async with owner.transaction():
        accounts.write(data_dir, await Founder(owner, Passwords(), at).found())


async def _complete(owner: Connection, database: Database, authority: UUID, at: datetime, say: Say) -> None:
    admin = await _actor(owner, database, "admin", at)
    if await owner.fetchval("select count(*) from person") < places.PEOPLE:
        say(f"Taking in a caseload of {places.PEOPLE} people …")
        then = at - CASELOAD_AGE
        await caseloads.take_in(
            database, people.caseload(at.date()), ImportCaseload(authority_id=authority), admin, then
        )
        await _plan_visits(owner)
    if not await owner.fetchval("select exists (select from question_set)"):
        say("Letting the council ask questions of its own …")
        has_a_past = await owner.fetchval("select exists (select from submission)")
        await asking.ask(database, admin, at if has_a_past else at - CASELOAD_AGE)
    if not await owner.fetchval("select exists (select from submission)"):
        say("Letting reviews be sent and decided …")
        verifier = await _actor(owner, database, "verifier1", at)
        past = Past(database, await _authors(owner, database, at), verifier, authority, at)
        await past.happen(await owner.fetch(PACKAGES))
        await owner.execute("analyze")  # or the first plans would be those of empty tables
    if not await owner.fetchval("select exists (select from referral)"):
        say("Letting a ward refer people, and homes decide …")
        await _leave_hospital(owner, database, authority, at)


async def _leave_hospital(owner: Connection, database: Database, authority: UUID, at: datetime) -> None:
    """Let a ward refer people of the caseload, and homes decide about them."""
    rows = await owner.fetch("select id, organisation_id, name from location")
    located = {row["name"]: row["id"] for row in rows}
    ward = next(row for row in rows if row["name"] == WARD)
    tablet = await owner.fetchval("select id from device where location_id = $1", ward["id"])
    cast = Cast(
        admin=await _actor(owner, database, "admin", at),
        coordinator=await _actor(owner, database, "discharge1", at),
        assessor=await _actor(owner, database, "assessor1", at, tablet),
        managers={
            discharges.NORTH: await _actor(owner, database, "home-manager1", at),
            discharges.SOUTH: await _actor(owner, database, "home-manager2", at),
        },
        tablet=tablet,
        ward=ward["id"],
        trust=ward["organisation_id"],
        places=located,
    )
    people = await owner.fetch(LEAVING, len(discharges.CASES))
    await Leaving(database, authority, cast, at).happen(people)


async def _plan_visits(owner: Connection) -> None:
    """A caseload file has hours only; tablets begin a review with the visits of today's package."""
    for row in await owner.fetch("select distinct hours_per_week as hours from package"):
        await owner.execute(
            "update package set visits = $1 where hours_per_week = $2",
            encode(people.visits(float(row["hours"]))).decode(),
            row["hours"],
        )


async def _authors(owner: Connection, database: Database, at: datetime) -> list[Author]:
    tablets = await owner.fetch(
        "select d.id, d.location_id, min(a.username) as username from device d"
        " join membership m on m.location_id = d.location_id and m.role = 'reviewer'"
        " join account a on a.id = m.account_id group by d.id, d.location_id order by 3"
    )
    return [
        Author(await _actor(owner, database, row["username"], at, row["id"]), row["id"], row["location_id"])
        for row in tablets
    ]


async def _actor(
    owner: Connection, database: Database, username: str, at: datetime, tablet: UUID | None = None
) -> Actor:
    """Somebody of the demonstration, with the reach that signing in would give them, on this tablet."""
    account = await owner.fetchval("select id from account where username = $1", username)
    async with database.tx(NOBODY, at, readonly=True) as db:
        standing = await standing_of(db, account, None, at)
    if standing is None:
        raise LookupError(f"The demonstration has no {username}.")
    return Actor(
        account_id=account,
        memberships=standing.memberships,
        holder_ids=standing.holder_ids,
        device_id=tablet,
    )
