"""What the monthly files of the Care Quality Commission say of locations."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, NewType
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from schemas.base import Line, Payload, View
from schemas.organisations import LocationKind

FileKind = Literal["directory", "locations", "ratings"]
"""CQC_directory.csv, HSCA_Active_Locations.ods and Latest_ratings.ods."""
Renumbering = Annotated[str, Meta(pattern=r"^1-[0-9]{1,12}=1-[0-9]{1,12}$(?!\n)")]


class Rating(StrEnum):
    """The four ratings, in the Commission's words; the best first. Whatever else a file says there is no rating."""

    OUTSTANDING = "Outstanding"
    GOOD = "Good"
    REQUIRES_IMPROVEMENT = "Requires improvement"
    INADEQUATE = "Inadequate"


class Registration(StrEnum):
    """How a location is registered; a word that nobody knows is never taken for active."""

    ACTIVE = "Active"
    DORMANT = "Dormant"
    DEREGISTERED = "Deregistered"
    UNKNOWN = "Unknown"


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


class CqcFault(View, frozen=True, kw_only=True):
    """A cell that can't be read, of a location if the row names one; rows are numbered as a spreadsheet does."""

    sheet: str
    row: int
    column: str
    code: str
    detail: str
    cqc_location_id: str | UnsetType = UNSET


class LocationRating(Struct, frozen=True, kw_only=True):
    """How a location stood with the Commission from a day on, until just before another; kept for good."""

    location_id: UUID
    rating: str
    status: str
    inherited: bool
    published_on: date | None
    """When the Commission published the rating, where its file says so."""
    source: str
    file_date: date
    valid_from: date
    valid_until: date | None = None


class KnownLocation(Struct, frozen=True, kw_only=True):
    """A location that is known here by an id of the Commission's, and how it stands by now."""

    id: UUID
    cqc_location_id: str
    known_by_it_since: date
    name: str
    postcode: str
    standing: LocationRating | None


class ImportCqc(Payload, frozen=True, kw_only=True):
    """How one of the Commission's files is to be taken in."""

    file_date: Annotated[
        date, Meta(description="The day of which the file is; it stands in the file's name.")
    ]
    kind: Annotated[
        FileKind | None, Meta(description="Which file it is, where its columns shouldn't decide.")
    ] = None
    dry_run: Annotated[bool, Meta(description="Only say what would happen.")] = False
    all_in: Annotated[
        Line | None,
        Meta(
            description="Take in every place of adult social care in this local authority, as the file names it."
        ),
    ] = None
    renumbered: Annotated[
        list[Renumbering],
        Meta(max_length=20, description="Locations that the Commission knows by another id now: old=new."),
    ] = []
    authority_id: Annotated[
        UUID | None,
        Meta(description="For which authority this is done; needed of those who act for several."),
    ] = None


class CqcChange(View, frozen=True, kw_only=True):
    """What a file changes about one location, or would."""

    cqc_location_id: str
    name: str
    what: Literal["created", "joined", "renumbered", "rating", "status", "published_again"]
    before: str | UnsetType = UNSET
    after: str
    valid_from: date


class CqcDoubt(View, frozen=True, kw_only=True):
    """A location that the file lists no more, and one at its postcode that nobody here knows: maybe the same."""

    cqc_location_id: str
    name: str
    may_now_be: str
    named: str


class CqcImported(View, frozen=True, kw_only=True):
    """What became of the locations that are known here, and which were taken in."""

    kind: FileKind
    rows: Annotated[int, Meta(description="Of the file: far more than concern anybody here.")]
    created: int
    changed: int
    unchanged: int
    older: Annotated[int, Meta(description="Locations about which something newer is known already.")]
    changes: list[CqcChange]
    doubts: list[CqcDoubt]
    errors: list[CqcFault]
    errors_left_out: int | UnsetType = UNSET


class NewProvider(Struct, frozen=True, kw_only=True):
    id: UUID
    name: str
    cqc_provider_id: str


class NewLocation(Struct, frozen=True, kw_only=True):
    id: UUID
    organisation_id: UUID
    kind: LocationKind
    name: str
    postcode: str


class DatedCqcId(Struct, frozen=True, kw_only=True):
    """By which id the Commission knows a location, from a day until just before another."""

    location_id: UUID
    cqc_location_id: str
    valid_from: date
    valid_until: date | None = None


MAX_BYTES = 48 * 1024 * 1024
"""The largest of the files has about 26 million."""

CqcUpload = NewType(
    "CqcUpload",
    Annotated[
        str,
        Meta(
            description="One of the files that the Care Quality Commission publishes each month, as it is: "
            "CQC_directory.csv, HSCA_Active_Locations.ods or Latest_ratings.ods. It is told by its columns.",
            max_length=MAX_BYTES,
            extra_json_schema={"format": "binary"},
        ),
    ],
)
