"""People are found by whoever has to do with them, and by nobody else; nothing personal stands in an address."""

from datetime import date
from typing import Any

import httpx
import pytest

from tests.support.scene import Cared, Scene, Someone
from tests.support.world import LONG_AGO, World

NOON = "2026-11-16T12:00:00Z"


@pytest.fixture
async def vera(scene: Scene) -> Someone:
    return await scene.as_("vera")


async def due(scene: Scene, given: str, family: str, day: date | None, **columns: Any) -> Cared:
    return await scene.cared(given_name=given, family_name=family, next_review_due=day, **columns)


@pytest.fixture
async def three(scene: Scene) -> list[Cared]:
    return [
        await due(scene, "Jory", "Carne", date(2026, 12, 1)),
        await due(scene, "Loveday", "Angove", None),
        await due(scene, "Morwenna", "Tregear", date(2026, 11, 1), elsewhere=True),
    ]


def names(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [item["name"] for item in answer.json()["items"]]


async def search(someone: Someone, q: str, **more: Any) -> list[str]:
    return names(await someone.post("/v1/people/search", {"q": q, **more}))


async def all_pages(someone: Someone, path: str, limit: int) -> list[dict[str, Any]]:
    items, cursor = [], ""
    while True:
        answer = (await someone.get(f"{path}?limit={limit}{cursor}")).json()
        items += answer["items"]
        if "next_cursor" not in answer:
            return items
        cursor = f"&cursor={answer['next_cursor']}"


async def test_who_is_due_first_comes_first(vera: Someone, three: list[Cared]) -> None:
    assert names(await vera.get("/v1/people")) == ["Morwenna Tregear", "Jory Carne", "Loveday Angove"]


async def test_reviews_due_before_a_day_are_listed(vera: Someone, three: list[Cared]) -> None:
    assert names(await vera.get("/v1/people?due_before=2026-12-01")) == ["Morwenna Tregear"]
    assert names(await vera.get("/v1/people?due_before=2026-12-02")) == ["Morwenna Tregear", "Jory Carne"]


async def test_a_line_says_who_it_is_and_what_they_receive(scene: Scene, vera: Someone) -> None:
    cared = await due(scene, "Jory", "Carne", date(2026, 12, 1), flags=["hoist"])

    (line,) = (await vera.get("/v1/people")).json()["items"]

    package = line["packages"][0]
    assert line == {
        "id": str(cared.person.id),
        "authority_id": str(scene.authority),
        "name": "Jory Carne",
        "date_of_birth": "1941-03-08",
        "record_id": cared.record_id,
        "flags": ["hoist"],
        "next_review_due": "2026-12-01",
        "packages": [
            {
                "id": str(cared.package),
                "reference": package["reference"],
                "location": {"id": str(scene.location), "name": "Truro office"},
                "funder": "council",
                "hours_per_week": 2.25,
            }
        ],
    }


async def test_a_record_id_or_a_package_reference_finds_one_person(vera: Someone, three: list[Cared]) -> None:
    jory = three[0]
    (line,) = (await vera.get(f"/v1/people?q={jory.record_id}")).json()["items"]
    reference = line["packages"][0]["reference"]

    assert names(await vera.get(f"/v1/people?q={reference}")) == ["Jory Carne"]
    assert names(await vera.get("/v1/people?q=Carne")) == []


async def test_a_location_lists_whom_it_cares_for(scene: Scene, vera: Someone, three: list[Cared]) -> None:
    assert names(await vera.get(f"/v1/people?location={scene.other_location}")) == ["Morwenna Tregear"]


@pytest.mark.parametrize("path", ["/v1/people", "/v1/packages"])
async def test_pages_join_without_gap_or_repetition(
    scene: Scene, vera: Someone, three: list[Cared], path: str
) -> None:
    for number in range(4):
        await due(scene, "Loveday", f"Angove {number}", None)
    whole = (await vera.get(path)).json()["items"]

    assert len(whole) == 7
    for limit in (1, 2, 3, 7):
        assert await all_pages(vera, path, limit) == whole


async def test_a_page_goes_on_where_the_last_one_ended_whatever_came_between(
    scene: Scene, vera: Someone, three: list[Cared]
) -> None:
    first = (await vera.get("/v1/people?limit=1")).json()
    await due(scene, "Early", "Bird", date(2026, 1, 1))

    second = await vera.get(f"/v1/people?limit=1&cursor={first['next_cursor']}")

    assert names(second) == ["Jory Carne"]


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("carne", ["Jory Carne"]),
        ("jo car", ["Jory Carne"]),
        ("Carne Jory", ["Jory Carne"]),
        ("%", []),
        ("_ory", []),
        ("\\", []),
        ("pl1", ["Loveday Angove"]),
        ("999 000 0018", ["Morwenna Tregear"]),
        ("RE", ["Morwenna Tregear"]),
        ("'; drop table person", []),
    ],
)
async def test_a_search_finds_by_what_is_personal(
    scene: Scene, vera: Someone, world: World, q: str, found: list[str]
) -> None:
    await due(scene, "Jory", "Carne", None)
    await due(scene, "Loveday", "Angove", None, postcode="PL1 1CK")
    morwenna = await due(scene, "Morwenna", "Tregear", None)
    await world.insert(
        "person_identifier",
        authority_id=scene.authority,
        person_id=morwenna.person.id,
        system="nhs",
        value="9990000018",
        valid_from=scene.clock.now,
    )

    assert await search(vera, q) == found


