"""Tablets: how one is enrolled, where it belongs, and what state it is in."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from schemas.accounts import Named
from schemas.base import Envelope, Line, Moment, Payload, View
from schemas.worklists import Cursor, Limit

LEASE_TYPE = "offline-lease+jwt"
WIPE_ORDER_TYPE = "wipe-order+jwt"
"""The `typ` of what the service signs for tablets: neither passes for the other, nor for an access token."""


class DeviceState(StrEnum):
    """What a tablet may do: only an active one is served, and a wiped one is not even listened to.

    All between may hand in what is on them, and learn nothing. `deposit_only` is a tablet that goes out of use;
    `suspended` one that nobody is sure of.
    """

    ACTIVE = "active"
    SUSPENDED = "suspended"
    DEPOSIT_ONLY = "deposit_only"
    WIPE_PENDING = "wipe_pending"
    WIPED = "wiped"


class DeviceAction(StrEnum):
    """What may be done to a tablet from afar."""

    SUSPEND = "suspend"
    DEPOSIT_ONLY = "deposit-only"
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
    clock_skew_seconds: int | UnsetType = UNSET
    """The service's clock less the tablet's, when it last sent work, to half a minute."""


class DeviceList(View, frozen=True, kw_only=True):
    """A page of tablets by name."""

    items: list[Device]
    next_cursor: str | UnsetType = UNSET


class DevicePage(Payload, frozen=True, kw_only=True):
    """Which page of tablets is asked for."""

    cursor: Cursor | None = None
    limit: Limit = 50


class WipeAsked(Payload, frozen=True, kw_only=True):
    """How a tablet is to be wiped."""

    deposit_first: Annotated[
        bool,
        Meta(
            description="Whether it hands in work that was not sent before it erases itself: lost is not stolen."
        ),
    ] = True


class WipeOrder(View, frozen=True, kw_only=True):
    """What is said in an order to wipe: a JWS of type `wipe-order+jwt`, by a key of `/.well-known/jwks.json`.

    The tablet echoes `nonce` as the body of an op `ack_wipe` when its key is erased.
    """

    device: UUID
    nonce: UUID
    iat: int
    deposit_first: bool


class AckWipe(Envelope, frozen=True, kw_only=True):
    """The body of `ack_wipe`: the tablet has carried out the order with this nonce."""

    nonce: UUID


class OfflineLease(View, frozen=True, kw_only=True):
    """What is said in an offline lease: a JWS of type `offline-lease+jwt`.

    Until `exp` the tablet may show `sub` what it holds; after that nothing of the caseload before it has been online
    again. Work is never lost by it: what was begun can be finished, and is sent as made `outside_lease`.
    """

    sub: UUID
    device: UUID
    iat: int
    exp: int


class DeviceChange(View, frozen=True, kw_only=True):
    """A tablet came into another state; `by` is absent where nobody but the service or the tablet itself did it."""

    at: Moment
    from_state: DeviceState
    to_state: DeviceState
    reason: StateReason | UnsetType = UNSET
    by: Named | UnsetType = UNSET


class DeviceHistory(View, frozen=True, kw_only=True):
    """What a tablet went through since it was enrolled, newest first."""

    items: list[DeviceChange]
    next_cursor: str | UnsetType = UNSET
