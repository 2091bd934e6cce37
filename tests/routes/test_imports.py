"""A council's caseload comes in over HTTP, and the tablets of those who care for its people hear of it."""

import asyncio
import gzip
import hashlib
import json
import logging
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from schemas.accounts import Role
from schemas.caseloads import MAX_BYTES
from service.store.engine import Connection
from tests.support.caseloads import NHS_NUMBER, OTHER_NHS_NUMBER, Row, a_file, a_row, somebody_else
from tests.support.identity import person, tablet
from tests.support.scene import CQC_ID, OTHER_CQC_ID, Cared, Scene, Someone
from tests.support.world import PersonRef, World

PATH = "/v1/imports/caseload"


@pytest.fixture
async def ada(scene: Scene) -> Someone:
    return await scene.as_("ada")


async def send(
    someone: Someone, raw: bytes, path: str = PATH, media_type: str = "text/csv", **headers: str
) -> httpx.Response:
    headers = {"Content-Type": media_type, **headers}
    return await someone.caller.call("POST", path, token=someone.token, content=raw, headers=headers)


async def counts(someone: Someone, *rows: Row, path: str = PATH) -> dict[str, int]:
    """What became of the rows, without the zeros."""
    answered = await send(someone, a_file(*rows), path)
    assert answered.status_code == 200, answered.text
    return {name: n for name, n in answered.json().items() if name not in ("rows", "errors") and n}


async def held_by(someone: Someone) -> dict[str, list[dict[str, Any]]]:
    """What a tablet that begins anew is given, by kind."""
    page = await someone.pull()
    assert page["caught_up"]
    held: dict[str, list[dict[str, Any]]] = {}
    for row in page["rows"]:
        held.setdefault(row["kind"], []).append(row["body"])
    return held


async def since(someone: Someone, cursor: str) -> list[tuple[str, bool]]:
    """What a tablet hears after a cursor: kind, and whether it is gone."""
    return sorted((row["kind"], row["removed"]) for row in (await someone.pull(cursor))["rows"])


async def grants_of(owner: Connection) -> list[tuple[UUID, str, bool]]:
    """Holder, basis, and whether it has ended."""
    found = await owner.fetch(
        "select holder_id, basis, valid_until from access_grant order by valid_from, basis"
    )
    return [(row["holder_id"], row["basis"], row["valid_until"] is not None) for row in found]


async def test_people_and_packages_reach_the_tablets_of_their_location(scene: Scene, ada: Someone) -> None:
    answered = await send(ada, a_file(a_row(), somebody_else(cqc_location_id=OTHER_CQC_ID)))

    assert answered.json() == {
        "rows": 2,
        "created": 2,
        "changed": 0,
        "unchanged": 0,
        "rejected": 0,
        "errors": [],
    }
    held = await held_by(await scene.as_("rowena", with_tablet=True))
    (morwenna,), (package,) = held["person"], held["package"]
    assert morwenna == {
        "id": morwenna["id"],
        "authority_id": str(scene.authority),
        "name": "Morwenna Tregear",
        "date_of_birth": "1941-03-08",
        "nhs_number": NHS_NUMBER,
        "record_id": "1000000000000017",
        "postcode": "TR1 1CK",
        "flags": ["hoist", "key safe"],
        "next_review_due": "2026-11-30",
        "packages": [package["id"]],
    }
    assert package["outcomes"] == ["To eat well", "To see the sea"]
    assert (package["hours_per_week"], package["funder"]) == (14.5, "council")


async def test_the_same_file_again_changes_nothing_and_tells_nobody(scene: Scene, ada: Someone) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    await counts(ada, a_row(), somebody_else())
    cursor = (await rowena.pull())["cursor"]

    assert await counts(ada, a_row(), somebody_else()) == {"unchanged": 2}

    assert await since(rowena, cursor) == []


async def test_a_dry_run_says_what_would_happen_and_writes_nothing(scene: Scene, ada: Someone) -> None:
    would = await counts(ada, a_row(), path=f"{PATH}?dry_run=true")

    assert would == {"created": 1}
    assert "person" not in await held_by(await scene.as_("rowena", with_tablet=True))
    assert await counts(ada, a_row()) == would