async def test_a_search_pages_by_name_and_by_day(vera: Someone, three: list[Cared]) -> None:
    by_name = ["Loveday Angove", "Jory Carne", "Morwenna Tregear"]
    assert await search(vera, "o", sort="due") == ["Morwenna Tregear", "Jory Carne", "Loveday Angove"]

    first = (await vera.post("/v1/people/search", {"q": "o", "limit": 2})).json()
    assert [item["name"] for item in first["items"]] == by_name[:2]
    assert await search(vera, "o", cursor=first["next_cursor"]) == by_name[2:]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("rowena", {"Jory Carne", "Loveday Angove"}),
        ("tegen", {"Morwenna Tregear"}),
        ("wenna", {"Jory Carne", "Loveday Angove", "Morwenna Tregear"}),
        ("hedra", set()),
    ],
)
async def test_everybody_finds_those_they_have_to_do_with(
    scene: Scene, three: list[Cared], name: str, found: set[str]
) -> None:
    someone = await scene.as_(name)

    assert set(names(await someone.get("/v1/people"))) == found
    assert set(await search(someone, "o")) == found
    packages = (await someone.get("/v1/packages")).json()["items"]
    assert {package["person"]["name"] for package in packages} == found
    shown = [await someone.get(f"/v1/people/{cared.person.id}") for cared in three]
    assert {one.json()["name"] for one in shown if one.status_code == 200} == found
    assert [one.status_code for one in shown].count(404) == 3 - len(found)


async def test_the_nhs_verifier_finds_those_whom_the_nhs_pays_for(scene: Scene) -> None:
    hedra = await scene.as_("hedra")
    await scene.cared("council", given_name="Jory")
    joint = await scene.cared("joint", given_name="Loveday")

    assert names(await hedra.get("/v1/people")) == ["Loveday Tregear"]
    assert (await hedra.get(f"/v1/people/{joint.person.id}")).status_code == 200


async def test_a_commissioner_sees_nobody_by_name(scene: Scene, three: list[Cared]) -> None:
    cora = await scene.as_("cora")
    answers = [
        await cora.get("/v1/people"),
        await cora.get("/v1/packages"),
        await cora.get(f"/v1/people/{three[0].person.id}"),
        await cora.post("/v1/people/search", {"q": "Carne"}),
    ]

    assert {answer.status_code for answer in answers} == {403}


async def test_a_person_is_shown_with_every_number_they_ever_had(
    scene: Scene, vera: Someone, world: World
) -> None:
    cared = await due(scene, "Jory", "Carne", date(2026, 12, 1))
    for value, since, until in (
        ("9990000018", LONG_AGO, scene.clock.now),
        ("9990000026", scene.clock.now, None),
    ):
        await world.insert(
            "person_identifier",
            authority_id=scene.authority,
            person_id=cared.person.id,
            system="nhs",
            value=value,
            valid_from=since,
            valid_until=until,
        )

    shown = (await vera.get(f"/v1/people/{cared.person.id}")).json()

    assert (shown["nhs_number"], shown["record_id"]) == ("9990000026", cared.record_id)
    assert shown["identifiers"] == [
        {"system": "nhs", "value": "9990000018", "valid_from": "2025-11-16T12:00:00Z", "valid_until": NOON},
        {"system": "nhs", "value": "9990000026", "valid_from": NOON},
        {"system": "record", "value": cared.record_id, "valid_from": NOON},
    ]


@pytest.mark.parametrize(
    ("path", "pointer"),
    [
        ("/v1/people?name=Carne", "/query/name"),
        ("/v1/people?limit=0", "/query/limit"),
        ("/v1/people?due_before=soon", "/query/due_before"),
        ("/v1/people?cursor=mine", "/query/cursor"),
        ("/v1/people?cursor=WyJcdTAwMDAiLCIyMDI2LTAxLTAxIiwieCIsInkiXQ", "/query/cursor"),
        ("/v1/packages?funder=us", "/query/funder"),
        ("/v1/staff?cursor=WyI0YjFkMmNmYy0wMDAwLTQwMDAtODAwMC0wMDAwMDAwMDAwMDAiXQ", "/query/cursor"),
    ],
)
async def test_a_list_says_what_it_does_not_understand(vera: Someone, path: str, pointer: str) -> None:
    answer = await vera.get(path)

    assert (answer.status_code, answer.json()["issues"][0]["pointer"]) == (400, pointer)


async def test_a_forged_place_in_a_search_is_refused_with_a_pointer(vera: Someone) -> None:
    answer = await vera.post("/v1/people/search", {"q": "o", "cursor": "mine"})

    assert (answer.status_code, answer.json()["issues"][0]["pointer"]) == (400, "/cursor")


async def test_packages_are_filtered_by_person_place_and_payer(scene: Scene, vera: Someone) -> None:
    jory = await due(scene, "Jory", "Carne", None)
    await due(scene, "Loveday", "Angove", None, elsewhere=True)
    await scene.cared("joint", given_name="Morwenna")

    async def people_with(query: str) -> list[str]:
        items = (await vera.get(f"/v1/packages?{query}")).json()["items"]
        return [item["person"]["name"] for item in items]

    assert await people_with(f"person={jory.person.id}") == ["Jory Carne"]
    assert await people_with(f"location={scene.other_location}") == ["Loveday Angove"]
    assert await people_with("funder=joint") == ["Morwenna Tregear"]
