"""People are appointed, and let go, by whoever answers for them."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from schemas.accounts import Role
from service.store.engine import Connection
from tests.support.identity import person
from tests.support.scene import Scene, Someone
from tests.support.world import World


@pytest.fixture
async def wenna(scene: Scene) -> Someone:
    return await scene.as_("wenna")


def somebody(scene: Scene, **changes: Any) -> dict[str, Any]:
    usual = {
        "username": "newly.here",
        "name": "Newly Here",
        "role": "reviewer",
        "organisation_id": str(scene.provider),
        "location_id": str(scene.location),
    }
    return usual | changes


async def capacity_of(someone: Someone, username: str) -> str:
    """The path of the first capacity in which somebody works."""
    (line,) = [one for one in (await someone.get("/v1/staff")).json()["items"] if one["username"] == username]
    return f"/v1/staff/{line['id']}/capacities/{line['capacities'][0]['id']}/end"


async def test_whoever_is_appointed_logs_in_with_the_password_that_is_told_once(
    scene: Scene, wenna: Someone, owner: Connection
) -> None:
    answer = await wenna.post("/v1/staff", somebody(scene))

    assert answer.status_code == 201, answer.text
    told = answer.json()
    signed_in = await wenna.caller.sign_in("newly.here", told["password"])
    assert signed_in.status_code == 200
    me = (await wenna.caller.me(signed_in.json()["access_token"])).json()
    assert me["account"] == {"id": told["id"], "username": "newly.here", "name": "Newly Here"}
    assert [(one["role"], one["location"]["name"]) for one in me["memberships"]] == [
        ("reviewer", "Truro office")
    ]
    kept = await owner.fetchval("select password_hash from account where id = $1", UUID(told["id"]))
    assert told["password"] not in kept


async def test_a_username_is_somebodys_for_good(scene: Scene, wenna: Someone) -> None:
    answer = await wenna.post("/v1/staff", somebody(scene, username="rowena"))

    assert (answer.status_code, answer.json()["code"]) == (409, "username-taken")


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"username": "Newly"}, "/username"),
        ({"username": "newly here"}, "/username"),
        ({"role": "admin"}, "/role"),
        ({"role": "verifier_asc"}, "/role"),
        ({"role": "home_manager", "location_id": None}, "/location_id"),
        ({"name": ""}, "/name"),
    ],
)
async def test_an_appointment_that_can_not_be_is_refused_with_where(
    scene: Scene, wenna: Someone, change: dict[str, Any], pointer: str
) -> None:
    answer = await wenna.post("/v1/staff", somebody(scene, **change))

    assert answer.status_code == 400
    assert [one["pointer"] for one in answer.json()["issues"]] == [pointer]


async def test_nobody_is_appointed_to_another_organisation_or_to_anothers_location(
    scene: Scene, wenna: Someone, world: World, owner: Connection
) -> None:
    elsewhere = await world.organisation("provider", scene.authority, name="Elsewhere Care")
    theirs = await world.location(elsewhere)

    for change in (
        {"organisation_id": str(elsewhere), "location_id": str(theirs)},
        {"location_id": str(theirs)},
        {"location_id": str(uuid4())},
        {"organisation_id": str(scene.council), "location_id": None, "role": "provider_admin"},
    ):
        assert (await wenna.post("/v1/staff", somebody(scene, **change))).status_code == 403, change
    assert await owner.fetchval("select count(*) from account where username = 'newly.here'") == 0


async def test_an_administrator_of_one_location_appoints_there_alone(scene: Scene, world: World) -> None:
    scene.actors["locally"] = await person(
        world, Role.PROVIDER_ADMIN, scene.provider, scene.location, "locally"
    )
    locally = await scene.as_("locally")

    there = await locally.post("/v1/staff", somebody(scene))
    other = somebody(scene, username="not.there", location_id=str(scene.other_location))
    everywhere = somebody(scene, username="every.where", location_id=None)

    assert there.status_code == 201
    assert [(await locally.post("/v1/staff", one)).status_code for one in (other, everywhere)] == [403, 403]


async def test_a_council_appoints_the_administrators_of_its_providers_and_nobody_else(
    scene: Scene, world: World
) -> None:
    ada = await scene.as_("ada")
    strange = await world.organisation("provider", await world.authority("Elsewhere Council"))

    administrator = somebody(scene, role="provider_admin", location_id=None)
    reviewer = somebody(scene, username="another.one")
    stranger = administrator | {"username": "a.stranger", "organisation_id": str(strange)}

    assert [
        (await ada.post("/v1/staff", one)).status_code for one in (administrator, reviewer, stranger)
    ] == [
        201,
        403,
        403,
    ]


@pytest.mark.parametrize("name", ["rowena", "vera", "cora", "hedra"])
async def test_others_appoint_nobody(scene: Scene, name: str) -> None:
    someone = await scene.as_(name)

    assert (await someone.post("/v1/staff", somebody(scene))).status_code == 403


async def test_whoever_is_let_go_acts_there_no_more_and_it_stays_on_record(
    scene: Scene, wenna: Someone, owner: Connection
) -> None:
    path = await capacity_of(wenna, "rowena")

    answer = await wenna.post(path)

    assert answer.status_code == 200, answer.text
    assert answer.json()["valid_until"] == "2026-11-16T12:00:00Z"
    assert "rowena" not in [one["username"] for one in (await wenna.get("/v1/staff")).json()["items"]]
    scene.clock.forward(seconds=11)
    rowena = await scene.as_("rowena")
    assert (await rowena.get("/v1/me")).json()["memberships"] == []
    assert (await wenna.post(path)).status_code == 404


async def test_nobody_lets_themselves_go(scene: Scene, wenna: Someone) -> None:
    assert (await wenna.post(await capacity_of(wenna, "wenna"))).status_code == 403


@pytest.mark.parametrize(("whose", "status"), [("wenna", 200), ("rowena", 403), ("vera", 403)])
async def test_a_council_lets_go_only_the_administrators_of_its_providers(
    scene: Scene, whose: str, status: int
) -> None:
    ada = await scene.as_("ada")

    assert (await ada.post(await capacity_of(ada, whose))).status_code == status


async def test_a_capacity_of_somebody_else_is_not_found_by_this_persons_name(
    scene: Scene, wenna: Someone
) -> None:
    of_rowena = await capacity_of(wenna, "rowena")
    tegen = str(scene.actors["tegen"].account_id)

    path = of_rowena.replace(str(scene.actors["rowena"].account_id), tegen)

    assert (await wenna.post(path)).status_code == 404


async def test_a_new_password_replaces_the_old_one_and_ends_every_session(
    scene: Scene, wenna: Someone
) -> None:
    rowena = await scene.as_("rowena")

    answer = await wenna.post(f"/v1/staff/{rowena.actor.account_id}/password")

    assert answer.status_code == 200, answer.text
    assert (await wenna.caller.sign_in("rowena")).status_code == 400
    assert (await wenna.caller.sign_in("rowena", answer.json()["password"])).status_code == 200
    scene.clock.forward(seconds=11)
    assert (await rowena.get("/v1/me")).status_code == 401


@pytest.mark.parametrize(
    ("name", "whose", "status"),
    [
        ("wenna", "tegen", 200),
        ("wenna", "wenna", 403),
        ("wenna", "vera", 404),
        ("ada", "wenna", 200),
        ("ada", "rowena", 403),
        ("ada", "vera", 403),
        ("rowena", "piran", 403),
        ("vera", "rowena", 403),
    ],
)
async def test_only_who_appoints_somebody_gives_them_a_new_password(
    scene: Scene, name: str, whose: str, status: int
) -> None:
    someone = await scene.as_(name)

    answer = await someone.post(f"/v1/staff/{scene.actors[whose].account_id}/password")

    assert answer.status_code == status


async def test_whoever_works_for_two_is_in_the_hands_of_neither(
    scene: Scene, wenna: Someone, world: World
) -> None:
    elsewhere = await world.organisation("provider", scene.authority, name="Elsewhere Care")
    await world.insert(
        "membership",
        account_id=scene.actors["rowena"].account_id,
        organisation_id=elsewhere,
        role="reviewer",
        valid_from=scene.clock.now,
    )

    answer = await wenna.post(f"/v1/staff/{scene.actors['rowena'].account_id}/password")

    assert answer.status_code == 403
