"""People who receive care, and the care packages that providers deliver to them."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from schemas.accounts import Named
from schemas.base import Line, Moment, Payload, View
from schemas.code_lists import Funder
from schemas.worklists import Cursor, Limit

DueBefore = Annotated[date, Meta(description="Only people whose next review is due before this day.")]


UNDER = Meta(description="The delegation or agreement under which the provider may review this care.")


class PulledPerson(View, frozen=True, kw_only=True):
    """A person of the device's location."""

    id: UUID
    authority_id: UUID
    name: str
    date_of_birth: date
    nhs_number: str | UnsetType = UNSET
    record_id: str | UnsetType = UNSET
    postcode: str
    flags: list[str]
    next_review_due: date | UnsetType = UNSET
    review_permission_ref: Annotated[str | UnsetType, UNDER] = UNSET
    packages: list[UUID]


class PulledPackage(View, frozen=True, kw_only=True):
    """What one location provides to one person in a week, and to what ends."""

    id: UUID
    authority_id: UUID
    person_id: UUID
    location_id: UUID
    funder: Funder
    visits: list[dict[str, Any]]
    hours_per_week: float
    outcomes: list[str]
    review_permission_ref: Annotated[str | UnsetType, UNDER] = UNSET
    """Where it isn't that of the person."""


class PeopleAsked(Payload, frozen=True, kw_only=True):
    """Which people, those first whose review is due first.

    `q` finds a record id or a package's reference: what stands in an address names nobody.
    """

    q: Annotated[str, Meta(min_length=1, max_length=64)] | None = None
    due_before: DueBefore | None = None
    location: Annotated[UUID, Meta(description="Only people with a package there.")] | None = None
    cursor: Cursor | None = None
    limit: Limit = 50


class PeopleSearch(Payload, frozen=True, kw_only=True):
    """Which people, by what is personal and so doesn't belong into an address.

    `q` finds parts of names, the beginning of a postcode, and whole record ids, NHS numbers and package references.
    """

    q: Annotated[str, Meta(min_length=1, max_length=200)]
    due_before: DueBefore | None = None
    location: UUID | None = None
    sort: Literal["name", "due"] = "name"
    cursor: Annotated[str, Meta(max_length=1_000)] | None = None
    limit: Limit = 50


class PackageLine(View, frozen=True, kw_only=True):
    """A package in a person's line."""

    id: UUID
    reference: str
    location: Named
    funder: Funder
    hours_per_week: float


class PersonLine(View, frozen=True, kw_only=True):
    """One person in a list."""

    id: UUID
    authority_id: UUID
    name: str
    date_of_birth: date
    record_id: str | UnsetType = UNSET
    flags: list[str]
    next_review_due: date | UnsetType = UNSET
    packages: list[PackageLine]


class PersonList(View, frozen=True, kw_only=True):
    items: list[PersonLine]
    next_cursor: str | UnsetType = UNSET


class PersonIdentifier(View, frozen=True, kw_only=True):
    """A number by which a system knows the person, and from when until when: `record`, `nhs` or a local one."""

    system: str
    value: str
    valid_from: Moment
    valid_until: Moment | UnsetType = UNSET


class PersonView(View, frozen=True, kw_only=True):
    """One person whole."""

    id: UUID
    authority_id: UUID
    name: str
    date_of_birth: date
    record_id: str | UnsetType = UNSET
    nhs_number: str | UnsetType = UNSET
    postcode: str
    flags: list[str]
    next_review_due: date | UnsetType = UNSET
    deceased_on: date | UnsetType = UNSET
    restricted: bool
    review_permitted: bool | UnsetType = UNSET
    review_permission_ref: Annotated[str | UnsetType, UNDER] = UNSET
    identifiers: list[PersonIdentifier]
    packages: list[PackageLine]


class PackagesAsked(Payload, frozen=True, kw_only=True):
    """Which packages, by reference."""

    person: UUID | None = None
    location: UUID | None = None
    funder: Funder | None = None
    cursor: Cursor | None = None
    limit: Limit = 50


class PackageView(View, frozen=True, kw_only=True):
    """A package: what one location provides to one person in a week, and to what ends."""

    id: UUID
    authority_id: UUID
    person: Named
    reference: str
    location: Named
    funder: Funder
    hours_per_week: float
    visits: list[dict[str, Any]]
    outcomes: list[str]
    review_permission_ref: Annotated[str | UnsetType, UNDER] = UNSET


class ReviewPermission(Payload, frozen=True, kw_only=True):
    """Under what a provider may review: the id or the basis of a delegation, or null for nothing in particular."""

    review_permission_ref: Line | None


class PackageList(View, frozen=True, kw_only=True):
    items: list[PackageView]
    next_cursor: str | UnsetType = UNSET
