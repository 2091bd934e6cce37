"""Whatever tablets and verifiers do in whatever order: a review stays what the table says, nobody judges their own."""

from hypothesis import given
from hypothesis import strategies as st

from schemas.accounts import Actor, Role
from schemas.code_lists import Funder
from schemas.submissions import Action, State, Submission
from tests.support.cases import (
    COUNCIL,
    HEDRA,
    NHS_BODY,
    PROVIDER,
    ROWENA,
    TRURO,
    VERA,
    VICTOR,
    membership,
    somebody,
)
from tests.support.lives import Life
from workflows.reviews import LEASE, lifecycle
from workflows.verifiers import BODIES_OF_FUNDER

PIRAN = somebody(membership(Role.REVIEWER, PROVIDER, TRURO))
ROWENA_AT_THE_COUNCIL = Actor(
    account_id=ROWENA.account_id,
    memberships=(membership(Role.VERIFIER_ASC, COUNCIL), membership(Role.VERIFIER_HEALTH, NHS_BODY)),
    holder_ids=frozenset(),
)
COLLEAGUE = somebody(membership(Role.VERIFIER_ASC, COUNCIL), membership(Role.HOME_MANAGER, PROVIDER, TRURO))
FOR_BOTH = somebody(membership(Role.VERIFIER_ASC, COUNCIL), membership(Role.VERIFIER_HEALTH, NHS_BODY))
VERIFIERS = [VERA, VICTOR, HEDRA, FOR_BOTH, COLLEAGUE, ROWENA_AT_THE_COUNCIL]
NEVER = {COLLEAGUE.account_id, ROWENA.account_id}
WHOEVER_HAS_IT = None
"""The verifier who has the review open: most of what may happen at all, happens through them."""

Step = tuple[Actor | None, Action, int]
"""Who does what, so many minutes after the step before."""

opening = st.tuples(st.sampled_from(VERIFIERS), st.just(Action.OPEN))
deciding = st.tuples(
    st.sampled_from([WHOEVER_HAS_IT, WHOEVER_HAS_IT, *VERIFIERS]),
    st.sampled_from([Action.RELEASE, Action.APPROVE, Action.TAKE_IN, Action.RETURN, Action.REJECT]),
)
writing = st.tuples(
    st.sampled_from([ROWENA, PIRAN, VERA]), st.sampled_from([*[Action.AMEND] * 4, Action.WITHDRAW])
)
steps = st.lists(
    st.tuples(opening | deciding | writing, st.sampled_from([0, 1, 29, 30])).map(
        lambda step: (*step[0], step[1])
    ),
    min_size=5,
    max_size=25,
)


def take(life: Life, step: Step) -> bool:
    """Whether the step could be taken."""
    someone, action, minutes = step
    life.later(minutes)
    holders = [one for one in VERIFIERS if one.account_id == life.standing.opened_by]
    actor = someone or next(iter(holders), VERA)
    match action:
        case Action.AMEND:
            return life.amend(actor)
        case Action.WITHDRAW:
            return life.withdraw(actor)
        case _:
            return life.verify(action, actor)


def assert_sound(life: Life) -> None:
    """What holds of a review at every moment of its life."""
    now = life.standing
    assert now.state in {
        State.SUBMITTED,
        State.CHECKING,
        State.APPROVED,
        State.RETURNED,
        State.REJECTED,
        State.WITHDRAWN,
    }
    assert (now.opened_by is not None) == (now.lease_until is not None) == (now.state is State.CHECKING)
    assert now.proposed_rev is None or (now.state is State.CHECKING and now.proposed_rev > now.rev)
    assert now.latest_rev == max(life.revisions)
    assert now.version == len(life.events)
    everybody = BODIES_OF_FUNDER[now.funder]
    assert (life.approved_by(now.rev) == everybody) == (now.state is State.APPROVED)
    assert [message.rev for message in life.messages] == ([now.rev] if now.state is State.APPROVED else [])
    assert len({(one.rev, one.body) for one in life.decisions}) == len(life.decisions)


def assert_legal(before: Submission, action: Action, after: Submission) -> None:
    assert after.state in lifecycle.moves[before.state, action]
    assert after.rev >= before.rev
    if after.rev != before.rev:
        assert action in {Action.AMEND, Action.TAKE_IN, Action.RELEASE}


@given(st.sampled_from(Funder), steps)
def test_no_order_of_actions_leads_anywhere_else(funder: Funder, taken: list[Step]) -> None:
    life = Life(funder)
    for step in taken:
        before = life.standing
        if take(life, step):
            assert_legal(before, step[1], life.standing)
        else:
            assert life.standing is before
        assert_sound(life)


@given(st.sampled_from(Funder), steps)
def test_no_order_of_actions_lets_anybody_judge_what_they_or_their_house_have_written(
    funder: Funder, taken: list[Step]
) -> None:
    life = Life(funder)
    for step in taken:
        take(life, step)

    verified = [event for event in life.events if event.capacity.startswith("verifier")]
    assert {event.account_id for event in verified}.isdisjoint(NEVER)
    assert {one.verifier_id for one in life.decisions}.isdisjoint(NEVER)


@given(steps)
def test_no_order_of_actions_completes_a_joint_approval_without_both_bodies(taken: list[Step]) -> None:
    life = Life(Funder.JOINT)
    for step in taken:
        take(life, step)

    for message in life.messages:
        of_it = [one for one in life.decisions if one.rev == message.rev and one.outcome == "approved"]
        assert sorted(one.body for one in of_it) == ["council", "nhs"]


@given(st.sampled_from(Funder), steps)
def test_nobody_loses_a_review_that_they_have_open_to_another_verifier(
    funder: Funder, taken: list[Step]
) -> None:
    life = Life(funder)
    for step in taken:
        before = life.standing
        is_done = take(life, step)
        is_held = before.lease_until is not None and before.lease_until > life.at
        if is_done and is_held and (event := life.events[-1]).capacity.startswith("verifier"):
            assert event.account_id == before.opened_by
        until = life.standing.lease_until
        assert until is None or until <= life.at + LEASE
