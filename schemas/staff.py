"""Appointing people who take part, and ending that."""

from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta

from schemas.base import Line, Payload, View
from schemas.organisations import Capacity

Username = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9._-]{2,63}$(?!\n)")]
AppointedRole = Literal["reviewer", "trusted_assessor", "home_manager", "provider_admin"]


class Appoint(Payload, frozen=True, kw_only=True):
    """Somebody new: in what role they work where; without a location, at all of the organisation's."""

    username: Annotated[Username, Meta(description="By which they log in; it is theirs for good.")]
    name: Line
    role: AppointedRole
    organisation_id: UUID
    location_id: UUID | None = None


class NewPassword(View, frozen=True, kw_only=True):
    """A password that is told this once, and kept by nobody."""

    password: str


class Appointed(View, frozen=True, kw_only=True):
    """The account that somebody has now. The password is told this once, and kept by nobody."""

    id: UUID
    username: str
    name: str
    password: str
    capacity: Capacity
