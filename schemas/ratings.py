"""The safe-care rating: what happens if planned care is missed, and is today's package safe?"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, get_args

from msgspec import Meta

from schemas.base import Line, Payload, Sha256, Text, View


class Colour(StrEnum):
    """Green: a visit could wait. Amber: with care. Red: every visit must happen."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


RulesetId = Annotated[str, Meta(pattern=r"^[a-z][a-z-]{0,40}/[1-9][0-9]{0,4}(\+[1-9][0-9]{0,4})?$(?!\n)")]
"""Its name, its version and, after a plus, the version of the policy by which a council adds to it."""
FactorId = Literal[
    "missed_visit",
    "medication",
    "living_situation",
    "informal_support",
    "moving_handling",
    "nutrition",
    "cognition",
    "skin_continence",
    "falls",
    "health_stability",
    "distress",
    "safeguarding",
    "environment",
    "package_fit",
]
FACTORS: tuple[FactorId, ...] = get_args(FactorId)
"""The fourteen factors in the order of the form, F1 to F14."""
FactorValue = Literal[0, 1, 2, "unknown"]
"""0 no concern, 1 some, 2 serious."""


class Factors(Payload, frozen=True, kw_only=True):
    """The fourteen factors as answered in a review; one left out counts as unknown."""

    missed_visit: FactorValue | None = None
    medication: FactorValue | None = None
    living_situation: FactorValue | None = None
    informal_support: FactorValue | None = None
    moving_handling: FactorValue | None = None
    nutrition: FactorValue | None = None
    cognition: FactorValue | None = None
    skin_continence: FactorValue | None = None
    falls: FactorValue | None = None
    health_stability: FactorValue | None = None
    distress: FactorValue | None = None
    safeguarding: FactorValue | None = None
    environment: FactorValue | None = None
    package_fit: FactorValue | None = None


class CompleteFactors(Payload, frozen=True, kw_only=True):
    """All fourteen factors, each with an answer, be it "unknown"."""

    missed_visit: FactorValue
    medication: FactorValue
    living_situation: FactorValue
    informal_support: FactorValue
    moving_handling: FactorValue
    nutrition: FactorValue
    cognition: FactorValue
    skin_continence: FactorValue
    falls: FactorValue
    health_stability: FactorValue
    distress: FactorValue
    safeguarding: FactorValue
    environment: FactorValue
    package_fit: FactorValue


MitigationKind = Literal["telecare_with_responder", "family_rota", "other"]


class Mitigation(Payload, frozen=True, kw_only=True):
    """Something in place that makes one factor less serious, and when that was last established."""

    factor: FactorId
    kind: MitigationKind
    responder: Line | None = None
    description: Text | None = None
    dated_on: date


Mitigations = Annotated[list[Mitigation], Meta(max_length=50)]


class Override(Payload, frozen=True, kw_only=True):
    """Why the reviewer's own rating differs from the computed one."""

    direction: Literal["up", "down"]
    code: Line
    text: Annotated[str, Meta(min_length=20, max_length=4_000)]


class SafeCareRating(Payload, frozen=True, kw_only=True):
    """What the reviewer sends with a review: answers, mitigations and a rating of their own."""

    ruleset: RulesetId
    factors: Factors
    mitigations: Mitigations
    provider_rating: Colour
    override: Override | None = None


class Evaluate(Payload, frozen=True, kw_only=True):
    """A question to a ruleset: how are these answers rated on that day (today in London if left out)?"""

    factors: CompleteFactors
    mitigations: Mitigations
    on: date | None = None


class Reason(View, frozen=True, kw_only=True):
    """One rule that fired, with the answers that made it fire as they were given."""

    code: str
    text: str
    factors: dict[FactorId, FactorValue]


class IgnoredMitigation(View, frozen=True, kw_only=True):
    """A mitigation that was not applied: its place in the list sent, and why."""

    index: int
    factor: FactorId
    code: str
    text: str


class Evaluation(View, frozen=True, kw_only=True):
    """A ruleset's answer; the same inputs always give the same one."""

    ruleset: RulesetId
    computed: Colour
    reasons: list[Reason]
    inputs_hash: Sha256
    ignored_mitigations: list[IgnoredMitigation]


class Judgement(View, frozen=True, kw_only=True):
    """A submitted rating as judged: the rules' colour, the provider's, and the worse of both for routing."""

    evaluation: Evaluation
    provider_rating: Colour
    effective: Colour
