"""Staff see how every push to the record fares, have it tried again, and where the two sides don't agree."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest

from schemas.accounts import Role
from service.store.database import Database
from tests.support.deliveries import Delivery, turn
from tests.support.desk import Desk, Item, ids, refusal
from tests.support.identity import person
from tests.support.scene import Someone
from tests.support.simulated import Simulated
from workflows.pushes import FIRST_WAIT

PUSHES = "/v1/record/pushes"
RETRY_ALL = f"{PUSHES}/retry"
RECONCILIATION = "/v1/record/reconciliation"
BROKEN = {"kind": "fail", "operation": "put_form_answers", "status": 502}


@pytest.fixture
def delivery(desk: Desk, database: Database) -> Delivery:
    return Delivery(desk, database, Simulated(welcoming=True))


@pytest.fixture
async def ada(desk: Desk) -> Someone:
    """She administers for the council."""
    return await desk.scene.as_("ada")


@pytest.fixture
async def austol(desk: Desk) -> Someone:
    """He audits for the council."""
    scene = desk.scene
    scene.actors["austol"] = await person(scene.world, Role.AUDITOR, scene.council, username="austol")
    return await scene.as_("austol")


@pytest.fixture
async def lowen(desk: Desk) -> Someone:
    """They verify for another council."""
    scene = desk.scene
    council = await scene.world.organisation("council", await scene.world.authority("Lanmoor Council"))
    scene.actors["lowen"] = await person(scene.world, Role.VERIFIER_ASC, council, username="lowen")
    return await scene.as_("lowen")


async def mismatched(delivery: Delivery) -> Item:
    """A review of somebody whom the record knows by another date of birth, and whom staff have to see to."""
    cared = await delivery.desk.scene.cared()
    delivery.simulated.knows(id=cared.record_id, date_of_birth="1950-01-01", nhs_number=None)
    item = await delivery.approved(cared)
    await turn(delivery.worker())
    return item


async def put_right(delivery: Delivery, item: Item) -> None:
    delivery.simulated.knows(id=item.cared.record_id, nhs_number=None)


async def the_push(someone: Someone, item: Item) -> dict[str, Any]:
    answer = await someone.get(PUSHES, params={"submission": item.id})
    (push,) = answer.json()["items"]
    return dict(push)


async def test_a_push_is_listed_with_its_last_try(delivery: Delivery, ada: Someone) -> None:
    item = await delivery.approved()
    await delivery.simulated.goes_wrong(BROKEN)
    await turn(delivery.worker())

    push = await the_push(ada, item)

    assert {name: push[name] for name in ("target", "message", "state", "rev", "attempts", "code")} == {
        "target": "record",
        "message": "approved",
        "state": "ready",
        "rev": 1,
        "attempts": 1,
        "code": "record-failed",
    }
    assert push["person"]["name"] == "Morwenna Tregear"
    assert push["due_at"] == "2026-11-16T12:00:02.500000Z"
    assert [(one["operation"], one["status"]) for one in push["last_attempt"]["exchanges"]] == [
        ("find_person", 200),
        ("ensure_step", 200),
        ("get_status", 200),
        ("put_form_answers", 502),
    ]


async def test_one_push_shows_every_try_and_what_the_record_is_told(delivery: Delivery, ada: Someone) -> None:
    item = await delivery.approved()
    await delivery.simulated.goes_wrong(BROKEN)
    worker = delivery.worker()
    await turn(worker)
    delivery.later(seconds=FIRST_WAIT.total_seconds())
    await turn(worker)
    push = await the_push(ada, item)

    whole = (await ada.get(f"{PUSHES}/{push['id']}")).json()

    assert whole["push"] == push
    assert [one["outcome"] for one in whole["attempts"]] == ["not_now", "delivered"]
    assert whole["record"]["key"] == f"{item.id}:1:approved"
    assert whole["record"]["answers"] == item.body
    assert whole["record"]["client_level_data"]["event_outcome"] == "No change in package"


async def test_pushes_are_found_by_state_target_code_and_submission(delivery: Delivery, ada: Someone) -> None:
    sent = await delivery.approved()
    dead = await mismatched(delivery)
    waiting = await delivery.approved()
    pushes = {item.id: (await the_push(ada, item))["id"] for item in (sent, dead, waiting)}

    async def found(**filters: Any) -> list[str]:
        return ids(await ada.get(PUSHES, params=filters))

    assert await found() == [pushes[waiting.id], pushes[dead.id], pushes[sent.id]]
    assert await found(state="dead") == [pushes[dead.id]]
    assert await found(state=["sent", "ready"]) == [pushes[waiting.id], pushes[sent.id]]
    assert await found(code="person-differs") == [pushes[dead.id]]
    assert await found(submission=sent.id) == [pushes[sent.id]]
    assert await found(target="another") == []


async def test_a_long_list_comes_in_pages(delivery: Delivery, ada: Someone) -> None:
    for _ in range(3):
        await delivery.approved()

    first = (await ada.get(PUSHES, params={"limit": 2})).json()
    second = (await ada.get(PUSHES, params={"limit": 2, "cursor": first["next_cursor"]})).json()

    assert (len(first["items"]), len(second["items"])) == (2, 1)
    assert "next_cursor" not in second
    assert {one["id"] for one in first["items"]}.isdisjoint(one["id"] for one in second["items"])


async def test_what_waits_behind_another_says_so(delivery: Delivery, ada: Someone) -> None:
    first = await mismatched(delivery)
    second = await delivery.approved(first.cared)

    assert (await the_push(ada, second))["behind"] == (await the_push(ada, first))["id"]
    assert "behind" not in await the_push(ada, first)


async def test_staff_mend_what_failed_and_the_line_moves_on(delivery: Delivery, ada: Someone) -> None:
    first = await mismatched(delivery)
    second = await delivery.approved(first.cared)
    await put_right(delivery, first)

    retried = (await ada.post(f"{PUSHES}/{(await the_push(ada, first))['id']}/retry")).json()
    worker = delivery.worker()
    while await turn(worker):
        pass

    assert (retried["state"], retried["retried_by"]) == ("ready", str(ada.actor.account_id))
    assert (await the_push(ada, first))["state"] == (await the_push(ada, second))["state"] == "sent"
    assert await delivery.desk.state(first) == "recorded"


async def test_what_waits_for_its_time_can_be_tried_at_once(delivery: Delivery, ada: Someone) -> None:
    item = await delivery.approved()
    await delivery.simulated.goes_wrong(BROKEN)
    worker = delivery.worker()
    await turn(worker)

    for _ in range(2):
        asked = await ada.post(f"{PUSHES}/{(await the_push(ada, item))['id']}/retry")
        assert (asked.status_code, asked.json()["state"]) == (200, "ready")

    assert await turn(worker) == 1


async def test_a_fresh_round_of_tries_begins_with_a_retry(delivery: Delivery, ada: Someone) -> None:
    item = await mismatched(delivery)

    await ada.post(f"{PUSHES}/{(await the_push(ada, item))['id']}/retry")
    await turn(delivery.worker())

    message = await delivery.message(item)
    assert (message["tries"], message["attempts"], message["state"]) == (1, 2, "dead")


async def test_what_was_sent_is_not_sent_again(delivery: Delivery, ada: Someone) -> None:
    item = await delivery.approved()
    await turn(delivery.worker())

    answer = await ada.post(f"{PUSHES}/{(await the_push(ada, item))['id']}/retry")

    assert refusal(answer) == (409, "wrong-state", [])


async def test_all_of_a_kind_are_tried_again_and_no_others(delivery: Delivery, ada: Someone) -> None:
    differing = [await mismatched(delivery) for _ in range(2)]
    numberless = await delivery.approved()
    await delivery.desk.db.execute(
        "update person_identifier set valid_until = valid_from where person_id = $1",
        numberless.cared.person.id,
    )
    await turn(delivery.worker())

    answer = await ada.post(RETRY_ALL, {"target": "record", "state": "dead", "code": "person-differs"})

    assert answer.json() == {"retried": 2}
    assert await delivery.stands(*differing, numberless) == ["ready", "ready", "dead"]
    assert (await ada.post(RETRY_ALL, {"target": "record"})).json() == {"retried": 1}
    assert (await ada.post(RETRY_ALL, {"target": "record"})).json() == {"retried": 0}


Call = Callable[[Someone, str], Awaitable[int]]


async def lists(someone: Someone, _: str) -> int:
    return (await someone.get(PUSHES)).status_code


async def looks(someone: Someone, push: str) -> int:
    return (await someone.get(f"{PUSHES}/{push}")).status_code


async def retries(someone: Someone, push: str) -> int:
    return (await someone.post(f"{PUSHES}/{push}/retry")).status_code


async def retries_all(someone: Someone, _: str) -> int:
    return (await someone.post(RETRY_ALL, {"target": "record"})).status_code


async def reconciles(someone: Someone, _: str) -> int:
    return (await someone.get(RECONCILIATION)).status_code


@pytest.mark.parametrize(
    ("call", "staff", "auditor", "others", "elsewhere"),
    [
        (lists, 200, 200, 403, 200),
        (looks, 200, 200, 403, 404),
        (retries, 200, 403, 403, 404),
        (retries_all, 200, 403, 403, 200),
        (reconciles, 200, 200, 403, 200),
    ],
)
async def test_it_is_for_the_councils_staff_and_tried_again_by_those_who_work_there(
    delivery: Delivery,
    ada: Someone,
    austol: Someone,
    lowen: Someone,
    call: Call,
    staff: int,
    auditor: int,
    others: int,
    elsewhere: int,
) -> None:
    push = (await the_push(ada, await mismatched(delivery)))["id"]
    desk = delivery.desk

    assert [await call(one, push) for one in (lowen, austol, desk.rowena, desk.hedra)] == [
        elsewhere,
        auditor,
        others,
        others,
    ]
    assert [await call(one, push) for one in (ada, desk.vera)] == [staff, staff]


async def test_another_council_sees_and_retries_nothing_of_this_one(
    delivery: Delivery, ada: Someone, lowen: Someone
) -> None:
    item = await mismatched(delivery)

    seen = (await lowen.get(PUSHES)).json()["items"]
    retried = (await lowen.post(RETRY_ALL, {"target": "record"})).json()
    compared = (await lowen.get(RECONCILIATION)).json()

    assert (seen, retried, compared["pushes"]) == ([], {"retried": 0}, {})
    assert await delivery.stands(item) == ["dead"]


async def test_a_push_that_is_not_there_is_not_found(ada: Someone) -> None:
    assert refusal(await ada.post(f"{PUSHES}/{uuid4()}/retry")) == (404, "not-found", [])


async def test_what_was_approved_is_compared_with_what_the_record_has(
    delivery: Delivery, ada: Someone
) -> None:
    await delivery.approved()
    await mismatched(delivery)
    waiting = await delivery.approved()
    await delivery.worker().show_up()

    compared = (await ada.get(RECONCILIATION)).json()

    (seen,) = compared.pop("workers")
    assert (seen["target"], seen["seen_at"]) == ("record", "2026-11-16T12:00:00Z")
    assert compared == {
        "pushes": {"dead": 1, "ready": 1, "sent": 1},
        "dead": {"person-differs": 1},
        "oldest_waiting_at": "2026-11-16T12:00:00Z",
        "approved_waiting": 2,
        "approved_without_push": [],
        "recorded_without_receipt": [],
    }
    assert await delivery.stands(waiting) == ["ready"]


async def test_what_must_not_be_is_named(delivery: Delivery, ada: Someone) -> None:
    forgotten = await delivery.desk.given("checking")
    await delivery.desk.place(forgotten, "approved")
    invented = await delivery.approved()
    await delivery.desk.place(invented, "recorded")

    compared = (await ada.get(RECONCILIATION)).json()

    assert compared["approved_without_push"] == [forgotten.id]
    assert compared["recorded_without_receipt"] == [invented.id]


async def test_training_is_missed_by_nobody(delivery: Delivery, ada: Someone) -> None:
    await delivery.approved(await delivery.desk.scene.cared(training_data=True))
    await turn(delivery.worker())

    compared = (await ada.get(RECONCILIATION)).json()

    assert (compared["pushes"], compared["dead"], compared["approved_waiting"]) == ({"withheld": 1}, {}, 0)
