"""A review moves in the ways that the table states, by the people it names, when its requirements hold."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from schemas.accounts import VERIFIERS, Actor, Role
from schemas.attachments import EvidenceCount
from schemas.base import Issue
from schemas.code_lists import Funder
from schemas.reviews import Finding
from schemas.submissions import Action, State
from tests.support.cases import (
    BODMIN,
    COUNCIL,
    ELSEWHERE,
    HEDRA,
    NHS_BODY,
    OTHER_PROVIDER,
    PROVIDER,
    ROWENA,
    TRURO,
    VERA,
    VICTOR,
    a_case,
    membership,
    somebody,
    someone,
)
from tests.support.world import NOON
from workflows import reviews
from workflows.reviews import Case, in_bulk, lifecycle
from workflows.transitions import Refused, Requirement, Transition, Why

CHECKING = State.CHECKING
BOTH = somebody(membership(Role.VERIFIER_ASC, COUNCIL), membership(Role.VERIFIER_HEALTH, NHS_BODY))
IN_CHARGE: dict[str, Any] = {"opened_by": VERA.account_id, "lease_until": NOON + timedelta(minutes=1)}
LAPSED: dict[str, Any] = {"opened_by": VERA.account_id, "lease_until": NOON}


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


THREE_OF_FOUR = EvidenceCount(named=4, arrived=3)
WAIVED = EvidenceCount(named=4, arrived=3, waived=True)

OBJECTIONS: list[tuple[Requirement[Case], str, Case, Actor]] = [
    (
        reviews.a_concern_is_the_councils,
        "concern-is-the-councils",
        a_case(funder=Funder.NHS, concern_raised=True),
        HEDRA,
    ),
    (reviews.no_concern_was_raised, "concern-raised", a_case(concern_raised=True), VERA),
    (reviews.something_is_withheld, "nothing-withheld", a_case(), VERA),
    (reviews.nobody_lowered_its_rating, "rating-lowered", a_case(rating_lowered=True), VERA),
    (reviews.verifier_is_independent, "verifier-not-independent", a_case(), ROWENA),
    (
        reviews.verifier_is_independent,
        "verifier-not-independent",
        a_case({"authors": {VERA.account_id}}),
        VERA,
    ),
    (
        reviews.verifier_is_independent,
        "verifier-not-independent",
        a_case(),
        someone(Role.VERIFIER_ASC, PROVIDER),
    ),
    (
        reviews.verifier_is_independent,
        "verifier-not-independent",
        a_case({"author_organisations": {OTHER_PROVIDER}}),
        somebody(membership(Role.VERIFIER_ASC, COUNCIL), membership(Role.HOME_MANAGER, OTHER_PROVIDER)),
    ),
    (reviews.verifier_is_of_the_funders_body, "other-body", a_case(), HEDRA),
    (reviews.verifier_is_of_the_funders_body, "other-body", a_case(funder=Funder.NHS), VERA),
    (
        reviews.verifier_is_of_the_funders_body,
        "other-body",
        a_case(funder=Funder.JOINT),
        someone(Role.VERIFIER_ASC, uuid4(), authority=ELSEWHERE),
    ),
    (
        reviews.author_is_of_this_location,
        "location-not-allowed",
        a_case(),
        someone(Role.REVIEWER, PROVIDER, BODMIN),
    ),
    (
        reviews.author_is_of_this_location,
        "location-not-allowed",
        a_case(),
        someone(Role.REVIEWER, OTHER_PROVIDER),
    ),
    (
        reviews.author_is_of_this_location,
        "location-not-allowed",
        a_case(),
        someone(Role.VERIFIER_ASC, PROVIDER),
    ),
    (reviews.nobody_else_has_it, "open-with-another", a_case(**IN_CHARGE), VICTOR),
    (reviews.the_verifier_has_it, "open-with-another", a_case(**IN_CHARGE), VICTOR),
    (reviews.the_verifier_has_it, "open-it-first", a_case(**LAPSED), VICTOR),
    (reviews.a_revision_is_proposed, "nothing-to-take-in", a_case(), VERA),
    (reviews.no_revision_waits, "revision-waits", a_case(proposed_rev=2), VERA),
    (
        reviews.this_body_has_not_decided,
        "already-decided",
        a_case({"approved_by": {"council"}}, funder=Funder.JOINT),
        VICTOR,
    ),
    (
        reviews.nothing_stops_approval,
        "advocate-missing",
        a_case(
            {"blocking": (Finding(pointer="/advocate_status", code="advocate-missing", kind="statutory"),)}
        ),
        VERA,
    ),
    (reviews.its_evidence_has_come, "evidence-missing", a_case({"evidence": THREE_OF_FOUR}), VERA),
    (reviews.evidence_is_missing, "no-evidence-missing", a_case({"evidence": WAIVED}), VERA),
    (reviews.no_query_is_open, "query-open", a_case(open_queries=2), VERA),
    (reviews.a_correction_is_requested, "no-correction-requested", a_case(), VERA),
    (
        reviews.no_correction_is_requested,
        "correction-requested",
        a_case(correction_requested_at=NOON),
        ROWENA,
    ),
    (reviews.one_body_alone_decides, "jointly-funded", a_case(funder=Funder.JOINT), VERA),
    (reviews.nothing_new_is_in_it, "has-to-be-opened", a_case(), VERA),
    (
        reviews.nothing_stopped_approval_at_receipt,
        "findings-stop-approval",
        a_case(blocking_findings=1),
        VERA,
    ),
]

NO_OBJECTIONS: list[tuple[Requirement[Case], Case, Actor]] = [
    (reviews.a_concern_is_the_councils, a_case(funder=Funder.NHS, concern_raised=True), VERA),
    (reviews.a_concern_is_the_councils, a_case(funder=Funder.NHS), HEDRA),
    (reviews.no_concern_was_raised, a_case(), VERA),
    (reviews.something_is_withheld, a_case(withheld_since=NOON), VERA),
    (reviews.nobody_lowered_its_rating, a_case(), VERA),
    (reviews.verifier_is_independent, a_case({"author_organisations": {PROVIDER}}), VERA),
    (reviews.verifier_is_of_the_funders_body, a_case(), VERA),
    (reviews.verifier_is_of_the_funders_body, a_case(funder=Funder.NHS), HEDRA),
    (reviews.verifier_is_of_the_funders_body, a_case(funder=Funder.JOINT), VERA),
    (reviews.verifier_is_of_the_funders_body, a_case(funder=Funder.JOINT), HEDRA),
    (reviews.author_is_of_this_location, a_case(), someone(Role.REVIEWER, PROVIDER, TRURO)),
    (reviews.author_is_of_this_location, a_case(), someone(Role.PROVIDER_ADMIN, PROVIDER)),
    (reviews.nobody_else_has_it, a_case(), VERA),
    (reviews.nobody_else_has_it, a_case(**IN_CHARGE), VERA),
    (reviews.nobody_else_has_it, a_case(**LAPSED), VICTOR),
    (reviews.the_verifier_has_it, a_case(**IN_CHARGE), VERA),
    (reviews.the_verifier_has_it, a_case(**LAPSED), VERA),
    (reviews.a_revision_is_proposed, a_case(proposed_rev=2), VERA),
    (reviews.no_revision_waits, a_case(), VERA),
    (reviews.this_body_has_not_decided, a_case(), VERA),
    (
        reviews.this_body_has_not_decided,
        a_case({"approved_by": {"council"}}, funder=Funder.JOINT),
        HEDRA,
    ),
    (reviews.this_body_has_not_decided, a_case({"approved_by": {"council"}}, funder=Funder.JOINT), BOTH),
    (reviews.nothing_stops_approval, a_case(), VERA),
    (reviews.its_evidence_has_come, a_case(), VERA),
    (reviews.its_evidence_has_come, a_case({"evidence": WAIVED}), VERA),
    (reviews.evidence_is_missing, a_case({"evidence": THREE_OF_FOUR}), VERA),
    (reviews.no_query_is_open, a_case(), VERA),
    (reviews.a_correction_is_requested, a_case(correction_requested_at=NOON), VERA),
    (reviews.no_correction_is_requested, a_case(), ROWENA),
    (reviews.one_body_alone_decides, a_case(), VERA),
    (reviews.one_body_alone_decides, a_case(funder=Funder.NHS), HEDRA),
    (reviews.nothing_new_is_in_it, a_case(bulk_approvable=True), VERA),
    (reviews.nothing_stopped_approval_at_receipt, a_case(), VERA),
]


@pytest.mark.parametrize(("requirement", "code", "case", "actor"), OBJECTIONS)
def test_a_requirement_that_is_not_met_says_so(
    requirement: Requirement[Case], code: str, case: Case, actor: Actor
) -> None:
    assert [issue.code for issue in requirement(case, actor)] == [code]


@pytest.mark.parametrize(("requirement", "case", "actor"), NO_OBJECTIONS)
def test_a_requirement_that_is_met_is_silent(
    requirement: Requirement[Case], case: Case, actor: Actor
) -> None:
    assert list(requirement(case, actor)) == []


def test_every_requirement_of_the_table_is_among_those_shown() -> None:
    rows = (*lifecycle.transitions, *in_bulk.transitions)
    asked = {need for row in rows for need in (*row.who, *row.first, *row.when)}

    assert {requirement for requirement, *_ in OBJECTIONS} == asked
    assert {requirement for requirement, *_ in NO_OBJECTIONS} == asked


def test_whoever_waits_for_another_verifier_is_told_how_long() -> None:
    (issue,) = reviews.nobody_else_has_it(a_case(**IN_CHARGE), VICTOR)

    assert issue == Issue(
        pointer="/opened_by", code="open-with-another", params={"until": "2026-11-16T12:01:00Z"}
    )


def approval(case: Case, actor: Actor) -> State | list[str]:
    decided = lifecycle.decide(case, Action.APPROVE, actor)
    return [issue.code for issue in decided.issues] if isinstance(decided, Refused) else decided.to


def in_hand(actor: Actor, around: dict[str, Any] | None = None, **changes: Any) -> Case:
    return a_case(around, state=CHECKING, opened_by=actor.account_id, lease_until=NOON, **changes)


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

    assert (reviews.deciding_body(first, BOTH), reviews.capacity(first, BOTH).role) == (
        "council",
        Role.VERIFIER_ASC,
    )
    assert (reviews.deciding_body(second, BOTH), reviews.capacity(second, BOTH).role) == (
        "nhs",
        Role.VERIFIER_HEALTH,
    )
    assert (approval(first, BOTH), approval(second, BOTH)) == (State.SUBMITTED, State.APPROVED)


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
                if not reviews.bodies_of(actor, case.submission):
                    continue
                for action in lifecycle.actions:
                    rows = [row for row in lifecycle.rows(action) if state in row.sources]
                    assert sum(row.case(case, actor) for row in rows) == min(1, len(rows))


def test_a_reviewer_may_withdraw_what_no_verifier_has_open() -> None:
    assert isinstance(lifecycle.decide(a_case(), Action.WITHDRAW, ROWENA), Transition)
    assert isinstance(lifecycle.decide(a_case(**IN_CHARGE, state=CHECKING), Action.WITHDRAW, ROWENA), Refused)


def test_somebody_of_two_locations_writes_in_their_first_capacity() -> None:
    both = somebody(membership(Role.PROVIDER_ADMIN, PROVIDER), membership(Role.REVIEWER, PROVIDER, TRURO))

    assert reviews.author_role(both, PROVIDER, TRURO) == Role.REVIEWER
    assert reviews.author_role(both, PROVIDER, BODMIN) == Role.PROVIDER_ADMIN


@pytest.mark.parametrize("funder", Funder)
def test_once_a_concern_was_raised_the_council_alone_decides(funder: Funder) -> None:
    raised = in_hand(VERA, funder=funder, concern_raised=True)

    assert approval(raised, VERA) == State.APPROVED
    for action in lifecycle.actions:
        if lifecycle.roles(action) == VERIFIERS:
            refused = lifecycle.forbidden(raised, action, HEDRA)
            assert isinstance(refused, Refused), action
            assert [issue.code for issue in refused.issues] == ["concern-is-the-councils"]
