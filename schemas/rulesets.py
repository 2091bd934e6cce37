"""A ruleset as data: all that a tablet needs to rate without signal and come to the service's answer."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from schemas.base import Payload, Sha256, View
from schemas.ratings import AnyRulesetId, Colour, FactorId, FactorValue, MitigationKind


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

    id: AnyRulesetId
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

    base: AnyRulesetId
    version: Annotated[int, Meta(ge=2, le=99_999)]
    rules: Annotated[list[Rule], Meta(min_length=1, max_length=100)]
