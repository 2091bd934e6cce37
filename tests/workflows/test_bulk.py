"""What becomes of each of many reviews that are approved at once, for every combination of what may be the case."""

from datetime import timedelta
from itertools import product
from typing import Any
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET

from schemas.accounts import Actor, Role
from schemas.bulk import BulkItem, BulkResult, BulkStatus
from schemas.code_lists import Funder
from schemas.ratings import Colour
from schemas.reviews import Finding
from schemas.routing import RoutingReason
from schemas.submissions import Action, State
from schemas.verification import Nothing
from tests.support.cases import (
    COUNCIL,
    HEDRA,
    NHS_BODY,
    PROVIDER,
    ROWENA,
    VERA,
    VICTOR,
    a_case,
    membership,
    somebody,
    someone,
)
from tests.support.world import NOON
from workflows import bulk, verification
from workflows.cases import Case
from workflows.policies import DEFAULT_POLICIES
from workflows.reviews import in_bulk, lifecycle
from workflows.transitions import Refused, Transition
from workflows.verification import Hands

STOPS = Finding(pointer="/advocate_status", code="advocate-missing", kind="statutory")
BOTH = somebody(membership(Role.VERIFIER_ASC, COUNCIL), membership(Role.VERIFIER_HEALTH, NHS_BODY))
OWN_HOUSE = somebody(membership(Role.VERIFIER_ASC, COUNCIL), membership(Role.HOME_MANAGER, PROVIDER))
ACTORS = (VERA, HEDRA, BOTH, OWN_HOUSE, ROWENA, someone(Role.ADMIN, COUNCIL))


def leased_to(actor: Actor | None, until: timedelta = timedelta(minutes=1)) -> dict[str, Any]:
    return {"opened_by": actor.account_id, "lease_until": NOON + until} if actor else {}


def judged(case: Case | None, actor: Actor = VERA, rev: int = 1) -> BulkResult:
    return bulk.judge(BulkItem(id=case.submission.id if case else uuid4(), rev=rev), case, actor)


def expected(
    *,
    forbidden: bool,
    rev: int,
    waits: bool,
    state: State,
    may: bool,
    lease: Actor | None,
    stops: bool,
    joint: bool,
) -> BulkStatus:
    """The same said in the plainest way: the first that is the case counts."""
    if forbidden:
        return BulkStatus.FORBIDDEN
    if rev != 1 or waits:
        return BulkStatus.STALE
    if state not in (State.SUBMITTED, State.CHECKING):
        return BulkStatus.WRONG_STATE
    if not may or lease is VICTOR or stops or joint:
        return BulkStatus.EXCLUDED
    return BulkStatus.DONE


def test_of_all_that_may_be_against_an_approval_the_first_counts() -> None:
    yes_or_no = (True, False)
    seen = set()
    for state, rev, waits, may, lease, stops, funder in product(
        State, (1, 2), yes_or_no, yes_or_no, (None, VERA, VICTOR), yes_or_no, Funder
    ):
        case = a_case(
            {"blocking": (STOPS,) if stops else ()},
            state=state,
            proposed_rev=2 if waits else None,
            bulk_approvable=may,
            funder=funder,
            **leased_to(lease),
        )
        for actor, verifies in ((VERA, (Funder.COUNCIL, Funder.JOINT)), (OWN_HOUSE, ()), (ROWENA, ())):
            told = judged(case, actor, rev)
            assert told.status is expected(
                forbidden=funder not in verifies,
                rev=rev,
                waits=waits,
                state=state,
                may=may,
                lease=lease,
                stops=stops,
                joint=funder is Funder.JOINT,
            )
            assert bool(told.reasons) is (told.status is not BulkStatus.DONE)
            seen.add(told.status)
    assert seen == set(BulkStatus) - {BulkStatus.NOT_FOUND}


def test_what_nobody_reaches_is_not_found_without_a_word_more() -> None:
    told = judged(None)

    assert (told.status, told.current_rev, told.reasons) == (BulkStatus.NOT_FOUND, UNSET, UNSET)


def test_every_reason_says_what_would_change_it() -> None:
    told = judged(
        a_case(
            {"blocking": (STOPS,), "approved_by": frozenset({"council"})},
            state=State.CHECKING,
            funder=Funder.JOINT,
            **leased_to(VICTOR),
        )
    )

    assert told.reasons
    assert [reason.code for reason in told.reasons] == [
        "open-with-another",
        "already-decided",
        "jointly-funded",
        "advocate-missing",
        "has-to-be-opened",
    ]
    assert all(reason.what_would_change_it.endswith(".") for reason in told.reasons)


