"""People who receive care, and the care packages that providers deliver to them, as a tablet holds them."""

from datetime import date
from typing import Any
from uuid import UUID

from msgspec import UNSET, UnsetType

from schemas.base import View
from schemas.code_lists import Funder


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
