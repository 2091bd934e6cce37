"""What becomes of a session when somebody presents one of its refresh tokens."""

from datetime import datetime, timedelta
from enum import Enum, auto
from uuid import UUID

from msgspec import Struct

from schemas.devices import DeviceState

REPEAT_GRACE = timedelta(seconds=60)
"""How long a refresh may be repeated because its reply was lost."""


class PresentedToken(Struct, frozen=True, kw_only=True):
    """What is known of a refresh token and its session while nobody else can change either."""

    token_id: UUID
    session_id: UUID
    account_id: UUID
    account_state: str
    device_id: UUID | None
    device_state: DeviceState | None
    device_version: int | None
    session_over: bool
    expires_at: datetime
    replaced_at: datetime | None
    revoked: bool
    successor_used: bool
    wipe_order: str | None = None
    key: str | None = None
    """The thumbprint of the key that its session is bound to."""


class Verdict(Enum):
    RENEW = auto()
    OVER = auto()
    UNRECEIVED_TOKEN_USED = auto()
    REUSED = auto()
    ACCOUNT_SUSPENDED = auto()
    DEVICE_SUSPENDED = auto()


def judge_refresh(token: PresentedToken, shown: str | None, at: datetime) -> Verdict:
    """Whether a new pair of tokens is given, and if not, why not (RFC 9700, 4.14.2).

    Whoever hasn't `shown` the key that the session is bound to learns nothing and changes nothing, so that a copied
    token does its owner no harm either.

    A token whose pair was revoked as never received, and yet is used, is in two hands: the session ends. One
    that was replaced and is used again after the grace, or after its successor was used, was copied off the
    device. Who may not act learns that before they learn that their session is over: a tablet that is to be
    wiped has no session any more.
    """
    if token.expires_at <= at or token.key not in (None, shown):
        return Verdict.OVER
    if not token.session_over and token.revoked:
        return Verdict.UNRECEIVED_TOKEN_USED
    if not token.session_over and was_received(token, at):
        return Verdict.REUSED
    if token.account_state != "active":
        return Verdict.ACCOUNT_SUSPENDED
    if token.device_state not in (None, DeviceState.ACTIVE):
        return Verdict.DEVICE_SUSPENDED
    return Verdict.OVER if token.session_over else Verdict.RENEW


def was_received(token: PresentedToken, at: datetime) -> bool:
    """Whether the pair that replaced this token must have reached its device."""
    if token.replaced_at is None:
        return False
    return token.successor_used or at - token.replaced_at > REPEAT_GRACE
