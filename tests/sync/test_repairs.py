"""A tablet whose digest differs is told what it should hold, and fetches what it lacks by name."""

from uuid import uuid4

import pytest

from service.store import feed
from service.store.database import Database
from service.store.feed import Change
from tests.support.mirror import Mirror, digest, tell
from tests.support.scene import Scene, Someone
from tests.support.wire import Json

PATH = "/v1/sync/manifest"


@pytest.fixture
async def rowena(scene: Scene, database: Database) -> Someone:
    """Three people with a package each are in the care of her location, and a package of somebody's has ended."""
    people = [await scene.cared() for _ in range(3)]
    await tell(scene, database, people)
    ended = Change(*people[0].person, "package", people[0].package, 2, gone=True)
    async with database.tx(scene.actors["vera"], scene.clock.now) as db:
        await feed.publish(db, [ended], scene.clock.now)
    return await scene.as_("rowena", with_tablet=True)


async def manifest(someone: Someone, scope: str, **asked: object) -> Json:
    answered = await someone.post(PATH, {"scope": scope, **asked})
    assert answered.status_code == 200, answered.text
    page: Json = answered.json()
    return page


async def whole(someone: Someone, scope: str, limit: int) -> list[Json]:
    page = await manifest(someone, scope, limit=limit)
    items: list[Json] = page["items"]
    while "next_cursor" in page:
        page = await manifest(someone, scope, limit=limit, cursor=page["next_cursor"])
        items += page["items"]
    return items


@pytest.mark.parametrize("limit", [1, 2, 5, 6])
async def test_the_items_of_all_pages_are_what_a_tablet_holds_and_add_up_to_the_digest(
    rowena: Someone, limit: int
) -> None:
    mirror = Mirror(rowena)
    (*_, last) = await mirror.catch_up()
    ((scope, held),) = mirror.scopes.items()

    items = await whole(rowena, scope, limit)
    told = await manifest(rowena, scope)

    assert {(one["kind"], one["id"]): one["rev"] for one in items} == {
        key: row["rev"] for key, row in held.items()
    }
    assert len(items) == 5
    assert digest(items) == told["digest"] == last["digests"][scope]
    assert told["head"] == last["reached"][scope]


async def test_what_is_wanted_by_name_comes_first_and_as_it_is_now(scene: Scene, rowena: Someone) -> None:
    mirror = Mirror(rowena)
    await mirror.catch_up()
    ((scope, held),) = mirror.scopes.items()
    person, ended = str(scene.people[1].person.id), str(scene.people[0].package)
    asked = [("package", ended), ("person", person), ("person", str(uuid4()))]

    page = await wanted(rowena, mirror.cursor, scope, asked)

    assert [(row["id"], row["removed"]) for row in page["rows"]] == [
        (ended, True),
        (person, False),
        (asked[2][1], True),
    ]
    assert page["rows"][1] == held["person", person]
    assert (page["caught_up"], page["cursor"]) == (True, mirror.cursor)


async def test_what_is_wanted_and_has_no_room_is_not_caught_up_with(scene: Scene, rowena: Someone) -> None:
    mirror = Mirror(rowena)
    await mirror.catch_up()
    (scope,) = mirror.scopes
    asked = [("person", str(cared.person.id)) for cared in scene.people]

    page = await wanted(rowena, mirror.cursor, scope, asked, max_rows=2)

    assert [row["id"] for row in page["rows"]] == [one for _, one in asked[:2]]
    assert not page["caught_up"]


async def test_the_scope_of_another_location_is_told_to_nobody_else(scene: Scene, rowena: Someone) -> None:
    mirror = Mirror(rowena)
    await mirror.catch_up()
    (scope,) = mirror.scopes
    tegen = await scene.as_("tegen", with_tablet=True)
    wenna = await scene.as_("wenna", with_tablet=True)
    asked = [("person", str(scene.people[0].person.id))]

    refused = await tegen.post(PATH, {"scope": scope})
    page = await wanted(tegen, None, scope, asked)

    assert (refused.status_code, refused.json()["code"]) == (404, "not-found")
    assert [row for row in page["rows"] if row["scope"]] == []
    assert page["caught_up"]
    assert (await manifest(wenna, scope))["items"]


async def test_only_a_tablet_asks(scene: Scene) -> None:
    vera = await scene.as_("vera")

    answer = await vera.post(PATH, {"scope": str(uuid4())})

    assert (answer.status_code, answer.json()["code"]) == (403, "device-required")


async def test_a_cursor_that_is_none_is_told(rowena: Someone) -> None:
    mirror = Mirror(rowena)
    await mirror.catch_up()
    (scope,) = mirror.scopes

    answer = await rowena.post(PATH, {"scope": scope, "cursor": "of another service"})

    assert (answer.status_code, answer.json()["issues"][0]["pointer"]) == (400, "/cursor")


async def wanted(
    someone: Someone, cursor: str | None, scope: str, entities: list[tuple[str, str]], **want: int
) -> Json:
    named = [{"scope": scope, "kind": kind, "id": entity} for kind, entity in entities]
    known = [{"id": one, "versions": [1]} for one in ("review", "assessment", "safe-care")]
    asked = {"cursor": cursor, "want": want | {"entities": named}, "forms_known": known}
    answered = await someone.post("/v1/sync/pull", asked)
    assert answered.status_code == 200, answered.text
    page: Json = answered.json()
    return page


async def test_what_the_service_never_had_or_had_otherwise_is_to_be_sent_again(scene: Scene) -> None:
    rowena, piran = [await scene.as_(name, with_tablet=True) for name in ("rowena", "piran")]
    cared = await scene.cared()
    kept, conflicting, others = (
        scene.submit(rowena, cared),
        scene.withdraw(rowena, str(uuid4()), 1),
        scene.submit(piran, cared),
    )
    quarantined = scene.submit(rowena, cared, scene.review(cared, package_id=str(uuid4())))
    await rowena.push(kept, quarantined, conflicting)
    await piran.push(others)
    never = scene.submit(rowena, cared)
    changed = kept | {"body_sha256": "0" * 64}

    unknown = await lost(rowena, never, kept, quarantined, conflicting, others)

    assert unknown == [never["op_id"], conflicting["op_id"], others["op_id"]]
    assert await lost(rowena, changed) == [kept["op_id"]]
    assert await lost(piran, kept, others) == [kept["op_id"]]
    assert await lost(rowena) == []


async def lost(someone: Someone, *ops: Json) -> list[str]:
    sent = [{"op_id": op["op_id"], "sha256": op["body_sha256"]} for op in ops]
    answered = await someone.post("/v1/sync/reconcile", {"ops": sent})
    assert answered.status_code == 200, answered.text
    unknown: list[str] = answered.json()["unknown"]
    return unknown
