"""How a safe-care rating is worked out: a ruleset, which is data, applied to one person's answers."""

from calendar import monthrange
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from schemas.ratings import (
    Colour,
    CompleteFactors,
    Evaluation,
    FactorId,
    Factors,
    FactorValue,
    IgnoredMitigation,
    Judgement,
    Mitigation,
    Reason,
    SafeCareRating,
)
from schemas.rulesets import AllAtLeast, CountAt, IsUnknown, MitigationRule, Objection, Reading, Rule, Ruleset
from workflows.safe_care import SAFE_CARE_1

RULESETS: Mapping[tuple[str, int], Ruleset] = MappingProxyType(
    {(rules.name, rules.version): rules for rules in (SAFE_CARE_1,)}
)

Given = Mapping[FactorId, FactorValue]
Counted = Mapping[FactorId, int]


class Read(NamedTuple):
    """The answers as they were given, and the values that rules look at."""

    given: Given
    counted: Mapping[Reading, Counted]


class Fired(NamedTuple):
    """A rule that fired, and the factors that it named or counted."""

    rule: Rule
    causes: list[FactorId]


def ruleset(name: str, version: int) -> Ruleset | None:
    """The ruleset of that name and version, or None where there is none."""
    return RULESETS.get((name, version))


def names(given: str, ruleset_id: str) -> bool:
    """Whether somebody who names these rules rated by the ruleset of that id, with or without what is added to it."""
    return given in (ruleset_id, ruleset_id.partition("+")[0])


def judge(rating: SafeCareRating, review_date: date, rules: Ruleset = SAFE_CARE_1) -> Judgement:
    """Judge the rating in a submitted review by the rules in force, as of the review's date.

    An answer left out counts as unknown. The review is routed by the worse of the computed and the
    provider's colour: a reviewer's override upwards counts, one downwards never does, and a worse colour
    without an override is believed too, so that no review is falsely green.
    """
    evaluation = evaluate(rules, rating.factors, rating.mitigations, review_date)
    return Judgement(
        evaluation=evaluation,
        provider_rating=rating.provider_rating,
        effective=_worse(rules, evaluation.computed, rating.provider_rating),
    )


def evaluate(
    rules: Ruleset, factors: CompleteFactors | Factors, mitigations: Sequence[Mitigation], on: date
) -> Evaluation:
    """Rate these answers as of the day `on`, which decides how old a mitigation is.

    The answer depends on nothing else, so that a tablet with the same ruleset comes to the same one.
    """
    given = _given(rules, factors)
    applied, ignored = _sift(rules.mitigation, given, mitigations, on)
    fired = _fired(rules, given, applied)
    fired.sort(key=lambda found: _severity(rules, found.rule.colour), reverse=True)
    return Evaluation(
        ruleset=rules.id,
        computed=_worst(rules, fired),
        reasons=[
            Reason(code=rule.code, text=rule.text, factors={name: given[name] for name in causes})
            for rule, causes in fired
        ],
        inputs_hash=inputs_hash(given, applied.values()),
        ignored_mitigations=ignored,
    )


def inputs_hash(given: Given, applied: Iterable[Mitigation]) -> str:
    """The digest of what was rated, by the recipe that the ruleset publishes (`HashRecipe`)."""
    inputs = {"factors": given, "mitigations": sorted(applied, key=lambda mitigation: mitigation.factor)}
    return sha256(_sorted_json.encode(inputs)).hexdigest()


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or that month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    if year < date.min.year:
        return date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _sift(
    rule: MitigationRule, given: Given, mitigations: Sequence[Mitigation], on: date
) -> tuple[dict[FactorId, Mitigation], list[IgnoredMitigation]]:
    earliest = months_before(on, rule.max_age_months)
    applied: dict[FactorId, Mitigation] = {}
    ignored: list[IgnoredMitigation] = []
    for index, mitigation in enumerate(mitigations):
        factor = mitigation.factor
        objection = _objection(rule, mitigation, given[factor], factor in applied, earliest, on)
        if objection is None:
            applied[factor] = mitigation
        else:
            ignored.append(
                IgnoredMitigation(index=index, factor=factor, code=objection.code, text=objection.text)
            )
    return applied, ignored


def _objection(
    rule: MitigationRule, mitigation: Mitigation, value: FactorValue, taken: bool, earliest: date, on: date
) -> Objection | None:
    holds = {
        "never-mitigated": mitigation.factor in rule.never,
        "future-dated": mitigation.dated_on > on,
        "too-old": mitigation.dated_on < earliest,
        "factor-unknown": value == "unknown",
        "factor-at-zero": value == 0,
        "already-mitigated": taken,
    }
    return next((objection for objection in rule.objections if holds[objection.code]), None)


def _given(rules: Ruleset, factors: CompleteFactors | Factors) -> Given:
    """The answers with every one that is left out as "unknown"."""
    answers = ((factor.id, getattr(factors, factor.id)) for factor in rules.factors)
    return {name: "unknown" if value is None else value for name, value in answers}


def _fired(rules: Ruleset, given: Given, mitigated: Collection[FactorId]) -> list[Fired]:
    """Every rule that fires, in the ruleset's order."""
    unknown = rules.unknown_counts_as
    as_given = {name: unknown if value == "unknown" else value for name, value in given.items()}
    lowered = {name: max(as_given[name] - rules.mitigation.lowers_by, 0) for name in mitigated}
    read = Read(given, {"as_given": as_given, "after_mitigation": as_given | lowered})
    fired: dict[str, Fired] = {}
    for rule in rules.rules:
        if causes := CAUSES[type(rule)](rule, read, fired):
            fired[rule.code] = Fired(rule, causes)
    return list(fired.values())


def _all_at_least(rule: AllAtLeast, read: Read, _: Collection[str]) -> list[FactorId]:
    counted = read.counted[rule.reads]
    for name, least in rule.factors.items():
        if counted[name] < least:
            return []
    return list(rule.factors)


def _count_at(rule: CountAt, read: Read, fired: Collection[str]) -> list[FactorId]:
    found = [name for name, value in read.counted[rule.reads].items() if value == rule.value]
    return found if len(found) >= rule.at_least and rule.unless not in fired else []


def _is_unknown(rule: IsUnknown, read: Read, _: Collection[str]) -> list[FactorId]:
    return [rule.factor] if read.given[rule.factor] == "unknown" else []


CAUSES: Mapping[type[Rule], Callable[..., list[FactorId]]] = {
    AllAtLeast: _all_at_least,
    CountAt: _count_at,
    IsUnknown: _is_unknown,
}
"""By the kind of a rule: the factors that make it fire, of what was read and what has fired; none when it doesn't."""


def _worst(rules: Ruleset, fired: Sequence[Fired]) -> Colour:
    return _worse(rules, *(found.rule.colour for found in fired)) if fired else rules.otherwise


def _worse(rules: Ruleset, *colours: Colour) -> Colour:
    return max(colours, key=lambda colour: _severity(rules, colour))


def _severity(rules: Ruleset, colour: Colour) -> int:
    return [each.id for each in rules.colours].index(colour)


_sorted_json = msgspec.json.Encoder(order="sorted")
