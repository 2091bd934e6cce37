"""What was approved reaches the record once, and everybody who waits can see that it did."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from schemas.pushes import Delivered, Exchange
from tests.support.deliveries import Delivery, only, turn
from tests.support.simulated import ONCE
from tests.support.world import NOON
from workflows.pushes import TRIES, TRIPS_AFTER, wait

CHECKED_OUT = {"kind": "check_out", "operation": "ensure_step"}
MORE: dict[str, Any] = {"change_request": "increase", "change_agreed": {"person": "agree"}}


async def test_an_approved_review_is_recorded_under_the_records_reference(delivery: Delivery) -> None:
    item = await delivery.approved()

    told = await turn(delivery.worker())

    (step,) = delivery.simulated.steps()
    seen = (await delivery.desk.vera.get(f"/v1/submissions/{item.id}")).json()
    message = await delivery.message(item)
    assert told == 1
    assert (seen["state"], seen["record_reference"], seen["may"]) == ("recorded", step.step.id, ["correct"])
    assert (message["state"], message["record_reference"], message["sent_at"]) == ("sent", step.step.id, NOON)
    assert delivery.simulated.counted() == ONCE


async def test_the_history_says_that_the_record_answered(delivery: Delivery) -> None:
    item = await delivery.approved()

    await turn(delivery.worker())

    told = (await delivery.desk.vera.get(f"/v1/submissions/{item.id}/history")).json()["items"][-1]
    assert {name: told[name] for name in ("action", "from", "to", "capacity", "rev")} == {
        "action": "record",
        "from": "approved",
        "to": "recorded",
        "capacity": "record",
        "rev": 1,
    }
    assert "account_id" not in told


async def test_the_tablet_sees_the_reference_at_its_next_pull(delivery: Delivery) -> None:
    item = await delivery.approved()
    before = await delivery.desk.rowena.pull()

    await turn(delivery.worker())

    after = await delivery.desk.rowena.pull(before["cursor"])
    (row,) = after["rows"]
    assert (row["kind"], row["id"], row["body"]["state"]) == ("submission", item.id, "recorded")
    assert row["body"]["record_reference"] == delivery.simulated.steps()[0].step.id


async def test_more_care_becomes_a_task_for_a_worker_and_the_package_stays_as_it_was(
    delivery: Delivery,
) -> None:
    item = await delivery.approved(**MORE)
    before = await delivery.desk.db.fetchrow("select * from package where id = $1", item.cared.package)

    await turn(delivery.worker())

    (asked,) = delivery.simulated.steps("PACKAGE_CHANGE")
    assert asked.team == "Brokerage"
    assert (
        await delivery.desk.db.fetchrow("select * from package where id = $1", item.cared.package) == before
    )


async def test_a_jointly_funded_review_names_both_who_approved_it(delivery: Delivery) -> None:
    await delivery.approved(await delivery.desk.scene.cared("joint"))

    await turn(delivery.worker())

    verified_by = delivery.simulated.steps()[0].answers["PLR_VERIFIED_BY"].splitlines()
    assert [line.split(" – ")[0] for line in verified_by] == ["council", "nhs"]
    assert delivery.simulated.counted() == ONCE


async def test_what_fails_for_now_is_tried_again_when_it_is_due_and_not_before(delivery: Delivery) -> None:
    item = await delivery.approved()
    await delivery.simulated.goes_wrong({"kind": "fail", "operation": "put_form_answers", "status": 502})
    worker = delivery.worker()

    await turn(worker)
    message = await delivery.message(item)
    assert (message["state"], message["last_code"]) == ("ready", "record-failed")
    assert message["due_at"] == NOON + wait(1, 0.0)

    delivery.later(seconds=wait(1, 0.0).total_seconds() - 0.001)
    assert await turn(worker) == 0
    delivery.later(seconds=0.001)
    assert await turn(worker) == 1
    assert await delivery.stands(item) == ["sent"]
    assert delivery.simulated.counted() == ONCE


async def test_every_try_is_kept_with_what_was_asked_and_what_came_back(delivery: Delivery) -> None:
    item = await delivery.approved()
    await delivery.simulated.goes_wrong({"kind": "fail", "operation": "ensure_step", "status": 503})
    worker = delivery.worker()

    await turn(worker)
    delivery.later(seconds=5)
    await turn(worker)

    first, second = await delivery.attempts(item)
    asked = msgspec.json.decode(first["exchanges"], type=list[Exchange])
    assert (first["outcome"], first["code"], first["worker_id"]) == ("not_now", "record-busy", worker.id)
    assert [(one.operation, one.status) for one in asked] == [("find_person", 200), ("ensure_step", 503)]
    assert (second["outcome"], second["code"], second["ended_at"]) == (
        "delivered",
        None,
        NOON + timedelta(seconds=5),
    )


async def test_a_lasting_refusal_waits_for_staff_at_once(delivery: Delivery) -> None:
    item = await delivery.approved()
    delivery.simulated.knows(date_of_birth="1950-01-01", nhs_number=None)

    await turn(delivery.worker())

    message = await delivery.message(item)
    assert (message["state"], message["last_code"], message["dead_at"]) == ("dead", "person-differs", NOON)
    assert await delivery.desk.state(item) == "approved"
    assert delivery.simulated.steps() == []


async def test_after_the_last_try_staff_have_to_see_to_it(delivery: Delivery) -> None:
    item = await delivery.approved()
    await delivery.simulated.goes_wrong(CHECKED_OUT)
    worker = delivery.worker()

    for _ in range(TRIES):
        assert await turn(worker) == 1
        delivery.later(hours=4)

    message = await delivery.message(item)
    assert (message["state"], message["last_code"], message["tries"]) == ("dead", "step-checked-out", TRIES)
    assert await turn(worker) == 0
    assert len(await delivery.attempts(item)) == TRIES


async def test_people_made_up_for_practice_never_reach_the_record(delivery: Delivery) -> None:
    cared = await delivery.desk.scene.cared(training_data=True)
    first, second = await delivery.approved(cared), await delivery.approved(cared)
    worker = delivery.worker()

    await turn(worker)
    await turn(worker)

    assert await delivery.stands(first, second) == ["withheld", "withheld"]
    assert (await delivery.message(first))["last_code"] == "training-data"
    assert delivery.simulated.record.held.persons == {}


async def test_somebody_without_a_number_is_for_staff(delivery: Delivery) -> None:
    item = await delivery.approved()
    await delivery.desk.db.execute("update person_identifier set valid_until = $1", NOON)

    await turn(delivery.worker())

    assert (await delivery.message(item))["last_code"] == "person-without-number"


async def test_a_record_that_is_down_is_spared(delivery: Delivery) -> None:
    items = [await delivery.approved() for _ in range(TRIPS_AFTER + 3)]
    await delivery.simulated.goes_wrong({"kind": "fail", "status": 500, "times": TRIPS_AFTER + 3})
    worker = delivery.worker()

    assert await turn(worker) == len(items)
    delivery.later(seconds=9)
    assert (worker.circuit.room(delivery.desk.scene.clock(), 8), await turn(worker)) == (0, 0)
    delivery.later(minutes=5)

    assert (await turn(worker), await turn(worker)) == (1, len(items) - 1)
    assert await delivery.stands(*items) == ["sent"] * len(items)


async def test_a_record_of_one_council_hears_of_no_other(delivery: Delivery) -> None:
    item = await delivery.approved()
    code = await delivery.desk.db.fetchval("select gss_code from authority")

    assert await turn(delivery.worker(councils=["E00000000"])) == 0
    assert await delivery.stands(item) == ["ready"]
    assert await turn(delivery.worker(councils=["E00000000", code])) == 1


class Unready:
    """A connector with a mistake in it."""

    async def deliver(self, _: object) -> Delivered:
        raise ZeroDivisionError

    async def close(self) -> None:
        """Nothing is held open."""


async def test_a_mistake_of_our_own_ends_neither_the_worker_nor_the_message(delivery: Delivery) -> None:
    item = await delivery.approved()

    await turn(delivery.worker(Unready()))

    message = await delivery.message(item)
    assert (message["state"], message["last_code"]) == ("ready", "service-failed")


async def test_a_revision_that_is_looked_at_again_is_not_told(delivery: Delivery) -> None:
    item = await delivery.approved()
    await delivery.desk.place(item, "correction_open")

    await turn(delivery.worker())

    assert await delivery.stands(item) == ["withheld"]
    assert await delivery.desk.state(item) == "correction_open"


@pytest.mark.parametrize("pause", [9.0, 10.0])
async def test_a_worker_shows_that_it_is_there(delivery: Delivery, pause: float) -> None:
    worker = delivery.worker()
    await worker.show_up()
    delivery.later(seconds=pause)

    await worker.show_up()

    seen = await delivery.desk.db.fetchrow("select * from record_worker")
    assert seen is not None
    assert (seen["id"], seen["target"], seen["started_at"]) == (worker.id, "record", NOON)
    assert seen["seen_at"] == NOON + timedelta(seconds=0 if pause < 10 else pause)


async def test_a_worker_that_is_long_gone_is_forgotten(delivery: Delivery) -> None:
    await delivery.worker().show_up()
    delivery.later(days=8)

    worker = delivery.worker()
    await worker.show_up()

    assert await delivery.desk.db.fetchval("select array_agg(id) from record_worker") == [worker.id]


async def test_nothing_is_claimed_twice_within_its_lease(delivery: Delivery) -> None:
    await delivery.approved()

    await only(delivery.worker())

    assert await delivery.worker().claim(0) == []
