"""A council with a few thousand people in care, and the tablets that send reviews of them."""

import csv
import io
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from typing import NamedTuple, get_args
from uuid import UUID, uuid4

import asyncpg

from schemas.accounts import Actor, Membership, Named, Role
from schemas.caseloads import Column, ImportCaseload
from service.actions import caseloads
from service.auth.passwords import Passwords
from service.store.database import Database
from service.store.engine import Connection

PASSWORD = "benchmark only"  # noqa: S105 - of accounts in a database that is thrown away
PLACES = 8
TABLETS_AT_EACH = 4
LONG_AGO = timedelta(days=730)

PEOPLE_OF_A_PLACE = """
select p.id, p.given_name || ' ' || p.family_name as name, p.date_of_birth, p.postcode,
  i.value as record_id, k.id as package_id
from package k join person p on (p.authority_id, p.id) = (k.authority_id, k.person_id)
join person_identifier i on (i.authority_id, i.person_id, i.system) = (p.authority_id, p.id, 'record')
where k.location_id = $1 order by k.reference
"""


class Person(NamedTuple):
    """Somebody in care, as a review has to name them."""

    id: UUID
    package_id: UUID
    record_id: str
    name: str
    date_of_birth: date
    postcode: str


class Tablet(NamedTuple):
    """A tablet with the reviewer who holds it."""

    id: UUID
    authority_id: UUID
    location_id: UUID
    cqc_id: str
    reviewer_id: UUID
    username: str


class Town(NamedTuple):
    """Tablets in turn by place, so that the first eight are at eight places; people by place."""

    authority_id: UUID
    organisation_id: UUID
    tablets: list[Tablet]
    people: dict[UUID, list[Person]]
    verifier: str

    def people_of(self, tablet: Tablet) -> list[Person]:
        return self.people[tablet.location_id]


async def found(owner_dsn: str, application_dsn: str, people: int, at: datetime) -> Town:
    """Write the town into a migrated and empty database; its people come in as a caseload, the real way."""
    async with _connected(owner_dsn) as owner:
        founder = _Founder(owner, at, await Passwords().hash(PASSWORD))
        town, admin = await founder.found()
        await _take_in(application_dsn, town, admin, people, at)
        await owner.execute("analyze")  # or the first plans would be those of empty tables
        for location_id in {tablet.location_id for tablet in town.tablets}:
            rows = await owner.fetch(PEOPLE_OF_A_PLACE, location_id)
            town.people[location_id] = [Person(**row) for row in rows]
    return town


@asynccontextmanager
async def _connected(dsn: str) -> AsyncIterator[Connection]:
    connection = await asyncpg.connect(dsn)
    try:
        yield connection
    finally:
        await connection.close()


async def _take_in(dsn: str, town: Town, admin: Actor, people: int, at: datetime) -> None:
    database = Database(dsn, min_size=1, max_size=1)
    await database.open()
    try:
        asked = ImportCaseload(authority_id=town.authority_id)
        done = await caseloads.take_in(database, _caseload(people), asked, admin, at)
    finally:
        await database.close()
    if done.created != people:
        raise RuntimeError(f"Of {people} people {done.created} were taken in: {done.errors[:3]}")


def _caseload(people: int) -> bytes:
    file = io.StringIO()
    writer = csv.DictWriter(file, get_args(Column))
    writer.writeheader()
    writer.writerows(_rows(people))
    return file.getvalue().encode()


def _rows(people: int) -> Iterator[dict[str, str]]:
    for n in range(people):
        yield {
            "record_id": f"80000000{n:08d}",
            "nhs_number": "",
            "given_name": "Bench",
            "family_name": f"Person {n:05d}",
            "date_of_birth": (date(1932, 1, 1) + timedelta(days=n % 15_000)).isoformat(),
            "postcode": "TR1 2AA",
            "flags": "",
            "package_ref": f"BENCH-{n:05d}",
            "cqc_location_id": _cqc_id(n % PLACES),
            "funder": "council",
            "hours_per_week": "7",
            "next_review_due": "",
            "outcomes": "To stay in my own home",
        }


