"""How well the rules of routing do: what verifiers made of the reviews that they opened, and why those were opened."""

from datetime import datetime
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from schemas.accounts import Named
from schemas.base import Payload, View


class InsightAsked(Payload, frozen=True, kw_only=True):
    """Over how many days, back from now."""

    days: Annotated[int, Meta(ge=1, le=731)] = 92


class RuleInsight(View, frozen=True, kw_only=True):
    """Reviews that were opened for one reason, alone or with others, and those of them not approved as they came."""

    code: str
    opened: int
    disagreed: int


class DrawInsight(View, frozen=True, kw_only=True):
    """Reviews that were opened because they were drawn and for nothing else: what bulk approval lets pass."""

    opened: int
    disagreed: int
    miss_rate: float | UnsetType = UNSET
    """The share with which verifiers did not agree; absent where none was opened."""
    at_most: float | UnsetType = UNSET
    """The share that it stays under with a confidence of 95 % (Wilson's upper bound)."""


class ProviderInsight(View, frozen=True, kw_only=True):
    """A provider's track record, and what share of its reviews is drawn because of it."""

    provider: Named
    decided: int
    disagreement: float
    drawn: float


class RoutingInsight(View, frozen=True, kw_only=True):
    since: datetime
    rules: list[RuleInsight]
    drawn_alone: DrawInsight
    providers: list[ProviderInsight]
