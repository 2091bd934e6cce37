"""Who takes part in a schedule: a council with two verifiers, a provider with two places and three tablets, and
a hospital with a tablet on its ward and two care homes to ask."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid4

from argon2 import PasswordHasher, profiles

from schemas.accounts import Role
from schemas.agreements import DeclineCode, NeedCategory
from schemas.caseloads import Column
from schemas.referrals import Category, OpenReferral, ReferredPerson
from service.store.engine import Connection
from workflows.caseloads.cells import COLUMNS

PEOPLE, VERIFIERS = 5, 2
BORN = date(1941, 3, 8)
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
WARD = TABLETS
"""The number of the ward's tablet, which comes after those of the reviewers."""
CARE_HOMES = 2


class Seat(NamedTuple):
    """A tablet and whoever has it."""

    device_id: UUID
    username: str
    place: UUID


class Place(NamedTuple):
    id: UUID
    cqc_id: str


class CareHome(NamedTuple):
    """A home that hospitals ask, and its registered manager."""

    id: UUID
    manager: str


class Hospital(NamedTuple):
    """Who lets people leave, and what was agreed with the care homes about it."""

    id: UUID
    coordinator: str
    assessor: UUID
    agreement: UUID
    care_homes: tuple[CareHome, ...]
    """In the order in which they are asked."""


class Town(NamedTuple):
    authority: UUID
    gss_code: str
    places: tuple[Place, ...]
    seats: tuple[Seat, ...]
    """The last is the ward's."""
    hospital: Hospital
    verifiers: tuple[str, ...]
    admin: str
    """Brings in the caseload, and lets suspended tablets come back."""
    address: str
    """Where everybody calls from: time begins anew in every schedule, and attempts to sign in are counted for each."""

    def users_of(self, seat: Seat) -> list[str]:
        """Those who work with a tablet: whose it is, then the others of its place."""
        there = (one.username for one in self.seats if one.place == seat.place)
        return sorted(there, key=seat.username.__ne__)

    def referral(self, person: int, at: datetime) -> OpenReferral:
        """Of one of the people, as the hospital knows them: to one of the care homes, the day after."""
        return OpenReferral(
            authority_id=self.authority,
            person=ReferredPerson(
                record_id=record_id(person),
                given_name="Simulated",
                family_name=f"Person {person}",
                date_of_birth=BORN,
                postcode="TR1 1CK",
            ),
            hospital_location_id=self.hospital.id,
            ward="Ward 1",
            pathway=3,
            category=Category.CARE_HOME,
            proposed_from=at + timedelta(hours=24),
            proposed_until=at + timedelta(hours=30),
            homes=[home.id for home in self.hospital.care_homes],
        )

    def caseload(self, places: list[int]) -> bytes:
        """The people as a file, each in the care of one of the places."""
        file = io.StringIO()
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(self._row(number, self.places[place]) for number, place in enumerate(places))
        return file.getvalue().encode()

    def _row(self, number: int, place: Place) -> dict[Column, str]:
        return {
            "record_id": record_id(number),
            "nhs_number": "",
            "given_name": "Simulated",
            "family_name": f"Person {number}",
            "date_of_birth": BORN.isoformat(),
            "postcode": "TR1 1CK",
            "flags": "",
            "package_ref": f"SIM-{number}",
            "cqc_location_id": place.cqc_id,
            "funder": "council",
            "hours_per_week": HOURS,
            "next_review_due": "",
            "outcomes": "To eat well",
        }


