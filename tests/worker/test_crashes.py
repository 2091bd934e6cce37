"""Wherever a worker dies, the record is told once, and what it answered is written down."""

from datetime import timedelta
from uuid import uuid4

import pytest

from schemas.pushes import Delivered
from schemas.records import VerifiedRecord
from service.actions import deliveries
from tests.support.deliveries import Delivery, only, turn
from tests.support.simulated import ONCE
from workflows.pushes import LEASE, TRIES


async def test_what_a_dead_worker_had_claimed_is_free_when_its_lease_is_over(delivery: Delivery) -> None:
    item = await delivery.approved()
    await only(delivery.worker())
    successor = delivery.worker()

    delivery.later(seconds=LEASE.total_seconds() - 0.001)
    assert await turn(successor) == 0
    delivery.later(seconds=0.001)
    assert await turn(successor) == 1

    begun, ended = await delivery.attempts(item)
    assert (begun["ended_at"], begun["outcome"], ended["outcome"]) == (None, None, "delivered")
    assert delivery.simulated.counted() == ONCE


async def test_a_worker_that_dies_between_telling_and_writing_down_leaves_one_effect(
    delivery: Delivery,
) -> None:
    item = await delivery.approved()
    dead = delivery.worker()
    claimed = await only(dead)
    record = await deliveries.look_up(delivery.database, claimed, delivery.desk.scene.clock())
    assert isinstance(record, VerifiedRecord)
    told = await dead.connector.deliver(record)
    assert isinstance(told, Delivered)

    delivery.later(seconds=LEASE.total_seconds())
    await turn(delivery.worker())

    assert (await delivery.message(item))["record_reference"] == told.reference
    assert await delivery.desk.state(item) == "recorded"
    assert delivery.simulated.counted() == ONCE


async def test_a_worker_that_comes_back_too_late_changes_nothing(delivery: Delivery) -> None:
    item = await delivery.approved()
    late = await only(delivery.worker())
    delivery.later(seconds=LEASE.total_seconds())
    await turn(delivery.worker())
    before = await delivery.desk.left(item), await delivery.message(item)

    written = await deliveries.acknowledge(
        delivery.database, late, Delivered(reference="another"), delivery.desk.scene.clock()
    )

    assert written is False
    assert (await delivery.desk.left(item), await delivery.message(item)) == before


async def test_a_worker_that_comes_back_late_still_counts_while_nobody_else_has_begun(
    delivery: Delivery,
) -> None:
    item = await delivery.approved()
    worker = delivery.worker()
    claimed = await only(worker)

    delivery.later(seconds=2 * LEASE.total_seconds())
    await worker.see_to(claimed)

    assert await delivery.stands(item) == ["sent"]


async def test_nobody_marks_what_is_anothers_councils(delivery: Delivery) -> None:
    await delivery.approved()
    claimed = await only(delivery.worker())
    async with delivery.database.tx(deliveries.at_work_for(uuid4()), delivery.desk.scene.clock()) as db:
        marked = await db.fetchval(
            "select record_sent($1, $2, 'forged', '[]', $3)",
            claimed.id,
            claimed.attempt,
            delivery.desk.scene.clock(),
        )

    assert marked is False


async def test_what_kills_every_worker_that_takes_it_up_is_left_to_staff(delivery: Delivery) -> None:
    item = await delivery.approved()
    for _ in range(TRIES):
        await only(delivery.worker())
        delivery.later(seconds=LEASE.total_seconds())

    await turn(delivery.worker())

    message = await delivery.message(item)
    assert (message["state"], message["last_code"]) == ("dead", "no-answer")
    assert delivery.simulated.steps() == []


@pytest.mark.parametrize("table", ["outbox", "push_attempt", "submission", "history", "sync_feed"])
async def test_the_answer_is_written_down_whole_or_not_at_all(delivery: Delivery, table: str) -> None:
    item = await delivery.approved()
    worker = delivery.worker()
    claimed = await only(worker)
    await delivery.desk.db.execute(
        "create function stop() returns trigger language plpgsql as $$ begin raise 'the power is gone'; end $$;"
        f" create trigger stop before insert or update on {table} execute function stop()"
    )

    with pytest.raises(Exception, match="the power is gone"):
        await worker.see_to(claimed)
    assert (await delivery.stands(item), await delivery.desk.state(item)) == (["in_flight"], "approved")
    await delivery.desk.db.execute(f"drop trigger stop on {table}")
    delivery.later(seconds=LEASE / timedelta(seconds=1))
    await turn(delivery.worker())

    assert (await delivery.stands(item), await delivery.desk.state(item)) == (["sent"], "recorded")
    assert delivery.simulated.counted() == ONCE
