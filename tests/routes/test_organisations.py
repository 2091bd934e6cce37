"""Those who take part are found by those who work with them."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import httpx
import pytest

from schemas.accounts import Role
from tests.support.identity import person
from tests.support.scene import Scene, Someone
from tests.support.world import World


@pytest.fixture
async def vera(scene: Scene) -> Someone:
    return await scene.as_("vera")


def names(answer: httpx.Response, member: str = "name") -> list[str]:
    assert answer.status_code == 200, answer.text
    return [item[member] for item in answer.json()["items"]]


async def staff(someone: Someone, query: str = "") -> list[str]:
    return sorted(names(await someone.get(f"/v1/staff?{query}"), "username"))


async def test_a_council_lists_the_providers_that_work_with_it(
    scene: Scene, vera: Someone, world: World
) -> None:
    other = await world.authority("Elsewhere Council")
    await world.organisation("provider", other, name="Elsewhere Care")

    answer = await vera.get("/v1/providers")

    assert answer.json() == {
        "items": [
            {"id": str(scene.provider), "name": "The provider", "authority_ids": [str(scene.authority)]}
        ]
    }


async def test_a_location_is_listed_with_the_cqc_id_of_the_day(
    scene: Scene, vera: Someone, world: World
) -> None:
    today = scene.clock.now.date()
    await world.connection.execute(
        "update location_cqc_id set valid_until = $1 where location_id = $2", today, scene.location
    )
    await world.insert(
        "location_cqc_id", location_id=scene.location, cqc_location_id="1-900000009", valid_from=today
    )

    (bodmin, truro) = (await vera.get("/v1/locations?kind=home_care")).json()["items"]

    assert {name: truro[name] for name in truro if name not in ("cqc", "eligibility")} == {
        "id": str(scene.location),
        "name": "Truro office",
        "kind": "home_care",
        "postcode": truro["postcode"],
        "organisation": {"id": str(scene.provider), "name": "The provider"},
        "cqc_location_id": "1-900000009",
    }
    assert (bodmin["name"], bodmin["cqc_location_id"]) == ("Bodmin office", "1-900000002")


@pytest.mark.parametrize(
    ("path", "makes"), [("/v1/locations", 5), ("/v1/providers", 5), ("/v1/staff?role=reviewer", 8)]
)
async def test_pages_join_without_gap_or_repetition(
    scene: Scene, vera: Someone, world: World, path: str, makes: int
) -> None:
    for number in range(5):
        provider = await world.organisation("provider", scene.authority, name=f"Care {number % 2}")
        await world.location(provider, name=f"Place {number % 2}")
        await world.account(Role.REVIEWER, provider)
    glue = "&" if "?" in path else "?"
    whole = (await vera.get(path)).json()["items"]

    items, more = [], ""
    while True:
        page = (await vera.get(f"{path}{glue}limit=2{more}")).json()
        items += page["items"]
        if "next_cursor" not in page:
            break
        more = f"&cursor={page['next_cursor']}"

    assert len(whole) >= makes
    assert items == whole


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("vera", {"vera", "hedra", "rowena", "wenna"}),
        ("ada", {"vera", "hedra", "rowena", "wenna"}),
        ("wenna", {"rowena", "piran", "tegen", "wenna"}),
    ],
)
async def test_managers_see_their_colleagues_and_councils_all_who_work_with_them(
    scene: Scene, world: World, name: str, seen: set[str]
) -> None:
    elsewhere = await world.organisation("provider", await world.authority("Elsewhere Council"))
    await person(world, Role.REVIEWER, elsewhere, username="stranger")

    found = set(await staff(await scene.as_(name)))

    assert seen <= found
    assert "stranger" not in found
    assert name != "wenna" or found == seen


async def test_staff_are_filtered_by_role_place_and_organisation(scene: Scene, vera: Someone) -> None:
    assert await staff(vera, "role=reviewer") == ["piran", "rowena", "tegen"]
    assert await staff(vera, f"location={scene.other_location}") == ["tegen"]
    assert await staff(vera, f"organisation={scene.nhs_body}") == ["hedra"]


async def test_a_line_tells_every_capacity_that_is_live(scene: Scene, vera: Someone, world: World) -> None:
    rowena = scene.actors["rowena"].account_id
    yesterday = scene.clock.now - timedelta(days=1)
    for role, until in ((Role.PROVIDER_ADMIN, None), (Role.HOME_MANAGER, yesterday)):
        await world.insert(
            "membership",
            id=uuid4(),
            account_id=rowena,
            organisation_id=scene.provider,
            role=role,
            valid_from=yesterday - timedelta(days=1),
            valid_until=until,
        )

    items = (await vera.get(f"/v1/staff?location={scene.location}")).json()["items"]

    (line,) = [item for item in items if item["username"] == "rowena"]
    assert [(one["role"], one.get("location", {}).get("name")) for one in line["capacities"]] == [
        ("provider_admin", None),
        ("reviewer", "Truro office"),
    ]


@pytest.mark.parametrize("name", ["rowena", "hedra", "cora"])
async def test_others_do_not_list_staff(scene: Scene, name: str) -> None:
    someone = await scene.as_(name)

    assert (await someone.get("/v1/staff")).status_code == 403


async def learnt(world: World, account: UUID) -> None:
    for course, taken, until in (
        ("Care Act", date(2026, 1, 5), date(2027, 1, 4)),
        ("Webinar", date(2026, 3, 1), None),
    ):
        await world.insert(
            "training", account_id=account, course=course, completed_on=taken, expires_on=until
        )


@pytest.mark.parametrize(("name", "status"), [("rowena", 200), ("wenna", 200), ("vera", 200), ("hedra", 404)])
async def test_training_is_seen_by_oneself_ones_managers_and_the_council(
    scene: Scene, world: World, name: str, status: int
) -> None:
    rowena = scene.actors["rowena"].account_id
    await learnt(world, rowena)
    someone = await scene.as_(name)

    answer = await someone.get(f"/v1/staff/{rowena}/training")

    assert answer.status_code == status
    if status == 200:
        latest = [{name: one[name] for name in one if name != "id"} for one in answer.json()["items"]][:2]
        assert latest == [
            {"course": "Webinar", "completed_on": "2026-03-01"},
            {"course": "Care Act", "completed_on": "2026-01-05", "expires_on": "2027-01-04"},
        ]
