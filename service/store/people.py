"""People and their packages, as those read them who work at a desk."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from asyncpg import Record
from msgspec import UNSET, Struct

from schemas.accounts import Named
from schemas.code_lists import Funder
from schemas.people import (
    PackageLine,
    PackagesAsked,
    PackageView,
    PersonIdentifier,
    PersonLine,
    PersonView,
)
from service.store.database import query
from service.store.engine import Connection
from service.store.feed import Change

_packages = msgspec.json.Decoder(list[PackageLine])
_identifiers = msgspec.json.Decoder(list[PersonIdentifier])
_visits = msgspec.json.Decoder(list[dict[str, Any]])
_outcomes = msgspec.json.Decoder(list[str])


class PersonPlace(Struct, frozen=True, array_like=True):
    """Where a page of people ends; `key` is empty unless they are sorted by name."""

    key: str
    due: date
    authority_id: UUID
    id: UUID


class PackagePlace(Struct, frozen=True, array_like=True):
    """Where a page of packages ends."""

    reference: str
    authority_id: UUID
    id: UUID


class Sought(Struct, frozen=True, kw_only=True):
    """Whom to look for: all conditions have to hold, but of those in words one is enough."""

    whole: str | None = None
    systems: Sequence[str] = ()
    name_parts: Sequence[str] | None = None
    postcode_start: str | None = None
    due_before: date | None = None
    location: UUID | None = None
    sort: str = "due"


async def page(
    db: Connection, authorities: Iterable[UUID], sought: Sought, after: PersonPlace | None, limit: int
) -> tuple[list[PersonLine], PersonPlace | None]:
    """The next page, and the place where it ends if there is more after it."""
    place = (after.key, after.due, after.authority_id, after.id) if after else (None,) * 4
    found = await db.fetch(
        query("people_page"),
        list(authorities),
        sought.whole,
        list(sought.systems),
        None if sought.name_parts is None else [f"%{_literal(part)}%" for part in sought.name_parts],
        None if sought.postcode_start is None else f"{_literal(sought.postcode_start)}%",
        sought.due_before,
        sought.location,
        sought.sort,
        *place,
        limit + 1,
    )
    shown = found[:limit]
    return [_line(row) for row in shown], _person_place(shown[-1]) if len(found) > limit else None


async def person(db: Connection, authorities: Iterable[UUID], person_id: UUID) -> PersonView | None:
    row = await db.fetchrow(query("person"), list(authorities), person_id)
    return _view(row) if row else None


async def packages(
    db: Connection, authorities: Iterable[UUID], asked: PackagesAsked, after: PackagePlace | None
) -> tuple[list[PackageView], PackagePlace | None]:
    """The next page by reference, and the place where it ends if there is more after it."""
    place = (after.reference, after.authority_id, after.id) if after else (None,) * 3
    filters = (list(authorities), asked.person, asked.location, asked.funder)
    found = await db.fetch(query("packages_page"), *filters, *place, asked.limit + 1, None)
    shown = found[: asked.limit]
    return [_package(row) for row in shown], _package_place(shown[-1]) if len(found) > asked.limit else None


async def permit_person(
    db: Connection, authorities: Iterable[UUID], person_id: UUID, reference: str | None, at: datetime
) -> Change | None:
    """Say under what this person's care may be reviewed; None for somebody who isn't there."""
    row = await db.fetchrow(query("permission_person"), list(authorities), person_id, reference, at)
    return Change(row["authority_id"], row["person_id"], "person", person_id, row["version"]) if row else None


async def permit_package(
    db: Connection, authorities: Iterable[UUID], package_id: UUID, reference: str | None, at: datetime
) -> Change | None:
    """Say under what this package may be reviewed; None for one that isn't there."""
    row = await db.fetchrow(query("permission_package"), list(authorities), package_id, reference, at)
    return (
        Change(row["authority_id"], row["person_id"], "package", package_id, row["version"]) if row else None
    )


async def package(db: Connection, authority_id: UUID, package_id: UUID) -> PackageView:
    nothing = (None,) * 6
    (row,) = await db.fetch(query("packages_page"), [authority_id], *nothing, 1, package_id)
    return _package(row)


def _literal(part: str) -> str:
    """For LIKE, which would read `%` and `_` as any letters."""
    return part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _person_place(row: Record) -> PersonPlace:
    return PersonPlace(row["key"], row["due"], row["authority_id"], row["id"])


def _package_place(row: Record) -> PackagePlace:
    return PackagePlace(row["reference"], row["authority_id"], row["id"])


def _line(row: Record) -> PersonLine:
    return PersonLine(
        id=row["id"],
        authority_id=row["authority_id"],
        name=row["name"],
        date_of_birth=row["date_of_birth"],
        record_id=row["record_id"] or UNSET,
        flags=row["flags"],
        next_review_due=row["next_review_due"] or UNSET,
        packages=_packages.decode(row["packages"]),
    )


def _view(row: Record) -> PersonView:
    identifiers = _identifiers.decode(row["identifiers"])
    live = {one.system: one.value for one in identifiers if one.valid_until is UNSET}
    return PersonView(
        id=row["id"],
        authority_id=row["authority_id"],
        name=row["name"],
        date_of_birth=row["date_of_birth"],
        record_id=live.get("record", UNSET),
        nhs_number=live.get("nhs", UNSET),
        postcode=row["postcode"],
        flags=row["flags"],
        next_review_due=row["next_review_due"] or UNSET,
        deceased_on=row["deceased_on"] or UNSET,
        restricted=row["restricted"],
        review_permitted=UNSET if row["review_permitted"] is None else row["review_permitted"],
        review_permission_ref=row["review_permission_ref"] or UNSET,
        identifiers=identifiers,
        packages=_packages.decode(row["packages"]),
    )


def _package(row: Record) -> PackageView:
    return PackageView(
        id=row["id"],
        authority_id=row["authority_id"],
        person=Named(id=row["person_id"], name=row["person_name"]),
        reference=row["reference"],
        location=Named(id=row["location_id"], name=row["location_name"]),
        funder=msgspec.convert(row["funder"], Funder),
        hours_per_week=float(row["hours_per_week"]),
        visits=_visits.decode(row["visits"]),
        outcomes=_outcomes.decode(row["outcomes"]),
        review_permission_ref=row["review_permission_ref"] or UNSET,
    )
