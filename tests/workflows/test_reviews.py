"""A review moves in the ways that the table states, by the people it names, when its requirements hold."""

import pytest

from schemas.accounts import VERIFIERS, Role
from schemas.code_lists import Funder
from schemas.submissions import Action, State
from tests.support.cases import BOTH, COUNCIL, HEDRA, IN_CHARGE, ROWENA, VERA, a_case, membership, somebody
from workflows import reviews
from workflows.reviews import in_bulk, lifecycle
from workflows.transitions import Refused, Transition, Why
from workflows.verifiers import bodies_of

CHECKING = State.CHECKING


def test_a_review_moves_in_these_ways_and_no_other() -> None:
    assert lifecycle.moves == {
        (State.SUBMITTED, Action.OPEN): {State.CHECKING},
        (State.SUBMITTED, Action.AMEND): {State.SUBMITTED},
        (State.SUBMITTED, Action.WITHDRAW): {State.WITHDRAWN},
        (State.CHECKING, Action.OPEN): {State.CHECKING},
        (State.CHECKING, Action.RELEASE): {State.SUBMITTED},
        (State.CHECKING, Action.APPROVE): {State.APPROVED, State.SUBMITTED},
        (State.CHECKING, Action.TAKE_IN): {State.CHECKING},
        (State.CHECKING, Action.RETURN): {State.RETURNED},
        (State.CHECKING, Action.REJECT): {State.REJECTED},
        (State.CHECKING, Action.RATE): {State.CHECKING},
        (State.CHECKING, Action.WAIVE_EVIDENCE): {State.CHECKING},
        (State.CHECKING, Action.AMEND): {State.CHECKING},
        (State.RETURNED, Action.AMEND): {State.SUBMITTED},
        (State.RETURNED, Action.WITHDRAW): {State.WITHDRAWN},
        (State.APPROVED, Action.RECORD): {State.RECORDED},
        (State.APPROVED, Action.REQUEST_CORRECTION): {State.APPROVED},
        (State.APPROVED, Action.DECLINE_CORRECTION): {State.APPROVED},
        (State.APPROVED, Action.UN_APPROVE): {State.CORRECTION_OPEN},
        (State.RECORDED, Action.REQUEST_CORRECTION): {State.RECORDED},
        (State.RECORDED, Action.DECLINE_CORRECTION): {State.RECORDED},
        (State.RECORDED, Action.CORRECT): {State.CORRECTION_OPEN},
        (State.CORRECTION_OPEN, Action.AMEND): {State.SUBMITTED},
        (State.CORRECTION_OPEN, Action.CLOSE_CORRECTION): {State.RECORDED, State.APPROVED},
        (State.CORRECTION_OPEN, Action.RECORD): {State.CORRECTION_OPEN},
        **{(state, Action.DISCLOSE): {state} for state in State},
    }


def test_reviews_are_approved_in_bulk_without_being_opened_first_and_nothing_else_is_done_in_bulk() -> None:
    assert in_bulk.moves == {
        (State.SUBMITTED, Action.APPROVE): {State.APPROVED},
        (State.CHECKING, Action.APPROVE): {State.APPROVED},
    }
    assert in_bulk.roles(Action.APPROVE) == VERIFIERS
    assert in_bulk.guard(Action.APPROVE) == ["checking", "submitted"]


def test_verifiers_verify_and_authors_write() -> None:
    authors = {Role.REVIEWER, Role.PROVIDER_ADMIN, Role.HOME_MANAGER}

    assert {action: lifecycle.roles(action) for action in lifecycle.actions} == {
        Action.OPEN: VERIFIERS,
        Action.RELEASE: VERIFIERS,
        Action.APPROVE: VERIFIERS,
        Action.TAKE_IN: VERIFIERS,
        Action.RETURN: VERIFIERS,
        Action.REJECT: VERIFIERS,
        Action.RATE: VERIFIERS,
        Action.WAIVE_EVIDENCE: VERIFIERS,
        Action.DISCLOSE: VERIFIERS,
        Action.UN_APPROVE: VERIFIERS,
        Action.CORRECT: VERIFIERS,
        Action.DECLINE_CORRECTION: VERIFIERS,
        Action.CLOSE_CORRECTION: VERIFIERS,
        Action.AMEND: authors,
        Action.WITHDRAW: authors,
        Action.REQUEST_CORRECTION: authors,
        Action.RECORD: reviews.NOBODY,
    }


def test_what_carries_out_an_action_is_guarded_by_the_states_that_allow_it() -> None:
    assert {action: lifecycle.guard(action) for action in lifecycle.actions} == {
        Action.OPEN: ["checking", "submitted"],
        Action.RELEASE: ["checking"],
        Action.APPROVE: ["checking"],
        Action.TAKE_IN: ["checking"],
        Action.RETURN: ["checking"],
        Action.REJECT: ["checking"],
        Action.RATE: ["checking"],
        Action.WAIVE_EVIDENCE: ["checking"],
        Action.DISCLOSE: sorted(State),
        Action.UN_APPROVE: ["approved"],
        Action.CORRECT: ["recorded"],
        Action.DECLINE_CORRECTION: ["approved", "recorded"],
        Action.CLOSE_CORRECTION: ["correction_open"],
        Action.AMEND: ["checking", "correction_open", "returned", "submitted"],
        Action.WITHDRAW: ["returned", "submitted"],
        Action.REQUEST_CORRECTION: ["approved", "recorded"],
        Action.RECORD: ["approved", "correction_open"],
    }


def test_the_picture_shows_every_row() -> None:
    heading, begin, *arrows = lifecycle.mermaid().splitlines()

    assert (heading, begin) == ("stateDiagram-v2", "    [*] --> submitted")
    assert len(arrows) == sum(len(row.sources) for row in lifecycle.transitions)
    assert "    checking --> submitted : approve (joint funding, the other body decides too)" in arrows
    assert [arrow for arrow in arrows if arrow.count(":") > 1 or ";" in arrow] == []


@pytest.mark.parametrize(
    "action", [Action.OPEN, Action.RELEASE, Action.APPROVE, Action.RETURN, Action.REJECT]
)
def test_nobody_verifies_their_own_review_in_any_state(action: Action) -> None:
    own = somebody(membership(Role.VERIFIER_ASC, COUNCIL))
    for state in State:
        case = a_case({"authors": {own.account_id}}, state=state)

        decided = lifecycle.decide(case, action, own)

        assert isinstance(decided, Refused)
        assert (decided.why, decided.issues[0].code) == (Why.FORBIDDEN, "verifier-not-independent")


@pytest.mark.parametrize("state", State)
def test_exactly_one_row_is_the_case_whoever_asks(state: State) -> None:
    for funder in Funder:
        for approved in ({"council"}, {"nhs"}, set()):
            for actor in (VERA, HEDRA, BOTH):
                case = a_case({"approved_by": approved}, funder=funder, state=state)
                if not bodies_of(actor, case.submission):
                    continue
                for action in lifecycle.actions:
                    rows = [row for row in lifecycle.rows(action) if state in row.sources]
                    assert sum(row.case(case, actor) for row in rows) == min(1, len(rows))


def test_a_reviewer_may_withdraw_what_no_verifier_has_open() -> None:
    assert isinstance(lifecycle.decide(a_case(), Action.WITHDRAW, ROWENA), Transition)
    assert isinstance(lifecycle.decide(a_case(**IN_CHARGE, state=CHECKING), Action.WITHDRAW, ROWENA), Refused)
