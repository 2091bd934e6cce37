"""What a tablet is told: everything about the people of its location, as it came, and nothing about anybody else."""

import json
import random
from datetime import date
from typing import Any

import pytest

from service.store.database import Database
from tests.support.identity import tablet
from tests.support.mirror import Mirror, tell
from tests.support.scene import Scene, Someone
from tests.support.wire import Json, envelope, push_bytes, written


async def submit(scene: Scene, someone: Someone, **changes: Any) -> tuple[Json, Json]:
    """A review of somebody new, with its result."""
    cared = await scene.cared()
    body = scene.review(cared, **changes)
    (result,) = await someone.push(scene.submit(someone, cared, body))
    return body, result


async def test_hello_says_what_a_tablet_may_hold_and_send(scene: Scene, database: Database) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    await tell(scene, database, [await scene.cared()])

    hello = (await rowena.get("/v1/sync/hello")).json()

    (scope,) = hello.pop("scopes")
    assert scope.pop("scope_id")
    assert scope == {
        "authority_id": str(scene.authority),
        "location": {"id": str(scene.location), "name": "Truro office", "cqc_location_id": "1-900000001"},
        "class": "active",
        "head": 2,
    }
    assert hello.pop("epoch")
    assert hello.pop("offline_lease")
    assert hello == {
        "protocol": {"min": 1, "max": 1},
        "server_time": "2026-11-16T12:00:00Z",
        "limits": {"max_ops": 100, "max_bytes": 4_194_304, "max_body_bytes": 262_144},
        "forms": [{"id": "assessment", "versions": [1]}, {"id": "review", "versions": [1]}],
        "rulesets": [{"id": "safe-care", "versions": [1]}],
    }


async def test_a_tablet_that_nobody_has_told_anything_is_up_to_date(scene: Scene) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)

    page = await rowena.pull()

    assert page.pop("cursor")
    assert page == {
        "rows": [],
        "reached": {},
        "digests": {},
        "scopes": {"entered": [], "left": [], "reset": []},
        "caught_up": True,
        "server_time": "2026-11-16T12:00:00Z",
    }


async def test_the_first_pull_brings_people_packages_and_reviews(scene: Scene, database: Database) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    cared = await scene.cared(flags=["key safe"], next_review_due=date(2026, 11, 30))
    await scene.world.insert(
        "person_identifier",
        authority_id=scene.authority,
        person_id=cared.person.id,
        system="nhs",
        value="9990000018",
        valid_from=scene.clock.now,
    )
    await tell(scene, database, [cared])
    body = scene.review(cared)
    (result,) = await rowena.push(scene.submit(rowena, cared, body))

    page = await rowena.pull()

    rows = {row["kind"]: row for row in page["rows"]}
    (scope,) = page["scopes"]["entered"]
    assert page["caught_up"]
    assert [(row["scope"], row["seq"], row["removed"]) for row in page["rows"]] == [
        (scope, seq, False) for seq in (1, 2, 3)
    ]
    assert rows["person"]["body"] == {
        "id": str(cared.person.id),
        "authority_id": str(scene.authority),
        "name": "Morwenna Tregear",
        "date_of_birth": "1941-03-08",
        "nhs_number": "9990000018",
        "record_id": cared.record_id,
        "postcode": "TR1 2AB",
        "flags": ["key safe"],
        "next_review_due": "2026-11-30",
        "packages": [str(cared.package)],
    }
    assert rows["package"]["body"] == {
        "id": str(cared.package),
        "authority_id": str(scene.authority),
        "person_id": str(cared.person.id),
        "location_id": str(scene.location),
        "funder": "council",
        "visits": [],
        "hours_per_week": 2.25,
        "outcomes": [],
    }
    assert rows["submission"]["id"] == body["submission_id"]
    assert rows["submission"]["body"] == {
        "id": body["submission_id"],
        "authority_id": str(scene.authority),
        "kind": "review",
        "person_id": str(cared.person.id),
        "reference": result["reference"],
        "state": "submitted",
        "rev": 1,
        "submitted_at": "2026-11-16T12:00:00Z",
        "due_at": "2026-11-18T17:00:00Z",
        "comments": [],
        "evidence": {"named": 0, "arrived": 0},
        "body_rev": 1,
        "body": body,
    }


