"""Who may carry out which of a council's Care Act functions for it, since when, and on what basis."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from schemas.accounts import Named
from schemas.base import Line, Payload, View
from schemas.worklists import Cursor, Limit


class Function(StrEnum):
    """A function of a local authority under Part 1 of the Care Act 2014."""

    PREVENTING_NEEDS = "preventing_needs"
    INTEGRATION = "integration"
    INFORMATION_AND_ADVICE = "information_and_advice"
    MARKET_SHAPING = "market_shaping"
    COOPERATION = "cooperation"
    NEEDS_ASSESSMENT = "needs_assessment"
    CARERS_ASSESSMENT = "carers_assessment"
    ELIGIBILITY = "eligibility"
    CHARGING = "charging"
    FINANCIAL_ASSESSMENT = "financial_assessment"
    SUPPORT_PLANNING = "support_planning"
    PERSONAL_BUDGET = "personal_budget"
    PLAN_REVIEW = "plan_review"
    DIRECT_PAYMENTS = "direct_payments"
    SAFEGUARDING_ENQUIRY = "safeguarding_enquiry"
    SAFEGUARDING_BOARD = "safeguarding_board"
    SAFEGUARDING_REVIEW = "safeguarding_review"
    PROTECTING_PROPERTY = "protecting_property"
    ADVOCACY = "advocacy"


Extent = Literal["doing", "doing_and_deciding"]
"""A function may be delegated in part: the doing alone, with the decision kept by the council."""


class Delegate(Payload, frozen=True, kw_only=True):
    """That an organisation may carry out a function for the council; `basis` is the contract or agreement."""

    authority_id: UUID
    organisation_id: UUID
    function: Function
    extent: Extent
    basis: Annotated[Line, Meta(pattern=r"\S")]
    valid_from: date
    valid_until: date | None = None


class EndDelegation(Payload, frozen=True, kw_only=True):
    """From which day on it no longer holds."""

    valid_until: date


class DelegationsAsked(Payload, frozen=True, kw_only=True):
    """Which delegations; `on` leaves out those that don't hold on that day."""

    organisation: UUID | None = None
    function: Function | None = None
    on: date | None = None
    cursor: Cursor | None = None
    limit: Limit = 50


class Delegation(View, frozen=True, kw_only=True):
    """One record of who may do what; it holds from `valid_from` to the day before `valid_until`."""

    id: UUID
    authority_id: UUID
    organisation: Named
    function: Function
    section: str
    extent: Extent
    basis: str
    valid_from: date
    valid_until: date | UnsetType = UNSET
    recorded_by: UUID
    recorded_at: datetime


class DelegationList(View, frozen=True, kw_only=True):
    items: list[Delegation]
    next_cursor: str | UnsetType = UNSET
