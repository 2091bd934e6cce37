"""Who takes part in a schedule: a council with two verifiers, and a provider with two places and three tablets."""

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid4

from argon2 import PasswordHasher, profiles

from schemas.accounts import Role
from schemas.caseloads import Column
from service.store.engine import Connection
from workflows.caseloads.cells import COLUMNS

PEOPLE, VERIFIERS = 5, 2
NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
"""When every schedule begins: a Monday."""
LONG_AGO = NOON - timedelta(days=365)
PASSWORD = "a kettle, a lamp and nine spoons"  # noqa: S105 nobody else is there
PASSWORD_HASH = PasswordHasher.from_parameters(profiles.CHEAPEST).hash(PASSWORD)
SEED = UUID("0d3a0000-0000-4000-8000-000000000002")
"""The council draws no review for a full check by lot, and if it did, the same ones every time."""
NOBODY_IS_DRAWN = b'{"sampling": {"floor": 0}}'
COURSES = ("Care Act", "Mental Capacity Act")
HOURS = "2.25"
"""A week, which are those of the form's example."""
PLACES_OF_TABLETS = (0, 0, 1)
"""Two tablets at the first place and one at the second."""
TABLETS = len(PLACES_OF_TABLETS)
SHARED = (0, 1)
"""The tablets of one place, on which the same reviewers work."""


class Seat(NamedTuple):
    """A tablet and the reviewer who has it."""

    device_id: UUID
    username: str


class Place(NamedTuple):
    id: UUID
    cqc_id: str


class Town(NamedTuple):
    authority: UUID
    gss_code: str
    places: tuple[Place, ...]
    seats: tuple[Seat, ...]
    verifiers: tuple[str, ...]
    admin: str
    """Brings in the caseload, and lets suspended tablets come back."""
    address: str
    """Where everybody calls from: time begins anew in every schedule, and attempts to sign in are counted for each."""

    def users_of(self, seat: Seat) -> list[str]:
        """The reviewers who work with a tablet: whose it is, then the others of its place."""
        place = PLACES_OF_TABLETS[self.seats.index(seat)]
        there = zip(self.seats, PLACES_OF_TABLETS, strict=True)
        return sorted((one.username for one, where in there if where == place), key=seat.username.__ne__)

    def caseload(self, places: list[int]) -> bytes:
        """The people as a file, each in the care of one of the places."""
        file = io.StringIO()
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(self._row(number, self.places[place]) for number, place in enumerate(places))
        return file.getvalue().encode()

    def _row(self, number: int, place: Place) -> dict[Column, str]:
        return {
            "record_id": f"{9_000_000_000_000_000 + number}",
            "nhs_number": "",
            "given_name": "Simulated",
            "family_name": f"Person {number}",
            "date_of_birth": "1941-03-08",
            "postcode": "TR1 1CK",
            "flags": "",
            "package_ref": f"SIM-{number}",
            "cqc_location_id": place.cqc_id,
            "funder": "council",
            "hours_per_week": HOURS,
            "next_review_due": "",
            "outcomes": "To eat well",
        }


def homes() -> list[int]:
    """Where everybody lives when a schedule begins."""
    return [PLACES_OF_TABLETS[number % len(PLACES_OF_TABLETS)] for number in range(PEOPLE)]


async def found(owner: Connection) -> Town:
    """Write a council with all that belongs to it, as the database's owner: there is nobody yet to ask."""
    async with owner.transaction():
        return await Founder(owner).found()


