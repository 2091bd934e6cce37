"""The demonstration's organisations, staff and tablets, written as the database's owner: there is nobody yet to ask."""

from collections import Counter
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid4

from schemas.accounts import Role
from service.auth.passwords import Passwords, new_password
from service.demo import places
from service.demo.accounts import DemoAccount
from service.demo.places import Organisation, Place
from service.store.engine import Connection

LONG_AGO = timedelta(days=730)
SEED = UUID("0d3a0000-0000-4000-8000-000000000001")
"""The same reviews of the past are drawn for a full check in every demonstration."""
SHORT = {
    Role.REVIEWER: "reviewer",
    Role.PROVIDER_ADMIN: "provider-admin",
    Role.HOME_MANAGER: "home-manager",
    Role.DISCHARGE_COORDINATOR: "discharge",
    Role.TRUSTED_ASSESSOR: "assessor",
}
"""Usernames of those of whom there are several, to be numbered."""


class Site(NamedTuple):
    """A place that has been written, with its organisation and, for those who care, its tablet."""

    place: Place
    id: UUID
    organisation_id: UUID
    organisation: str
    tablet: UUID | None


class Founder:
    """Writes the organisations in their order; everything is dated two years back."""

    def __init__(self, owner: Connection, passwords: Passwords, at: datetime) -> None:
        self.owner = owner
        self.passwords = passwords
        self.at = at
        self.since = at - LONG_AGO
        self.authority = uuid4()
        self.accounts: list[DemoAccount] = []
        self._numbers: Counter[Role] = Counter()

    async def found(self) -> list[DemoAccount]:
        """Write everything; answers the accounts with their passwords."""
        await self._insert(
            "authority",
            id=self.authority,
            name=places.AUTHORITY,
            gss_code="E99999999",
            epoch=uuid4(),
            sampling_seed=SEED,
            created_at=self.since,
        )
        organisations = {one.name: await self._organisation(one) for one in places.ORGANISATIONS}
        for username, role, organisation in places.OFFICE_STAFF:
            await self._account(username, role, organisation, organisations[organisation])
        for one in places.ORGANISATIONS:
            await self._places(one, organisations[one.name])
        return self.accounts

    async def _organisation(self, organisation: Organisation) -> UUID:
        new = uuid4()
        await self._insert("organisation", id=new, kind=organisation.kind, name=organisation.name)
        await self._insert(
            "organisation_authority", organisation_id=new, authority_id=self.authority, valid_from=self.since
        )
        return new

    async def _places(self, organisation: Organisation, organisation_id: UUID) -> None:
        admin = None
        if organisation.kind in places.WITH_TABLETS:
            admin = await self._numbered(Role.PROVIDER_ADMIN, organisation.name, organisation_id)
        for place in organisation.places:
            site = await self._site(organisation, organisation_id, place, admin)
            for role in places.PLACE_STAFF[place.kind]:
                await self._numbered(role, organisation.name, organisation_id, site)

    async def _site(
        self, organisation: Organisation, organisation_id: UUID, place: Place, enrolled_by: UUID | None
    ) -> Site:
        location = uuid4()
        await self._insert(
            "location",
            id=location,
            organisation_id=organisation_id,
            kind=place.kind,
            name=place.name,
            postcode=place.postcode,
        )
        if place.cqc_id:
            await self._insert(
                "location_cqc_id",
                location_id=location,
                cqc_location_id=place.cqc_id,
                valid_from=self.since.date(),
            )
            await self._rating(location, place.cqc_id)
        tablet = await self._tablet(location, place, enrolled_by) if enrolled_by else None
        return Site(place, location, organisation_id, organisation.name, tablet)

    async def _rating(self, location: UUID, cqc_id: str) -> None:
        await self._insert(
            "location_rating",
            location_id=location,
            rating=places.RATED.get(cqc_id, "Good"),
            status="Active",
            source="demonstration",
            file_date=self.since.date(),
            valid_from=self.since.date(),
        )

    async def _tablet(self, location: UUID, place: Place, enrolled_by: UUID) -> UUID:
        tablet = uuid4()
        await self._insert(
            "device",
            id=tablet,
            location_id=location,
            name=f"Tablet of {place.name}",
            state_since=self.since,
            enrolled_by=enrolled_by,
            enrolled_at=self.since,
        )
        return tablet

    async def _numbered(
        self, role: Role, organisation: str, organisation_id: UUID, site: Site | None = None
    ) -> UUID:
        self._numbers[role] += 1
        return await self._account(
            f"{SHORT[role]}{self._numbers[role]}", role, organisation, organisation_id, site
        )

    async def _account(
        self, username: str, role: Role, organisation: str, organisation_id: UUID, site: Site | None = None
    ) -> UUID:
        account, password = uuid4(), new_password()
        await self._insert(
            "account",
            id=account,
            username=username,
            name=f"Demo {username}",
            password_hash=await self.passwords.hash(password),
            created_at=self.since,
        )
        await self._insert(
            "membership",
            id=uuid4(),
            account_id=account,
            organisation_id=organisation_id,
            location_id=site.id if site else None,
            role=role,
            valid_from=self.since,
        )
        if role in {Role.REVIEWER, Role.HOME_MANAGER, Role.TRUSTED_ASSESSOR}:
            await self._training(account)
        self.accounts.append(
            DemoAccount(
                username=username,
                password=password,
                role=role,
                organisation=organisation,
                location=site.place.name if site else None,
                device_id=site.tablet if site else None,
            )
        )
        return account

    async def _training(self, account: UUID) -> None:
        taken = (self.at - timedelta(days=200)).date()
        for course, days in places.COURSES:
            expires = taken + timedelta(days=days) if days else None
            await self._insert(
                "training",
                id=uuid4(),
                account_id=account,
                course=course,
                completed_on=taken,
                expires_on=expires,
                recorded_at=self.since,
            )

    async def _insert(self, table: str, **columns: object) -> None:
        names = ", ".join(columns)
        values = ", ".join(f"${n}" for n in range(1, len(columns) + 1))
        await self.owner.execute(f"insert into {table} ({names}) values ({values})", *columns.values())  # noqa: S608 - names of our own
