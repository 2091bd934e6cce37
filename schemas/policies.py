"""What a council decides for itself: its policies by name, each a row of versions with a reason and a date."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import UNSET, Meta, Raw, UnsetType

from schemas.base import Moment, Payload, Text, View

PolicyName = Literal["approval", "routing", "rating", "forms"]
Days = Annotated[int, Meta(ge=1, le=92)]
Values = Annotated[Raw, Meta(extra_json_schema={"type": "object"})]
"""A policy's values by name, read by the shape of that policy."""


class PolicyDraft(Payload, frozen=True, kw_only=True):
    """The next version of a policy: all its values, and why. Members left out have the value the service begins with.

    Without `effective_from` it stays a draft until it is activated; that moment can't be in the past.
    """

    body: Values
    reason: Text
    effective_from: Moment | None = None


class Activation(Payload, frozen=True, kw_only=True):
    """From when a draft is in force: at once, or from a moment to come."""

    effective_from: Moment | None = None


class Trial(Payload, frozen=True, kw_only=True):
    """A policy to be tried on the submissions of the last so many days."""

    body: Values
    days: Days = 31


class PolicyVersion(View, frozen=True, kw_only=True):
    """One version; without `effective_from` it is a draft."""

    name: PolicyName
    version: int
    body: Raw
    reason: str
    made_by: UUID
    made_at: datetime
    effective_from: datetime | UnsetType = UNSET


class PolicyView(View, frozen=True, kw_only=True):
    """A policy as it is in force: with every value, those the council never touched too. Version 0 is the beginning."""

    name: PolicyName
    version: int
    body: Raw
    versions: list[PolicyVersion]
    """The latest fifty, newest first."""


class PolicyList(View, frozen=True, kw_only=True):
    items: list[PolicyView]


class TrialResult(View, frozen=True, kw_only=True):
    """What a policy would have made of submissions, beside what was made of them.

    Standing is taken as it was judged then: which courses and ratings are asked for isn't tried.
    """

    since: datetime
    submissions: int
    changed: int
    """Those with another queue, another due time, or in bulk that were not, or not that were."""
    newly_in_bulk: int
    no_longer_in_bulk: int
    queues: dict[str, int]
    """How many more, or fewer, wait in each queue; those without a difference are left out."""
    reasons: dict[str, int]
    """How many more, or fewer, have to be opened for each reason."""
