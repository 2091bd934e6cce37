"""Whether a location may take part is told with what it lacks, and a council may decide otherwise for a while."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from schemas.accounts import Role
from service.store.engine import Connection
from tests.support.identity import person
from tests.support.scene import Scene, Someone
from tests.support.world import World

UNTIL = {"reason": "Inspected again next month; its people know the staff.", "valid_until": "2026-12-31"}


@pytest.fixture
async def ada(scene: Scene) -> Someone:
    return await scene.as_("ada")


@pytest.fixture
async def poor(scene: Scene, owner: Connection) -> str:
    """The path of a location's overrides, which is rated Inadequate by now."""
    await owner.execute(
        "update location_rating set rating = 'Inadequate' where location_id = $1", scene.location
    )
    return f"/v1/locations/{scene.location}/overrides"


async def told(someone: Someone, name: str = "Truro office") -> dict[str, Any]:
    (found,) = [one for one in (await someone.get("/v1/locations")).json()["items"] if one["name"] == name]
    location: dict[str, Any] = found
    return location


async def standing(someone: Someone) -> tuple[str, list[str], list[str]]:
    """How the first location stands by the only authority, what it lacks, and what is flagged."""
    (judged,) = (await told(someone))["eligibility"]
    found = judged["eligibility"]
    return found["standing"], [one["code"] for one in found.get("reasons", [])], found.get("flags", [])


async def test_a_location_is_listed_with_how_it_stands_and_whether_it_may_take_part(
    scene: Scene, ada: Someone
) -> None:
    location = await told(ada)

    assert location["cqc"] == {
        "rating": "Good",
        "status": "Active",
        "inherited": False,
        "since": "2025-11-16",
    }
    assert [one["authority_id"] for one in location["eligibility"]] == [str(scene.authority)]
    assert await standing(ada) == ("eligible", [], [])


async def test_an_office_is_no_place_of_care_and_stands_nowhere(
    scene: Scene, ada: Someone, world: World
) -> None:
    await world.location(scene.council, name="County Hall")

    assert (await told(ada, "County Hall")).keys().isdisjoint({"cqc", "eligibility"})


async def test_what_a_location_lacks_is_told_with_what_would_change_it(ada: Someone, poor: str) -> None:
    assert await standing(ada) == ("ineligible", ["rating-not-accepted"], [])
    (judged,) = (await told(ada))["eligibility"]
    assert "its word" in judged["eligibility"]["reasons"][0]["what_would_change_it"]


async def test_a_council_lets_a_location_take_part_for_a_reason_and_until_a_day(
    scene: Scene, ada: Someone, poor: str
) -> None:
    answer = await ada.post(poor, UNTIL)

    assert answer.status_code == 201, answer.text
    assert answer.json()["valid_from"] == "2026-11-16"
    assert await standing(ada) == ("eligible", [], ["overridden"])
    scene.clock.forward(days=46)
    assert await standing(await scene.as_("ada")) == ("ineligible", ["rating-not-accepted"], [])


async def test_an_override_is_taken_back_and_stays_on_record(ada: Someone, poor: str) -> None:
    decided = (await ada.post(poor, UNTIL)).json()

    answer = await ada.post(f"{poor}/{decided['id']}/withdraw")

    assert answer.status_code == 200, answer.text
    assert [one["withdrawn_at"] for one in answer.json()["items"]] == ["2026-11-16T12:00:00Z"]
    assert await standing(ada) == ("ineligible", ["rating-not-accepted"], [])
    assert (await ada.post(f"{poor}/{decided['id']}/withdraw")).status_code == 404


async def test_the_location_reads_what_was_decided_of_it_and_others_do_not(
    scene: Scene, ada: Someone, poor: str
) -> None:
    await ada.post(poor, UNTIL)

    for name, seen in (("rowena", 1), ("wenna", 1), ("vera", 1), ("tegen", 0), ("hedra", 0)):
        someone = await scene.as_(name)
        assert len((await someone.get(poor)).json()["items"]) == seen, name


