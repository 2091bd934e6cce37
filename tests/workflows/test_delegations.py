"""What the Care Act lets a council delegate, and what it doesn't."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from schemas.delegations import Delegate, EndDelegation, Function
from workflows import delegations

KEPT = {
    Function.INTEGRATION,
    Function.COOPERATION,
    Function.CHARGING,
    Function.SAFEGUARDING_ENQUIRY,
    Function.SAFEGUARDING_BOARD,
    Function.SAFEGUARDING_REVIEW,
    Function.PROTECTING_PROPERTY,
}
MAY = date(2026, 5, 1)


def a_delegation(function: Function = Function.PLAN_REVIEW, **changes: Any) -> Delegate:
    usual: dict[str, Any] = {
        "authority_id": uuid4(),
        "organisation_id": uuid4(),
        "function": function,
        "extent": "doing",
        "basis": "Framework contract 12",
        "valid_from": MAY,
    }
    return Delegate(**(usual | changes))


@pytest.mark.parametrize("function", Function)
def test_everything_may_be_delegated_but_what_the_act_keeps_for_the_council(function: Function) -> None:
    kept = [issue.code for issue in delegations.kept_by_the_council(a_delegation(function))]

    assert kept == (["not-delegable"] if function in KEPT else [])


def test_every_function_has_its_section_and_is_on_the_page() -> None:
    page = delegations.delegations_page()

    for function in Function:
        assert delegations.FUNCTIONS[function].section.startswith("s")
        assert f"`{function}`" in page


@pytest.mark.parametrize(
    ("until", "fits"), [(date(2026, 5, 1), False), (date(2026, 5, 2), True), (None, True)]
)
def test_a_delegation_ends_after_it_begins(until: date | None, fits: bool) -> None:
    assert (not list(delegations.impossible(a_delegation(valid_until=until)))) == fits


@pytest.mark.parametrize(
    ("ends", "now", "codes"),
    [
        (None, date(2026, 4, 30), ["ends-before-it-begins"]),
        (None, MAY, []),
        (date(2026, 9, 1), date(2026, 8, 1), []),
        (date(2026, 9, 1), date(2026, 9, 2), ["ended-already"]),
    ],
)
def test_an_end_is_brought_forward_and_never_put_off(ends: date | None, now: date, codes: list[str]) -> None:
    told = delegations.cannot_end(MAY, ends, EndDelegation(valid_until=now))

    assert [issue.code for issue in told] == codes
