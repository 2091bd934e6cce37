"""A home's word reaches the record once, and whoever waits on the ward can see that it did."""

from datetime import date, timedelta

import msgspec
import pytest

from service.connectors.mapping import load
from service.store.database import Database
from tests.support.deliveries import only, turn
from tests.support.placing import Placing
from tests.support.simulated import Simulated
from tests.support.ward import ROOM, STAFFING, Ward

CONDITION = {"what": "Insulin pen training", "owner": "Ward", "due_by": "2026-11-17T08:00:00Z"}
FOUND = {
    "arrived_at": "2026-11-17T12:00:00Z",
    "as_described": True,
    "medicines_right": True,
    "equipment_there": True,
}


@pytest.fixture
def placing(ward: Ward, database: Database) -> Placing:
    return Placing(ward, database, Simulated(welcoming=True))


async def test_a_home_that_takes_somebody_is_in_the_record_with_its_conditions(placing: Placing) -> None:
    ward = placing.ward
    body = await ward.assessed()
    await ward.decide(
        ward.kerra, body, ward.kea, "accept_with_conditions", accommodation=ROOM, conditions=[CONDITION]
    )
    before = await ward.tamsyn.pull()

    await placing.turns(2)

    (step,) = placing.simulated.steps("PDA_PLACEMENT")
    assert (step.answers["PDA_HOME"], step.answers["PDA_DECISION"]) == (
        "Kea House",
        "Accepted with conditions",
    )
    assert step.answers["PDA_CONDITIONS"] == "Insulin pen training – Ward – 2026-11-17T08:00:00Z"
    assert placing.asked_of("PLACEMENT") == [("Brokerage", date(2026, 11, 17))]
    assert (await ward.shown(body))["record_reference"] == step.step.id
    (line,) = (await ward.corentyn.get("/v1/discharge-board")).json()["items"]
    assert line["record_reference"] == step.step.id
    (row,) = (await ward.tamsyn.pull(before["cursor"]))["rows"]
    assert (row["kind"], row["body"]["record_reference"]) == ("assessment", step.step.id)
    await ward.tamsyn.push(ward.op("amend", body | {"person_views": "She likes it there."}, 1))
    assert (await ward.shown(body))["record_reference"] == step.step.id


async def test_the_record_is_told_of_one_word_once_however_often_workers_try(placing: Placing) -> None:
    await placing.ward.accepted()
    await placing.simulated.goes_wrong(
        {"kind": "lose_answer", "operation": "complete_step", "times": 1, "status": 504}
    )

    await turn(placing.worker(), placing.worker())
    placing.ward.scene.clock.forward(seconds=60)
    await turn(placing.worker(), placing.worker())

    (message,) = await placing.messages()
    assert (message["state"], message["tries"]) == ("sent", 2)
    assert placing.events() == ["Home takes them"]
    assert len(placing.simulated.steps("PLACEMENT")) == 1


async def test_a_home_that_takes_its_word_back_is_told_of_as_well_and_the_next_after_it(
    placing: Placing,
) -> None:
    ward = placing.ward
    body = await ward.accepted()
    await ward.decide(ward.kerra, body, ward.kea, "decline", **STAFFING)
    await ward.decide(ward.lowen, body, ward.looe, "accept", accommodation=ROOM)

    await placing.turns(3)

    assert placing.events() == ["Home takes them", "Home takes them no more", "Home takes them"]
    assert [step.answers["PDA_HOME"] for step in placing.simulated.steps("PDA_PLACEMENT")] == [
        "Kea House",
        "Kea House",
        "Looe House",
    ]


async def test_somebody_who_does_not_leave_is_taken_by_nobody_in_the_record(placing: Placing) -> None:
    ward = placing.ward
    body = await ward.accepted()
    await ward.corentyn.post(f"/v1/referrals/{body['referral_id']}/withdraw", {"reason": "She stays."})

    await placing.turns(2)

    assert placing.events() == ["Home takes them", "Home takes them no more"]


async def test_how_the_arrival_went_reaches_the_record(placing: Placing) -> None:
    ward = placing.ward
    body = await ward.accepted()
    ward.scene.clock.now += timedelta(days=2)
    kerra = await ward.scene.as_("kerra")
    wrong = FOUND | {"medicines_right": False, "feedback": "The chart lacked the evening dose."}
    await kerra.post(f"/v1/assessments/{body['submission_id']}/arrival", wrong)

    await placing.turns(3)

    assert placing.events() == ["Home takes them", "Has come", "Arrival looked at"]
    last = placing.simulated.steps("PDA_PLACEMENT")[-1]
    assert (last.answers["PDA_AS_ASSESSED"], last.answers["PDA_FEEDBACK"]) == ("No", wrong["feedback"])
    assert placing.asked_of("PACKAGE_SETUP") == [("Brokerage", None)]
    assert placing.asked_of("ARRIVAL_FOLLOW_UP") == [("Discharge hub", None)]
    assert placing.asked_of("REVIEW_DUE") == [("Reviews", date(2026, 12, 29))]


async def test_what_the_record_will_not_have_waits_for_staff_in_the_queue_of_the_reviews(
    placing: Placing,
) -> None:
    body = await placing.ward.accepted()
    unable = msgspec.structs.replace(load(None), assessments=None)

    await turn(placing.worker(placing.simulated.connector(unable)))

    vera = placing.ward.vera
    (push,) = (await vera.get("/v1/record/pushes?state=dead")).json()["items"]
    assert (push["form"], push["code"], push["submission"]["id"]) == (
        "assessment",
        "assessments-not-mapped",
        body["submission_id"],
    )
    whole = (await vera.get(f"/v1/record/pushes/{push['id']}")).json()
    assert (whole["placement"]["message"], "record" in whole) == ("placed", False)
    assert (await vera.post(f"/v1/record/pushes/{push['id']}/retry", {})).status_code == 200
    await placing.turns()
    assert placing.events() == ["Home takes them"]


async def test_a_word_that_was_written_down_by_another_worker_changes_nothing_any_more(
    placing: Placing,
) -> None:
    body = await placing.ward.accepted()
    worker = placing.worker()
    claimed = await only(worker)
    placing.ward.scene.clock.forward(seconds=60)
    await placing.turns()

    await worker.see_to(claimed)

    assert placing.events() == ["Home takes them"]
    assert (await placing.ward.shown(body))["record_reference"]
