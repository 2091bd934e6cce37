"""Messages about one person go one after the other, those about others meanwhile, however many workers there are."""

import asyncio

import asyncpg
import pytest

from tests.support.deliveries import Delivery, only, turn
from tests.support.simulated import ONCE


async def test_the_second_message_about_a_person_waits_for_the_first(delivery: Delivery) -> None:
    cared = await delivery.desk.scene.cared()
    first, second = await delivery.approved(cared), await delivery.approved(cared)
    one, other = delivery.worker(), delivery.worker()

    claimed = await only(one)
    assert await other.claim(0) == []
    await one.see_to(claimed)
    await turn(other)

    assert await delivery.stands(first, second) == ["sent", "sent"]
    references = [held.reference for held in delivery.simulated.steps()]
    assert references == [
        (await delivery.desk.vera.get(f"/v1/submissions/{item.id}")).json()["reference"]
        for item in (first, second)
    ]


async def test_one_that_waits_for_its_time_holds_up_those_behind_it(delivery: Delivery) -> None:
    cared = await delivery.desk.scene.cared()
    first, second = await delivery.approved(cared), await delivery.approved(cared)
    await delivery.simulated.goes_wrong({"kind": "fail"})
    worker = delivery.worker()

    await turn(worker)

    assert await turn(worker) == 0
    assert await delivery.stands(first, second) == ["ready", "ready"]


async def test_a_dead_one_holds_up_those_behind_it_and_nobody_else(delivery: Delivery) -> None:
    cared = await delivery.desk.scene.cared()
    first, second = await delivery.approved(cared), await delivery.approved(cared)
    another = await delivery.approved()
    delivery.simulated.knows(id=cared.record_id, date_of_birth="1950-01-01", nhs_number=None)
    worker = delivery.worker()

    while await turn(worker):
        pass

    assert await delivery.stands(first, second, another) == ["dead", "ready", "sent"]


async def test_of_two_that_were_committed_the_wrong_way_round_the_one_under_way_ends_first(
    delivery: Delivery,
) -> None:
    cared = await delivery.desk.scene.cared()
    await delivery.approved(cared)
    second = await delivery.approved(cared)
    await delivery.desk.db.execute(
        "update outbox set state = 'in_flight', lease_until = $2 where submission_id = $1",
        second.id,
        delivery.desk.scene.clock(),
    )

    assert str((await only(delivery.worker())).submission_id) == second.id


async def test_the_database_itself_refuses_a_second_in_flight_about_one_person(delivery: Delivery) -> None:
    cared = await delivery.desk.scene.cared()
    await delivery.approved(cared)
    await delivery.approved(cared)

    with pytest.raises(asyncpg.UniqueViolationError, match="outbox_one_in_flight"):
        await delivery.desk.db.execute("update outbox set state = 'in_flight'")


async def test_many_workers_at_once_tell_the_record_everything_once(delivery: Delivery) -> None:
    people = [await delivery.desk.scene.cared() for _ in range(6)]
    items = [await delivery.approved(cared) for _ in range(3) for cared in people]
    await delivery.simulated.goes_wrong(
        {"kind": "lose_answer", "operation": "complete_step", "times": 4},
        {"kind": "fail", "operation": "attach_document", "times": 3},
    )
    workers = [delivery.worker() for _ in range(4)]

    for _ in range(40):
        if await turn(*workers) == 0:
            delivery.later(minutes=10)

    assert await delivery.stands(*items) == ["sent"] * len(items)
    assert delivery.simulated.counted() == {what: len(items) for what in ONCE}
    by_person = await delivery.desk.db.fetch(
        "select person_id, array_agg(id order by sent_at, id) as sent, array_agg(id order by id) as told"
        " from outbox group by person_id"
    )
    assert [row["sent"] for row in by_person] == [row["told"] for row in by_person]


async def test_claims_at_the_same_moment_share_the_work(delivery: Delivery) -> None:
    for _ in range(5):
        await delivery.approved()

    claimed = await asyncio.gather(*(delivery.worker().claim(0) for _ in range(4)))

    ids = [one.id for each in claimed for one in each]
    assert len(ids) == len(set(ids)) == 5
