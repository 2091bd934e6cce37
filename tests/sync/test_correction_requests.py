"""An author asks from their tablet that what was approved be opened again, and hears what became of that."""

import asyncio
from typing import Any

import pytest

from tests.support.desk import Desk, Item
from tests.support.scene import Someone

WRONG = {"reason": "The contingency plan names her old neighbour."}
APPROVED_AT = 1


def request(
    desk: Desk, author: Someone, item: Item, rev: int = APPROVED_AT, body: Any = WRONG
) -> dict[str, Any]:
    return author.op("request_correction", item.id, body, rev, authority_id=str(desk.scene.authority))


async def asked(desk: Desk, state: str = "approved") -> tuple[Item, dict[str, Any]]:
    item = await desk.given(state)
    (result,) = await desk.rowena.push(request(desk, desk.rowena, item))
    return item, result


async def corrections(desk: Desk, item: Item) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await desk.vera.get(f"/v1/submissions/{item.id}")).json()["corrections"]
    return found


async def test_who_may_not_amend_what_is_approved_is_offered_to_ask(desk: Desk) -> None:
    item = await desk.given("approved")

    refused = await desk.amended(item, "I would rather stay.")

    problem = refused["problem"]
    assert (refused["status"], problem["code"], problem["offer"]) == (
        "conflict",
        "already-approved",
        ["request_correction"],
    )


async def test_a_request_is_kept_and_leaves_the_review_as_it_is(desk: Desk) -> None:
    item, result = await asked(desk)

    (kept,) = await corrections(desk, item)

    assert (result["status"], result["state"], result["rev"]) == ("accepted", "approved", 1)
    assert (kept["state"], kept["request"], kept["rev"]) == ("requested", WRONG["reason"], 1)
    assert await desk.state(item) == "approved"


async def test_the_same_request_again_is_a_duplicate_with_its_first_outcome(desk: Desk) -> None:
    item = await desk.given("approved")
    op = request(desk, desk.rowena, item)
    (first,) = await desk.rowena.push(op)
    await desk.vera.act(item.id, "un_approve", 1, {"reason": "So it is."})

    (again,) = await desk.rowena.push(op)

    assert (again["status"], again["original"]) == (
        "duplicate",
        {name: value for name, value in first.items() if name != "index"},
    )
    assert len(await corrections(desk, item)) == 1


async def test_of_two_tablets_that_ask_one_is_told_that_it_has_been_asked(desk: Desk) -> None:
    item, _ = await asked(desk)

    (second,) = await desk.rowena.push(request(desk, desk.rowena, item))

    assert (second["status"], second["problem"]["code"]) == ("conflict", "correction-requested")
    assert len(await corrections(desk, item)) == 1


@pytest.mark.parametrize(
    ("state", "code", "offer"),
    [
        ("submitted", "not-approved", ["amend"]),
        ("returned", "not-approved", ["amend"]),
        ("rejected", "closed", ["submit_linked"]),
    ],
)
async def test_only_what_is_approved_needs_a_correction(
    desk: Desk, state: str, code: str, offer: list[str]
) -> None:
    _, result = await asked(desk, state)

    problem = result["problem"]
    assert (result["status"], problem["code"], problem["offer"]) == ("conflict", code, offer)


async def test_a_request_without_a_reason_is_looked_at_by_a_person(desk: Desk) -> None:
    item = await desk.given("approved")

    (result,) = await desk.rowena.push(request(desk, desk.rowena, item, body={"reason": " "}))

    assert (result["status"], result["problem"]["code"]) == ("quarantined", "body-invalid")


async def test_a_request_waits_in_the_worklist_without_being_asked_for(desk: Desk) -> None:
    item, _ = await asked(desk)

    waiting = (await desk.vera.get("/v1/verification/worklist")).json()["items"]

    assert [(one["id"], one["state"], "correction_requested_at" in one) for one in waiting] == [
        (item.id, "approved", True)
    ]


async def test_a_verifier_grants_it_and_the_author_corrects_it(desk: Desk) -> None:
    item, _ = await asked(desk)

    opened = await desk.vera.act(item.id, "un_approve", 1, {"reason": "The plan is out of date."})
    amended = await desk.amended(item, "I would rather stay.")

    (kept,) = await corrections(desk, item)
    assert (opened.status_code, opened.json()["state"]) == (200, "correction_open")
    assert (amended["status"], amended["rev"], amended["state"]) == ("accepted", 2, "submitted")
    assert (kept["state"], kept["answer"]) == ("amended", "The plan is out of date.")
    worklist = (await desk.vera.get("/v1/verification/worklist")).json()["items"]
    assert [(one["state"], one["rev"], one["bulk_approvable"]) for one in worklist] == [
        ("submitted", 2, False)
    ]