async def test_a_bad_row_holds_up_no_other(ada: Someone) -> None:
    answered = await send(ada, a_file(a_row(cqc_location_id="1-77"), somebody_else(), a_row(funder="us")))

    told = answered.json()
    assert (told["rows"], told["created"], told["rejected"]) == (3, 1, 2)
    assert [(error["row"], error["column"], error["code"]) for error in told["errors"]] == [
        (2, "cqc_location_id", "unknown-location"),
        (4, "funder", "not-in-list"),
    ]
    assert all(error["detail"] for error in told["errors"])


async def test_what_changes_is_pulled_in_a_higher_version(scene: Scene, ada: Someone) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    await counts(ada, a_row(), somebody_else())
    before = await rowena.pull()

    assert await counts(ada, a_row(family_name="Tregear-Carne"), somebody_else()) == {
        "changed": 1,
        "unchanged": 1,
    }

    (row,) = (await rowena.pull(before["cursor"]))["rows"]
    assert (row["kind"], row["rev"], row["body"]["name"]) == ("person", 2, "Morwenna Tregear-Carne")


async def test_an_nhs_number_is_superseded_by_dates(scene: Scene, ada: Someone, owner: Connection) -> None:
    await counts(ada, a_row())
    scene.clock.forward(minutes=5)

    await counts(ada, a_row(nhs_number=OTHER_NHS_NUMBER))

    found = await owner.fetch(
        "select value, valid_from, valid_until from person_identifier where system = 'nhs' order by valid_from"
    )
    now = scene.clock.now
    ends = {row["value"]: (row["valid_from"], row["valid_until"]) for row in found}
    assert ends == {NHS_NUMBER: (now - timedelta(minutes=5), now), OTHER_NHS_NUMBER: (now, None)}


async def test_an_nhs_number_may_pass_on_once_it_is_nobodys(scene: Scene, ada: Someone) -> None:
    await counts(ada, a_row(), somebody_else(nhs_number=""))
    assert await counts(ada, somebody_else(nhs_number=NHS_NUMBER)) == {"rejected": 1}
    scene.clock.forward(minutes=5)
    await counts(ada, a_row(nhs_number=OTHER_NHS_NUMBER))

    assert await counts(ada, somebody_else(nhs_number=NHS_NUMBER)) == {"changed": 1}


async def test_a_moved_package_takes_everything_about_the_person_along(scene: Scene, ada: Someone) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    tegen = await scene.as_("tegen", with_tablet=True)
    await counts(ada, a_row())
    held = await held_by(rowena)
    await rowena.push(scene.submit(rowena, cared_for(scene, held)))
    old, new = (await rowena.pull())["cursor"], (await tegen.pull())["cursor"]

    assert await counts(ada, a_row(cqc_location_id=OTHER_CQC_ID)) == {"changed": 1}

    assert await since(rowena, old) == [("package", True), ("person", True), ("submission", True)]
    assert await since(tegen, new) == [("package", False), ("person", False), ("submission", False)]
    assert await held_by(rowena) == {}
    assert {kind: len(bodies) for kind, bodies in (await held_by(tegen)).items()} == {
        "person": 1,
        "package": 1,
        "submission": 1,
    }


async def test_whoever_still_delivers_something_keeps_the_person(
    scene: Scene, ada: Someone, owner: Connection
) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    await counts(ada, a_row(), a_row(package_ref="PKG-9"))
    cursor = (await rowena.pull())["cursor"]

    await counts(ada, a_row(cqc_location_id=OTHER_CQC_ID))

    assert ("person", True) not in await since(rowena, cursor)
    (morwenna,) = (await held_by(rowena))["person"]
    assert len(morwenna["packages"]) == 1
    assert sorted(ended for _, _, ended in await grants_of(owner)) == [False, False, True]


