"""What the record is told when a home takes somebody, and what the council has to see to then."""

import hashlib
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from msgspec import Raw

from schemas.base import encode
from schemas.discharges import AssessmentRevision, CheckArrival
from schemas.placements import PlacementFacts, PlacementMessage
from schemas.referrals import HomeState
from tests.given_assessments import an_assessment, assessment_body
from tests.support.discharges import CONDITIONAL, KEA, TAMSYN, a_home, a_home_case, a_standing
from tests.support.records import COUNCIL, MORWENNA, without_numbers
from tests.support.world import NOON
from workflows import discharges, placements, ratings
from workflows.discharges import Hand
from workflows.records import FOR_PRACTICE, NO_NUMBER, UNKNOWN_MESSAGE

HAND = Hand(account_id=TAMSYN.account_id, capacity="registered_manager", at=NOON)
STANDING = a_standing()
FINE = CheckArrival(as_described=True, medicines_right=True, equipment_there=True)


def some_facts(message: str = "placed", **around: Any) -> PlacementFacts:
    """Kea takes somebody on one condition, on the form's example."""
    body = encode(assessment_body({}))
    revision = AssessmentRevision(
        authority_id=STANDING.authority_id,
        id=STANDING.id,
        rev=1,
        person_id=STANDING.person_id,
        form_version=1,
        body=body,
        body_sha256=hashlib.sha256(body).digest(),
        assessor_id=TAMSYN.account_id,
        submitter_id=TAMSYN.account_id,
        submitter_role="trusted_assessor",
        device_id=None,
        made_at=NOON,
        corrected_at=None,
        not_before=None,
        received_at=NOON,
        rating=Raw(encode(ratings.judge(an_assessment({}).safe_care_rag, NOON.date()))),
        findings=Raw(b"[]"),
        op_id=uuid4(),
        agreement_version=1,
        assessor_standing=Raw(b"{}"),
    )
    usual: dict[str, Any] = {
        "message": message,
        "council": COUNCIL,
        "standing": STANDING,
        "revision": revision,
        "decision_id": 17,
        "decision": discharges.decision_row(a_home_case(CONDITIONAL), STANDING, HAND),
        "decided_by": "Kerra Pascoe",
        "arrival": None,
        "person": MORWENNA,
        "training_data": False,
        "organisation": "Test Homes",
        "location": "Kea House",
        "cqc_location_id": None,
        "hospital": "Test Hospital",
        "ward": "Ward 1",
        "expected_at": NOON + timedelta(days=1),
        "arrived_at": None,
    }
    return PlacementFacts(**(usual | around))


def looked_at(**found: Any) -> dict[str, Any]:
    told = msgspec.structs.replace(FINE, **found)
    row = discharges.arrival_row(STANDING, KEA, told, NOON, HAND)
    return {"arrival": row, "arrived_at": NOON}


def asked(facts: PlacementFacts) -> list[tuple[str, date | None]]:
    return [(one.kind.value, one.due or None) for one in placements.next_actions(facts)]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (HomeState.ASKED, HomeState.CONDITIONAL, PlacementMessage.PLACED),
        (HomeState.CONDITIONAL, HomeState.ACCEPTED, PlacementMessage.PLACED),
        (HomeState.ACCEPTED, HomeState.DECLINED, PlacementMessage.TAKEN_BACK),
        (HomeState.CONDITIONAL, HomeState.RELEASED, PlacementMessage.TAKEN_BACK),
        (HomeState.ASKED, HomeState.DECLINED, None),
        (HomeState.WAITING, HomeState.RELEASED, None),
        (HomeState.ACCEPTED, HomeState.ACCEPTED, None),
    ],
)
def test_the_record_is_told_when_a_home_gives_or_takes_back_its_word(
    before: HomeState, after: HomeState, told: PlacementMessage | None
) -> None:
    home = a_home(state=before)

    assert placements.word_of(home, msgspec.structs.replace(home, state=after)) is told


@pytest.mark.parametrize(
    ("facts", "actions"),
    [
        (some_facts("placed"), [("placement", date(2026, 11, 17))]),
        (some_facts("taken_back"), [("placement", None)]),
        (some_facts("arrived", arrived_at=NOON), [("package_setup", None)]),
        (some_facts("checked", **looked_at()), [("next_review", date(2026, 12, 28))]),
        (
            some_facts("checked", **looked_at(equipment_there=False)),
            [("arrival_follow_up", None), ("next_review", date(2026, 12, 28))],
        ),
    ],
    ids=["taken", "taken back", "come", "as assessed", "not as assessed"],
)
def test_somebody_is_asked_to_see_to_it_and_nothing_is_made_up(
    facts: PlacementFacts, actions: list[tuple[str, date | None]]
) -> None:
    assert asked(facts) == actions


def test_every_word_has_a_key_of_its_own_that_stays_the_same() -> None:
    keys = {placements.placed(some_facts(message, **looked_at())).key for message in PlacementMessage}

    assert len(keys) == len(PlacementMessage)
    assert placements.placed(some_facts()).key == f"{STANDING.id}:1:placed-17"


def test_what_the_home_found_is_told_only_once_it_has_looked() -> None:
    early = placements.placed(some_facts("placed", **looked_at()))
    late = placements.placed(some_facts("checked", **looked_at(equipment_there=False)))

    assert (early.arrival, early.arrived_at) == (msgspec.UNSET, msgspec.UNSET)
    assert late.arrival is not msgspec.UNSET
    assert (late.arrival.matched, late.arrived_at) == (False, NOON)


def test_the_record_is_not_told_of_people_made_up_or_without_a_number() -> None:
    assert placements.kept_back(some_facts(training_data=True)) is FOR_PRACTICE
    assert placements.kept_back(some_facts(person=without_numbers())) is NO_NUMBER
    assert placements.kept_back(some_facts("forgotten")) is UNKNOWN_MESSAGE
    assert placements.kept_back(some_facts()) is None
