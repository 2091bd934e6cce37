"""Why a tablet has something or hasn't, rule by rule, for those who may know."""

from typing import Any
from uuid import uuid4

import httpx

from service.store.feed import Change, Left, publish
from tests.support.desk import Desk
from tests.support.scene import Someone


async def asked(who: Someone, device: object, entity: object) -> httpx.Response:
    return await who.get("/v1/sync/explain", params={"device": str(device), "entity": str(entity)})


async def explained(who: Someone, device: object, entity: object) -> tuple[bool, list[str]]:
    answer = await asked(who, device, entity)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    assert all(step["says"].endswith(".") for step in told["steps"])
    return told["holds"], [step["code"] for step in told["steps"]]


HELD = ["device-location", "entity-kind", "grant-live", "scope-head", "in-scope", "holds"]


async def test_staff_see_why_a_tablet_holds_a_submission(desk: Desk) -> None:
    item = await desk.given()

    assert await explained(desk.vera, desk.rowena.device, item.id) == (True, HELD)


async def test_the_tablet_itself_is_told_too(desk: Desk) -> None:
    item = await desk.given()

    assert await explained(desk.rowena, desk.rowena.device, item.id) == (True, HELD)


async def test_a_tablet_of_another_location_never_held_it(desk: Desk) -> None:
    item = await desk.given()
    bodmin = desk.scene.tablets["tegen"]

    holds, codes = await explained(desk.vera, bodmin, item.id)

    assert (holds, codes[2:]) == (False, ["no-grant", "no-scope", "does-not-hold"])


async def test_what_has_left_is_told_with_when_and_how(desk: Desk) -> None:
    item = await desk.given()
    person = item.cared.person
    await desk.db.execute(
        "update access_grant set valid_until = $2 where person_id = $1", person.id, desk.scene.clock()
    )
    async with desk.scene.app.state.database.tx(desk.vera.actor, desk.scene.clock()) as db:
        await publish(db, [], desk.scene.clock(), [Left(person.authority_id, person.id, desk.scene.location)])

    holds, codes = await explained(desk.vera, desk.rowena.device, item.id)

    assert (holds, codes[2:]) == (False, ["grant-ended", "scope-head", "left-scope", "does-not-hold"])


async def test_a_suspended_tablet_learns_nothing(desk: Desk) -> None:
    item = await desk.given()
    await desk.db.execute("update device set state = 'suspended' where id = $1", desk.rowena.device)

    holds, codes = await explained(desk.vera, desk.rowena.device, item.id)

    assert (holds, codes[1]) == (False, "device-not-active")


async def test_work_that_waits_is_among_the_reasons(desk: Desk) -> None:
    item = await desk.given()
    amend = desk.scene.amend(desk.rowena, item.body | {"person_views": "Later."}, 1) | {
        "depends_on": [str(uuid4())]
    }
    (result,) = await desk.rowena.push(amend)

    _, codes = await explained(desk.vera, desk.rowena.device, item.id)

    assert (result["status"], codes[-2]) == ("held", "held-work")


async def test_only_staff_hear_that_something_is_withheld(desk: Desk) -> None:
    item = await desk.given()
    await desk.db.execute("update submission set withheld_since = now() where id = $1", item.id)

    _, to_staff = await explained(desk.vera, desk.rowena.device, item.id)
    _, to_the_tablet = await explained(desk.rowena, desk.rowena.device, item.id)

    assert ("withheld" in to_staff, to_the_tablet) == (True, HELD)


async def test_what_is_unknown_and_what_is_anothers_read_alike(desk: Desk) -> None:
    elsewhere = await desk.scene.cared(of=(await desk.scene.world.authority()))
    nowhere = uuid4()

    answers = [await explained(desk.vera, desk.rowena.device, one) for one in (elsewhere.person.id, nowhere)]

    assert answers == [(False, ["device-location", "entity-unknown", "does-not-hold"])] * 2


async def test_a_tablet_is_told_nothing_of_people_whom_its_location_never_held(desk: Desk) -> None:
    elsewhere = await desk.scene.cared(elsewhere=True)
    async with desk.scene.app.state.database.tx(desk.vera.actor, desk.scene.clock()) as db:
        await publish(db, [Change(*elsewhere.person, "person", elsewhere.person.id, 1)], desk.scene.clock())

    _, codes = await explained(desk.rowena, desk.rowena.device, elsewhere.person.id)

    assert codes == ["device-location", "entity-unknown", "does-not-hold"]


async def test_a_colleague_asks_about_their_own_tablet_only(desk: Desk) -> None:
    item = await desk.given()

    answer = await asked(desk.rowena, desk.scene.tablets["tegen"], item.id)

    assert answer.status_code == 403


async def test_there_is_nothing_to_say_of_a_tablet_that_nobody_enrolled(desk: Desk) -> None:
    assert (await asked(desk.vera, uuid4(), uuid4())).status_code == 404