async def test_who_comes_back_is_held_again(scene: Scene, ada: Someone) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    await counts(ada, a_row())
    there = await held_by(rowena)
    cursor = (await rowena.pull())["cursor"]
    for place in (OTHER_CQC_ID, CQC_ID):
        scene.clock.forward(minutes=1)
        await counts(ada, a_row(cqc_location_id=place))

    assert await since(rowena, cursor) == [("package", False), ("person", False)]
    assert await held_by(rowena) == there
    followed, anew = await rowena.pull(cursor), await rowena.pull()
    assert followed["digests"] == anew["digests"]


async def test_no_push_puts_a_moved_person_back(
    scene: Scene, ada: Someone, world: World, owner: Connection
) -> None:
    await counts(ada, a_row())
    crowd = [await on_a_new_tablet(scene, world) for _ in range(5)]
    cared = cared_for(scene, await held_by(crowd[0]))

    pushes = asyncio.gather(*(one.push(scene.submit(one, cared)) for one in crowd))
    pushed, moved = await asyncio.gather(pushes, counts(ada, a_row(cqc_location_id=OTHER_CQC_ID)))

    assert moved == {"changed": 1}
    accepted = sum(result["status"] == "accepted" for (result,) in pushed)
    live = (
        "select count(*) from sync_feed join sync_scope using (scope_id) where not removed and holder_id = $1"
    )
    assert await owner.fetchval(f"{live} and kind <= 3", scene.location) == 0
    assert await owner.fetchval(f"{live} and kind = 3", scene.other_location) == accepted


async def test_the_nhs_body_reaches_whom_it_pays_for_until_it_no_longer_does(
    scene: Scene, ada: Someone, owner: Connection
) -> None:
    await counts(ada, a_row(funder="joint"))
    assert await grants_of(owner) == [
        (scene.nhs_body, "joint_funding", False),
        (scene.location, "package", False),
    ]
    scene.clock.forward(minutes=5)

    await counts(ada, a_row(funder="council"))

    assert await grants_of(owner) == [
        (scene.nhs_body, "joint_funding", True),
        (scene.location, "package", False),
    ]


async def test_a_location_that_the_council_does_not_work_with_is_unknown(
    scene: Scene, ada: Someone, world: World
) -> None:
    elsewhere = await world.organisation("provider", await world.authority("Elsewhere Council"))
    await world.location(elsewhere, cqc_id="1-55")

    assert await counts(ada, a_row(cqc_location_id="1-55")) == {"rejected": 1}


async def test_nobodys_caseload_reaches_into_another_authority(
    scene: Scene, ada: Someone, world: World, owner: Connection
) -> None:
    elsewhere = await world.authority("Elsewhere Council")
    theirs: PersonRef = await world.person(elsewhere)
    await world.insert(
        "person_identifier",
        authority_id=elsewhere,
        person_id=theirs.id,
        system="record",
        value="1000000000000017",
        valid_from=scene.clock.now,
    )

    assert await counts(ada, a_row()) == {"created": 1}
    assert await owner.fetchval("select count(*) from person") == 2


async def test_more_people_than_are_taken_in_at_once_are_all_taken_in(ada: Someone) -> None:
    many = [
        a_row(record_id=f"{number:016}", nhs_number="", package_ref=f"PKG-{number}")
        for number in range(1_201)
    ]

    assert await counts(ada, *many) == {"created": 1_201}
    assert await counts(ada, *many) == {"unchanged": 1_201}


async def test_two_imports_at_once_create_nobody_twice(ada: Someone, owner: Connection) -> None:
    both = await asyncio.gather(*(counts(ada, a_row(), somebody_else()) for _ in range(4)))

    assert sorted(map(str, both)) == sorted(map(str, [{"created": 2}, *[{"unchanged": 2}] * 3]))
    assert await owner.fetchval("select count(*) from person") == 2


async def test_more_errors_than_anybody_reads_are_counted(ada: Someone) -> None:
    answered = await send(ada, a_file(*[a_row(funder="")] * 1_100))

    told = answered.json()
    assert (told["rejected"], len(told["errors"]), told["errors_left_out"]) == (1_100, 1_000, 100)