async def test_answers_travel_as_the_bytes_that_came(scene: Scene) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    body = scene.review(await scene.cared())
    spacious = json.dumps(dict(reversed(body.items())), indent=3).encode()
    op = rowena.op("submit", body["submission_id"], None, authority_id=str(scene.authority))
    await push_bytes(rowena, envelope(rowena, written(op, spacious)))

    answer = await rowena.post("/v1/sync/pull", {"cursor": None})

    assert b'"body":' + spacious in answer.content


async def test_forms_and_rulesets_come_first_once_and_only_to_who_lacks_them(
    scene: Scene, database: Database
) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    await tell(scene, database, [await scene.cared()])

    async def pull(cursor: str | None, *known: str) -> Json:
        forms_known = [{"id": name, "versions": [1]} for name in known]
        page: Json = (
            await rowena.post("/v1/sync/pull", {"cursor": cursor, "forms_known": forms_known})
        ).json()
        return page

    lacking, partly, knowing = (
        await pull(None),
        await pull(None, "review", "assessment"),
        await pull(None, "review", "assessment", "safe-care"),
    )
    again = await pull(lacking["cursor"])

    assert [(row["kind"], row["id"], row["scope"], row["seq"]) for row in lacking["rows"][:3]] == [
        ("form", "review@1", None, None),
        ("form", "assessment@1", None, None),
        ("ruleset", "safe-care@1", None, None),
    ]
    assert lacking["rows"][0]["body"]["example"]["client_version"]
    assert [row["kind"] for row in partly["rows"]] == ["ruleset", "person", "package"]
    assert [row["kind"] for row in knowing["rows"]] == ["person", "package"]
    assert again["rows"] == []


async def test_every_visible_change_raises_the_version_and_comes_again(scene: Scene) -> None:
    rowena, vera = await scene.as_("rowena", with_tablet=True), await scene.as_("vera")
    body, _ = await submit(scene, rowena)
    review, mirror = body["submission_id"], Mirror(rowena)
    shown = []

    async def look() -> None:
        (page,) = await mirror.catch_up()
        (row,) = page["rows"]
        told = row["body"]
        shown.append((row["rev"], told["state"], told["rev"], told.get("proposed_rev"), told["body_rev"]))

    await look()
    await vera.act(review, "open", 1)
    await look()
    await rowena.push(scene.amend(rowena, body | {"working_well": "The garden."}, 1))
    await look()
    await vera.act(review, "take_in", 2)
    await look()
    await vera.act(review, "return", 2, {"comments": [{"pointer": "/working_well", "text": "Which?"}]})
    await look()

    assert shown == [
        (1, "submitted", 1, None, 1),
        (2, "checking", 1, None, 1),
        (3, "checking", 1, 2, 2),
        (4, "checking", 2, None, 2),
        (5, "returned", 2, None, 2),
    ]
    held = mirror.find("submission", review)["body"]
    assert held["body"]["working_well"] == "The garden."
    assert held["comments"] == [
        {"pointer": "/working_well", "text": "Which?", "rev": 2, "made_at": "2026-11-16T12:00:00Z"}
    ]


async def test_a_pull_brings_what_changed_since_the_last_one_and_nothing_else(scene: Scene) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    mirror = Mirror(rowena)
    await submit(scene, rowena)
    await mirror.catch_up()

    (nothing,) = await mirror.catch_up()
    body, result = await submit(scene, rowena)
    (something,) = await mirror.catch_up()

    assert nothing["rows"] == []
    assert [row["id"] for row in something["rows"]] == [body["submission_id"]]
    assert something["rows"][0]["seq"] == result["receipt"]["seq"]


