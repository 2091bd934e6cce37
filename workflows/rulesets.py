"""Reading a ruleset that a council drafts, and refusing one by which somebody would be rated falsely safe.

The checks are made on the rules themselves, so that what passes keeps its promises for every possible answer: a worse
answer never makes a better rating, what is critical and not known is never green, and whoever isn't green has a reason.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from schemas.base import Issue, Malformed, decode
from schemas.ratings import FACTORS, Colour, FactorId
from schemas.rulesets import Additions, AllAtLeast, CountAt, IsUnknown, Rule, Ruleset
from workflows.policies import Policies
from workflows.ratings import RULESETS
from workflows.safe_care import SAFE_CARE_1

FIRST: Mapping[str, Ruleset] = {rules.id: rules for rules in RULESETS.values()}
"""The rulesets that every council begins with, by id."""
NUMBER = re.compile(r"([1-9][0-9]{0,4})(?:\+([1-9][0-9]{0,4}))?")
CRITICAL: tuple[FactorId, ...] = ("missed_visit", "medication", "cognition", "safeguarding", "package_fit")
"""Where nobody knows, nobody is called safe."""
BEST_TO_WORST = [Colour.GREEN, Colour.AMBER, Colour.RED]
NEVER_MITIGATED: frozenset[FactorId] = frozenset({"safeguarding", "package_fit"})
SERIOUS = 2


class Version(NamedTuple):
    """Which version of a ruleset, and which version of the policy that adds to it."""

    number: int
    added: int | None


def read(raw: bytes) -> Ruleset:
    """The ruleset that a file holds, whole or as additions to one in force.

    Raises Malformed with a pointer for everything because of which it may not be used.
    """
    rules = extended(decode(raw, Additions)) if "base" in _members(raw) else decode(raw, Ruleset)
    if issues := faults(rules):
        raise Malformed(issues)
    return rules


def read_draft(raw: bytes) -> Ruleset:
    """The ruleset that a council drafts: a version of its own. Raises Malformed."""
    rules = read(raw)
    if rules.id in FIRST or "+" in rules.id:
        raise Malformed([Issue(pointer="/id", code="version-taken")])
    return rules


def extended(additions: Additions) -> Ruleset:
    """The ruleset that the additions make of the one that they name. Raises Malformed where there is none."""
    base = FIRST.get(additions.base)
    if base is None:
        raise Malformed([Issue(pointer="/base", code="ruleset-unknown")])
    return msgspec.structs.replace(
        base,
        id=f"{base.name}/{additions.version}",
        version=additions.version,
        rules=[*base.rules, *additions.rules],
    )


def in_force(own: Ruleset | None, policies: Policies) -> Ruleset:
    """The rules by which a council's people are rated: its own ruleset or the first one, with what it adds."""
    return with_additions(own or SAFE_CARE_1, policies.rating.rules, policies.versions.get("rating", 0))


def with_additions(base: Ruleset, added: Sequence[Rule], version: int) -> Ruleset:
    """The ruleset with what a council's policy of that version adds; itself where it adds nothing."""
    if not added:
        return base
    return msgspec.structs.replace(base, id=f"{base.id}+{version}", rules=[*base.rules, *added])


def faults_of_additions(base: Ruleset, added: Sequence[Rule]) -> list[Issue]:
    """Everything because of which these may not be added to that ruleset, with pointers under `/rules`."""
    offset = len(base.rules)
    return [_among_the_added(issue, offset) for issue in faults(with_additions(base, added, 1))]


def under(pointer: str, issues: Iterable[Issue]) -> list[Issue]:
    """The same issues of something that is a member of something else."""
    return [msgspec.structs.replace(one, pointer=f"{pointer}{one.pointer}") for one in issues]


def _among_the_added(issue: Issue, offset: int) -> Issue:
    place, _, rest = issue.pointer.removeprefix("/rules/").partition("/")
    if not place.isdigit():
        return issue
    steps = ["/rules", str(max(int(place) - offset, 0)), *([rest] if rest else [])]
    return msgspec.structs.replace(issue, pointer="/".join(steps))


def faults(rules: Ruleset) -> list[Issue]:
    """Everything because of which these rules may not be used."""
    return [issue for check in CHECKS for issue in check(rules)]


def _is_named_by_its_version(rules: Ruleset) -> Iterator[Issue]:
    if rules.id.partition("+")[0] != f"{rules.name}/{rules.version}":
        yield Issue(pointer="/id", code="id-differs-from-version")


def _has_the_questions_and_the_digest_of_the_form(rules: Ruleset) -> Iterator[Issue]:
    if tuple(factor.id for factor in rules.factors) != FACTORS:
        yield Issue(pointer="/factors", code="factors-differ")
    if rules.inputs_hash != SAFE_CARE_1.inputs_hash:
        yield Issue(pointer="/inputs_hash", code="digest-differs")