async def test_where_a_verifier_says_nothing_the_author_s_words_are_why(desk: Desk) -> None:
    item, _ = await asked(desk)

    opened = await desk.vera.act(item.id, "un_approve", 1, {})

    (kept,) = await corrections(desk, item)
    assert (opened.status_code, kept["state"], "answer" in kept) == (200, "open", False)


async def test_a_corrected_review_is_judged_and_approved_anew(desk: Desk) -> None:
    item, _ = await asked(desk)
    await desk.vera.act(item.id, "un_approve", 1, {"reason": "So it is."})
    await desk.amended(item, "I would rather stay.")
    item.rev = 2

    done = await desk.do(desk.vera, item, "open", "approve")

    decisions = [(one["rev"], one["outcome"]) for one in done.json()["decisions"]]
    assert (done.json()["state"], decisions) == ("approved", [(2, "approved")])


async def test_a_verifier_declines_with_a_reason_and_the_author_may_ask_again(desk: Desk) -> None:
    item, _ = await asked(desk)

    declined = await desk.vera.act(item.id, "decline_correction", 1, {"reason": "Say so in the next review."})
    (again,) = await desk.rowena.push(request(desk, desk.rowena, item))

    shown = [(one["number"], one["state"]) for one in await corrections(desk, item)]
    assert (declined.status_code, declined.json()["state"]) == (200, "approved")
    assert (again["status"], shown) == ("accepted", [(1, "declined"), (2, "requested")])


async def test_nobody_declines_what_nobody_asked_for(desk: Desk) -> None:
    item = await desk.given("approved")

    answer = await desk.vera.act(item.id, "decline_correction", 1, {"reason": "No."})

    assert (answer.status_code, answer.json()["code"]) == (409, "no-correction-requested")


async def test_the_tablet_pulls_what_became_of_the_request(desk: Desk) -> None:
    item, _ = await asked(desk)
    page = await desk.rowena.pull()

    await desk.vera.act(item.id, "decline_correction", 1, {"reason": "Say so in the next review."})

    (row,) = (await desk.rowena.pull(page["cursor"]))["rows"]
    correction = row["body"]["correction"]
    assert (row["kind"], correction["state"], correction["answer"]) == (
        "submission",
        "declined",
        "Say so in the next review.",
    )


async def test_the_history_tells_who_asked_and_who_answered(desk: Desk) -> None:
    item, _ = await asked(desk)
    await desk.vera.act(item.id, "un_approve", 1, {"reason": "So it is."})
    await desk.vera.act(item.id, "close_correction", 1, {"reason": "It was right after all."})

    events = (await desk.vera.get(f"/v1/submissions/{item.id}/history")).json()["items"][-3:]

    assert [(one["action"], one["from"], one["to"]) for one in events] == [
        ("request_correction", "approved", "approved"),
        ("un_approve", "approved", "correction_open"),
        ("close_correction", "correction_open", "approved"),
    ]


async def test_what_is_open_for_a_correction_can_not_be_withdrawn(desk: Desk) -> None:
    item, _ = await asked(desk)
    await desk.vera.act(item.id, "un_approve", 1, {"reason": "So it is."})

    (result,) = await desk.rowena.push(desk.scene.withdraw(desk.rowena, item.id, 1))

    problem = result["problem"]
    assert (result["status"], problem["code"], problem["offer"]) == ("conflict", "correction-open", ["amend"])


async def test_a_reviewer_of_another_provider_can_not_ask(desk: Desk) -> None:
    item = await desk.given("approved")

    answer = await desk.rowena.act(item.id, "un_approve", 1, {"reason": "I want it back."})

    assert answer.status_code == 403


async def test_a_request_and_an_opening_at_once_make_one_correction(desk: Desk) -> None:
    item = await desk.given("approved")

    (result,), opened = await asyncio.gather(
        desk.rowena.push(request(desk, desk.rowena, item)),
        desk.vera.act(item.id, "un_approve", 1, {"reason": "So it is."}),
    )

    (kept,) = await corrections(desk, item)
    told = result["problem"]["code"] if result["status"] == "conflict" else result["status"]
    assert opened.status_code == 200
    assert told in ("accepted", "correction-open")
    assert (kept["state"], "request" in kept) == ("open", told == "accepted")