async def test_a_tablet_that_has_everything_is_told_so_without_a_transaction(
    scene: Scene, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    await tell(scene, database, [await scene.cared()])
    page = await rowena.pull()
    monkeypatch.setattr(database, "tx", None)

    again = await rowena.pull(page["cursor"])

    assert again["rows"] == []
    assert again["caught_up"]
    assert {name: again[name] for name in ("cursor", "reached", "digests")} == {
        name: page[name] for name in ("cursor", "reached", "digests")
    }


async def test_what_one_tablet_sends_appears_on_the_others_of_its_location_and_on_no_other(
    scene: Scene,
) -> None:
    rowena, tegen = [await scene.as_(name, with_tablet=True) for name in ("rowena", "tegen")]
    scene.tablets["piran"] = await tablet(scene.world, scene.location, scene.actors["wenna"], "Second tablet")
    piran = await scene.as_("piran", with_tablet=True)
    here, _ = await submit(scene, rowena)
    elsewhere = await scene.cared(elsewhere=True)
    there = scene.review(elsewhere, "tegen")
    await tegen.push(scene.submit(tegen, elsewhere, there))

    mirrors = [Mirror(someone) for someone in (rowena, piran, tegen)]
    for mirror in mirrors:
        await mirror.catch_up()

    assert [mirror.ids("submission") for mirror in mirrors] == [
        {here["submission_id"]},
        {here["submission_id"]},
        {there["submission_id"]},
    ]
    assert mirrors[0].scopes.keys().isdisjoint(mirrors[2].scopes)


async def test_a_cursor_of_another_location_opens_nothing(scene: Scene, database: Database) -> None:
    rowena, tegen = [await scene.as_(name, with_tablet=True) for name in ("rowena", "tegen")]
    await tell(scene, database, [await scene.cared(), await scene.cared(elsewhere=True)])
    theirs = await rowena.pull()

    page = await tegen.pull(theirs["cursor"])

    assert page["scopes"]["left"] == theirs["scopes"]["entered"]
    assert len(page["scopes"]["entered"]) == 1
    assert {row["id"] for row in page["rows"]} == {
        str(scene.people[1].person.id),
        str(scene.people[1].package),
    }


@pytest.mark.parametrize("seed", range(2))
async def test_a_pull_that_reached_a_receipt_shows_its_effect(scene: Scene, seed: int) -> None:
    choices = random.Random(seed)
    rowena, piran = [await scene.as_(name, with_tablet=True) for name in ("rowena", "piran")]
    mirror = Mirror(rowena)
    bodies: list[Json] = []
    for number in range(10):
        someone = choices.choice((rowena, piran))
        if not bodies or choices.random() < 0.4:
            body, result = await submit(scene, someone)
            bodies.append(body)
        else:
            body = choices.choice(bodies)
            revision = mirror.find("submission", body["submission_id"])["body"]["rev"]
            changed = body | {"working_well": f"Number {number}"}
            (result,) = await someone.push(scene.amend(someone, changed, revision))
        await mirror.catch_up(max_rows=choices.randint(1, 3))

        receipt = result["receipt"]
        held = mirror.find("submission", body["submission_id"])["body"]
        assert mirror.reached[receipt["scope"]] >= receipt["seq"]
        assert held["body_rev"] == result["rev"]


async def test_a_tablet_is_told_under_what_permission_somebodys_care_is_reviewed(
    scene: Scene, database: Database
) -> None:
    await tell(scene, database, [await scene.cared(review_permission_ref="DEL-2026-7"), await scene.cared()])
    rowena = await scene.as_("rowena", with_tablet=True)

    told = [row["body"] for row in (await rowena.pull())["rows"] if row["kind"] == "person"]

    assert sorted(one.get("review_permission_ref", "") for one in told) == ["", "DEL-2026-7"]
