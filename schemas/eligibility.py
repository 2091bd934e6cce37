"""Who may take part, and where: what is asked of locations, reviewers and assessors, and what they lack of it."""

from datetime import date
from enum import StrEnum

from msgspec import UNSET, Struct, UnsetType

from schemas.base import View


class Standing(StrEnum):
    """Whether somebody, or a place, may take part; in grace, they may go on for a while and every item is opened."""

    ELIGIBLE = "eligible"
    IN_GRACE = "in_grace"
    INELIGIBLE = "ineligible"


class EligibilityReason(View, frozen=True, kw_only=True):
    """One thing that is lacking, what would change that, and the facts for a sentence."""

    code: str
    what_would_change_it: str
    params: dict[str, str | int | bool | list[str]] = {}


class Eligibility(View, frozen=True, kw_only=True):
    """How somebody, or a place, stands on a day by the council's policy.

    Work of those who are not eligible is kept and opened by a verifier: the reasons are for both of them.
    """

    standing: Standing
    on: date
    reasons: list[EligibilityReason] = []
    """Empty exactly when they are eligible."""
    flags: list[str] = []
    """What a verifier may want to know, and what stands against nobody: an inherited rating, an override."""
    overridden_until: date | UnsetType = UNSET


class OnBothDays(View, frozen=True, kw_only=True):
    """How somebody, or a place, stood on the day of a review and on that of its receipt; absent where not known."""

    at_review: Eligibility | UnsetType = UNSET
    at_receipt: Eligibility | UnsetType = UNSET


class AssessorStanding(View, frozen=True, kw_only=True):
    """How an assessor stood on the day of an assessment and on that of its receipt, by the agreement that it names."""

    at_assessment: Eligibility
    at_receipt: Eligibility


class LocationOverride(Struct, frozen=True, kw_only=True):
    """A council's word that a location may take part whatever its rating, for a reason and until a day (inclusive)."""

    valid_from: date
    valid_until: date
