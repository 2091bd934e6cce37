"""A ruleset as data: all that a tablet needs to rate without signal and come to the service's answer."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import UNSET, Meta, Raw, UnsetType

from schemas.base import Payload, Sha256, Text, View
from schemas.ratings import Colour, FactorId, FactorValue, MitigationKind, RulesetId


class ColourDescription(View, frozen=True, kw_only=True):
    """How a colour is told to people who don't see it: a letter, a word, a sentence."""

    id: Colour
    letter: str
    word: str
    meaning: str


class AnswerDescription(View, frozen=True, kw_only=True):
    """One answer that a factor may have, in plain English."""

    value: FactorValue
    meaning: str


class FactorDescription(View, frozen=True, kw_only=True):
    """One factor: its label and what each answer means."""

    id: FactorId
    label: str
    answers: list[AnswerDescription]


class KindDescription(View, frozen=True, kw_only=True):
    """One kind of mitigation, in plain English."""

    id: MitigationKind
    label: str


class Objection(View, frozen=True, kw_only=True):
    """A cause for which a mitigation is ignored: when it holds, and the sentence that says so."""

    code: Literal[
        "never-mitigated",
        "future-dated",
        "too-old",
        "factor-unknown",
        "factor-at-zero",
        "already-mitigated",
    ]
    when: str
    text: str


class MitigationRule(View, frozen=True, kw_only=True):
    """What a mitigation does to its factor, and when it does nothing: the first objection that holds."""

    kinds: list[KindDescription]
    lowers_by: int
    never: list[FactorId]
    max_age_months: int
    objections: list[Objection]


Reading = Literal["as_given", "after_mitigation"]
"""Which values a rule looks at; unknown has been replaced by `unknown_counts_as` in both."""


class AllAtLeast(View, frozen=True, kw_only=True, tag_field="test", tag="all_at_least"):
    """Fires when every factor named has at least the value named; its reason names those factors."""

    code: str
    colour: Colour
    text: str
    reads: Reading
    factors: dict[FactorId, int]


class CountAt(View, frozen=True, kw_only=True, tag_field="test", tag="count_at"):
    """Fires when `at_least` factors have exactly `value`, unless the rule named has fired before."""

    code: str
    colour: Colour
    text: str
    reads: Reading
    value: int
    at_least: int
    unless: str | UnsetType = UNSET


class IsUnknown(View, frozen=True, kw_only=True, tag_field="test", tag="is_unknown"):
    """Fires when the answer given for the factor is "unknown"."""

    code: str
    colour: Colour
    text: str
    factor: FactorId


Rule = AllAtLeast | CountAt | IsUnknown


class HashRecipe(View, frozen=True, kw_only=True):
    """How to write down what was rated so that anyone gets the same digest, with one worked example."""

    algorithm: Literal["SHA-256"]
    steps: list[str]
    example_text: str
    example_hash: Sha256


class Ruleset(View, frozen=True, kw_only=True):
    """A versioned way to rate: questions, rules in order, and how to apply them."""

    id: RulesetId
    name: str
    version: int
    title: str
    question: str
    method: list[str]
    colours: list[ColourDescription]
    """From the best to the worst."""
    factors: list[FactorDescription]
    unknown_counts_as: int
    mitigation: MitigationRule
    rules: list[Rule]
    """In the order in which they are tried and, within one colour, told."""
    otherwise: Colour
    inputs_hash: HashRecipe


class Additions(Payload, frozen=True, kw_only=True):
    """A draft in short: the ruleset that it adds to, its own version, and the triggers and thresholds added."""

    base: RulesetId
    version: Annotated[int, Meta(ge=2, le=99_999)]
    rules: Annotated[list[Rule], Meta(min_length=1, max_length=100)]


class CouncilRuleset(Ruleset, frozen=True, kw_only=True):
    """The rules by which one council's people are rated from a moment on, until it has others in force."""

    authority_id: UUID
    in_force_from: datetime


class DraftRuleset(Payload, frozen=True, kw_only=True):
    """The next version of a ruleset, whole or as additions to one in force, and why."""

    ruleset: Annotated[Raw, Meta(extra_json_schema={"type": "object"})]
    reason: Text


class RulesetAsked(Payload, frozen=True, kw_only=True):
    """Whose ruleset, for who works with several councils."""

    authority_id: UUID | None = None


class RulesetLine(View, frozen=True, kw_only=True):
    """A ruleset, and whose people are rated by it now."""

    id: RulesetId
    title: str
    authority_id: UUID | UnsetType = UNSET
    """Whose it is; absent for the one that every council begins with."""
    reason: str | UnsetType = UNSET
    made_by: UUID | UnsetType = UNSET
    made_at: datetime | UnsetType = UNSET
    in_force: list[UUID]
    """The councils whose people are rated by it now, as far as the caller works with them."""


class RulesetList(View, frozen=True, kw_only=True):
    items: list[RulesetLine]
