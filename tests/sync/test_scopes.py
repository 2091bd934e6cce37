"""What a tablet may hold changes: people move, contracts end, a council's history begins anew."""

from uuid import UUID, uuid4

import pytest

from service.store import feed
from service.store.database import Database
from service.store.engine import Connection
from service.store.feed import Change, Left
from tests.support.mirror import Mirror, tell
from tests.support.scene import Cared, Scene
from tests.support.world import LONG_AGO


async def end_grant(scene: Scene, database: Database, cared: Cared, holder: UUID) -> None:
    """The council's staff end a location's care of somebody, and its tablets are told in the same transaction."""
    at = scene.clock.now
    async with database.tx(scene.actors["ada"], at) as db:
        await db.execute(
            "update access_grant set valid_until = $1 where person_id = $2 and holder_id = $3",
            at,
            cared.person.id,
            holder,
        )
        await feed.publish(db, [], at, left=[Left(*cared.person, holder)])


async def test_somebody_who_left_is_removed_with_everything_about_them(
    scene: Scene, database: Database
) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    leaving, staying = await scene.cared(), await scene.cared()
    await tell(scene, database, [leaving, staying])
    body = scene.review(leaving)
    await rowena.push(scene.submit(rowena, leaving, body))
    mirror = Mirror(rowena)
    await mirror.catch_up()

    await end_grant(scene, database, leaving, scene.location)
    (page,) = await mirror.catch_up()

    assert {(row["kind"], row["id"], row["removed"], "body" in row) for row in page["rows"]} == {
        ("person", str(leaving.person.id), True, False),
        ("package", str(leaving.package), True, False),
        ("submission", body["submission_id"], True, False),
    }
    assert mirror.ids("person") == {str(staying.person.id)}
    assert mirror.ids("submission") == set()
    assert mirror.digests() == page["digests"]


async def test_what_is_gone_already_is_not_mentioned_to_a_new_tablet(
    scene: Scene, database: Database
) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    leaving, staying = await scene.cared(), await scene.cared()
    await tell(scene, database, [leaving, staying])
    await end_grant(scene, database, leaving, scene.location)
    mirror = Mirror(rowena)

    (page,) = await mirror.catch_up()

    assert {row["id"] for row in page["rows"]} == {str(staying.person.id), str(staying.package)}
    assert mirror.digests() == page["digests"]


async def test_somebody_who_moves_leaves_one_tablet_and_comes_to_the_other(
    scene: Scene, database: Database
) -> None:
    rowena, tegen = [await scene.as_(name, with_tablet=True) for name in ("rowena", "tegen")]
    moving = await scene.cared()
    await tell(scene, database, [moving])
    old, new = Mirror(rowena), Mirror(tegen)
    await old.catch_up()
    await new.catch_up()

    await scene.world.grant(moving.person, scene.other_location)
    at = scene.clock.now
    async with database.tx(scene.actors["ada"], at) as db:
        await db.execute(
            "update access_grant set valid_until = $1 where person_id = $2 and holder_id = $3",
            at,
            moving.person.id,
            scene.location,
        )
        moved = Change(*moving.person, "person", moving.person.id, 2)
        await feed.publish(db, [moved], at, left=[Left(*moving.person, scene.location)])
    (left,), (came,) = await old.catch_up(), await new.catch_up()

    assert {row["removed"] for row in left["rows"]} == {True}
    assert old.ids("person") == set()
    assert new.ids("person") == {str(moving.person.id)}
    assert (old.digests(), new.digests()) == (left["digests"], came["digests"])


async def test_work_about_somebody_who_has_left_waits_for_a_person(scene: Scene, database: Database) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    cared = await scene.cared()
    body = scene.review(cared)
    await end_grant(scene, database, cared, scene.location)

    (result,) = await rowena.push(scene.submit(rowena, cared, body))

    assert (result["status"], result["problem"]["code"]) == ("quarantined", "unknown-package")


@pytest.mark.parametrize(
    ("days", "outcome"), [(14, ("rejected", "id-in-use")), (13, ("quarantined", "after-scope-exit"))]
)
async def test_a_change_that_was_on_its_way_when_somebody_left_waits_for_a_person_too(
    scene: Scene, database: Database, days: int, outcome: tuple[str, str]
) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    cared = await scene.cared()
    await tell(scene, database, [cared])
    body = scene.review(cared)
    await rowena.push(scene.submit(rowena, cared, body))
    await end_grant(scene, database, cared, scene.location)
    scene.clock.forward(days=days)
    rowena, tegen = [await scene.as_(name, with_tablet=True) for name in ("rowena", "tegen")]
    changed = scene.review(cared, submission_id=body["submission_id"], working_well="The garden.")

    results = [
        *await rowena.push(scene.amend(rowena, changed, 1), scene.withdraw(rowena, body["submission_id"], 1)),
        *await tegen.push(scene.withdraw(tegen, body["submission_id"], 1)),
    ]

    told = [(one["status"], one["problem"]["code"]) for one in results]
    assert told == [outcome, outcome, ("rejected", "id-in-use")]


