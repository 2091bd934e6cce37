"""Which verifiers a review waits for, by when it is decided, and what has to be known to say so."""

from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from msgspec import UNSET, Struct, UnsetType

from schemas.base import View
from schemas.code_lists import Agreement, ChangeRequest, ConductedBy, Funder, Involvement
from schemas.ratings import Colour, FactorId


class Queue(StrEnum):
    """Where a review waits."""

    SAFEGUARDING = "safeguarding"
    JOINT = "joint"
    HEALTH = "health"
    FULL = "full"
    LIGHT_TOUCH = "light_touch"


class RoutingReason(View, frozen=True, kw_only=True):
    """One reason why a review has to be opened, what would change that, and the facts for a sentence."""

    code: str
    what_would_change_it: str
    params: dict[str, str | int | bool | list[str]] = {}


class VerifiedReview(View, frozen=True, kw_only=True):
    """What a verified review of a package was: the rating, the factors that made it so, and the hours proposed."""

    rating: Colour
    causes: frozenset[FactorId]
    hours: float


class TrackRecord(Struct, frozen=True, kw_only=True):
    """What verifiers made of a provider's reviews that they opened: how many, and which share not as they came."""

    decided: int
    disagreement: float


class Draw(View, frozen=True, kw_only=True):
    """A draw for a full check, kept so that it can be repeated: drawn is whose number is below the rate."""

    decided: int
    disagreement: float
    """The provider's track record, from which policy makes the rate."""
    rate: float
    number: float
    drawn: bool


class Routing(View, frozen=True, kw_only=True):
    """Where a revision waits, by when it was due as it came, and why it can't be approved in bulk, if it can't."""

    queue: Queue
    bulk_approvable: bool
    due_at: datetime
    reasons: list[RoutingReason]
    """Empty exactly when it may be approved in bulk."""
    if_verified: VerifiedReview | UnsetType = UNSET
    """What later reviews of the package are compared with, should this one be approved."""
    draw: Draw | UnsetType = UNSET


class LocationStanding(Struct, frozen=True, kw_only=True):
    """How the Care Quality Commission had a location from one day to another: its words, whatever they are."""

    rating: str
    status: str
    inherited: bool = False
    valid_from: date = date.min
    valid_until: date | None = None


class Rated(Struct, frozen=True, kw_only=True):
    """The safe-care rating by the rules, by the provider, and the worse of both, which counts."""

    computed: Colour
    provider: Colour
    effective: Colour
    override: Literal["up", "down"] | None = None
    causes: frozenset[FactorId] = frozenset()
    """The factors that made the rules say amber or red."""


class GoodStanding(Struct, frozen=True, kw_only=True):
    """Whether somebody, or a place, was in good standing on two days; None is not known."""

    at_review: bool | None
    at_receipt: bool | None
    lacking: tuple[str, ...] = ()
    """Codes of what was lacking on either day."""


class RoutingFacts(Struct, frozen=True, kw_only=True):
    """Everything by which a review is routed; None is not known, and never in favour."""

    form: str
    funder: Funder
    rated: Rated
    previous: VerifiedReview | None

    change_request: ChangeRequest
    hours_now: float
    """Hours a week of today's package, by the review."""
    hours_added: float
    """By how many hours a week the proposal is more; negative when it is less."""
    known_hours: tuple[float, ...]
    """Hours a week that the council knows of: those commissioned, and those last verified."""
    change_agreed: Agreement | None
    lacks_capacity: bool
    """Found to be unable to make the decision that was doubted."""
    reassessment_needed: bool

    safeguarding_open: bool
    capacity_settled: bool
    advocacy_settled: bool
    person_involved: Involvement
    conducted_by: ConductedBy
    risks: frozenset[str]
    """Codes of what the review says of risks that are new or high."""
    statutory_findings: frozenset[str]
    other_findings: frozenset[str]

    reviewer: GoodStanding
    location: GoodStanding
    restricted: bool | None
    training_data: bool | None
    sampled: bool | None
    draw: Draw | None = None
    """How that came about."""
    corrects_what_was_approved: bool = False


class TrainingHeld(Struct, frozen=True, kw_only=True):
    """One course on a reviewer's file, by the council's own records; without an end it never runs out."""

    course: str
    completed_on: date
    expires_on: date | None
    level: int | None = None
