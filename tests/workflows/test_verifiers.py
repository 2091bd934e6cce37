"""A verifier decides for the body that pays, for each once, and the council alone about a concern."""

from typing import Any

import pytest

from schemas.accounts import VERIFIERS, Actor, Role
from schemas.code_lists import Funder
from schemas.submissions import Action, State
from tests.support.cases import BOTH, HEDRA, VERA, VICTOR, a_case
from tests.support.world import NOON
from workflows import verifiers
from workflows.cases import Case
from workflows.reviews import lifecycle
from workflows.transitions import Refused


def approval(case: Case, actor: Actor) -> State | list[str]:
    decided = lifecycle.decide(case, Action.APPROVE, actor)
    return [issue.code for issue in decided.issues] if isinstance(decided, Refused) else decided.to


def in_hand(actor: Actor, around: dict[str, Any] | None = None, **changes: Any) -> Case:
    return a_case(around, state=State.CHECKING, opened_by=actor.account_id, lease_until=NOON, **changes)


def test_one_body_that_pays_alone_decides_alone() -> None:
    assert approval(in_hand(VERA), VERA) == State.APPROVED
    assert approval(in_hand(HEDRA, funder=Funder.NHS), HEDRA) == State.APPROVED


def test_of_two_bodies_that_pay_the_second_approval_completes() -> None:
    first = in_hand(VERA, funder=Funder.JOINT)
    second = in_hand(HEDRA, {"approved_by": {"council"}}, funder=Funder.JOINT)

    assert (approval(first, VERA), approval(second, HEDRA)) == (State.SUBMITTED, State.APPROVED)


def test_a_body_that_has_decided_is_told_so_rather_than_of_a_wrong_state() -> None:
    waiting = a_case({"approved_by": {"council"}}, funder=Funder.JOINT)

    assert approval(waiting, VICTOR) == ["already-decided"]
    assert approval(waiting, HEDRA) == ["wrong-state"]


@pytest.mark.parametrize("state", [State.APPROVED, State.RETURNED, State.REJECTED, State.WITHDRAWN])
def test_what_waits_for_nobody_is_in_the_wrong_state(state: State) -> None:
    decided = a_case({"approved_by": {"council"}}, funder=Funder.JOINT, state=state)

    assert approval(decided, VICTOR) == ["wrong-state"]


def test_a_verifier_for_both_bodies_decides_for_one_after_the_other() -> None:
    first = in_hand(BOTH, funder=Funder.JOINT)
    second = in_hand(BOTH, {"approved_by": {"council"}}, funder=Funder.JOINT)

    assert (verifiers.deciding_body(first, BOTH), verifiers.capacity(first, BOTH).role) == (
        "council",
        Role.VERIFIER_ASC,
    )
    assert (verifiers.deciding_body(second, BOTH), verifiers.capacity(second, BOTH).role) == (
        "nhs",
        Role.VERIFIER_HEALTH,
    )
    assert (approval(first, BOTH), approval(second, BOTH)) == (State.SUBMITTED, State.APPROVED)


@pytest.mark.parametrize("funder", Funder)
def test_once_a_concern_was_raised_the_council_alone_decides(funder: Funder) -> None:
    raised = in_hand(VERA, funder=funder, concern_raised=True)

    assert approval(raised, VERA) == State.APPROVED
    for action in lifecycle.actions:
        if lifecycle.roles(action) == VERIFIERS:
            refused = lifecycle.forbidden(raised, action, HEDRA)
            assert isinstance(refused, Refused), action
            assert [issue.code for issue in refused.issues] == ["concern-is-the-councils"]