def _is_green_only_where_no_rule_fires(rules: Ruleset) -> Iterator[Issue]:
    """So that everybody who isn't green has a reason, and nobody is green for one."""
    if [each.id for each in rules.colours] != BEST_TO_WORST:
        yield Issue(pointer="/colours", code="colours-differ")
    if rules.otherwise is not Colour.GREEN:
        yield Issue(pointer="/otherwise", code="without-a-reason")
    for place, rule in enumerate(rules.rules):
        if rule.colour is Colour.GREEN:
            yield Issue(pointer=f"/rules/{place}/colour", code="green-by-rule")


def _tells_its_rules_apart(rules: Ruleset) -> Iterator[Issue]:
    codes = Counter(rule.code for rule in rules.rules)
    for place, rule in enumerate(rules.rules):
        if codes[rule.code] > 1:
            yield Issue(pointer=f"/rules/{place}/code", code="repeated")


def _can_fire(rules: Ruleset) -> Iterator[Issue]:
    """Values that a factor can have, and numbers of factors that there are."""
    for place, rule in enumerate(rules.rules):
        match rule:
            case AllAtLeast(factors=wanted):
                if not wanted or any(least not in (1, SERIOUS) for least in wanted.values()):
                    yield Issue(pointer=f"/rules/{place}/factors", code="never-or-always")
            case CountAt(value=value, at_least=at_least):
                if value not in (1, SERIOUS) or not 1 <= at_least <= len(FACTORS):
                    yield Issue(pointer=f"/rules/{place}/at_least", code="never-or-always")


def _counts_the_unknown_as_a_concern(rules: Ruleset) -> Iterator[Issue]:
    if rules.unknown_counts_as not in (1, SERIOUS):
        yield Issue(pointer="/unknown_counts_as", code="unknown-taken-lightly")


def _never_calls_the_unknown_green(rules: Ruleset) -> Iterator[Issue]:
    for factor in CRITICAL:
        if not any(_fires_when_unknown(rule, factor, rules) for rule in rules.rules):
            yield Issue(pointer="/rules", code="critical-unknown-green", params={"factor": factor})


def _fires_when_unknown(rule: Rule, factor: FactorId, rules: Ruleset) -> bool:
    match rule:
        case IsUnknown(factor=asked):
            return asked == factor
        case AllAtLeast(factors=wanted):
            return set(wanted) == {factor} and wanted[factor] <= rules.unknown_counts_as
    return False


def _mitigates_little_and_never_a_concern(rules: Ruleset) -> Iterator[Issue]:
    if not set(rules.mitigation.never) >= NEVER_MITIGATED:
        yield Issue(pointer="/mitigation/never", code="concern-mitigated")
    if rules.mitigation.lowers_by != 1:
        yield Issue(pointer="/mitigation/lowers_by", code="lowers-too-much")


def _never_improves_by_a_worse_answer(rules: Ruleset) -> Iterator[Issue]:
    """A rule may cease to fire when an answer gets worse only if one at least as severe fires instead."""
    for place, rule in enumerate(rules.rules):
        if isinstance(rule, CountAt):
            if not _gives_way_to_no_milder(rule, rules.rules[:place]):
                yield Issue(pointer=f"/rules/{place}/unless", code="not-monotone")
            if rule.value < SERIOUS and not any(
                _takes_over(other, rule, rules.rules) for other in rules.rules
            ):
                yield Issue(pointer=f"/rules/{place}", code="not-monotone")


def _gives_way_to_no_milder(rule: CountAt, before: Sequence[Rule]) -> bool:
    if rule.unless is msgspec.UNSET:
        return True
    return any(other.code == rule.unless and _severity(other) >= _severity(rule) for other in before)


def _takes_over(other: Rule, rule: CountAt, everyone: Sequence[Rule]) -> bool:
    """Whether `other` fires as soon as a factor goes beyond what `rule` counts, and is no milder."""
    return (
        isinstance(other, CountAt)
        and other.value == SERIOUS
        and other.at_least == 1
        and other.reads == rule.reads
        and _severity(other) >= _severity(rule)
        and _gives_way_to_no_milder(other, everyone)
    )


def _severity(rule: Rule) -> int:
    return BEST_TO_WORST.index(rule.colour)


CHECKS: tuple[Callable[[Ruleset], Iterator[Issue]], ...] = (
    _is_named_by_its_version,
    _has_the_questions_and_the_digest_of_the_form,
    _is_green_only_where_no_rule_fires,
    _tells_its_rules_apart,
    _can_fire,
    _counts_the_unknown_as_a_concern,
    _never_calls_the_unknown_green,
    _mitigates_little_and_never_a_concern,
    _never_improves_by_a_worse_answer,
)


def _members(raw: bytes) -> dict[str, Any]:
    try:
        return msgspec.json.decode(raw, type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return {}
