"""Referrals with the homes in their line, as they stand and as people see them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from asyncpg import Record
from msgspec import UNSET, Struct

from schemas.accounts import Named
from schemas.arrivals import PersonFacts
from schemas.referrals import (
    HAS_THE_MOVE,
    Category,
    DischargeEvent,
    Referral,
    ReferralHome,
    ReferralHomeView,
    ReferralsAsked,
    ReferralState,
    ReferralView,
    ReferredPerson,
)
from service.store import rows
from service.store.database import query
from service.store.engine import Connection
from service.store.feed import Change, Left
from service.store.keys import Key
from workflows.discharges import Step
from workflows.referrals import ReferralCase

_homes = msgspec.json.Decoder(list[ReferralHomeView])


class Newest(Struct, frozen=True, array_like=True):
    """Where a page of referrals ends."""

    created_at: datetime
    id: UUID


class Known(Struct, frozen=True, kw_only=True):
    """The person of a referral, and the version at which tablets hold them."""

    facts: PersonFacts
    version: int


async def person_for(
    db: Connection,
    authority_id: UUID,
    hospital: UUID,
    person: ReferredPerson,
    new_id: UUID,
    grant_id: UUID,
    at: datetime,
) -> tuple[UUID | None, str]:
    """Who is referred, now within the hospital's reach; or None and why they can't be told apart from others."""
    row = await db.fetchrow(
        "select * from referral_person($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        authority_id,
        hospital,
        person.record_id,
        person.nhs_number,
        person.given_name,
        person.family_name,
        person.date_of_birth,
        person.postcode,
        new_id,
        grant_id,
        at,
    )
    if row is None:
        raise LookupError("referral_person answers or fails")
    return row["person_id"], row["answer"]


async def is_referred(db: Connection, authority_id: UUID, person_id: UUID) -> bool:
    """Whether the person waits to leave hospital already."""
    found = await db.fetchval(
        "select true from referral where authority_id = $1 and person_id = $2 and closed_at is null",
        authority_id,
        person_id,
    )
    return found is not None


async def open_of(
    db: Connection, authority_id: UUID, hospital: UUID, person: ReferredPerson
) -> Referral | None:
    """The referral from this hospital on which the person with one of these numbers waits."""
    row = await db.fetchrow(
        "select r.* from referral r join person_identifier i using (authority_id, person_id)"
        " where r.authority_id = $1 and r.hospital_location_id = $2 and r.closed_at is null"
        " and i.valid_until is null"
        " and ((i.system = 'record' and i.value = $3) or (i.system = 'nhs' and i.value = $4)) limit 1",
        authority_id,
        hospital,
        person.record_id,
        person.nhs_number,
    )
    return rows.read(row, Referral) if row else None


async def locations(db: Connection, cqc_ids: Iterable[str], at: datetime) -> dict[str, UUID]:
    """The locations that have these of the Commission's ids now."""
    found = await db.fetch(
        "select cqc_location_id, location_id from location_cqc_id where cqc_location_id = any ($1)"
        " and valid_from <= $2 and (valid_until is null or valid_until > $2)",
        list(cqc_ids),
        at.date(),
    )
    return {row["cqc_location_id"]: row["location_id"] for row in found}


async def find(db: Connection, authorities: Iterable[UUID], referral_id: UUID) -> Key | None:
    row = await db.fetchrow(
        "select authority_id, id from referral where authority_id = any ($1) and id = $2",
        list(authorities),
        referral_id,
    )
    return (row["authority_id"], row["id"]) if row else None


async def lock_person(
    db: Connection, authority_id: UUID, referrals: Iterable[UUID], assessments: Iterable[UUID] = ()
) -> None:
    """Keep whomever these are about where they are, until the commit."""
    await db.execute(query("discharge_persons_lock"), [authority_id], list(referrals), list(assessments))


async def lock(db: Connection, key: Key) -> ReferralCase | None:
    """The referral with its homes in order, held to the commit; the person has to be held before."""
    row = await db.fetchrow(
        "select * from referral where authority_id = $1 and id = $2 for no key update", *key
    )
    if row is None:
        return None
    homes = await db.fetch(
        "select * from referral_home where authority_id = $1 and referral_id = $2 order by place", *key
    )
    return ReferralCase(
        referral=rows.read(row, Referral), homes=tuple(rows.read(home, ReferralHome) for home in homes)
    )


