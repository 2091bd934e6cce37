"""Which of its functions a council may have others carry out, and which it has to keep (Care Act 2014 s79)."""

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from schemas.base import Issue
from schemas.delegations import Delegate, EndDelegation, Function
from workflows.markdown import table


class Held(NamedTuple):
    """Where the Act has a function, in words, and why the council has to keep it, if it has to."""

    section: str
    title: str
    kept_because: str = ""


SAFEGUARDING = "Safeguarding stays with the council."
FUNCTIONS: Mapping[Function, Held] = MappingProxyType(
    {
        Function.PREVENTING_NEEDS: Held("s2", "Preventing needs for care and support"),
        Function.INTEGRATION: Held(
            "s3", "Promoting integration with health services", "It is between bodies."
        ),
        Function.INFORMATION_AND_ADVICE: Held("s4", "Information and advice"),
        Function.MARKET_SHAPING: Held("s5", "Promoting diversity and quality of services"),
        Function.COOPERATION: Held("ss6, 7", "Co-operating with partners", "It is between bodies."),
        Function.NEEDS_ASSESSMENT: Held("s9", "Assessing an adult's needs"),
        Function.CARERS_ASSESSMENT: Held("s10", "Assessing a carer's needs"),
        Function.ELIGIBILITY: Held("s13", "Determining eligibility"),
        Function.CHARGING: Held(
            "s14", "Deciding what to charge for", "What is charged for is the council's decision."
        ),
        Function.FINANCIAL_ASSESSMENT: Held("s17", "Assessing finances"),
        Function.SUPPORT_PLANNING: Held("ss24, 25", "Planning care and support"),
        Function.PERSONAL_BUDGET: Held("s26", "Personal budgets"),
        Function.PLAN_REVIEW: Held("s27", "Reviewing plans"),
        Function.DIRECT_PAYMENTS: Held("ss31 to 33", "Direct payments"),
        Function.SAFEGUARDING_ENQUIRY: Held("s42", "Enquiring about abuse or neglect", SAFEGUARDING),
        Function.SAFEGUARDING_BOARD: Held("s43", "The safeguarding adults board", SAFEGUARDING),
        Function.SAFEGUARDING_REVIEW: Held("s44", "Safeguarding adults reviews", SAFEGUARDING),
        Function.PROTECTING_PROPERTY: Held(
            "s47", "Protecting property of adults away from home", SAFEGUARDING
        ),
        Function.ADVOCACY: Held("s67", "Arranging independent advocates"),
    }
)
"""What can't be delegated is integration, co-operation, safeguarding and charging; sections are as commonly cited."""


def kept_by_the_council(wanted: Delegate) -> Iterator[Issue]:
    """Why nobody else may carry this out; nothing if somebody may."""
    held = FUNCTIONS[wanted.function]
    if held.kept_because:
        yield Issue(pointer="/function", code="not-delegable", params={"section": held.section})


def impossible(wanted: Delegate) -> Iterator[Issue]:
    """Days that can't be."""
    if wanted.valid_until is not None and wanted.valid_until <= wanted.valid_from:
        yield Issue(pointer="/valid_until", code="ends-before-it-begins")


def cannot_end(valid_from: date, valid_until: date | None, end: EndDelegation) -> Iterator[Issue]:
    """An end is brought forward, never put off; on its first day, a delegation has never held."""
    if end.valid_until < valid_from:
        yield Issue(pointer="/valid_until", code="ends-before-it-begins")
    if valid_until is not None and end.valid_until > valid_until:
        yield Issue(pointer="/valid_until", code="ended-already")


def delegations_page() -> str:
    """The Markdown of docs/delegation.md."""
    rows = (
        (f"`{function}`", held.title, held.section, held.kept_because or "May be delegated.")
        for function, held in FUNCTIONS.items()
    )
    return f"""# What a council may delegate

A council may have others carry out most of its functions under Part 1 of the Care Act 2014, in whole or in part (s79).
What they do counts as done by the council, which stays responsible. `POST /v1/delegations` records who may do what, on
what basis and from when until when, and refuses what the Act keeps for the council.

{table(("Function", "What it is", "Care Act 2014", "Delegation"), rows)}
"""
