"""Why a tablet has something or hasn't: the chain of rules, in sentences for whoever looks after it."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType

from schemas.base import Payload, View
from schemas.devices import DeviceState
from schemas.pulls import FeedKind


class ExplainAsked(Payload, frozen=True, kw_only=True):
    """Which tablet, and which person, package, submission, assessment, referral or op."""

    device: UUID
    entity: UUID


class HolderGrant(Struct, frozen=True, kw_only=True):
    """From when to when the tablet's location holds or held the person, and on what basis."""

    basis: str
    valid_from: datetime
    valid_until: datetime | None


class Told(Struct, frozen=True, kw_only=True):
    """What the scope's feed says last of the entity."""

    seq: int
    rev: int
    removed: bool
    changed_at: datetime


class ScopeFacts(Struct, frozen=True, kw_only=True):
    """How far a scope has come; of deletions up to `floor` nothing is kept any more."""

    scope_class: Literal["active", "history"]
    head: int
    floor: int


class ExplainFacts(Struct, frozen=True, kw_only=True):
    """What is known of a tablet and an entity, of the authorities about which the caller may know."""

    device_state: DeviceState
    location: str
    kind: FeedKind | None = None
    """None where the caller's authorities have no such entity."""
    grants: tuple[HolderGrant, ...] = ()
    scope: ScopeFacts | None = None
    told: Told | None = None
    held_work: int = 0
    withheld: bool = False


class ExplainStep(View, frozen=True, kw_only=True):
    """One rule and what it says here: a code for programs, a sentence for people."""

    code: str
    says: str
    at: datetime | UnsetType = UNSET


class Explanation(View, frozen=True, kw_only=True):
    """Whether the tablet holds the entity once it has pulled, and why, rule by rule."""

    device: UUID
    entity: UUID
    holds: bool
    steps: list[ExplainStep]
