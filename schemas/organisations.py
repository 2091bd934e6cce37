"""Who may take part: providers, their locations, and the people who work for them."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from schemas.accounts import Named, Role
from schemas.base import CqcLocationId, Line, Moment, Payload, Postcode, View
from schemas.eligibility import Eligibility
from schemas.worklists import Cursor, Limit

LocationKind = Literal["home_care", "care_home", "supported_living", "hospital", "office"]
CareKind = Literal["home_care", "care_home", "supported_living"]


class ProvidersAsked(Payload, frozen=True, kw_only=True):
    """Which page of providers, by name."""

    cursor: Cursor | None = None
    limit: Limit = 50


class Provider(View, frozen=True, kw_only=True):
    """A provider, and those of the caller's authorities with which it works."""

    id: UUID
    name: str
    cqc_provider_id: str | UnsetType = UNSET
    authority_ids: list[UUID]


class ProviderList(View, frozen=True, kw_only=True):
    items: list[Provider]
    next_cursor: str | UnsetType = UNSET


class LocationsAsked(Payload, frozen=True, kw_only=True):
    """Which locations, by name."""

    organisation: Annotated[UUID, Meta(description="Only locations of this organisation.")] | None = None
    kind: LocationKind | None = None
    cursor: Cursor | None = None
    limit: Limit = 50


class CqcStanding(View, frozen=True, kw_only=True):
    """How the Care Quality Commission has a location today, in its own words."""

    rating: str
    status: str
    inherited: bool
    since: date


class MayTakePart(View, frozen=True, kw_only=True):
    """Whether work of a location counts as that of one that may take part, by one authority's policy and word."""

    authority_id: UUID
    eligibility: Eligibility


class Location(View, frozen=True, kw_only=True):
    """A place of care, or where those who arrange it work; its CQC id is the one that is valid today."""

    id: UUID
    name: str
    kind: LocationKind
    postcode: str
    organisation: Named
    cqc_location_id: str | UnsetType = UNSET
    cqc: CqcStanding | UnsetType = UNSET
    eligibility: Annotated[
        list[MayTakePart] | UnsetType,
        Meta(description="Of a place of care, for each of the caller's authorities with which it works."),
    ] = UNSET


class AddProvider(Payload, frozen=True, kw_only=True):
    """A provider that begins to work with an authority."""

    name: Line
    cqc_provider_id: CqcLocationId | None = None
    authority_id: Annotated[
        UUID | None, Meta(description="With which authority; needed of those who act for several.")
    ] = None


class AddLocation(Payload, frozen=True, kw_only=True):
    """A place of care of a provider. How it stands is told by the Commission's files, by its id."""

    organisation_id: UUID
    kind: CareKind
    name: Line
    postcode: Postcode
    cqc_location_id: CqcLocationId | None = None


class LocationList(View, frozen=True, kw_only=True):
    items: list[Location]
    next_cursor: str | UnsetType = UNSET


class StaffAsked(Payload, frozen=True, kw_only=True):
    """Which people who work somewhere, by name."""

    organisation: UUID | None = None
    location: Annotated[UUID, Meta(description="Only those who work at this location alone.")] | None = None
    role: Role | None = None
    cursor: Cursor | None = None
    limit: Limit = 50


class Capacity(View, frozen=True, kw_only=True):
    """In what role somebody works where, since when and until when."""

    id: UUID
    role: Role
    organisation: Named
    location: Named | UnsetType = UNSET
    valid_from: Moment
    valid_until: Moment | UnsetType = UNSET


class StaffMember(View, frozen=True, kw_only=True):
    """Somebody who works for an organisation, in every capacity that is live now and that the caller may see."""

    id: UUID
    name: str
    username: str
    state: Literal["active", "suspended"]
    capacities: list[Capacity]


class StaffList(View, frozen=True, kw_only=True):
    items: list[StaffMember]
    next_cursor: str | UnsetType = UNSET
