"""A small world for a test, written past row security: it says only what matters to the test, the rest is usual."""

from collections import defaultdict
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from schemas.accounts import Actor, Membership, Named, Role
from service.store.engine import Connection

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
"""A Monday."""
LONG_AGO = NOON - timedelta(days=365)

REQUIRED = """
select a.attname, format_type(a.atttypid, null) from pg_attribute a
where a.attrelid = $1::text::regclass and a.attnum > 0 and a.attnotnull and not a.atthasdef and a.attidentity = ''
"""
SOME: dict[str, Callable[[], Any]] = {
    "uuid": uuid4,
    "text": lambda: uuid4().hex,
    "bytea": lambda: uuid4().bytes,
    "interval": timedelta,
    "jsonb": lambda: "{}",
    "boolean": bool,
    "text[]": list,
    "uuid[]": list,
    "integer[]": list,
    "smallint": lambda: 1,
    "integer": lambda: 1,
    "bigint": lambda: 1,
    "numeric": lambda: 1,
    "double precision": lambda: 0.5,
    "date": LONG_AGO.date,
    "timestamp with time zone": lambda: LONG_AGO,
}

USUAL_PLACE = {
    "provider": "home_care",
    "hospital_trust": "hospital",
    "council": "office",
    "nhs_body": "office",
}


class PersonRef(NamedTuple):
    """A person is known by the authority that controls their data, and an id within it."""

    authority_id: UUID
    id: UUID


