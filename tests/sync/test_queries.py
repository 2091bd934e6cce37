"""A verifier asks, the author answers from their tablet, and nothing that was signed is changed by either."""

import asyncio
from typing import Any
from uuid import uuid4

import httpx
import pytest

from schemas.submission_queries import MAX_OPEN
from tests.support.desk import Desk, Item
from tests.support.scene import Someone

QUESTION = {"text": "Who holds the key?", "pointer": "/contingency_plan"}


async def ask(verifier: Someone, item: Item, body: Any = QUESTION, **options: Any) -> httpx.Response:
    return await verifier.post(f"/v1/submissions/{item.id}/queries", body, **options)


async def asked(desk: Desk, state: str = "submitted") -> tuple[Item, dict[str, Any]]:
    item = await desk.given(state)
    answer = await ask(desk.vera, item)
    assert answer.status_code == 201, answer.text
    return item, answer.json()


def answering(
    desk: Desk, author: Someone, item: Item, query_id: str, text: str = "Her son."
) -> dict[str, Any]:
    body = {"query_id": query_id, "text": text}
    return author.op("answer_query", item.id, body, item.rev, authority_id=str(desk.scene.authority))


async def listed(desk: Desk, item: Item) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await desk.vera.get(f"/v1/submissions/{item.id}/queries")).json()["items"]
    return found


async def test_a_question_reaches_the_tablet_and_leaves_the_review_as_it_is(desk: Desk) -> None:
    item = await desk.given("submitted")
    before = await desk.rowena.pull()

    query = (await ask(desk.vera, item)).json()

    (row,) = (await desk.rowena.pull(before["cursor"]))["rows"]
    assert (row["body"]["state"], row["body"]["rev"], row["body"]["queries"]) == ("submitted", 1, [query])
    assert {name: query[name] for name in QUESTION} == QUESTION


async def test_the_author_answers_and_the_verifier_reads_it(desk: Desk) -> None:
    item, query = await asked(desk)

    (result,) = await desk.rowena.push(answering(desk, desk.rowena, item, query["id"]))

    (kept,) = await listed(desk, item)
    shown = (await desk.vera.get(f"/v1/submissions/{item.id}")).json()
    assert (result["status"], result["rev"]) == ("accepted", 1)
    assert (kept["answer"], kept["answered_by"]) == ("Her son.", str(desk.rowena.actor.account_id))
    assert shown["queries"] == [kept]
    assert [event["action"] for event in shown["history"]] == ["submit", "ask_query", "answer_query"]


async def test_an_answer_that_is_sent_again_has_the_outcome_it_had(desk: Desk) -> None:
    item, query = await asked(desk)
    op = answering(desk, desk.rowena, item, query["id"])
    (first,) = await desk.rowena.push(op)

    (again,) = await desk.rowena.push(op)

    assert (again["status"], again["original"]["receipt"]) == ("duplicate", first["receipt"])


async def test_a_question_is_answered_once(desk: Desk) -> None:
    item, query = await asked(desk)
    results = await desk.rowena.push(
        answering(desk, desk.rowena, item, query["id"]),
        answering(desk, desk.rowena, item, query["id"], "Her daughter."),
    )

    (kept,) = await listed(desk, item)
    assert [one["status"] for one in results] == ["accepted", "conflict"]
    assert results[1]["problem"]["code"] == "already-answered"
    assert kept["answer"] == "Her son."


async def test_a_colleague_who_had_no_part_in_the_review_does_not_answer(desk: Desk) -> None:
    item, query = await asked(desk)
    piran = await desk.scene.as_("piran", with_tablet=True)

    (result,) = await piran.push(answering(desk, piran, item, query["id"]))

    assert (result["status"], result["problem"]["code"]) == ("quarantined", "not-yours-to-answer")