async def person(db: Connection, authority_id: UUID, person_id: UUID) -> Known | None:
    row = await db.fetchrow(query("assessment_person"), authority_id, person_id)
    if row is None:
        return None
    facts = PersonFacts(
        id=row["id"],
        name=row["name"],
        date_of_birth=row["date_of_birth"],
        deceased_on=row["deceased_on"],
        review_permitted=row["review_permitted"],
        restricted=row["restricted"],
        training_data=row["training_data"],
        record_ids=frozenset(row["record_ids"]),
        nhs_numbers=frozenset(row["nhs_numbers"]),
        flags=tuple(row["flags"]),
    )
    return Known(facts=facts, version=row["version"])


async def add(
    db: Connection, referral: Referral, homes: Sequence[ReferralHome], event: DischargeEvent
) -> None:
    await rows.insert(db, "referral", [referral])
    await rows.insert(db, "referral_home", homes)
    await rows.insert(db, "discharge_history", [event])


async def record(db: Connection, before: ReferralCase, step: Step) -> None:
    """Write what a step leaves behind. Homes that lose the move come first: one at most has it at any moment."""
    known = {home.location_id: home for home in before.homes}
    changed = [home for home in step.homes if home != known.get(home.location_id)]
    old = [home for home in changed if home.location_id in known]
    await rows.update(db, "referral", [step.referral], ("authority_id", "id"))
    key = ("authority_id", "referral_id", "location_id")
    for has_the_move in (False, True):
        moved = [home for home in old if (home.state in HAS_THE_MOVE) is has_the_move]
        await rows.update(db, "referral_home", moved, key)
    await rows.insert(db, "referral_home", [home for home in changed if home.location_id not in known])
    await rows.insert(db, "discharge_history", step.events)


async def settle_grants(db: Connection, referral: Referral, at: datetime) -> tuple[list[Left], bool]:
    """Give and end the grants that the referral as it stands asks for.

    Answers the holders that the person has left, and whether another has come to hold them. Who acts may be among the
    former, and reaches the person no more from here on.
    """
    found = await db.fetch(
        "select holder_id, begun from referral_grants($1, $2, $3)", referral.authority_id, referral.id, at
    )
    of = (referral.authority_id, referral.person_id)
    left = [Left(*of, row["holder_id"]) for row in found if not row["begun"]]
    return left, len(left) < len(found)


async def changes(db: Connection, referral: Referral) -> list[Change]:
    """What everybody who holds the person is told when their referral has moved on."""
    known = await person(db, referral.authority_id, referral.person_id)
    of = (referral.authority_id, referral.person_id)
    told = [Change(*of, "referral", referral.id, referral.version)]
    if known is not None:
        told.append(Change(*of, "person", referral.person_id, known.version))
    row = await db.fetchrow(
        "select id, version from assessment where authority_id = $1 and id = $2",
        referral.authority_id,
        referral.assessment_id,
    )
    return [*told, Change(*of, "assessment", row["id"], row["version"])] if row else told


async def page(
    db: Connection, authorities: Iterable[UUID], asked: ReferralsAsked, after: Newest | None
) -> tuple[list[ReferralView], Newest | None]:
    """The next page, newest first, and the place where it ends if there is more after it."""
    place = (after.created_at, after.id) if after else (None, None)
    filters = (list(authorities), None, [state.value for state in asked.state], asked.hospital)
    found = await db.fetch(query("referral_lines"), *filters, *place, asked.limit + 1)
    shown = found[: asked.limit]
    end = Newest(shown[-1]["created_at"], shown[-1]["id"]) if len(found) > asked.limit else None
    return [_view(row) for row in shown], end


async def whole(db: Connection, key: Key) -> ReferralView:
    authority, referral_id = key
    row = await db.fetchrow(query("referral_lines"), [authority], referral_id, [], None, None, None, 1)
    if row is None:
        raise LookupError("No such referral within reach.")
    return _view(row)


def _view(row: Record) -> ReferralView:
    return ReferralView(
        id=row["id"],
        authority_id=row["authority_id"],
        reference=row["reference"],
        person=Named(id=row["person_id"], name=row["person_name"]),
        hospital=Named(id=row["hospital_location_id"], name=row["hospital_name"]),
        assessing_location=Named(id=row["assessing_location_id"], name=row["assessing_name"]),
        ward=row["ward"],
        pathway=row["pathway"],
        category=msgspec.convert(row["category"], Category),
        medically_fit_at=row["medically_fit_at"] or UNSET,
        proposed_from=row["proposed_from"],
        proposed_until=row["proposed_until"],
        state=ReferralState(row["state"]),
        assessment_id=row["assessment_id"] or UNSET,
        homes=_homes.decode(row["homes"]),
        created_at=row["created_at"],
        closed_at=row["closed_at"] or UNSET,
        arrived_at=row["arrived_at"] or UNSET,
        check_from=row["check_from"] or UNSET,
        check_due=row["check_due"] or UNSET,
        checked_at=row["checked_at"] or UNSET,
        version=row["version"],
    )
