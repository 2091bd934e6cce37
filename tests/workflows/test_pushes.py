"""A push is tried again with patience, given up with a reason, and spares a record that is down."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.pushes import Answer, Delivered, Never, NotNow, Withheld
from tests.support.world import NOON
from workflows.pushes import (
    FIRST_WAIT,
    LONGEST_PAUSE,
    LONGEST_WAIT,
    TRIES,
    TRIPS_AFTER,
    Circuit,
    verdict,
    wait,
)

BUSY = NotNow(code="record-busy", why="It is busy.", record_is_down=True)
LOCKED = NotNow(code="step-checked-out", why="Somebody has it.", record_is_down=False)
UNKNOWN = Never(code="person-not-found", why="It knows nobody like that.")
PRACTICE = Withheld(code="training-data", why="Made up.")
DICE = st.floats(0, 1, exclude_max=True)


@given(dice=DICE)
def test_each_wait_is_about_twice_the_last_until_it_is_long_enough(dice: float) -> None:
    waits = [wait(tries, dice) for tries in range(1, TRIES)]

    assert FIRST_WAIT / 2 <= waits[0] <= FIRST_WAIT
    assert waits == sorted(waits)
    assert LONGEST_WAIT / 2 <= waits[-1] <= LONGEST_WAIT


@given(tries=st.integers(1, TRIES - 1), dice=DICE)
def test_two_that_failed_together_are_not_tried_together_again(tries: int, dice: float) -> None:
    assert wait(tries, dice) - wait(tries, 0) == pytest.approx(
        wait(tries, 0) * dice, abs=timedelta(microseconds=2)
    )


def test_all_tries_together_outlast_a_day() -> None:
    assert sum((wait(tries, 0.5) for tries in range(1, TRIES)), timedelta()) > timedelta(days=1)


def test_what_is_refused_for_now_is_tried_again() -> None:
    after = verdict(LOCKED, 1, NOON, 0.0)

    assert (after.state, after.due_at) == ("ready", NOON + wait(1, 0.0))
    assert (after.code, after.why) == (LOCKED.code, LOCKED.why)


def test_a_record_that_says_when_to_come_back_is_not_asked_before() -> None:
    later = NotNow(code="record-busy", why="It is busy.", record_is_down=True, retry_after=timedelta(hours=6))

    assert verdict(later, 1, NOON, 0.0).due_at == NOON + timedelta(hours=6)


@pytest.mark.parametrize(
    ("answer", "tries", "state"),
    [
        (LOCKED, TRIES - 1, "ready"),
        (LOCKED, TRIES, "dead"),
        (UNKNOWN, 1, "dead"),
        (PRACTICE, 1, "withheld"),
        (PRACTICE, TRIES, "withheld"),
    ],
)
def test_a_push_ends_with_the_last_try_or_a_lasting_refusal(
    answer: NotNow | Never | Withheld, tries: int, state: str
) -> None:
    assert verdict(answer, tries, NOON, 0.0).state == state


def after(*answers: Answer) -> Circuit:
    circuit = Circuit()
    for answer in answers:
        circuit = circuit.after(answer, NOON)
    return circuit


def test_a_few_failures_stop_nobody() -> None:
    assert after(*[BUSY] * (TRIPS_AFTER - 1)).room(NOON, 8) == 8


def test_a_record_that_is_down_is_left_alone_and_then_asked_once() -> None:
    circuit = after(*[BUSY] * TRIPS_AFTER)
    assert circuit.paused_until is not None

    assert circuit.room(NOON, 8) == 0
    assert circuit.room(circuit.paused_until, 8) == 1
    assert circuit.room(circuit.paused_until, 0) == 0


@pytest.mark.parametrize("answer", [Delivered(reference="1"), LOCKED, UNKNOWN])
def test_any_answer_of_its_own_shows_that_the_record_is_there(answer: Answer) -> None:
    assert after(*[BUSY] * TRIPS_AFTER, answer) == Circuit()


def test_the_longer_it_is_down_the_less_it_is_asked_but_never_less_than_that() -> None:
    pauses = [after(*[BUSY] * n).paused_until for n in range(TRIPS_AFTER, TRIPS_AFTER + 30)]
    known = [pause - NOON for pause in pauses if pause]

    assert known == sorted(known)
    assert (len(known), known[-1]) == (30, LONGEST_PAUSE)
