"""Whatever arrives, wherever it lands: there is always an answer, and the answer always holds together."""

from collections.abc import Iterable
from datetime import timedelta

import pytest
from hypothesis import Phase, find, given, settings

from schemas.submissions import State
from tests.workflows.arriving_reviews import NOON, Situation, situations
from workflows.review_arrivals import decide
from workflows.reviews import lifecycle
from workflows.verdicts import Verdict


def verdict_on(situation: Situation) -> Verdict:
    return decide(*situation, NOON)


@pytest.mark.parametrize("status", ["accepted", "conflict", "quarantined", "rejected", "retry"])
def test_every_answer_can_happen(status: str) -> None:
    any_will_do = settings(max_examples=2_000, derandomize=True, phases=[Phase.generate])

    find(situations(), lambda situation: verdict_on(situation).status == status, settings=any_will_do)


@given(situations())
def test_the_same_on_the_same_ground_has_the_same_answer(situation: Situation) -> None:
    assert verdict_on(situation) == verdict_on(situation)


@given(situations())
def test_what_is_not_accepted_says_why_in_words_and_changes_nothing(situation: Situation) -> None:
    verdict = verdict_on(situation)

    if verdict.problem is None:
        assert verdict.status == "accepted"
        return
    assert verdict.status in ("conflict", "held", "quarantined", "rejected", "retry")
    words = verdict.problem.template.format(**verdict.problem.params)
    assert words[0].isupper()
    assert words.endswith(".")
    assert (verdict.revision, verdict.event) == (None, None)
    assert verdict.submission in (None, situation.before)
    assert (verdict.status == "conflict") == bool(verdict.problem.server_rev)


@given(situations())
def test_what_is_accepted_moves_as_the_lifecycle_allows(situation: Situation) -> None:
    verdict, before = verdict_on(situation), situation.before

    if verdict.event is None or verdict.submission is None:
        return
    after = verdict.submission
    assert verdict.event.to_state is after.state
    if before is None:
        assert (after.state, after.rev, after.version) == (State.SUBMITTED, 1, 1)
    else:
        assert after.state in _ends_of(before.state)
        assert after.version == before.version + 1
        assert situation.work.op.base_rev == before.latest_rev


def _ends_of(state: State) -> Iterable[State]:
    return {end for (source, _), ends in lifecycle.moves.items() if source is state for end in ends}


@given(situations())
def test_what_is_accepted_is_the_next_revision_or_the_same_answers_again(situation: Situation) -> None:
    verdict, work = verdict_on(situation), situation.work

    if verdict.revision is not None and verdict.submission is not None:
        assert verdict.submission.latest_rev == verdict.revision.rev == work.op.base_rev + 1
        assert (verdict.revision.body, verdict.revision.body_sha256) == (work.body, work.sha256)
        assert (verdict.submission.proposed_rev is None) == (verdict.submission.state is not State.CHECKING)
    elif verdict.status == "accepted" and verdict.event is None:
        assert situation.ground.current is not None
        assert work.sha256 == situation.ground.current.latest_sha256
        assert verdict.submission == situation.before


@given(situations())
def test_the_next_op_finds_what_this_one_left(situation: Situation) -> None:
    verdict = verdict_on(situation)

    after = verdict.after(situation.ground.current)

    if verdict.event is None:
        assert after == situation.ground.current
    else:
        assert after is not None
        assert after.submission == verdict.submission
        if verdict.revision is not None:
            assert after.latest_sha256 == situation.work.sha256


@given(situations())
def test_a_clock_is_corrected_only_by_what_is_known_of_it(situation: Situation) -> None:
    revision, skew = verdict_on(situation).revision, situation.sender.skew

    if revision is not None and revision.corrected_at is not None:
        assert skew is not None
        assert revision.corrected_at - situation.work.op.made_at == skew
    elif revision is not None and skew is not None:
        assert abs(skew) > timedelta(days=1)