class World:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._names: dict[UUID, str] = {}
        self._holder_kinds: dict[UUID, str] = {}
        self._organisation_kinds: dict[UUID, str] = {}
        self._authorities: defaultdict[UUID, list[UUID]] = defaultdict(list)
        self._places: defaultdict[UUID, set[UUID]] = defaultdict(set)
        self._required: dict[str, list[tuple[str, str]]] = {}

    def on(self, connection: Connection) -> "World":
        """The same world in a copy of its database."""
        other = World(connection)
        vars(other).update({name: deepcopy(known) for name, known in vars(self).items() if name[0] == "_"})
        return other

    async def authority(self, name: str = "Trewarren Council") -> UUID:
        authority = self._named(name)
        await self.insert(
            "authority",
            id=authority,
            name=name,
            gss_code=_code(authority),
            epoch=uuid4(),
            created_at=LONG_AGO,
        )
        return authority

    async def organisation(self, kind: str, *authorities: UUID, name: str = "") -> UUID:
        """A council, NHS body, provider or hospital trust that works with these authorities."""
        organisation = self._named(name or f"The {kind}", holder="organisation")
        await self.insert("organisation", id=organisation, kind=kind, name=self._names[organisation])
        for authority in authorities:
            await self.insert(
                "organisation_authority",
                organisation_id=organisation,
                authority_id=authority,
                valid_from=LONG_AGO,
            )
        self._organisation_kinds[organisation] = kind
        self._authorities[organisation].extend(authorities)
        return organisation

    async def location(
        self,
        organisation: UUID,
        *,
        kind: str = "",
        name: str = "",
        cqc_id: str | None = None,
        rating: str = "Good",
    ) -> UUID:
        """A place; one with a CQC id is active, and has this rating."""
        kind = kind or USUAL_PLACE[self._organisation_kinds[organisation]]
        location = self._named(name or f"A place for {kind}", holder="location")
        await self.insert(
            "location",
            id=location,
            organisation_id=organisation,
            kind=kind,
            name=self._names[location],
            postcode="TR1 2AB",
        )
        if cqc_id is not None:
            await self.insert(
                "location_cqc_id", location_id=location, cqc_location_id=cqc_id, valid_from=LONG_AGO.date()
            )
            await self.insert("location_rating", location_id=location, rating=rating, status="Active")
        self._places[organisation].add(location)
        return location

    async def team(self, organisation: UUID, authority: UUID, *, name: str = "The team") -> UUID:
        team = self._named(name, holder="team")
        await self.insert("team", id=team, organisation_id=organisation, authority_id=authority, name=name)
        self._authorities[team].append(authority)
        return team

    async def account(
        self,
        role: Role | str,
        organisation: UUID,
        location: UUID | None = None,
        *,
        team: UUID | None = None,
        username: str = "",
        name: str = "Sam Penrose",
        password_hash: str | None = None,
    ) -> Actor:
        """Somebody with one membership: at one location, or of the whole organisation as it is by now."""
        account = uuid4()
        username = username or f"{Role(role)}-{account.hex}"
        await self.insert(
            "account",
            id=account,
            username=username,
            name=name,
            password_hash=password_hash or "no password has this hash",
            created_at=LONG_AGO,
        )
        await self.insert(
            "membership",
            id=uuid4(),
            account_id=account,
            organisation_id=organisation,
            location_id=location,
            team_id=team,
            role=Role(role),
            valid_from=LONG_AGO,
        )
        reach = {location} if location else {organisation, *self._places[organisation]}
        membership = Membership(
            role=Role(role),
            organisation=self._noun(organisation),
            authority_ids=self._authorities[team or organisation],
            **({"location": self._noun(location)} if location else {}),
            **({"team": self._noun(team)} if team else {}),
        )
        return Actor(
            account_id=account,
            memberships=(membership,),
            holder_ids=frozenset(reach | ({team} if team else set())),
        )

    async def person(self, authority: UUID, **columns: Any) -> PersonRef:
        person = PersonRef(authority, uuid4())
        usual = {
            "given_name": "Morwenna",
            "family_name": "Tregear",
            "date_of_birth": date(1941, 3, 8),
            "postcode": "TR1 2AB",
            "updated_at": LONG_AGO,
        }
        await self.insert("person", authority_id=authority, id=person.id, **(usual | columns))
        return person

    async def package(
        self, person: PersonRef, location: UUID, funder: str = "council", **columns: Any
    ) -> UUID:
        """Care at home or in a home, without the grant that lets the location see the person: see `grant`."""
        package = uuid4()
        usual = {"reference": f"PKG-{package.hex}", "hours_per_week": 14, "updated_at": LONG_AGO}
        await self.insert(
            "package",
            authority_id=person.authority_id,
            id=package,
            person_id=person.id,
            location_id=location,
            funder=funder,
            **(usual | columns),
        )
        return package

    async def grant(
        self,
        person: PersonRef,
        holder: UUID,
        basis: str = "package",
        *,
        package: UUID | None = None,
        valid_from: datetime = LONG_AGO,
        valid_until: datetime | None = None,
    ) -> UUID:
        grant = uuid4()
        await self.insert(
            "access_grant",
            authority_id=person.authority_id,
            id=grant,
            person_id=person.id,
            holder_kind=self._holder_kinds[holder],
            holder_id=holder,
            basis=basis,
            package_id=package,
            valid_from=valid_from,
            valid_until=valid_until,
        )
        return grant

    async def insert(self, table: str, **columns: Any) -> None:
        """A row in which these columns matter; the others that a row can't do without have some value."""
        if table not in self._required:
            self._required[table] = [tuple(row) for row in await self.connection.fetch(REQUIRED, table)]
        columns = {name: SOME[kind]() for name, kind in self._required[table]} | columns
        names = ", ".join(f'"{name}"' for name in columns)
        places = ", ".join(f"${number}" for number in range(1, len(columns) + 1))
        await self.connection.execute(
            f'insert into "{table}" ({names}) values ({places})',  # noqa: S608 the names are this file's own
            *columns.values(),
        )

    def _named(self, name: str, holder: str = "") -> UUID:
        new = uuid4()
        self._names[new] = name
        if holder:
            self._holder_kinds[new] = holder
        return new

    def _noun(self, known: UUID) -> Named:
        return Named(id=known, name=self._names[known])


def _code(authority: UUID) -> str:
    return f"E{authority.hex[:8]}"
