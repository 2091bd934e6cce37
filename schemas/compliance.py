"""What the law and the guidance ask of a review, element by element: met, not met, or not called for here."""

from datetime import date
from typing import Literal
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType

from schemas.base import View
from schemas.reviews import Finding

ElementStatus = Literal["met", "not_met", "not_applicable"]


class PackageKnown(Struct, frozen=True, kw_only=True):
    """What the council knows of the package, as far as time limits depend on it; None is not known."""

    starts_on: date | None = None
    location_kind: str | None = None


class ElementReport(View, frozen=True, kw_only=True):
    """One element: whether the review meets it, and where in the answers that is seen.

    `pointers` are those of its findings where it isn't met, and of the answers that it is about otherwise. `source`
    is the Act, the regulation or the guidance that it rests on, and is absent where common sense will do.
    """

    id: str
    title: str
    status: ElementStatus
    pointers: list[str]
    source: str | UnsetType = UNSET
    applies_when: str | UnsetType = UNSET
    """For what it is called for; absent if for every review."""
    findings: list[Finding]
    """Why it isn't met; empty exactly when it is met or not called for."""


class ElementCounts(View, frozen=True, kw_only=True):
    met: int
    not_met: int
    not_applicable: int


class ComplianceReport(View, frozen=True, kw_only=True):
    """Every element in the order of the table; the findings of those not met are all the findings there are."""

    counts: ElementCounts
    elements: list[ElementReport]


class SubmissionCompliance(View, frozen=True, kw_only=True):
    """The report on the revision at which a submission stands, as that revision was judged on its arrival."""

    submission_id: UUID
    rev: int
    counts: ElementCounts
    elements: list[ElementReport]