@pytest.mark.parametrize("name", ["vera", "wenna", "rowena"])
async def test_only_an_administrator_of_the_council_decides(scene: Scene, poor: str, name: str) -> None:
    assert (await (await scene.as_(name)).post(poor, UNTIL)).status_code == 403


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"valid_until": "2026-11-15"}, "/valid_until"),
        ({"valid_from": "2027-01-01"}, "/valid_until"),
        ({"reason": ""}, "/reason"),
    ],
)
async def test_an_override_that_can_not_be_is_refused_with_where(
    ada: Someone, poor: str, change: dict[str, str], pointer: str
) -> None:
    answer = await ada.post(poor, UNTIL | change)

    assert answer.status_code == 400
    assert [one["pointer"] for one in answer.json()["issues"]] == [pointer]


async def test_nothing_is_decided_of_a_location_that_does_not_work_with_the_authority(
    scene: Scene, ada: Someone, world: World
) -> None:
    strange = await world.organisation("provider", await world.authority("Elsewhere Council"))
    theirs = await world.location(strange)

    for location in (theirs, uuid4()):
        assert (await ada.post(f"/v1/locations/{location}/overrides", UNTIL)).status_code == 404


async def test_a_council_makes_a_provider_and_its_places_known(scene: Scene, ada: Someone) -> None:
    provider = await ada.post("/v1/providers", {"name": "New Care", "cqc_provider_id": "1-200"})
    place = {
        "organisation_id": provider.json()["id"],
        "kind": "care_home",
        "name": "New House",
        "postcode": "TR1 1AA",
        "cqc_location_id": "1-201",
    }
    location = await ada.post("/v1/locations", place)

    assert (provider.status_code, location.status_code) == (201, 201), location.text
    shown = await told(ada, "New House")
    assert (shown["id"], shown["cqc_location_id"]) == (location.json()["id"], "1-201")
    assert shown["eligibility"][0]["eligibility"]["reasons"][0]["code"] == "standing-unknown"


async def test_an_id_of_the_commission_is_one_providers_and_one_locations(scene: Scene, ada: Someone) -> None:
    provider = {"name": "New Care", "cqc_provider_id": "1-200"}
    place = {"organisation_id": str(scene.provider), "kind": "home_care", "name": "A", "postcode": "TR1 1AA"}

    answers = [
        await ada.post("/v1/providers", provider),
        await ada.post("/v1/providers", provider),
        await ada.post("/v1/locations", place | {"cqc_location_id": "1-900000001"}),
    ]

    assert [one.status_code for one in answers] == [201, 409, 409]
    assert {one.json()["code"] for one in answers[1:]} == {"cqc-id-known"}


async def test_a_place_is_added_only_to_providers_of_ones_own_authority(
    scene: Scene, ada: Someone, world: World
) -> None:
    strange = await world.organisation("provider", await world.authority("Elsewhere Council"))
    place = {"kind": "home_care", "name": "A", "postcode": "TR1 1AA"}

    assert (await ada.post("/v1/locations", place | {"organisation_id": str(strange)})).status_code == 403
    wenna = await scene.as_("wenna")
    assert (await wenna.post("/v1/providers", {"name": "Mine"})).status_code == 403


async def test_each_council_judges_a_shared_location_by_its_own_word(
    scene: Scene, ada: Someone, poor: str, world: World, owner: Connection
) -> None:
    other = await world.authority("Lanmoor Council")
    await world.insert(
        "organisation_authority",
        organisation_id=scene.provider,
        authority_id=other,
        valid_from=scene.clock.now,
    )
    council = await world.organisation("council", other)
    scene.actors["lowena"] = await person(world, Role.ADMIN, council, username="lowena")
    await ada.post(poor, UNTIL)

    judged = (await told(await scene.as_("wenna")))["eligibility"]

    assert {UUID(one["authority_id"]): one["eligibility"]["standing"] for one in judged} == {
        scene.authority: "eligible",
        other: "ineligible",
    }
    assert await standing(await scene.as_("lowena")) == ("ineligible", ["rating-not-accepted"], [])