def test_what_routing_has_against_it_is_told_once_in_routings_own_words() -> None:
    red = RoutingReason(code="rated-red", what_would_change_it="Another rating.", params={"rating": "red"})
    joint = RoutingReason(code="jointly-funded", what_would_change_it="Nothing: both open it.")

    told = judged(a_case({"reasons_to_open": (red, joint)}, funder=Funder.JOINT))

    assert told.reasons == [joint, red]


def test_of_a_review_that_is_elsewhere_it_is_said_what_it_waits_for() -> None:
    def said(state: State) -> str:
        reasons = judged(a_case(state=state, bulk_approvable=True)).reasons
        assert reasons
        return reasons[0].what_would_change_it

    assert said(State.RETURNED) == "The reviewer's next revision."
    assert said(State.CORRECTION_OPEN) == "The end of the correction."
    assert {said(State.APPROVED), said(State.RECORDED), said(State.REJECTED), said(State.WITHDRAWN)} == {
        bulk.DECIDED
    }


def test_a_verifier_decides_in_bulk_in_each_capacity_in_which_one_body_decides() -> None:
    assert [(one.funder, one.body, one.membership.role) for one in bulk.capacities(BOTH)] == [
        (Funder.COUNCIL, "council", Role.VERIFIER_ASC),
        (Funder.NHS, "nhs", Role.VERIFIER_HEALTH),
    ]
    assert bulk.capacities(ROWENA) == []


def test_a_selection_says_in_one_line_why_and_why_not() -> None:
    reasons = judged(a_case(**leased_to(VICTOR))).reasons

    assert bulk.why(Colour.GREEN) == "Rated green; nothing in it has to be opened."
    assert bulk.why_not(reasons or []) == "Not in bulk: open with another, has to be opened."
    assert bulk.why_not([]) == "Not in bulk: out of reach."


CASES = st.builds(
    lambda state, waits, may, concern, lease, until, stops, counted, funder, author, house, decided: a_case(
        {
            "blocking": (STOPS,) if stops else (),
            "authors": frozenset({author.account_id}),
            "author_organisations": frozenset({house}),
            "approved_by": frozenset(decided),
        },
        state=state,
        proposed_rev=2 if waits else None,
        bulk_approvable=may,
        concern_raised=concern,
        blocking_findings=counted,
        funder=funder,
        **leased_to(lease, until),
    ),
    st.sampled_from(sorted({State.SUBMITTED, State.CHECKING})),
    st.booleans(),
    st.sampled_from([True, True, True, False]),
    st.sampled_from([False, False, False, True]),
    st.sampled_from([None, VERA, HEDRA, BOTH, VICTOR]),
    st.sampled_from([timedelta(minutes=1), timedelta(), timedelta(minutes=-1)]),
    st.sampled_from([False, False, False, True]),
    st.sampled_from([0, 0, 0, 1]),
    st.sampled_from(Funder),
    st.sampled_from([ROWENA, ROWENA, VERA, BOTH]),
    st.sampled_from([PROVIDER, PROVIDER, COUNCIL]),
    st.sets(st.sampled_from(["council", "nhs"])),
)


@given(CASES, st.sampled_from(ACTORS))
def test_what_is_approved_in_bulk_could_be_opened_and_approved_alone(case: Case, verifier: Actor) -> None:
    told = judged(case, verifier)

    if told.status is BulkStatus.DONE:
        opened = moved(case, Action.OPEN, verifier)
        approved = moved(opened, Action.APPROVE, verifier)
        assert approved.state is bulk.TO is State.APPROVED
    else:
        assert isinstance(in_bulk.decide(case, Action.APPROVE, verifier), Refused)


def moved(case: Case, action: Action, verifier: Actor) -> Case:
    """The review after a single move, which has to be allowed."""
    move = lifecycle.decide(case, action, verifier)
    assert isinstance(move, Transition)
    hands = Hands(actor=verifier, at=case.at, decision_id=uuid4())
    made = verification.carry_out(case, move, Nothing(), hands, None, DEFAULT_POLICIES.routing.clock)
    return Case(
        submission=made.submission,
        at=case.at,
        authors=case.authors,
        author_organisations=case.author_organisations,
        approved_by=case.approved_by,
        blocking=case.blocking,
    )
