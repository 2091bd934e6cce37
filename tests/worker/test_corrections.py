"""What is opened for a correction does not slip out to the record, and what has gone is followed by a message."""

from typing import Any

import pytest

from tests.support.deliveries import Delivery, only, turn
from tests.support.desk import Item

WHY = {"reason": "The contingency plan is out of date."}


async def opened(delivery: Delivery, item: Item, action: str) -> dict[str, Any]:
    answer = await delivery.desk.vera.act(item.id, action, item.rev, WHY)
    assert answer.status_code == 200, answer.text
    stands: dict[str, Any] = answer.json()
    return stands


async def messages(delivery: Delivery, item: Item) -> list[tuple[str, int, str]]:
    rows = await delivery.desk.db.fetch(
        "select message, rev, state from outbox where submission_id = $1 order by id", item.id
    )
    return [(row["message"], row["rev"], row["state"]) for row in rows]


def notes(delivery: Delivery) -> list[str]:
    return [note.text for of_one in delivery.simulated.record.held.notes.values() for note in of_one]


async def test_what_has_not_gone_stays_here_while_it_is_corrected(delivery: Delivery) -> None:
    item = await delivery.approved()

    await opened(delivery, item, "un_approve")

    assert await turn(delivery.worker()) == 0
    assert await messages(delivery, item) == [("approved", 1, "withheld")]
    assert delivery.simulated.steps() == []


async def test_a_claim_that_came_first_looks_once_more_before_it_sends(delivery: Delivery) -> None:
    item = await delivery.approved()
    worker = delivery.worker()
    claimed = await only(worker)

    await opened(delivery, item, "un_approve")
    await worker.see_to(claimed)

    assert delivery.simulated.steps() == []
    assert (await messages(delivery, item))[0] == ("approved", 1, "withheld")


async def test_what_was_kept_here_goes_once_the_correction_ends_without_a_change(delivery: Delivery) -> None:
    item = await delivery.approved()
    await opened(delivery, item, "un_approve")

    closed = await opened(delivery, item, "close_correction")
    await turn(delivery.worker())

    assert closed["state"] == "approved"
    assert await delivery.desk.state(item) == "recorded"
    assert await messages(delivery, item) == [("approved", 1, "sent")]


async def test_the_record_is_told_of_a_correction_and_of_its_end(delivery: Delivery) -> None:
    item = await delivery.approved()
    await turn(delivery.worker())

    correcting = await opened(delivery, item, "correct")
    await turn(delivery.worker())
    closed = await opened(delivery, item, "close_correction")
    await turn(delivery.worker())

    assert (correcting["state"], closed["state"]) == ("correction_open", "recorded")
    assert await messages(delivery, item) == [
        ("approved", 1, "sent"),
        ("correction_opened_1", 1, "sent"),
        ("correction_closed_1", 1, "sent"),
    ]
    _, begun, ended = notes(delivery)
    assert "was opened for a correction" in begun
    assert WHY["reason"] in begun
    assert "ended on 16 November 2026 without a change" in ended
    assert len(delivery.simulated.steps()) == 1


async def test_a_verifier_may_open_it_without_a_word(delivery: Delivery) -> None:
    item = await delivery.approved()
    await turn(delivery.worker())

    correcting = await delivery.desk.vera.act(item.id, "correct", item.rev, {})
    await turn(delivery.worker())

    assert correcting.status_code == 200, correcting.text
    _, begun = notes(delivery)
    assert begun.endswith("nothing of it was deleted.")


async def test_a_message_about_a_correction_has_one_effect_however_often_it_is_sent(
    delivery: Delivery,
) -> None:
    item = await delivery.approved()
    await turn(delivery.worker())
    await opened(delivery, item, "correct")
    slow, quick = delivery.worker(), delivery.worker()
    lost = await only(slow)
    delivery.later(minutes=2)

    await turn(quick)
    await slow.see_to(lost)

    assert len(notes(delivery)) == 2
    assert await messages(delivery, item) == [("approved", 1, "sent"), ("correction_opened_1", 1, "sent")]


async def test_each_of_two_corrections_of_one_revision_is_told(delivery: Delivery) -> None:
    item = await delivery.approved()
    await turn(delivery.worker())

    for _ in range(2):
        await opened(delivery, item, "correct")
        await turn(delivery.worker())
        await opened(delivery, item, "close_correction")
        await turn(delivery.worker())

    assert len(notes(delivery)) == 5
    assert {state for _, _, state in await messages(delivery, item)} == {"sent"}


async def test_a_correction_that_ends_before_the_record_hears_of_it_is_never_told(delivery: Delivery) -> None:
    item = await delivery.approved()
    await turn(delivery.worker())
    await opened(delivery, item, "correct")

    await opened(delivery, item, "close_correction")

    assert await turn(delivery.worker()) == 0
    assert await messages(delivery, item) == [("approved", 1, "sent"), ("correction_opened_1", 1, "withheld")]


async def test_the_answer_to_what_was_under_way_is_kept_while_it_is_corrected(delivery: Delivery) -> None:
    item = await delivery.approved()
    worker = delivery.worker()
    claimed = await only(worker)
    told = await worker._answer(claimed)

    await opened(delivery, item, "un_approve")
    await worker._write_down(claimed, told)
    await turn(delivery.worker())
    closed = await opened(delivery, item, "close_correction")

    assert (closed["state"], closed["record_reference"]) == (
        "recorded",
        delivery.simulated.steps()[0].step.id,
    )
    assert await messages(delivery, item) == [
        ("approved", 1, "sent"),
        ("correction_opened_1", 1, "sent"),
        ("correction_closed_1", 1, "ready"),
    ]


async def test_the_corrected_revision_is_told_as_a_message_of_its_own(delivery: Delivery) -> None:
    item = await delivery.approved()
    await turn(delivery.worker())
    await opened(delivery, item, "correct")
    await delivery.desk.amended(item, "I would rather stay.")
    item.rev = 2

    await delivery.desk.approved(item)
    for _ in range(2):
        await turn(delivery.worker())

    assert await delivery.desk.state(item) == "recorded"
    assert await messages(delivery, item) == [
        ("approved", 1, "sent"),
        ("correction_opened_1", 1, "sent"),
        ("approved", 2, "sent"),
    ]


@pytest.mark.parametrize("action", ["decline_correction", "close_correction"])
async def test_that_nothing_is_corrected_needs_a_reason(delivery: Delivery, action: str) -> None:
    item = await delivery.approved()

    answer = await delivery.desk.vera.act(item.id, action, 1)

    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
