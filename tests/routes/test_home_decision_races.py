"""No timing of homes, wards and coordinators has a home decide on answers that it never saw, or two homes at once."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import httpx
import pytest

from tests.support.desk import refusal
from tests.support.ward import ROOM, STAFFING, Ward

BOTH_WAYS = pytest.mark.parametrize("first", [0, 1], ids=["as listed", "the other way round"])
WITH_THE_MOVE = (
    "select count(*) from referral_home where state in ('asked', 'accepted', 'conditional', 'deferred')"
)


async def at_once(first: int, *both: Coroutine[Any, Any, Any]) -> list[Any]:
    """What two answer who begin in the same moment, `first` of them a step ahead."""
    tasks = {n: asyncio.create_task(both[n]) for n in (first, 1 - first)}
    await asyncio.gather(*tasks.values())
    return [tasks[n].result() for n in (0, 1)]


async def states(ward: Ward) -> list[str]:
    found = await ward.scene.world.connection.fetch("select state from referral_home order by place")
    return [row["state"] for row in found]


async def told(ward: Ward) -> list[str]:
    """What the record is to be told, in order."""
    found = await ward.scene.world.connection.fetch("select message from outbox order by id")
    return [row["message"] for row in found]


@BOTH_WAYS
async def test_a_home_decides_on_the_answers_it_saw_or_not_at_all(ward: Ward, first: int) -> None:
    body = await ward.assessed()
    worse = body | {"changed_needs": body["changed_needs"] | {"new_two_person_care": True}}

    decided, (amended,) = await at_once(
        first,
        ward.decide(ward.kerra, body, ward.kea, "accept", accommodation=ROOM),
        ward.tamsyn.push(ward.op("amend", worse, 1)),
    )

    assert (amended["status"], amended["rev"]) == ("accepted", 2)
    history = await ward.scene.world.connection.fetch("select action from discharge_history order by id")
    acted = [row["action"] for row in history if row["action"] in ("accepted", "amend")]
    if decided.status_code == 201:
        assert acted == ["accepted", "amend"]
        assert await told(ward) == ["placed"]
    else:
        assert refusal(decided)[:2] == (412, "stale-revision")
        assert (acted, await told(ward)) == (["amend"], [])


@BOTH_WAYS
async def test_of_a_manager_and_a_deputy_who_decide_at_once_one_word_counts(ward: Ward, first: int) -> None:
    body = await ward.assessed()

    accepted, declined = await at_once(
        first,
        ward.decide(ward.kerra, body, ward.kea, "accept", accommodation=ROOM),
        ward.decide(ward.denzel, body, ward.kea, "decline", **STAFFING),
    )

    assert declined.status_code == 201
    assert await states(ward) == ["declined", "asked"]
    if accepted.status_code == 201:
        assert await told(ward) == ["placed", "taken_back"]
    else:
        assert accepted.status_code in (403, 404, 409)
        assert await told(ward) == []


async def test_a_decision_sent_several_times_at_once_is_one(ward: Ward) -> None:
    body = await ward.assessed()
    path = f"/v1/assessments/{body['submission_id']}/decisions"
    given = {"location_id": str(ward.kea), "rev": 1, "outcome": "accept", "accommodation": ROOM}

    async def send() -> httpx.Response:
        return await ward.kerra.post(path, given, headers={"Idempotency-Key": "once"})

    answers = await asyncio.gather(*(send() for _ in range(4)))

    assert {one.status_code for one in answers} <= {201, 409}
    assert 201 in {one.status_code for one in answers}
    assert await ward.scene.world.connection.fetchval("select count(*) from home_decision") == 1
    assert await told(ward) == ["placed"]


@BOTH_WAYS
async def test_a_home_that_declines_while_the_ward_withdraws_asks_nobody_else(ward: Ward, first: int) -> None:
    body = await ward.accepted()

    declined, withdrawn = await at_once(
        first,
        ward.decide(ward.kerra, body, ward.kea, "decline", **STAFFING),
        ward.corentyn.post(f"/v1/referrals/{body['referral_id']}/withdraw", {"reason": "She stays."}),
    )

    assert withdrawn.status_code == 200
    assert await ward.scene.world.connection.fetchval("select state from referral") == "withdrawn"
    assert await ward.scene.world.connection.fetchval(WITH_THE_MOVE) == 0
    assert await states(ward) == ["declined" if declined.status_code == 201 else "released", "released"]
    assert await told(ward) == ["placed", "taken_back"]
    assert (await ward.lowen.get(f"/v1/assessments/{body['submission_id']}")).status_code == 404


@BOTH_WAYS
async def test_a_home_that_declines_while_the_person_comes_has_them_or_has_not(
    ward: Ward, first: int
) -> None:
    body = await ward.accepted()

    declined, came = await at_once(
        first,
        ward.decide(ward.kerra, body, ward.kea, "decline", **STAFFING),
        ward.denzel.post(
            f"/v1/assessments/{body['submission_id']}/arrived", {"arrived_at": "2026-11-16T12:00:00Z"}
        ),
    )

    assert (declined.status_code == 201) is not (came.status_code == 200)
    expected = ["placed", "taken_back"] if declined.status_code == 201 else ["placed", "arrived"]
    assert await told(ward) == expected
