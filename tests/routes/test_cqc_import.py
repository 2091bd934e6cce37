"""A month's file of the Care Quality Commission comes in, over HTTP, and what it says of locations is kept by dates."""

import csv
import hashlib
from datetime import date
from io import StringIO
from typing import Any

import httpx
import pytest

from schemas.accounts import Role
from schemas.cqc import MAX_BYTES
from service.store.engine import Connection
from tests.support.cqc import (
    ABOVE_THE_DIRECTORY,
    DIRECTORY_HEADER,
    LOCATIONS_HEADER,
    RATINGS_HEADER,
    in_directory,
    location,
    rating,
)
from tests.support.identity import person
from tests.support.scene import CQC_ID, OTHER_CQC_ID, Scene, Someone
from tests.support.spreadsheets import markup, sheet

PATH = "/v1/imports/cqc?file_date=2026-11-01"
BOTH = (location(CQC_ID), location(OTHER_CQC_ID))


def locations(*rows: list[str]) -> bytes:
    return markup(sheet("HSCA_Active_Locations", [LOCATIONS_HEADER, *rows])).getvalue()


def ratings(*rows: list[str]) -> bytes:
    return markup(sheet("Locations", [RATINGS_HEADER, *rows])).getvalue()


def directory(*rows: list[str]) -> bytes:
    file = StringIO()
    csv.writer(file).writerows([*ABOVE_THE_DIRECTORY, DIRECTORY_HEADER, *rows])
    return file.getvalue().encode("utf-8-sig")


@pytest.fixture
async def ada(scene: Scene) -> Someone:
    return await scene.as_("ada")


@pytest.fixture(autouse=True)
async def unrated(scene: Scene, owner: Connection) -> None:
    """Nothing is known yet of how the scene's locations stand."""
    await owner.execute("delete from location_rating")


async def send(
    someone: Someone, raw: bytes, path: str = PATH, media_type: str = "application/octet-stream"
) -> httpx.Response:
    headers = {"Content-Type": media_type}
    return await someone.caller.call("POST", path, token=someone.token, content=raw, headers=headers)


async def taken_in(someone: Someone, raw: bytes, path: str = PATH) -> dict[str, Any]:
    answered = await send(someone, raw, path)
    assert answered.status_code == 200, answered.text
    said: dict[str, Any] = answered.json()
    return said


async def history(owner: Connection, scene: Scene) -> list[tuple[str, str, date, date | None]]:
    found = await owner.fetch(
        "select rating, status, valid_from, valid_until from location_rating"
        " where location_id = $1 order by valid_from",
        scene.location,
    )
    return [tuple(row) for row in found]


async def test_a_downgrade_begins_a_row_and_the_row_before_is_kept(
    scene: Scene, ada: Someone, owner: Connection
) -> None:
    await taken_in(ada, locations(*BOTH))
    worse = location(CQC_ID, location_latest_overall_rating="Inadequate", publication_date="20/11/2026")

    told = await taken_in(ada, locations(worse, BOTH[1]), "/v1/imports/cqc?file_date=2026-12-01")

    assert (told["changed"], told["unchanged"]) == (1, 1)
    assert told["changes"] == [
        {
            "cqc_location_id": CQC_ID,
            "name": "Truro office",
            "what": "rating",
            "before": "Good",
            "after": "Inadequate",
            "valid_from": "2026-11-20",
        }
    ]
    assert await history(owner, scene) == [
        ("Good", "Active", date(2024, 3, 12), date(2026, 11, 20)),
        ("Inadequate", "Active", date(2026, 11, 20), None),
    ]


async def test_the_same_file_again_changes_nothing(scene: Scene, ada: Someone, owner: Connection) -> None:
    await taken_in(ada, locations(*BOTH))
    once = await history(owner, scene)

    again = await taken_in(ada, locations(*BOTH))

    assert (again["changed"], again["unchanged"], again["changes"]) == (0, 2, [])
    assert await history(owner, scene) == once


async def test_each_of_the_three_files_is_known_by_what_is_in_it(ada: Someone) -> None:
    for raw, kind in (
        (directory(in_directory(CQC_ID)), "directory"),
        (locations(*BOTH), "locations"),
        (ratings(rating(CQC_ID)), "ratings"),
    ):
        assert (await taken_in(ada, raw))["kind"] == kind


async def test_a_location_that_the_list_leaves_out_is_deregistered(
    scene: Scene, ada: Someone, owner: Connection
) -> None:
    await taken_in(ada, locations(*BOTH))

    await taken_in(ada, locations(BOTH[1]), "/v1/imports/cqc?file_date=2026-12-01")

    assert (await history(owner, scene))[-1][1:3] == ("Deregistered", date(2026, 12, 1))


async def test_a_dry_run_says_what_would_happen_and_writes_nothing(
    scene: Scene, ada: Someone, owner: Connection
) -> None:
    told = await taken_in(ada, locations(*BOTH), f"{PATH}&dry_run=true")

    assert told["changed"] == 2
    assert await history(owner, scene) == []
    assert await owner.fetchval("select asked ->> 'dry_run' from import_run") == "true"