@pytest.mark.parametrize("name", ["vera", "hedra", "wenna", "rowena", "cora"])
async def test_only_administrators_take_in_a_caseload(scene: Scene, name: str) -> None:
    answered = await send(await scene.as_(name), a_file(a_row()))

    assert (answered.status_code, answered.json()["code"]) == (403, "forbidden")


async def test_an_administrator_of_two_authorities_says_whose_caseload_it_is(
    scene: Scene, world: World
) -> None:
    other = await world.authority("Elsewhere Council")
    shared = await world.organisation("council", scene.authority, other)
    scene.actors["adah"] = await person(world, Role.ADMIN, shared, username="adah")
    adah = await scene.as_("adah")

    unclear = await send(adah, a_file(a_row()))

    assert (unclear.status_code, unclear.json()["issues"][0]["pointer"]) == (400, "/query/authority_id")
    assert await counts(adah, a_row(), path=f"{PATH}?authority_id={scene.authority}") == {"created": 1}


async def test_an_administrator_takes_in_no_other_authoritys_caseload(
    scene: Scene, ada: Someone, world: World
) -> None:
    other = await world.authority("Elsewhere Council")

    answered = await send(ada, a_file(a_row()), f"{PATH}?authority_id={other}")

    assert answered.status_code == 403


@pytest.mark.parametrize(
    ("raw", "media_type", "status", "code"),
    [
        (b"{}", "application/json", 415, "unsupported-media-type"),
        (a_file(), "text/csv; charset=windows-1252", 415, "unsupported-media-type"),
        (b"", "text/csv", 400, "malformed"),
        (b"name,age\nMorwenna,85\n", "text/csv", 400, "malformed"),
        (b"x" * (MAX_BYTES + 1), "text/csv", 413, "too-large"),
    ],
)
async def test_what_is_no_caseload_is_refused_whole(
    ada: Someone, raw: bytes, media_type: str, status: int, code: str
) -> None:
    answered = await send(ada, raw, media_type=media_type)

    assert (answered.status_code, answered.json()["code"]) == (status, code)


async def test_a_caseload_may_be_sent_gzipped(ada: Someone) -> None:
    headers = {"Content-Encoding": "gzip"}

    answered = await send(
        ada, gzip.compress(a_file(a_row())), media_type="text/csv; charset=utf-8", **headers
    )

    assert answered.json()["created"] == 1


async def test_logs_count_rows_and_name_nobody(ada: Someone, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        await counts(ada, a_row(), somebody_else(funder=""))

    (line,) = [record for record in caplog.records if record.name == "tamar.imports"]
    fields = vars(line)["fields"]
    assert (fields["created"], fields["rejected"]) == (1, 1)
    assert not {"Tregear", "Carne", NHS_NUMBER} & set(str(fields).replace("'", " ").split())


async def on_a_new_tablet(scene: Scene, world: World) -> Someone:
    scene.tablets["rowena"] = await tablet(world, scene.location, scene.actors["wenna"])
    return await scene.as_("rowena", with_tablet=True)


def cared_for(scene: Scene, held: dict[str, list[dict[str, Any]]]) -> Cared:
    """The one whom a tablet holds, as somebody to review."""
    (someone,), (package,) = held["person"], held["package"]
    return Cared(
        PersonRef(scene.authority, UUID(someone["id"])),
        UUID(package["id"]),
        package["funder"],
        someone["record_id"],
    )


async def test_who_brought_in_which_caseload_is_kept_with_what_came_of_it(
    scene: Scene, ada: Someone, owner: Connection
) -> None:
    raw = a_file(a_row(), somebody_else(funder=""))

    await send(ada, raw)

    (run,) = await owner.fetch("select * from import_run")
    assert (run["kind"], run["authority_id"], run["account_id"]) == (
        "caseload",
        scene.authority,
        ada.actor.account_id,
    )
    assert run["sha256"] == hashlib.sha256(raw).digest()
    assert (run["begun_at"], run["ended_at"]) == (scene.clock.now, scene.clock.now)
    counted = json.loads(run["counts"])
    assert (counted["created"], counted["rejected"]) == (1, 1)
    assert "Tregear" not in f"{dict(run)}"
