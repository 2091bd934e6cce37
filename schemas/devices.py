"""Tablets: how one is enrolled, where it belongs, and what state it is in."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from schemas.accounts import Named
from schemas.base import Line, Moment, Payload, View
from schemas.worklists import Cursor, Limit


class DeviceState(StrEnum):
    """What a tablet may do: only an active one is served."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    DEPOSIT_ONLY = "deposit_only"
    WIPE_PENDING = "wipe_pending"
    WIPED = "wiped"


class DeviceAction(StrEnum):
    """What may be done to a tablet from afar."""

    SUSPEND = "suspend"
    WIPE = "wipe"
    RESTORE = "restore"


class StateReason(StrEnum):
    """Why a tablet is in its state, if it isn't simply in use."""

    BY_STAFF = "by-staff"
    REFRESH_TOKEN_REUSED = "refresh-token-reused"  # noqa: S105 the name of a reason, no secret


class CodeRequest(Payload, frozen=True, kw_only=True):
    """Where the tablet that is to be enrolled will belong."""

    location_id: UUID


class EnrolmentCode(View, frozen=True, kw_only=True):
    """A code that enrols one tablet; it is shown once and kept nowhere."""

    code: Annotated[str, Meta(pattern=r"^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$")]
    expires_at: Moment


class Enrolment(Payload, frozen=True, kw_only=True):
    """A tablet introduces itself with the code that somebody typed."""

    code: Annotated[
        str, Meta(min_length=1, max_length=40, description="Case, spaces and hyphens don't matter.")
    ]
    name: Annotated[Line, Meta(description="What people call this tablet.")]


class Enrolled(View, frozen=True, kw_only=True):
    device_id: UUID


class Device(View, frozen=True, kw_only=True):
    """One tablet as those see it who look after it."""

    id: UUID
    name: str
    location: Named
    state: DeviceState
    state_since: Moment
    state_reason: StateReason | UnsetType = UNSET
    version: Annotated[int, Meta(ge=1)]
    enrolled_at: Moment
    last_seen_at: Moment | UnsetType = UNSET


class DeviceList(View, frozen=True, kw_only=True):
    """A page of tablets by name."""

    items: list[Device]
    next_cursor: str | UnsetType = UNSET


class DevicePage(Payload, frozen=True, kw_only=True):
    """Which page of tablets is asked for."""

    cursor: Cursor | None = None
    limit: Limit = 50
