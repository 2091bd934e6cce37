"""The page that lists what a review is asked to do, element by element, with every finding that says it doesn't."""

from collections.abc import Iterable
from typing import Any

from workflows.compliance import KNOWN_RULES, RATING_RULES, RULES, Rule
from workflows.compliance.elements import ELEMENTS, Element
from workflows.compliance.needs import NEEDS, Need
from workflows.markdown import table

MARKS = {"statutory": " (statutory)", "other": ""}


def compliance_page() -> str:
    """The Markdown of docs/compliance-review-1.md."""
    return f"""# What is asked of a review

Every submission has a report of the {len(ELEMENTS)} elements below at `/v1/submissions/{{id}}/compliance`, each
`met`, `not_met` or `not_applicable`; `POST /v1/forms/review/versions/1/check` gives it before anything is sent. An
element isn't met when the review has a finding that names it: a statement isn't true, or an answer is missing that
another one calls for. Findings never stop receipt; the statutory ones stop an approval unless the council's policy
says otherwise.

{_elements()}

## What shows that an element isn't met

{_rules()}

## Answers that others call for

{_needs()}
"""


def _elements() -> str:
    rows = (
        (f"`{each.id}`", each.title, _called_for(each), _listed(each.answers), each.source or "")
        for each in ELEMENTS
    )
    return table(("Element", "What it asks", "For which reviews", "Answers", "Rests on"), rows)


def _called_for(element: Element) -> str:
    return (element.called_for.__doc__ or "") if element.called_for else "Every one."


def _rules() -> str:
    rules: list[Rule[Any]] = [*RULES, *RATING_RULES, *KNOWN_RULES]
    rows = (
        (
            f"`{rule.element}`",
            f"{rule.states.__name__.replace('_', ' ')}{MARKS[rule.kind]}",
            rule.source or "",
        )
        for rule in sorted(rules, key=lambda rule: ORDER[rule.element])
    )
    return table(("Element", "What has to be true", "Rests on"), rows)


def _needs() -> str:
    rows = (
        (
            f"`{need.element}`",
            f"`{need.pointer}`{MARKS[need.kind]}",
            _listed(_asked_by(need)),
            need.source or "",
        )
        for need in sorted(NEEDS, key=lambda need: ORDER[need.element])
    )
    return table(("Element", "Answer", "Called for by", "Rests on"), rows)


def _asked_by(need: Need) -> Iterable[str]:
    return dict.fromkeys(condition.pointer for condition in need.when)


def _listed(pointers: Iterable[str]) -> str:
    return ", ".join(f"`{pointer}`" for pointer in pointers)


ORDER = {element.id: place for place, element in enumerate(ELEMENTS)}