async def test_who_brought_in_which_file_is_kept_with_what_came_of_it(
    scene: Scene, ada: Someone, owner: Connection
) -> None:
    raw = locations(*BOTH)

    await taken_in(ada, raw)

    (run,) = await owner.fetch("select * from import_run")
    assert (run["kind"], run["authority_id"], run["account_id"]) == (
        "cqc",
        scene.authority,
        ada.actor.account_id,
    )
    assert run["sha256"] == hashlib.sha256(raw).digest()
    assert run["ended_at"] == scene.clock.now
    assert run["counts"] == '{"older": 0, "changed": 2, "created": 0, "unchanged": 0}'


async def test_all_places_of_a_local_authority_are_taken_in_with_their_providers(
    scene: Scene, ada: Someone, owner: Connection
) -> None:
    others = [location("1-201"), location("1-202", location_local_authority="Devon")]

    told = await taken_in(ada, locations(*BOTH, *others), f"{PATH}&all_in=Cornwall")
    again = await taken_in(ada, locations(*BOTH, *others), f"{PATH}&all_in=Cornwall")

    assert (told["created"], again["created"]) == (1, 0)
    listed = (await ada.get("/v1/locations?kind=care_home")).json()["items"]
    assert [(one["cqc_location_id"], one["organisation"]["name"]) for one in listed] == [
        ("1-201", "Kerrow Care")
    ]


async def test_a_location_of_anothers_provider_is_joined_and_not_made_again(
    scene: Scene, ada: Someone, owner: Connection
) -> None:
    other_authority = await scene.world.authority("Lanmoor Council")
    theirs = await scene.world.organisation("provider", other_authority, name="Theirs")
    await scene.world.location(theirs, cqc_id="1-201")

    told = await taken_in(ada, locations(*BOTH, location("1-201")), f"{PATH}&all_in=Cornwall")

    assert (told["created"], [one["what"] for one in told["changes"]][-1]) == (0, "joined")
    assert "Theirs" in [one["name"] for one in (await ada.get("/v1/providers")).json()["items"]]


async def test_a_new_id_is_taken_for_an_old_location_when_somebody_says_so(
    scene: Scene, ada: Someone, owner: Connection
) -> None:
    await taken_in(ada, locations(*BOTH))
    anew = locations(location("1-555", location_postal_code="TR1 2AB"), BOTH[1])
    december = "/v1/imports/cqc?file_date=2026-12-01"

    doubtful = await taken_in(ada, anew, f"{december}&dry_run=true")
    told = await taken_in(ada, anew, f"{december}&renumbered={CQC_ID}%3D1-555")

    assert [(one["cqc_location_id"], one["may_now_be"]) for one in doubtful["doubts"]] == [(CQC_ID, "1-555")]
    assert [one["what"] for one in told["changes"]] == ["renumbered"]
    ids = await owner.fetch(
        "select cqc_location_id, valid_until from location_cqc_id where location_id = $1 order by valid_from",
        scene.location,
    )
    assert [tuple(row) for row in ids] == [(CQC_ID, date(2026, 12, 1)), ("1-555", None)]


@pytest.mark.parametrize(
    ("raw", "path", "pointer", "code"),
    [
        (b"", PATH, "/header", "missing"),
        (b"PK", PATH, "", "zip-damaged"),
        (locations(*BOTH), "/v1/imports/cqc", "/query/file_date", "missing"),
        (locations(*BOTH), f"{PATH}&kind=ratings", "/query/kind", "another-file"),
        (locations(*BOTH), f"{PATH}&renumbered=1-1%3D1-2", "/renumbered", "old-id-unknown"),
        (locations(*BOTH), f"{PATH}&renumbered=1-1", "/query/renumbered", "invalid"),
    ],
)
async def test_what_is_no_such_file_is_refused_with_where(
    ada: Someone, owner: Connection, raw: bytes, path: str, pointer: str, code: str
) -> None:
    answered = await send(ada, raw, path)

    assert answered.status_code == 400
    assert (answered.json()["issues"][0]["pointer"], answered.json()["issues"][0]["code"]) == (pointer, code)
    assert await owner.fetchval("select count(*) from location_rating") == 0


async def test_a_cell_that_can_not_be_read_is_told_with_its_row(ada: Someone) -> None:
    told = await taken_in(ada, locations(location(CQC_ID, publication_date="soon"), BOTH[1]))

    assert [(one["row"], one["column"], one["code"]) for one in told["errors"]] == [
        (2, "published_on", "date-format")
    ]


@pytest.mark.parametrize("name", ["vera", "wenna", "cora"])
async def test_only_an_administrator_of_the_authority_brings_in_files(scene: Scene, name: str) -> None:
    someone = await scene.as_(name)

    assert (await send(someone, locations(*BOTH))).status_code == 403


async def test_an_administrator_of_another_authority_changes_none_of_ours(
    scene: Scene, owner: Connection
) -> None:
    other_authority = await scene.world.authority("Lanmoor Council")
    council = await scene.world.organisation("council", other_authority)
    scene.actors["lowena"] = await person(scene.world, Role.ADMIN, council, username="lowena")

    told = await taken_in(await scene.as_("lowena"), locations(*BOTH))

    assert (told["changed"], told["unchanged"]) == (0, 0)
    assert await history(owner, scene) == []


async def test_a_file_that_is_too_large_is_refused(ada: Someone) -> None:
    assert (await send(ada, bytes(MAX_BYTES + 1))).status_code == 413


async def test_only_a_file_as_bytes_is_read(ada: Someone) -> None:
    assert (await send(ada, directory(), media_type="text/csv")).status_code == 415