async def test_an_answer_to_no_question_is_kept_for_staff(desk: Desk) -> None:
    item = await desk.given("submitted")

    (result,) = await desk.rowena.push(answering(desk, desk.rowena, item, str(uuid4())))

    assert (result["status"], result["problem"]["code"]) == ("quarantined", "query-unknown")


async def test_while_a_question_is_open_nobody_approves_in_bulk(desk: Desk) -> None:
    item, query = await asked(desk)
    bulk = {"items": [{"id": item.id, "rev": 1}], "action": "approve"}
    (waiting,) = (await desk.vera.get("/v1/verification/worklist")).json()["items"]

    refused = (await desk.vera.post("/v1/verification/bulk", bulk)).json()["results"]
    await desk.rowena.push(answering(desk, desk.rowena, item, query["id"]))
    done = (await desk.vera.post("/v1/verification/bulk", bulk)).json()["results"]

    assert (waiting["bulk_approvable"], waiting["open_queries"]) == (False, 1)
    assert [reason["code"] for reason in refused[0]["reasons"]] == ["query-open"]
    assert (refused[0]["status"], done[0]["status"]) == ("excluded", "done")


async def test_a_verifier_who_opened_it_may_approve_without_the_answer(desk: Desk) -> None:
    item, _ = await asked(desk)

    done = await desk.do(desk.vera, item, "open", "approve")

    assert done.json()["state"] == "approved"


async def test_an_answer_is_kept_whatever_became_of_the_review(desk: Desk) -> None:
    item, query = await asked(desk)
    await desk.do(desk.vera, item, "open", "approve")

    (result,) = await desk.rowena.push(answering(desk, desk.rowena, item, query["id"]))

    assert (result["status"], result["state"]) == ("accepted", "approved")


async def test_a_question_asked_twice_under_one_key_is_asked_once(desk: Desk) -> None:
    item = await desk.given("submitted")
    key = {"headers": {"Idempotency-Key": "key-of-vera"}}

    first, second = await ask(desk.vera, item, **key), await ask(desk.vera, item, **key)

    assert first.json() == second.json()
    assert len(await listed(desk, item)) == 1


@pytest.mark.parametrize(
    ("state", "who", "status", "code"),
    [
        ("submitted", "rowena", 403, "forbidden"),
        ("approved", "vera", 409, "wrong-state"),
        ("returned", "vera", 409, "wrong-state"),
    ],
)
async def test_only_who_decides_asks_and_only_while_it_waits(
    desk: Desk, state: str, who: str, status: int, code: str
) -> None:
    item = await desk.given(state)

    answer = await ask(getattr(desk, who), item)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_nothing_is_asked_about_what_the_provider_may_not_hear_of(desk: Desk) -> None:
    item = await desk.given("submitted")
    await desk.db.execute("update submission set withheld_since = now() where id = $1", item.id)

    answer = await ask(desk.vera, item)

    assert (answer.status_code, answer.json()["code"]) == (409, "still-withheld")


async def test_so_many_questions_wait_at_once_and_no_more(desk: Desk) -> None:
    item = await desk.given("submitted")
    await desk.db.execute("update submission set open_queries = $2 where id = $1", item.id, MAX_OPEN)

    answer = await ask(desk.vera, item)

    assert (answer.status_code, answer.json()["code"]) == (409, "too-many-queries")


async def test_of_two_tablets_that_answer_at_once_one_is_told_that_it_was_answered(desk: Desk) -> None:
    item, query = await asked(desk)
    device = await desk.scene.spare_tablet()
    pair = await desk.rowena.caller.tokens("rowena", device)
    there = Someone(desk.rowena.caller, pair["access_token"], desk.rowena.actor, device)

    results = await asyncio.gather(
        desk.rowena.push(answering(desk, desk.rowena, item, query["id"])),
        there.push(answering(desk, there, item, query["id"], "Her daughter.")),
    )

    assert sorted(result["status"] for (result,) in results) == ["accepted", "conflict"]