def _cqc_id(place: int) -> str:
    return f"1-80000000{place}"


class _Founder:
    """Writes organisations, staff and tablets as the database's owner: there is nobody yet to ask."""

    def __init__(self, owner: Connection, at: datetime, password_hash: str) -> None:
        self.owner, self.since, self.password_hash = owner, at - LONG_AGO, password_hash
        self.authority = uuid4()

    async def found(self) -> tuple[Town, Actor]:
        """The town, still without people, and an administrator of its council."""
        await self._insert(
            "authority",
            id=self.authority,
            name="Bench Council",
            gss_code="E88888888",
            epoch=uuid4(),
            created_at=self.since,
        )
        council = await self._organisation("council", "Bench Council Adult Social Care")
        provider = await self._organisation("provider", "Bench Home Care")
        await self._account("verifier", Role.VERIFIER_ASC, council)
        admin = await self._account("admin", Role.ADMIN, council)
        by_place = [await self._place(n, provider, admin) for n in range(PLACES)]
        town = Town(
            authority_id=self.authority,
            organisation_id=provider,
            tablets=[tablet for several in zip(*by_place, strict=True) for tablet in several],
            people={},
            verifier="verifier",
        )
        capacity = Membership(
            role=Role.ADMIN, organisation=Named(id=council, name=""), authority_ids=[self.authority]
        )
        return town, Actor(account_id=admin, memberships=(capacity,), holder_ids=frozenset({council}))

    async def _organisation(self, kind: str, name: str) -> UUID:
        new = uuid4()
        await self._insert("organisation", id=new, kind=kind, name=name)
        await self._insert(
            "organisation_authority", organisation_id=new, authority_id=self.authority, valid_from=self.since
        )
        return new

    async def _place(self, number: int, provider: UUID, enrolled_by: UUID) -> list[Tablet]:
        place = uuid4()
        name = f"Bench Home Care {number}"
        await self._insert(
            "location",
            id=place,
            organisation_id=provider,
            kind="home_care",
            name=name,
            postcode="TR1 2AA",
        )
        await self._insert(
            "location_cqc_id",
            location_id=place,
            cqc_location_id=_cqc_id(number),
            valid_from=self.since.date(),
        )
        return [await self._tablet(number, n, provider, place, enrolled_by) for n in range(TABLETS_AT_EACH)]

    async def _tablet(
        self, place_number: int, number: int, provider: UUID, place: UUID, enrolled_by: UUID
    ) -> Tablet:
        device, username = uuid4(), f"reviewer-{place_number}-{number}"
        await self._insert(
            "device",
            id=device,
            location_id=place,
            name=username,
            state_since=self.since,
            enrolled_by=enrolled_by,
            enrolled_at=self.since,
        )
        reviewer = await self._account(username, Role.REVIEWER, provider, place)
        return Tablet(device, self.authority, place, _cqc_id(place_number), reviewer, username)

    async def _account(
        self, username: str, role: Role, organisation: UUID, location: UUID | None = None
    ) -> UUID:
        account = uuid4()
        await self._insert(
            "account",
            id=account,
            username=username,
            name=f"Bench {username}",
            password_hash=self.password_hash,
            created_at=self.since,
        )
        await self._insert(
            "membership",
            id=uuid4(),
            account_id=account,
            organisation_id=organisation,
            location_id=location,
            role=role,
            valid_from=self.since,
        )
        return account

    async def _insert(self, table: str, **columns: object) -> None:
        names = ", ".join(columns)
        values = ", ".join(f"${n}" for n in range(1, len(columns) + 1))
        await self.owner.execute(f"insert into {table} ({names}) values ({values})", *columns.values())  # noqa: S608 - names of our own
