"""What people have learnt is kept by whoever appoints them, and nothing of it is ever overwritten."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from schemas.accounts import Role
from service.store.engine import Connection
from tests.support.identity import person
from tests.support.scene import Scene, Someone
from tests.support.world import LONG_AGO, World

FIRST_AID = {"course": "First aid", "completed_on": "2026-01-10", "expires_on": "2028-01-09"}


@pytest.fixture
async def wenna(scene: Scene) -> Someone:
    return await scene.as_("wenna")


def of(scene: Scene, name: str = "rowena") -> str:
    return f"/v1/staff/{scene.actors[name].account_id}/training"


async def learnt(world: World, account: UUID, course: str, expires_on: date | None = None) -> None:
    await world.insert(
        "training",
        account_id=account,
        course=course,
        completed_on=date(2025, 1, 10),
        expires_on=expires_on,
        recorded_at=LONG_AGO,
    )


async def put(someone: Someone, path: str, body: Any) -> httpx.Response:
    return await someone.caller.call("PUT", path, token=someone.token, json=body)


async def test_an_administrator_records_what_a_colleague_has_learnt(scene: Scene, wenna: Someone) -> None:
    answer = await wenna.post(of(scene), FIRST_AID | {"level": 3})

    assert answer.status_code == 201, answer.text
    assert (await wenna.get(of(scene))).json()["items"][0] == answer.json()
    assert {name: answer.json()[name] for name in FIRST_AID} == FIRST_AID
    assert answer.json()["level"] == 3


async def test_the_caller_is_told_what_they_have_learnt_themselves(scene: Scene, wenna: Someone) -> None:
    recorded = (await wenna.post(of(scene), FIRST_AID)).json()
    rowena = await scene.as_("rowena")

    told = (await rowena.get("/v1/me")).json()["training"]

    assert told[0] == recorded
    assert [one["course"] for one in told[1:]] == ["Care Act", "Mental Capacity Act"]


async def test_a_correction_takes_the_place_of_what_was_recorded_and_that_stays(
    scene: Scene, wenna: Someone, owner: Connection
) -> None:
    first = (await wenna.post(of(scene), FIRST_AID)).json()

    second = await put(wenna, f"{of(scene)}/{first['id']}", FIRST_AID | {"expires_on": "2026-12-31"})

    assert second.status_code == 200, second.text
    assert (await wenna.get(of(scene))).json()["items"][0] == second.json()
    assert second.json()["expires_on"] == "2026-12-31"
    kept = await owner.fetchrow("select * from training where id = $1", UUID(first["id"]))
    assert kept is not None
    assert (kept["expires_on"], kept["voided_by"]) == (date(2028, 1, 9), wenna.actor.account_id)


async def test_what_was_recorded_in_error_is_taken_back_once(
    scene: Scene, wenna: Someone, owner: Connection
) -> None:
    first = (await wenna.post(of(scene), FIRST_AID)).json()
    path = f"{of(scene)}/{first['id']}/withdraw"

    taken_back, again = await wenna.post(path), await wenna.post(path)

    assert taken_back.status_code == 200
    assert first not in taken_back.json()["items"]
    assert again.status_code == 404
    assert await owner.fetchval("select voided_at from training where id = $1", UUID(first["id"])) is not None


async def test_a_course_is_recorded_once_for_a_day(scene: Scene, wenna: Someone) -> None:
    await wenna.post(of(scene), FIRST_AID)

    again = await wenna.post(of(scene), FIRST_AID | {"expires_on": "2030-01-01"})

    assert (again.status_code, again.json()["code"]) == (409, "already-recorded")


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"completed_on": "2026-11-17"}, "/completed_on", "date-in-future"),
        ({"expires_on": "2026-01-09"}, "/expires_on", "ends-before-it-begins"),
        ({"level": 9}, "/level", "bound"),
        ({"course": ""}, "/course", "length"),
    ],
)
async def test_what_can_not_be_is_refused_with_where(
    scene: Scene, wenna: Someone, change: dict[str, Any], pointer: str, code: str
) -> None:
    answer = await wenna.post(of(scene), FIRST_AID | change)

    assert answer.status_code == 400
    assert [(one["pointer"], one["code"]) for one in answer.json()["issues"]] == [(pointer, code)]


@pytest.mark.parametrize(
    ("name", "whose", "status"),
    [
        ("ada", "rowena", 201),
        ("wenna", "wenna", 201),
        ("rowena", "rowena", 403),
        ("vera", "rowena", 403),
        ("wenna", "vera", 404),
    ],
)
async def test_only_who_appoints_somebody_and_the_council_record_their_training(
    scene: Scene, name: str, whose: str, status: int
) -> None:
    someone = await scene.as_(name)

    assert (await someone.post(of(scene, whose), FIRST_AID)).status_code == status


async def test_an_administrator_of_one_location_records_for_that_one_alone(
    scene: Scene, world: World
) -> None:
    await person(world, Role.PROVIDER_ADMIN, scene.provider, scene.location, "locally")
    scene.actors["locally"] = scene.actors["wenna"]
    locally = await scene.as_("locally")

    assert (await locally.post(of(scene, "rowena"), FIRST_AID)).status_code == 201
    assert (await locally.post(of(scene, "tegen"), FIRST_AID)).status_code == 404


async def test_nobody_keeps_the_training_of_another_organisations_people(scene: Scene, world: World) -> None:
    elsewhere = await world.organisation("provider", scene.authority, name="Elsewhere Care")
    scene.actors["lowena"] = await person(world, Role.PROVIDER_ADMIN, elsewhere, username="lowena")

    assert (await (await scene.as_("lowena")).post(of(scene), FIRST_AID)).status_code == 404


async def test_what_runs_out_soon_is_listed_first_to_last(scene: Scene, world: World, wenna: Someone) -> None:
    rowena, tegen = (scene.actors[name].account_id for name in ("rowena", "tegen"))
    await learnt(world, rowena, "First aid", date(2026, 12, 1))
    await learnt(world, rowena, "Fire safety", date(2027, 6, 1))
    await learnt(world, rowena, "For good")
    await learnt(world, tegen, "First aid", date(2026, 11, 1))

    path = "/v1/staff/training?expiring_before=2027-01-01"
    whole = (await wenna.get(path)).json()["items"]
    there = (await wenna.get(f"{path}&location={scene.location}")).json()["items"]

    assert [(one["account"]["id"], one["course"], one["expires_on"]) for one in whole] == [
        (str(tegen), "First aid", "2026-11-01"),
        (str(rowena), "First aid", "2026-12-01"),
    ]
    assert there == whole[1:]


async def test_a_course_that_was_taken_again_is_no_warning(
    scene: Scene, world: World, wenna: Someone
) -> None:
    rowena = scene.actors["rowena"].account_id
    await learnt(world, rowena, "First aid", date(2026, 12, 1))
    await wenna.post(of(scene), FIRST_AID | {"course": "FIRST AID"})

    assert (await wenna.get("/v1/staff/training?expiring_before=2027-01-01")).json() == {"items": []}


async def test_pages_of_what_runs_out_join_without_gap_or_repetition(
    scene: Scene, world: World, wenna: Someone
) -> None:
    for name in ("rowena", "piran", "tegen"):
        for number in range(3):
            await learnt(world, scene.actors[name].account_id, f"Course {number}", date(2026, 12, 1))
    path = "/v1/staff/training?expiring_before=2027-01-01"
    whole = (await wenna.get(path)).json()["items"]

    items, more = [], ""
    while True:
        page = (await wenna.get(f"{path}&limit=2{more}")).json()
        items += page["items"]
        if "next_cursor" not in page:
            break
        more = f"&cursor={page['next_cursor']}"

    assert len(whole) == 9
    assert items == whole


async def test_a_manager_of_a_home_sees_the_people_and_the_training_of_that_home(
    scene: Scene, world: World
) -> None:
    scene.actors["morgan"] = await person(world, Role.HOME_MANAGER, scene.provider, scene.location, "morgan")
    await learnt(world, scene.actors["rowena"].account_id, "First aid", date(2026, 12, 1))
    morgan = await scene.as_("morgan")

    seen = sorted(one["username"] for one in (await morgan.get("/v1/staff")).json()["items"])
    warned = (await morgan.get("/v1/staff/training?expiring_before=2027-01-01")).json()["items"]

    assert seen == ["morgan", "piran", "rowena"]
    assert [one["course"] for one in warned] == ["First aid"]
    assert (await morgan.get(of(scene))).status_code == 200
    assert (await morgan.get(of(scene, "tegen"))).status_code == 404
    assert (await morgan.post(of(scene), FIRST_AID)).status_code == 403


async def test_a_stranger_to_the_list_is_told_so(scene: Scene, wenna: Someone) -> None:
    rowena = await scene.as_("rowena")

    assert (await rowena.get("/v1/staff/training?expiring_before=2027-01-01")).status_code == 403
    assert (await wenna.get(f"/v1/staff/{uuid4()}/training")).status_code == 404
    assert (await put(wenna, f"{of(scene)}/{uuid4()}", FIRST_AID)).status_code == 404
