"""Whatever a review says and whatever is known about it, nothing unread is let through."""

from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.code_lists import Agreement, ChangeRequest, ConductedBy, Funder, Involvement
from schemas.ratings import Colour, FactorId
from schemas.routing import GoodStanding, Queue, Rated, RoutingFacts, VerifiedReview
from workflows.policies import DEFAULT_POLICIES
from workflows.routing import RULES, decide, reasons_to_open
from workflows.routing_cases import CASES

FIRST, LAST = datetime(2026, 1, 1), datetime(2027, 12, 31)  # noqa: DTZ001 - Hypothesis adds the zone
MOMENTS = st.datetimes(FIRST, LAST, timezones=st.just(UTC))
COLOURS = (Colour.GREEN, Colour.AMBER, Colour.RED)


def rated(computed: Colour, provider: Colour = Colour.GREEN, *causes: FactorId) -> Rated:
    effective = max(computed, provider, key=COLOURS.index)
    return Rated(computed=computed, provider=provider, effective=effective, causes=frozenset(causes))


def standing(at_review: bool | None, at_receipt: bool | None) -> GoodStanding:
    return GoodStanding(at_review=at_review, at_receipt=at_receipt)


AMBER_BEFORE = VerifiedReview(rating=Colour.AMBER, causes=frozenset({"falls"}), hours=14.0)


class Chain(NamedTuple):
    """Values that one fact may have, each worse than those before it, or less known."""

    fact: str
    values: tuple[Any, ...]


CHAINS = (
    Chain("form", ("review", "pre-discharge-assessment")),
    Chain("funder", (Funder.COUNCIL, Funder.JOINT)),
    Chain("funder", (Funder.NHS, Funder.JOINT)),
    Chain("rated", tuple(rated(colour, colour) for colour in COLOURS)),
    Chain("rated", (rated(Colour.GREEN, Colour.AMBER), rated(Colour.AMBER, Colour.AMBER, "falls"))),
    Chain("rated", tuple(rated(colour) for colour in COLOURS)),
    Chain(
        "rated",
        (
            rated(Colour.AMBER, Colour.AMBER, "falls"),
            rated(Colour.AMBER, Colour.AMBER, "falls", "nutrition"),
            rated(Colour.RED, Colour.RED, "falls", "nutrition"),
        ),
    ),
    Chain(
        "rated",
        (
            rated(Colour.AMBER, Colour.AMBER, "falls"),
            msgspec.structs.replace(rated(Colour.AMBER, Colour.AMBER, "falls"), override="down"),
        ),
    ),
    Chain("previous", (AMBER_BEFORE, None)),
    Chain(
        "change_request",
        (
            ChangeRequest.NONE,
            ChangeRequest.RETIME,
            ChangeRequest.DECREASE,
            ChangeRequest.INCREASE,
        ),
    ),
    Chain("change_request", (ChangeRequest.DECREASE, ChangeRequest.SUSPEND)),
    Chain("change_request", (ChangeRequest.RETIME, ChangeRequest.REDESIGN)),
    Chain("change_request", (ChangeRequest.DECREASE, ChangeRequest.END)),
    Chain("hours_added", (0.0, -0.5, -1.4, -1.5, -14.0)),
    Chain("hours_added", (0.0, 0.25, 10.0)),
    Chain("known_hours", ((14.0, 13.0), (14.0,), ())),
    Chain("change_agreed", (Agreement.AGREE, Agreement.NOT_ASKED)),
    Chain("change_agreed", (Agreement.AGREE, Agreement.DISAGREE)),
    Chain("change_agreed", (Agreement.AGREE, None)),
    Chain("lacks_capacity", (False, True)),
    Chain("reassessment_needed", (False, True)),
    Chain("corrects_what_was_approved", (False, True)),
    Chain("safeguarding_open", (False, True)),
    Chain("capacity_settled", (True, False)),
    Chain("advocacy_settled", (True, False)),
    Chain("person_involved", tuple(Involvement)),
    Chain("conducted_by", (ConductedBy.JOINT, ConductedBy.PERSON_SELF)),
    Chain("conducted_by", (ConductedBy.PROVIDER_REVIEWER, ConductedBy.CARER)),
    Chain("risks", (frozenset(), frozenset({"fall"}), frozenset({"fall", "high-risk"}))),
    Chain("statutory_findings", (frozenset(), frozenset({"carer-not-asked"}))),
    Chain(
        "other_findings",
        (
            frozenset(),
            frozenset({"answer-missing"}),
            frozenset({"answer-missing", "name-differs"}),
            frozenset({"answer-missing", "name-differs", "received-late"}),
        ),
    ),
    Chain("reviewer", (standing(True, True), standing(True, None), standing(None, None))),
    Chain("reviewer", (standing(True, True), standing(False, True), standing(False, False))),
    Chain("location", (standing(True, True), standing(None, True), standing(None, None))),
    Chain("location", (standing(True, True), standing(True, False), standing(False, False))),
    *(
        Chain(fact, (False, worse))
        for fact in ("restricted", "training_data", "sampled")
        for worse in (True, None)
    ),
)