def record_id(person: int) -> str:
    """By which the council's record knows somebody."""
    return f"{9_000_000_000_000_000 + person}"


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
        hospital, ward = await self._hospital(authority, admin)
        return Town(
            authority,
            gss_code,
            tuple(places),
            (*seats, ward),
            hospital,
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
        cqc_id = f"1-{int(self.mark, 16) % 10**11}{number}"
        place = Place(await self._location(provider, "home_care", f"Place {number}"), cqc_id)
        await self._insert(
            "location_cqc_id", location_id=place.id, cqc_location_id=place.cqc_id, valid_from=LONG_AGO.date()
        )
        await self._insert(
            "location_rating", location_id=place.id, rating="Good", status="Active", source="simulation",
            file_date=LONG_AGO.date(), valid_from=LONG_AGO.date(),
        )  # fmt: skip
        return place

    async def _seat(self, number: int, provider: UUID, place: UUID, manager: UUID) -> Seat:
        device = await self._tablet(f"Tablet {number}", place, manager)
        reviewer = await self._account(f"reviewer{number}", Role.REVIEWER, provider, place)
        await self._trained(reviewer)
        return Seat(device, self._username(f"reviewer{number}"), place)

    async def _hospital(self, authority: UUID, admin: UUID) -> tuple[Hospital, Seat]:
        """A ward with its tablet, and two homes that have agreed to decide on its assessor's word."""
        trust = await self._organisation("hospital_trust", authority)
        ward = await self._location(trust, "hospital", "Hospital")
        await self._account("coordinator", Role.DISCHARGE_COORDINATOR, trust, ward)
        assessor = await self._account("assessor", Role.TRUSTED_ASSESSOR, trust, ward)
        await self._trained(assessor)
        seat = Seat(await self._tablet("Ward tablet", ward, admin), self._username("assessor"), ward)
        care = await self._organisation("provider", authority)
        homes = [await self._care_home(care, number) for number in range(CARE_HOMES)]
        agreement = await self._agreement(authority, trust, assessor, homes, admin)
        return Hospital(ward, self._username("coordinator"), assessor, agreement, tuple(homes)), seat

    async def _care_home(self, care: UUID, number: int) -> CareHome:
        home = await self._location(care, "care_home", f"Care home {number}")
        await self._account(f"home{number}", Role.HOME_MANAGER, care, home)
        return CareHome(home, self._username(f"home{number}"))

    async def _agreement(
        self, authority: UUID, trust: UUID, assessor: UUID, homes: list[CareHome], admin: UUID
    ) -> UUID:
        agreement, began = uuid4(), LONG_AGO.date()
        of: dict[str, object] = {"authority_id": authority, "agreement_id": agreement, "version": 1}
        await self._insert(
            "agreement", authority_id=authority, id=agreement, version=1, effective_from=began, name="Agreement",
            hospital_id=trust, lead="Lead", need_categories=list(NeedCategory), limit_in_hours_minutes=120,
            limit_out_of_hours_minutes=240, decline_codes=list(DeclineCode), flawed_assessment_procedure="Ring us.",
            starts_on=began, review_on=began + timedelta(days=730), created_by=admin, created_at=LONG_AGO,
        )  # fmt: skip
        for home in homes:
            await self._insert("agreement_home", **of, location_id=home.id)
        await self._insert(
            "agreement_assessor", **of, account_id=assessor, competence="Course", level=4,
            valid_until=began + timedelta(days=730),
        )  # fmt: skip
        return agreement

    async def _location(self, organisation: UUID, kind: str, name: str) -> UUID:
        new = uuid4()
        await self._insert(
            "location", id=new, organisation_id=organisation, kind=kind, name=name, postcode="TR1 2AB"
        )
        return new

    async def _tablet(self, name: str, place: UUID, by: UUID) -> UUID:
        device = uuid4()
        await self._insert(
            "device", id=device, location_id=place, name=name, state_since=LONG_AGO, enrolled_by=by,
            enrolled_at=LONG_AGO,
        )  # fmt: skip
        return device

    async def _trained(self, account: UUID) -> None:
        for course in COURSES:
            await self._insert(
                "training", id=uuid4(), account_id=account, course=course, completed_on=LONG_AGO.date(),
                recorded_at=LONG_AGO,
            )  # fmt: skip

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
