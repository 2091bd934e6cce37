"""Which forms there are, and what the service thinks of an answer before it is sent."""

from msgspec import UNSET, UnsetType

from schemas.base import Issue, View
from schemas.ratings import Judgement
from schemas.reviews import Finding
from schemas.sync import FormVersions


class FormList(View, frozen=True, kw_only=True):
    """The forms in use, each with its versions."""

    items: list[FormVersions]


class FormCheck(View, frozen=True, kw_only=True):
    """What would be made of a body of a form if it came in today.

    Without `valid` it would wait for a person, for what `issues` says. Findings never stop it from coming in, and
    some of them stop its approval.
    """

    valid: bool
    issues: list[Issue]
    findings: list[Finding]
    rating: Judgement | UnsetType = UNSET
