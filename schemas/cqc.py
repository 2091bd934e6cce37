"""What the monthly files of the Care Quality Commission say of locations."""

from datetime import date
from enum import StrEnum
from typing import Literal

from msgspec import Struct

from schemas.organisations import LocationKind

FileKind = Literal["directory", "locations", "ratings"]
"""CQC_directory.csv, HSCA_Active_Locations.ods and Latest_ratings.ods."""


class Rating(StrEnum):
    """The four ratings, in the Commission's words; the best first. Whatever else a file says there is no rating."""

    OUTSTANDING = "Outstanding"
    GOOD = "Good"
    REQUIRES_IMPROVEMENT = "Requires improvement"
    INADEQUATE = "Inadequate"


class Registration(StrEnum):
    """How a location is registered; a word that nobody knows is never taken for active."""

    ACTIVE = "active"
    DORMANT = "dormant"
    DEREGISTERED = "deregistered"
    UNKNOWN = "unknown"


class CqcPlace(Struct, frozen=True, kw_only=True, gc=False):
    """A location as a file describes it; without a `kind` it is no place of adult social care."""

    cqc_location_id: str
    name: str
    postcode: str
    kind: LocationKind | None
    cqc_provider_id: str
    provider_name: str
    local_authority: str
    started_on: date | None


class CqcRating(Struct, frozen=True, kw_only=True, gc=False):
    """A location's overall rating: one of the four, or what stands in its place."""

    rating: str
    published_on: date | None
    inherited: bool


class CqcFact(Struct, frozen=True, kw_only=True, gc=False):
    """What one row says of one location; None is not said."""

    row: int
    cqc_location_id: str
    place: CqcPlace | None = None
    rating: CqcRating | None = None
    registration: Registration | None = None


class CqcFault(Struct, frozen=True, kw_only=True, gc=False):
    """A cell that can't be read, of a location if the row names one."""

    sheet: str
    row: int
    column: str
    code: str
    detail: str
    cqc_location_id: str = ""