async def test_staff_file_a_change_that_was_on_its_way_when_somebody_left(
    scene: Scene, database: Database
) -> None:
    rowena, vera = await scene.as_("rowena", with_tablet=True), await scene.as_("vera")
    cared = await scene.cared()
    await tell(scene, database, [cared])
    body = scene.review(cared)
    await rowena.push(scene.submit(rowena, cared, body))
    await end_grant(scene, database, cared, scene.location)
    changed = scene.review(cared, submission_id=body["submission_id"], working_well="The garden.")
    await rowena.push(amendment := scene.amend(rowena, changed, 1))

    answer = await vera.post(f"/v1/sync/quarantine/{amendment['op_id']}/accept", {"body": changed})

    assert (answer.status_code, answer.json()["rev"]) == (200, 2)


async def test_a_tablet_learns_of_a_council_that_its_location_begins_to_work_with_and_of_its_end(
    scene: Scene, database: Database, owner: Connection
) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    await tell(scene, database, [await scene.cared()])
    mirror = Mirror(rowena)
    await mirror.catch_up()
    ((first, _),) = mirror.scopes.items()

    lanmoor = await scene.world.authority("Lanmoor Council")
    await scene.world.insert(
        "organisation_authority", organisation_id=scene.provider, authority_id=lanmoor, valid_from=LONG_AGO
    )
    await scene.world.insert("sync_scope", authority_id=lanmoor, holder_id=scene.location, **{"class": 0})
    scene.clock.forward(seconds=10)
    (began,) = await mirror.catch_up()
    await owner.execute(
        "update organisation_authority set valid_until = $1 where authority_id = $2",
        scene.clock.now,
        scene.authority,
    )
    scene.clock.forward(seconds=10)
    (ended,) = await mirror.catch_up()

    assert (len(began["scopes"]["entered"]), began["scopes"]["left"]) == (1, [])
    assert (ended["scopes"]["entered"], ended["scopes"]["left"]) == ([], [first])
    assert mirror.ids("person") == set()


RESETS = {
    "a restored backup": "update authority set epoch = gen_random_uuid()",
    "tombstones that are gone": "update sync_scope set floor = 7, head = 9",
    "numbers from another history": "delete from sync_feed where seq = 4; update sync_scope set head = 3",
}


@pytest.mark.parametrize("why", RESETS)
async def test_a_scope_is_pulled_from_its_start_after(
    scene: Scene, database: Database, owner: Connection, why: str
) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    people = [await scene.cared(), await scene.cared()]
    await tell(scene, database, people)
    mirror = Mirror(rowena)
    await mirror.catch_up()

    await owner.execute(RESETS[why])
    (page,) = await mirror.catch_up()
    (after,) = await mirror.catch_up()

    assert page["scopes"] == {"entered": [], "left": [], "reset": list(mirror.scopes)}
    assert mirror.ids("person") == {str(cared.person.id) for cared in people}
    assert after["scopes"]["reset"] == []
    assert after["rows"] == []


async def test_a_first_pass_that_began_above_the_floor_goes_on(
    scene: Scene, database: Database, owner: Connection
) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    await tell(scene, database, [await scene.cared() for _ in range(4)])
    mirror = Mirror(rowena)
    await mirror.page(max_rows=3)

    await owner.execute("update sync_scope set floor = 8")
    on = await mirror.page(max_rows=3)
    await owner.execute("update sync_scope set floor = 9, head = 9")
    again = await mirror.page(max_rows=3)

    assert on["scopes"]["reset"] == []
    assert [row["seq"] for row in on["rows"]] == [4, 5, 6]
    assert again["scopes"]["reset"] == list(mirror.scopes)
    assert [row["seq"] for row in again["rows"]] == [1, 2, 3]


async def test_a_scope_of_somebody_elses_making_is_not_opened(scene: Scene, owner: Connection) -> None:
    """A scope of another location of the same council, and one of the same location at a strange council."""
    rowena = await scene.as_("rowena", with_tablet=True)
    stranger = await scene.world.authority("Lanmoor Council")
    for authority, holder in ((scene.authority, scene.other_location), (stranger, scene.location)):
        await scene.world.insert(
            "sync_scope", scope_id=uuid4(), authority_id=authority, holder_id=holder, **{"class": 0}
        )

    page = await rowena.pull()
    hello = (await rowena.get("/v1/sync/hello")).json()

    assert page["scopes"]["entered"] == []
    assert hello["scopes"] == []
    assert await owner.fetchval("select count(*) from sync_scope") == 2
