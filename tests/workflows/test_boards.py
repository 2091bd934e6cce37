"""The discharge board says of everybody what blocks them, whose move it is, and for how long they have waited."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from schemas.accounts import Named
from schemas.referrals import Category, HomeState, ReferralState
from tests.given_assessments import RECEIVED, an_assessment
from tests.workflows.test_weekend import ROOM
from workflows import boards
from workflows.boards import Waiting

KEA = Named(id=uuid4(), name="Kea House")


def waiting(state: ReferralState, **changes: Any) -> Waiting:
    usual: dict[str, Any] = {
        "authority_id": uuid4(),
        "id": uuid4(),
        "reference": "7K4M-2QXC",
        "person": Named(id=uuid4(), name="Test Person 0002"),
        "hospital": Named(id=uuid4(), name="Test Hospital"),
        "ward": "Ward 1",
        "pathway": 3,
        "category": Category.CARE_HOME,
        "state": state,
        "proposed_from": RECEIVED,
        "created_at": RECEIVED - timedelta(hours=30),
        "home": None,
        "home_state": None,
        "due_at": None,
        "assessment": an_assessment({}),
        "accommodation": None,
        "accepted_on": None,
        "overrides": (),
    }
    return Waiting(**(usual | changes))


@pytest.mark.parametrize(
    ("one", "whose_move", "waiting_on", "blocked_by"),
    [
        (waiting(ReferralState.REFERRED, assessment=None), "assessor", "assessor", ["not_assessed"]),
        (
            waiting(ReferralState.ASKED, home=KEA, home_state=HomeState.ASKED),
            "home",
            "Kea House",
            ["accommodation"],
        ),
        (waiting(ReferralState.UNPLACED), "coordinator", "coordinator", ["no_home", "accommodation"]),
        (
            waiting(ReferralState.PLACED, home=KEA, home_state=HomeState.CONDITIONAL, accommodation=ROOM),
            "ward",
            "ward",
            [],
        ),
    ],
    ids=["referred", "asked", "unplaced", "placed"],
)
def test_a_line_says_whose_move_it_is_and_what_blocks(
    one: Waiting, whose_move: str, waiting_on: str, blocked_by: list[str]
) -> None:
    line = boards.line(one, RECEIVED)

    assert (line.whose_move, line.waiting_on, line.blocked_by) == (whose_move, waiting_on, blocked_by)
    assert line.hours_waiting == 30


def test_a_home_that_has_not_answered_in_time_is_overdue() -> None:
    late = waiting(ReferralState.ASKED, home=KEA, home_state=HomeState.ASKED, due_at=RECEIVED)

    assert not boards.line(late, RECEIVED).overdue
    assert boards.line(late, RECEIVED + timedelta(seconds=1)).overdue


def test_the_file_has_the_columns_in_order_and_names_nobody() -> None:
    heads, row = boards.rows([boards.line(waiting(ReferralState.UNPLACED), RECEIVED)])

    assert heads == list(boards.COLUMNS)
    assert dict(zip(heads, row, strict=True)) | {"proposed_from": "", "since": ""} == {
        "reference": "7K4M-2QXC",
        "hospital": "Test Hospital",
        "ward": "Ward 1",
        "pathway": "3",
        "category": "care_home",
        "state": "unplaced",
        "whose_move": "coordinator",
        "waiting_on": "coordinator",
        "due_at": "",
        "overdue": "no",
        "blocked_by": "no_home; accommodation",
        "weekend_ready": "no",
        "proposed_from": "",
        "since": "",
        "hours_waiting": "30",
        "to_do": "",
        "record_reference": "",
    }


def test_whatever_begins_like_a_formula_is_no_formula_in_a_spreadsheet() -> None:
    line = boards.line(waiting(ReferralState.UNPLACED, ward="=cmd()"), RECEIVED)

    _, row = boards.rows([line])

    assert row[boards.COLUMNS.index("ward")] == "'=cmd()"
