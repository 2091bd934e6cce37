"""Which forms there are, and what the service thinks of an answer before it is sent."""

from datetime import date

from msgspec import UNSET, Raw, UnsetType

from schemas.base import Envelope, Issue, View
from schemas.compliance import ComplianceReport
from schemas.ratings import Judgement
from schemas.reviews import Finding
from schemas.sync import FormVersions


class FormList(View, frozen=True, kw_only=True):
    """The forms in use, each with its versions."""

    items: list[FormVersions]


class Check(Envelope, frozen=True, kw_only=True):
    """Answers to be looked at as if they came in on that day in London: today if left out."""

    body: Raw
    on: date | None = None


class FormCheck(View, frozen=True, kw_only=True):
    """What would be made of a body of a form if it came in today.

    Without `valid` it would wait for a person, for what `issues` says. Findings never stop it from coming in, and
    some of them stop its approval.
    """

    valid: bool
    issues: list[Issue]
    findings: list[Finding]
    rating: Judgement | UnsetType = UNSET
    compliance: ComplianceReport | UnsetType = UNSET
