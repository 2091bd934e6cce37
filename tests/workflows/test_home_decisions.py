"""A home's registered manager or a named deputy decides, on the latest answers, and says what a decision has to say."""

import pytest

from schemas.accounts import Actor
from schemas.agreements import DeclineCode
from schemas.referrals import DecideAsHome, HomeAction, HomeCondition, HomeState
from tests.support.discharges import (
    ACCEPT,
    CARER,
    CONDITIONAL,
    CORENTYN,
    DECLINE,
    DEFER,
    DENZEL,
    KERRA,
    LATER,
    LOWEN,
    MYLOR,
    ROOM,
    TAMSYN,
    a_decision,
    a_home_case,
)
from tests.support.world import NOON
from workflows import home_decisions
from workflows.transitions import Refused, Transition, Why


def test_a_home_decides_in_these_ways_and_no_other() -> None:
    undecided = [HomeState.ASKED, HomeState.DEFERRED]
    taking = [HomeState.ACCEPTED, HomeState.CONDITIONAL]

    assert home_decisions.lifecycle.moves == {
        (HomeState.WAITING, HomeAction.ASK): {HomeState.ASKED},
        **{(state, HomeAction.ACCEPT): {HomeState.ACCEPTED} for state in [*undecided, *taking]},
        **{
            (state, HomeAction.ACCEPT_WITH_CONDITIONS): {HomeState.CONDITIONAL}
            for state in [*undecided, *taking]
        },
        **{(state, HomeAction.DEFER): {HomeState.DEFERRED} for state in undecided},
        **{(state, HomeAction.DECLINE): {HomeState.DECLINED} for state in [*undecided, *taking]},
        **{
            (state, HomeAction.RELEASE): {HomeState.RELEASED}
            for state in [HomeState.WAITING, *undecided, *taking]
        },
    }


@pytest.mark.parametrize(
    ("action", "decision", "to"),
    [
        (HomeAction.ACCEPT, ACCEPT, HomeState.ACCEPTED),
        (HomeAction.ACCEPT_WITH_CONDITIONS, CONDITIONAL, HomeState.CONDITIONAL),
        (HomeAction.DEFER, DEFER, HomeState.DEFERRED),
        (HomeAction.DECLINE, DECLINE, HomeState.DECLINED),
    ],
)
@pytest.mark.parametrize("who", [KERRA, DENZEL], ids=["manager", "deputy"])
def test_the_manager_or_a_named_deputy_decides(
    action: HomeAction, decision: DecideAsHome, to: HomeState, who: Actor
) -> None:
    moved = home_decisions.lifecycle.decide(a_home_case(decision), action, who)

    assert isinstance(moved, Transition)
    assert moved.to is to


@pytest.mark.parametrize("who", [CARER, LOWEN, CORENTYN, TAMSYN])
def test_nobody_else_decides_for_a_home(who: Actor) -> None:
    refused = home_decisions.lifecycle.decide(a_home_case(ACCEPT), HomeAction.ACCEPT, who)

    assert isinstance(refused, Refused)
    assert (refused.why, [issue.code for issue in refused.issues]) == (
        Why.FORBIDDEN,
        ["not-manager-nor-deputy"],
    )


def test_a_deputy_is_one_only_while_the_agreement_names_them() -> None:
    assert home_decisions.capacity(a_home_case(around={"agreement": None}), DENZEL) is None
    assert home_decisions.capacity(a_home_case(), DENZEL) == "deputy"
    assert home_decisions.capacity(a_home_case(around={"agreement": None}), KERRA) == "registered_manager"


@pytest.mark.parametrize(
    ("action", "decision", "issue"),
    [
        (HomeAction.ACCEPT, a_decision("accept"), ("/accommodation", "missing")),
        (
            HomeAction.ACCEPT,
            a_decision("accept", accommodation=ROOM, conditions=[LATER]),
            ("/conditions", "not-expected"),
        ),
        (
            HomeAction.ACCEPT_WITH_CONDITIONS,
            a_decision("accept_with_conditions", accommodation=ROOM),
            ("/conditions", "missing"),
        ),
        (
            HomeAction.ACCEPT_WITH_CONDITIONS,
            a_decision(
                "accept_with_conditions",
                accommodation=ROOM,
                conditions=[LATER, HomeCondition(what="Bed", owner="Ward", due_by=NOON)],
            ),
            ("/conditions/1/due_by", "in-the-past"),
        ),
        (HomeAction.DEFER, a_decision("defer"), ("/deferred_until", "missing")),
        (HomeAction.DEFER, a_decision("defer", deferred_until=NOON), ("/deferred_until", "in-the-past")),
        (HomeAction.DECLINE, a_decision("decline", reason="No."), ("/code", "missing")),
        (HomeAction.DECLINE, a_decision("decline", code=DeclineCode.STAFFING), ("/reason", "missing")),
        (
            HomeAction.DECLINE,
            a_decision("decline", code=DeclineCode.FUNDING, reason="Who pays?"),
            ("/code", "not-in-agreement"),
        ),
    ],
)
def test_a_decision_says_what_it_has_to(
    action: HomeAction, decision: DecideAsHome, issue: tuple[str, str]
) -> None:
    refused = home_decisions.lifecycle.decide(a_home_case(decision), action, KERRA)

    assert isinstance(refused, Refused)
    assert (refused.why, [(one.pointer, one.code) for one in refused.issues]) == (Why.NOT_NOW, [issue])


def test_nobody_decides_on_answers_that_have_changed_since() -> None:
    refused = home_decisions.lifecycle.decide(a_home_case(ACCEPT, {"rev": 2}), HomeAction.ACCEPT, KERRA)

    assert isinstance(refused, Refused)
    assert [(one.pointer, one.code) for one in refused.issues] == [("/rev", "stale-revision")]


def test_a_home_outside_the_agreement_declines_for_any_reason() -> None:
    decision = a_decision("decline", code=DeclineCode.FUNDING, reason="Who pays?")
    case = a_home_case(decision, location=MYLOR)

    assert list(home_decisions.a_code_and_a_reason_are_given(case, KERRA)) == []
