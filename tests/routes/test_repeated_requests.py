"""A verifier whose line broke asks again under the same key: the effect is had once, the answer is the same."""

import asyncio
from typing import Any

import pytest

from tests.support.desk import Desk, refusal


async def test_the_same_request_gets_the_same_answer_and_has_no_second_effect(desk: Desk) -> None:
    item = await desk.given("checking")
    first = await desk.take(desk.vera, item, "return", key="morning-1")
    left = await desk.left(item)
    await desk.amended(item, "I would rather have a bath.")
    desk.scene.clock.forward(minutes=1)

    again = await desk.take(desk.vera, item, "return", key="morning-1")

    assert (again.status_code, again.content) == (200, first.content)
    assert again.headers["ETag"] == first.headers["ETag"] == '"1"'
    assert await desk.state(item) == "submitted"
    assert {**await desk.left(item), "history": left["history"]} == left


async def test_without_a_key_the_second_request_is_another_one(desk: Desk) -> None:
    item = await desk.given("checking")
    await desk.do(desk.vera, item, "approve")

    assert refusal(await desk.do(desk.vera, item, "approve"))[1] == "wrong-state"


async def test_a_key_stands_for_one_request(desk: Desk) -> None:
    item, other = await desk.given("checking"), await desk.given("checking")
    assert (await desk.take(desk.vera, item, "reject", key="k")).status_code == 200

    another_item = await desk.take(desk.vera, other, "reject", key="k")
    another_action = await desk.take(desk.vera, item, "approve", key="k")
    another_revision = await desk.take(desk.vera, item, "reject", seen=2, key="k")
    no_revision = await desk.vera.act(item.id, "reject", None, {"reason": "x"}, "k")
    another_reason = await desk.vera.act(item.id, "reject", 1, {"reason": "Another."}, "k")

    for answer in (another_item, another_action, another_revision, no_revision, another_reason):
        assert refusal(answer) == (422, "idempotency-key-reused", [])
    assert await desk.state(other) == "checking"


async def test_everybody_has_their_own_keys(desk: Desk) -> None:
    item = await desk.given("submitted")
    await desk.take(desk.vera, item, "open", key="k")

    assert refusal(await desk.take(desk.victor, item, "open", key="k"))[1] == "open-with-another"


async def test_a_refusal_uses_no_key_up(desk: Desk) -> None:
    item = await desk.given("checking")
    assert refusal(await desk.take(desk.victor, item, "open", key="k"))[1] == "open-with-another"
    await desk.do(desk.vera, item, "release")

    assert (await desk.take(desk.victor, item, "open", key="k")).status_code == 200


@pytest.mark.parametrize("key", ["", " ", "a b", "k" * 101, "schlüssel".encode("latin-1")])
async def test_a_key_is_short_and_plain(desk: Desk, key: Any) -> None:
    headers = {"If-Match": '"1"', "Idempotency-Key": key}

    answer = await desk.vera.post(
        "/v1/submissions/00000000-0000-4000-8000-000000000000/actions/open", {}, headers=headers
    )

    assert refusal(answer) == (400, "malformed", ["invalid"])


async def test_what_is_out_of_sight_by_now_is_not_shown_again(desk: Desk) -> None:
    item = await desk.given("submitted", "nhs")
    await desk.take(desk.hedra, item, "open", key="k")
    await desk.db.execute(
        "update access_grant set valid_until = $2 where person_id = $1 and holder_kind = 'organisation'",
        item.cared.person.id,
        desk.scene.clock.now,
    )

    assert refusal(await desk.take(desk.hedra, item, "open", key="k"))[:2] == (404, "not-found")


async def test_while_a_request_is_being_answered_its_repetition_has_to_wait(desk: Desk) -> None:
    item = await desk.given("submitted")
    async with desk.db.transaction():
        await desk.db.execute("select from person where id = $1 for update", item.cared.person.id)
        both = {asyncio.create_task(desk.take(desk.vera, item, "open", key="k")) for _ in range(2)}
        (second,), (first,) = await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)

    refused, done = await second, await first

    assert refusal(refused) == (409, "idempotency-key-in-flight", [])
    assert refused.headers["Retry-After"] == "1"
    assert done.status_code == 200
    assert (await desk.take(desk.vera, item, "open", key="k")).content == done.content
