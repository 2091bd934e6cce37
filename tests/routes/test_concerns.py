"""The council sees a concern at once, also where the work in which it was raised could not be filed."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.given_reviews import LEFT_OUT
from tests.routes.test_safeguarding import ACCUSED, RAISED
from tests.support.desk import Desk, refusal

PATH = "/v1/safeguarding/concerns"


async def listed(answer: httpx.Response) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def concerns(desk: Desk, **filters: Any) -> list[dict[str, Any]]:
    """The open ones, as the council's verifier sees them."""
    return await listed(await desk.vera.get(PATH, params=filters))


async def raised_in_vain(desk: Desk, how: str, **answers: Any) -> dict[str, Any]:
    """A concern in work that became no revision; answers what the tablet was told."""
    item = await desk.given("approved" if how == "conflict" else "submitted")
    body = desk.scene.review(item.cared, submission_id=item.id, **answers)
    op = desk.scene.amend(desk.rowena, body, item.rev)
    if how == "held":
        op["depends_on"] = [str(uuid4())]
    if how == "quarantined":
        broken = desk.scene.review(item.cared, submission_id=item.id, **answers, working_well=LEFT_OUT)
        op = desk.scene.amend(desk.rowena, broken, item.rev)
    (result,) = await desk.rowena.push(op)
    assert result["status"] == how, result
    return result


@pytest.mark.parametrize("how", ["conflict", "held", "quarantined"])
async def test_the_council_sees_it_at_once_with_its_age_and_whoever_raised_it(desk: Desk, how: str) -> None:
    told = await raised_in_vain(desk, how, **RAISED)
    await desk.db.execute("update concern set raised_at = raised_at - interval '3 hours'")

    (seen,) = await concerns(desk)

    assert (seen["filed_as"], seen["age_hours"], seen["state"]) == (how, 3, "open")
    assert (seen["reference"], seen["raised_by"]["id"]) == (
        told["reference"],
        str(desk.rowena.actor.account_id),
    )
    assert (seen["alleged_party_is_provider"], seen["immediate_danger"]) == (False, False)
    assert seen["person"]["id"] == str(desk.scene.people[0].person.id)
    assert seen["body"]["safeguarding_detail"]["summary"] == RAISED["safeguarding_detail"]["summary"]


async def test_one_in_work_that_was_accepted_is_in_the_worklist_alone(desk: Desk) -> None:
    await desk.given(**RAISED)
    await raised_in_vain(desk, "conflict", person_views="I like the mornings.")

    assert await concerns(desk) == []


async def test_work_sent_again_raises_its_concern_once(desk: Desk) -> None:
    item = await desk.given("approved")
    op = desk.scene.amend(desk.rowena, desk.scene.review(item.cared, submission_id=item.id, **RAISED), 1)

    await desk.rowena.push(op)
    await desk.rowena.push(op)

    assert len(await concerns(desk)) == 1


async def test_held_work_that_is_filed_later_keeps_its_place_and_says_so(desk: Desk) -> None:
    first = desk.scene.submit(desk.rowena, await desk.scene.cared())
    second = desk.scene.submit(
        desk.rowena, cared := await desk.scene.cared(), desk.scene.review(cared, **RAISED)
    )
    await desk.rowena.push(second | {"depends_on": [first["op_id"]]})

    await desk.rowena.push(first)

    (seen,) = await concerns(desk)
    assert (seen["filed_as"], seen["submission_id"]) == ("accepted", second["entity_id"])


async def test_somebody_of_the_council_takes_it_and_closes_it_with_what_was_done(desk: Desk) -> None:
    await raised_in_vain(desk, "quarantined", **ACCUSED)
    (open_one,) = await concerns(desk)

    taken = await desk.victor.post(f"{PATH}/{open_one['id']}/take")
    mine = await concerns(desk, owner=str(desk.victor.actor.account_id))
    closed = await desk.vera.post(f"{PATH}/{open_one['id']}/close", {"reason": "An enquiry has begun."})

    assert taken.json()["owner"]["id"] == str(desk.victor.actor.account_id)
    assert [one["id"] for one in mine] == [open_one["id"]]
    assert (closed.json()["state"], closed.json()["reason"]) == ("closed", "An enquiry has begun.")
    assert await concerns(desk) == []
    assert [one["id"] for one in await concerns(desk, state="closed")] == [open_one["id"]]
    assert refusal(await desk.vera.post(f"{PATH}/{open_one['id']}/take"))[:2] == (409, "wrong-state")


@pytest.mark.parametrize("name", ["rowena", "wenna", "hedra", "cora"])
async def test_nobody_outside_the_council_sees_it_or_what_becomes_of_it(desk: Desk, name: str) -> None:
    await raised_in_vain(desk, "conflict", **ACCUSED)
    someone = await desk.scene.as_(name)
    (open_one,) = await concerns(desk)

    assert refusal(await someone.get(PATH))[0] == 403
    assert refusal(await someone.post(f"{PATH}/{open_one['id']}/take"))[0] == 403
    async with desk.scene.app.state.database.tx(desk.scene.actors[name], desk.scene.clock.now) as db:
        seen = await db.fetchval("select count(*) from concern")
    assert seen == 0


async def test_seeing_to_it_tells_no_tablet_anything(desk: Desk) -> None:
    await raised_in_vain(desk, "quarantined", **ACCUSED)
    before = await desk.rowena.pull()
    (open_one,) = await concerns(desk)

    await desk.vera.post(f"{PATH}/{open_one['id']}/take")
    await desk.vera.post(f"{PATH}/{open_one['id']}/close", {"reason": "An enquiry has begun."})

    after = await desk.rowena.pull(before["cursor"])
    assert (after["rows"], after["digests"]) == ([], before["digests"])


async def test_the_list_is_read_in_pages_the_oldest_first(desk: Desk) -> None:
    for _ in range(3):
        await raised_in_vain(desk, "conflict", **RAISED)
        desk.scene.clock.forward(minutes=1)

    first = (await desk.vera.get(PATH, params={"limit": 2})).json()
    rest = (await desk.vera.get(PATH, params={"cursor": first["next_cursor"]})).json()

    shown = [one["raised_at"] for one in [*first["items"], *rest["items"]]]
    assert shown == sorted(shown)
    assert len(set(shown)) == 3


async def test_nobody_takes_what_isn_t_there(desk: Desk) -> None:
    assert refusal(await desk.vera.post(f"{PATH}/{uuid4()}/take"))[0] == 404