class Founder:
    def __init__(self, owner: Connection) -> None:
        self.owner = owner
        self.mark = uuid4().hex[:12]
        """Tells this council's codes and names from those of all others in the database."""

    async def found(self) -> Town:
        authority, gss_code = uuid4(), f"E{self.mark}"
        await self._insert(
            "authority", id=authority, name="Simulated Council", gss_code=gss_code, epoch=uuid4(),
            sampling_seed=SEED, created_at=LONG_AGO,
        )  # fmt: skip
        council = await self._organisation("council", authority)
        provider = await self._organisation("provider", authority)
        admin = await self._account("admin", Role.ADMIN, council)
        verifiers = [await self._account(f"vera{n}", Role.VERIFIER_ASC, council) for n in range(VERIFIERS)]
        manager = await self._account("manager", Role.PROVIDER_ADMIN, provider)
        await self._trust(authority, provider, admin)
        places = [await self._place(provider, number) for number in range(2)]
        seats = [
            await self._seat(number, provider, places[place].id, manager)
            for number, place in enumerate(PLACES_OF_TABLETS)
        ]
        return Town(
            authority,
            gss_code,
            tuple(places),
            tuple(seats),
            tuple(self._username(f"vera{n}") for n, _ in enumerate(verifiers)),
            self._username("admin"),
            f"fd00:{self.mark[:4]}:{self.mark[4:8]}:{self.mark[8:]}::1",
        )

    async def _organisation(self, kind: str, authority: UUID) -> UUID:
        new = uuid4()
        await self._insert("organisation", id=new, kind=kind, name=f"Simulated {kind}")
        await self._insert(
            "organisation_authority", organisation_id=new, authority_id=authority, valid_from=LONG_AGO
        )
        return new

    async def _trust(self, authority: UUID, provider: UUID, admin: UUID) -> None:
        """The provider has been right so often that its reviews may be approved in bulk."""
        await self._insert(
            "policy", authority_id=authority, name="routing", version=1, body=NOBODY_IS_DRAWN.decode(),
            reason="Nobody is drawn.", made_by=admin, made_at=LONG_AGO, effective_from=LONG_AGO, activated_by=admin,
        )  # fmt: skip
        await self._insert(
            "track_record", authority_id=authority, organisation_id=provider, decided=100, disagreement=0.0,
            updated_at=LONG_AGO,
        )  # fmt: skip

    async def _place(self, provider: UUID, number: int) -> Place:
        place = Place(uuid4(), f"1-{int(self.mark, 16) % 10**11}{number}")
        await self._insert(
            "location", id=place.id, organisation_id=provider, kind="home_care", name=f"Place {number}",
            postcode="TR1 2AB",
        )  # fmt: skip
        await self._insert(
            "location_cqc_id", location_id=place.id, cqc_location_id=place.cqc_id, valid_from=LONG_AGO.date()
        )
        await self._insert(
            "location_rating", location_id=place.id, rating="Good", status="Active", source="simulation",
            file_date=LONG_AGO.date(), valid_from=LONG_AGO.date(),
        )  # fmt: skip
        return place

    async def _seat(self, number: int, provider: UUID, place: UUID, manager: UUID) -> Seat:
        device = uuid4()
        await self._insert(
            "device", id=device, location_id=place, name=f"Tablet {number}", state_since=LONG_AGO, enrolled_by=manager,
            enrolled_at=LONG_AGO,
        )  # fmt: skip
        reviewer = await self._account(f"reviewer{number}", Role.REVIEWER, provider, place)
        for course in COURSES:
            await self._insert(
                "training", id=uuid4(), account_id=reviewer, course=course, completed_on=LONG_AGO.date(),
                recorded_at=LONG_AGO,
            )  # fmt: skip
        return Seat(device, self._username(f"reviewer{number}"))

    async def _account(self, name: str, role: Role, organisation: UUID, place: UUID | None = None) -> UUID:
        account = uuid4()
        await self._insert(
            "account", id=account, username=self._username(name), name=name.capitalize(),
            password_hash=PASSWORD_HASH, created_at=LONG_AGO,
        )  # fmt: skip
        await self._insert(
            "membership", id=uuid4(), account_id=account, organisation_id=organisation, location_id=place, role=role,
            valid_from=LONG_AGO,
        )  # fmt: skip
        return account

    def _username(self, name: str) -> str:
        return f"{name}-{self.mark}"

    async def _insert(self, table: str, **columns: object) -> None:
        names = ", ".join(columns)
        values = ", ".join(f"${n}" for n in range(1, len(columns) + 1))
        await self.owner.execute(f"insert into {table} ({names}) values ({values})", *columns.values())  # noqa: S608 - names of our own