CLEAR = [case.facts for case in CASES if not case.reasons]
LINKS = [(chain.fact, value) for chain in CHAINS for value in chain.values]
FACTS = st.builds(
    lambda clear, changes: msgspec.structs.replace(clear, **dict(changes)),
    st.sampled_from(CLEAR),
    st.lists(st.sampled_from(LINKS), max_size=3),
)


@st.composite
def steps_for_the_worse(draw: st.DrawFn) -> tuple[RoutingFacts, RoutingFacts]:
    """The same facts twice, but for one that is worse or less known the second time."""
    facts, chain = draw(FACTS), draw(st.sampled_from(CHAINS))
    better = draw(st.integers(0, len(chain.values) - 2))
    worse = draw(st.integers(better + 1, len(chain.values) - 1))
    before, after = (
        msgspec.structs.replace(facts, **{chain.fact: chain.values[at]}) for at in (better, worse)
    )
    return before, after


def is_for_bulk(facts: RoutingFacts) -> bool:
    return not reasons_to_open(facts, DEFAULT_POLICIES.routing)


def test_every_fact_but_todays_hours_has_something_worse() -> None:
    how_it_was_drawn = {"draw"}
    assert {chain.fact for chain in CHAINS} | {"hours_now"} | how_it_was_drawn == set(
        RoutingFacts.__struct_fields__
    )


@settings(deadline=None, max_examples=500)
@given(steps_for_the_worse())
def test_nothing_that_gets_worse_or_less_known_lets_a_review_through(
    step: tuple[RoutingFacts, RoutingFacts],
) -> None:
    before, after = step

    assert is_for_bulk(before) or not is_for_bulk(after)


@settings(deadline=None)
@given(FACTS, MOMENTS)
def test_red_joint_and_safeguarding_are_always_opened(facts: RoutingFacts, at: datetime) -> None:
    red = msgspec.structs.replace(facts, rated=rated(Colour.RED, Colour.RED))
    joint = msgspec.structs.replace(facts, funder=Funder.JOINT)
    concern = msgspec.structs.replace(facts, safeguarding_open=True)

    assert not any(decide(one, at, DEFAULT_POLICIES.routing).bulk_approvable for one in (red, joint, concern))


@settings(deadline=None)
@given(FACTS, MOMENTS)
def test_a_review_is_opened_for_a_reason_or_not_at_all(facts: RoutingFacts, at: datetime) -> None:
    routing = decide(facts, at, DEFAULT_POLICIES.routing)

    assert routing.bulk_approvable is (routing.reasons == [])
    assert routing.bulk_approvable or routing.queue is not Queue.LIGHT_TOUCH
    assert not routing.bulk_approvable or routing.queue in (Queue.LIGHT_TOUCH, Queue.HEALTH)


@settings(deadline=None)
@given(FACTS, st.permutations(RULES))
def test_no_rule_counts_less_for_coming_later(facts: RoutingFacts, shuffled: list[Any]) -> None:
    in_order, in_another = (
        reasons_to_open(facts, DEFAULT_POLICIES.routing),
        reasons_to_open(facts, DEFAULT_POLICIES.routing, shuffled),
    )

    assert sorted(in_another, key=str) == sorted(in_order, key=str)


@settings(deadline=None)
@given(FACTS, MOMENTS)
def test_the_same_facts_are_always_routed_alike(facts: RoutingFacts, at: datetime) -> None:
    assert decide(facts, at, DEFAULT_POLICIES.routing) == decide(facts, at, DEFAULT_POLICIES.routing)


@settings(deadline=None)
@given(FACTS, MOMENTS)
def test_a_worse_rating_is_due_no_later(facts: RoutingFacts, at: datetime) -> None:
    green, amber, red = (
        decide(
            msgspec.structs.replace(facts, rated=rated(colour, colour)), at, DEFAULT_POLICIES.routing
        ).due_at
        for colour in COLOURS
    )

    assert at < red <= amber <= green
