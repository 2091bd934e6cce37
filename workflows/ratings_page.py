"""The page that explains a safe-care rating to carers, verifiers and whoever writes a tablet."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from schemas.ratings import FACTORS, Colour
from schemas.rulesets import AllAtLeast, CountAt, IsUnknown, Rule, Ruleset
from workflows.markdown import table
from workflows.safe_care import SAFE_CARE_1
from workflows.safe_care_cases import CASES, WorkedCase


def safe_care_page() -> str:
    """The Markdown of docs/safe-care-1.md: the ruleset and its worked cases, in full."""
    rules = SAFE_CARE_1
    sections = [
        _opening(rules),
        _factors(rules),
        _rules(rules),
        _mitigations(rules),
        _method(rules),
        _digest(rules),
        _cases(CASES),
        _cases_for_programs(CASES),
    ]
    return "\n\n".join(sections) + "\n"


def _opening(rules: Ruleset) -> str:
    colours = table(
        ("", "Rating", "Meaning"),
        ((colour.letter, colour.word, colour.meaning) for colour in reversed(rules.colours)),
    )
    return f"""# {rules.title}: `{rules.id}`

{rules.question}

A reviewer answers fourteen questions; the rules below turn the answers into a rating and say why. A
rating is never shown by its colour alone, but with its letter, its word and its reasons.

This page is written by `tamar docs` from the ruleset that the service applies and that tablets fetch at
`/v1/rulesets/{rules.name}/versions/{rules.version}`.

{colours}"""


def _factors(rules: Ruleset) -> str:
    rows = (
        (f"F{number}", factor.label, f"`{factor.id}`", *(answer.meaning for answer in factor.answers[:3]))
        for number, factor in enumerate(rules.factors, start=1)
    )
    return f"""## The factors

Every answer may also be `"unknown"`, which counts as {rules.unknown_counts_as}.

{table(("", "Factor", "Name", "0", "1", "2"), rows)}"""


def _rules(rules: Ruleset) -> str:
    rows = (
        (f"`{rule.code}`", _word(rules, rule.colour), _condition(rule), rule.text) for rule in rules.rules
    )
    return f"""## The rules

The worst rule that fires decides; when none does, the rating is {rules.otherwise}.

{table(("Code", "Rating", "Fires when", "What the reason says"), rows)}"""


def _condition(rule: Rule) -> str:
    match rule:
        case AllAtLeast():
            bounds = (f"`{name}` is at least {least}" for name, least in rule.factors.items())
            return f"{' and '.join(bounds)}, {_READS[rule.reads]}"
        case CountAt():
            unless = f", unless `{rule.unless}` fired" if isinstance(rule.unless, str) else ""
            return f"{rule.at_least} or more factors are exactly {rule.value}, {_READS[rule.reads]}{unless}"
        case IsUnknown():
            return f"`{rule.factor}` is unknown"


_READS = {"as_given": "as given", "after_mitigation": "after mitigation"}


def _mitigations(rules: Ruleset) -> str:
    rule = rules.mitigation
    kinds = "\n".join(f"- `{kind.id}`: {kind.label}." for kind in rule.kinds)
    objections = table(
        ("Code", "Holds when", "What the person is told"),
        ((f"`{objection.code}`", objection.when, objection.text) for objection in rule.objections),
    )
    return f"""## Mitigations

Something in place may lower one factor by {rule.lowers_by}, once. Its kind is one of:

{kinds}

It lowers neither {" nor ".join(f"`{name}`" for name in rule.never)}, and applies for {rule.max_age_months}
months. It is ignored, and the answer says so, when the first of these holds:

{objections}"""


def _method(rules: Ruleset) -> str:
    return f"""## Working it out

For whoever writes a program that rates. The names are those of the ruleset's own members.

{_numbered(rules.method)}"""


def _digest(rules: Ruleset) -> str:
    recipe = rules.inputs_hash
    return f"""## The digest of what was rated

`inputs_hash` lets anyone prove that two ratings were made from the same inputs.

{_numbered(recipe.steps)}

The text

```
{recipe.example_text}
```

has the {recipe.algorithm} digest `{recipe.example_hash}`."""


def _cases(cases: Sequence[WorkedCase]) -> str:
    rows = (
        (
            str(number),
            case.title,
            _answers(case),
            _listed(f"`{each.factor}` of {each.dated_on}" for each in case.mitigations),
            str(case.on),
            case.computed.upper(),
            _listed(f"`{code}`" for code in case.reasons),
            _listed(f"`{code}`" for code in case.ignored),
        )
        for number, case in enumerate(cases, start=1)
    )
    heads = ("", "Case", "Answers", "Mitigations", "Rated on", "Rating", "Reasons", "Ignored because")
    return f"""## Worked cases

A factor that is not named is 0.

{table(heads, rows)}"""


def _answers(case: WorkedCase) -> str:
    values = set(case.answers.values())
    if len(case.answers) == len(FACTORS) and len(values) == 1:
        return f"all {values.pop()}"
    return _listed(f"`{name}` {value}" for name, value in case.answers.items())


def _cases_for_programs(cases: Sequence[WorkedCase]) -> str:
    lines = ",\n".join(msgspec.json.encode(_for_programs(case)).decode() for case in cases)
    return f"""## The same cases for programs

`request` is what `POST /v1/rulesets/safe-care/versions/1/evaluate` takes; `answer` names the codes of its
reasons and of the mitigations ignored, in order.

```json
[
{lines}
]
```"""


def _for_programs(case: WorkedCase) -> dict[str, Any]:
    return {
        "title": case.title,
        "request": {"factors": case.factors, "mitigations": case.mitigations, "on": case.on},
        "answer": {
            "computed": case.computed,
            "reasons": case.reasons,
            "ignored_mitigations": case.ignored,
            "inputs_hash": case.inputs_hash,
        },
    }


def _word(rules: Ruleset, colour: Colour) -> str:
    return next(each.word for each in rules.colours if each.id == colour)


def _listed(items: Iterable[str]) -> str:
    return ", ".join(items) or "none"


def _numbered(sentences: Iterable[str]) -> str:
    return "\n".join(f"{number}. {sentence}" for number, sentence in enumerate(sentences, start=1))
