"""Work that names what it builds on waits for that at the service, and is filed in the moment when it comes."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import pytest

from service.housekeeping import sweep
from service.store.database import Database
from service.store.engine import Connection
from tests.support.identity import identity_app, tablet
from tests.support.mirror import Mirror
from tests.support.scene import Scene, Someone
from tests.support.wire import Json

QUARANTINE = "/v1/sync/quarantine"


async def pair(scene: Scene, someone: Someone, author: Someone | None = None) -> tuple[Json, Json]:
    """A review and a change of it, which builds upon it."""
    cared = await scene.cared()
    body = scene.review(cared)
    first = scene.submit(someone, cared, body)
    changed = body | {"working_well": "The garden."}
    return first, scene.amend(author or someone, changed, 1, depends_on=[first["op_id"]])


async def test_what_names_work_that_has_not_arrived_is_held(scene: Scene) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    first, second = await pair(scene, rowena)

    (result,) = await rowena.push(second)
    (again,) = await rowena.push(second)

    assert result.pop("receipt")["sha256"] == second["body_sha256"]
    assert result.pop("reference")
    assert result == {
        "index": 0,
        "op_id": second["op_id"],
        "status": "held",
        "waiting_for": [first["op_id"]],
        "expires_at": "2026-11-21T12:00:00Z",
        "problem": {
            "code": "waits-for-other-work",
            "retry": "never",
            "template": "The council has this work, and files it when the work that it builds on has arrived.",
            "params": {"waiting_for": [first["op_id"]]},
        },
    }
    assert (again["status"], again["original"]["status"]) == ("duplicate", "held")


async def test_it_is_filed_by_the_push_that_brings_what_was_missing(scene: Scene, owner: Connection) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    first, second = await pair(scene, rowena)
    await rowena.push(second)

    (result,) = await rowena.push(first)
    (again,) = await rowena.push(second)

    assert (result["status"], result["rev"]) == ("accepted", 1)
    original = again["original"]
    assert (again["status"], original["status"], original["rev"]) == ("duplicate", "accepted", 2)
    assert original.keys() & {"waiting_for", "expires_at", "problem"} == set()
    assert await owner.fetchval("select rev from submission") == 2
    revision = await owner.fetchrow("select * from submission_rev where rev = 2")
    assert revision is not None
    assert revision["body_sha256"].hex() == second["body_sha256"]
    assert revision["corrected_at"] == revision["made_at"]


async def test_its_tablet_learns_by_pull_that_it_was_filed(scene: Scene) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    first, second = await pair(scene, rowena)
    mirror = Mirror(rowena)
    await rowena.push(second)
    await mirror.catch_up()
    assert mirror.ids("outcome") == set()

    await rowena.push(first)
    (page,) = await mirror.catch_up()

    told = mirror.find("outcome", second["op_id"])["body"]
    assert (told["status"], told["rev"]) == ("accepted", 2)
    assert mirror.find("submission", second["entity_id"])["body"]["body_rev"] == 2
    assert mirror.digests() == page["digests"]


async def test_in_one_batch_the_order_does_not_matter(scene: Scene) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    first, second = await pair(scene, rowena)
    second |= {"device_seq": first["device_seq"] - 1}

    results = await rowena.push(second, first)

    assert [(one["status"], one["rev"]) for one in results] == [("accepted", 2), ("accepted", 1)]


async def test_a_chain_is_filed_to_its_end(scene: Scene, owner: Connection) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    first, second = await pair(scene, rowena)
    third = scene.withdraw(rowena, second["entity_id"], 2, depends_on=[second["op_id"]])
    waiting = await rowena.push(third, second)

    await rowena.push(first)

    assert [one["status"] for one in waiting] == ["held", "held"]
    assert await states(owner) == ["accepted"] * 3
    assert await owner.fetchval("select state from submission") == "withdrawn"


async def test_what_waits_for_two_waits_for_both(scene: Scene, owner: Connection) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    first, second = await pair(scene, rowena)
    other = scene.submit(rowena, scene.people[0])
    second |= {"depends_on": [first["op_id"], other["op_id"]]}
    await rowena.push(second)

    await rowena.push(first)
    after_one = await states(owner)
    await rowena.push(other)

    assert sorted(after_one) == ["accepted", "held"]
    assert await states(owner) == ["accepted"] * 3


async def test_a_colleagues_work_is_filed_as_theirs(scene: Scene, owner: Connection) -> None:
    rowena, piran = [await scene.as_(name, with_tablet=True) for name in ("rowena", "piran")]
    first, second = await pair(scene, rowena, author=piran)
    (held,) = await piran.push(second)

    await rowena.push(first)

    assert held["status"] == "held"
    authors = await owner.fetch(
        "select r.submitter_id, h.account_id from submission_rev r join history h using (op_id) order by r.rev"
    )
    assert [tuple(row) for row in authors] == [
        (one.actor.account_id, one.actor.account_id) for one in (rowena, piran)
    ]


async def test_a_base_that_is_not_here_is_no_base_unless_the_work_says_what_brings_it(
    scene: Scene, owner: Connection
) -> None:
    rowena, piran = [await scene.as_(name, with_tablet=True) for name in ("rowena", "piran")]
    cared = await scene.cared()
    body = scene.review(cared)
    await rowena.push(scene.submit(rowena, cared, body))
    between = scene.amend(rowena, body | {"working_well": "The garden."}, 1)
    last = scene.amend(piran, body | {"working_well": "The cat."}, 2)

    (unnamed,) = await piran.push(last | {"op_id": str(uuid4())})
    (named,) = await piran.push(last | {"depends_on": [between["op_id"]]})
    await rowena.push(between)

    assert (unnamed["status"], unnamed["problem"]["code"]) == ("conflict", "stale-base")
    assert named["status"] == "held"
    assert await owner.fetchval("select rev from submission") == 3


async def test_what_fits_no_more_when_its_time_comes_is_a_conflict_for_its_author(
    scene: Scene, owner: Connection
) -> None:
    rowena, piran = [await scene.as_(name, with_tablet=True) for name in ("rowena", "piran")]
    first, second = await pair(scene, rowena, author=piran)
    quicker = scene.amend(rowena, first["body"] | {"working_well": "The sea."}, 1)
    mirror = Mirror(piran)
    await piran.push(second)

    await rowena.push(first, quicker)
    await mirror.catch_up()

    told = mirror.find("outcome", second["op_id"])["body"]
    assert (told["status"], told["problem"]["code"]) == ("conflict", "stale-base")
    assert told["problem"]["changed_sections"] == ["plan"]
    assert await owner.fetchval("select state from quarantine") == "conflict"


async def test_poison_that_waits_holds_up_nobody(scene: Scene, owner: Connection) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    first, second = await pair(scene, rowena)
    poison = scene.submit(rowena, scene.people[0], depends_on=[first["op_id"]])
    await rowena.push(second, poison)
    await owner.execute(
        "alter table submission add constraint poison check (id <> '" + poison["entity_id"] + "')"
    )

    (result,) = await rowena.push(first)

    assert result["status"] == "accepted"
    assert await owner.fetchval("select rev from submission") == 2
    row = await owner.fetchrow(
        "select q.state, q.problem ->> 'code' as code, l.status from quarantine q join op_ledger l using (op_id)"
        " where op_id = $1",
        poison["op_id"],
    )
    assert row is not None
    assert tuple(row) == ("open", "could-not-be-stored", "quarantined")


async def test_after_five_days_staff_see_to_it(scene: Scene, database: Database) -> None:
    rowena, vera = await scene.as_("rowena", with_tablet=True), await scene.as_("vera")
    first, second = await pair(scene, rowena)
    (held,) = await rowena.push(second)
    mirror = Mirror(rowena)
    scene.clock.forward(days=5, seconds=-1)
    assert await sweep(database, scene.clock.now) == 0
    scene.clock.forward(seconds=1)

    assert await sweep(database, scene.clock.now) == 1
    assert await sweep(database, scene.clock.now) == 0

    rowena, vera = await scene.as_("rowena", with_tablet=True), await scene.as_("vera")
    mirror.someone = rowena
    (page,) = await mirror.catch_up()
    told = mirror.find("outcome", second["op_id"])["body"]
    assert (told["status"], told["problem"]["code"]) == ("quarantined", "dependency-never-came")
    assert told["reference"] == held["reference"]
    assert mirror.digests() == page["digests"]
    (again,) = await rowena.push(second)
    original = again["original"]
    assert (again["status"], original["status"]) == ("duplicate", "quarantined")
    assert (original["reference"], original["receipt"]) == (held["reference"], held["receipt"])
    (item,) = (await vera.get(QUARANTINE)).json()["items"]
    assert (item["op_id"], item["age_hours"]) == (second["op_id"], 120)

    (late,) = await rowena.push(first)
    accepted = await vera.post(f"{QUARANTINE}/{second['op_id']}/accept", {"body": second["body"]})

    assert late["status"] == "accepted"
    assert (accepted.status_code, accepted.json()["rev"]) == (200, 2)


async def test_staff_see_what_is_held_with_its_owner_and_its_age_but_wait_with_it(scene: Scene) -> None:
    rowena, vera = await scene.as_("rowena", with_tablet=True), await scene.as_("vera")
    first, second = await pair(scene, rowena)
    await rowena.push(second)
    scene.clock.forward(minutes=3)

    listed = (await vera.get(f"{QUARANTINE}?state=held")).json()["items"]
    waiting_for_staff = (await vera.get(QUARANTINE)).json()["items"]
    returned = await vera.post(f"{QUARANTINE}/{second['op_id']}/return", {"reason": "Too early."})

    (item,) = listed
    assert waiting_for_staff == []
    assert (item["state"], item["account_id"]) == ("held", str(rowena.actor.account_id))
    assert (item["waiting_for"], item["expires_at"]) == ([first["op_id"]], "2026-11-21T12:00:00Z")
    assert item["body"] == second["body"]
    assert (returned.status_code, returned.json()["code"]) == (409, "wrong-state")


async def test_what_staff_accept_releases_what_waits_for_it(scene: Scene, owner: Connection) -> None:
    rowena, vera = await scene.as_("rowena", with_tablet=True), await scene.as_("vera")
    first, second = await pair(scene, rowena)
    right = first["body"]
    wrong = scene.submit(rowena, scene.people[0], right | {"package_id": str(uuid4())}, op_id=first["op_id"])
    kept, held = await rowena.push(wrong, second)

    accepted = await vera.post(f"{QUARANTINE}/{wrong['op_id']}/accept", {"body": right})

    assert (kept["status"], held["status"]) == ("quarantined", "held")
    assert accepted.status_code == 200, accepted.text
    assert await owner.fetchval("select rev from submission") == 2


async def test_whoever_has_left_is_not_acted_for(scene: Scene, owner: Connection, database: Database) -> None:
    rowena, piran = [await scene.as_(name, with_tablet=True) for name in ("rowena", "piran")]
    first, second = await pair(scene, rowena, author=piran)
    await piran.push(second)
    await owner.execute(
        "update membership set valid_until = $2 where account_id = $1",
        piran.actor.account_id,
        scene.clock.now,
    )

    (result,) = await rowena.push(first)
    swept = await sweep(database, scene.clock.now + timedelta(days=5))

    assert (result["status"], swept) == ("accepted", 1)
    assert await owner.fetchval("select rev from submission") == 1
    assert await owner.fetchval("select state from quarantine") == "open"


@pytest.fixture
async def crowded(scene: Scene, app_dsn: str) -> AsyncIterator[Scene]:
    """The scene with connections enough for everybody to be served at the same moment."""
    database = Database(app_dsn, min_size=4)
    await database.open()
    scene.app = identity_app(database, scene.clock)
    yield scene
    await database.close()


async def test_of_two_tablets_that_send_both_halves_at_once_nothing_stays_behind(
    crowded: Scene, owner: Connection
) -> None:
    scene = crowded
    for name in ("rowena", "piran"):
        scene.tablets[name] = await tablet(scene.world, scene.location, scene.actors["wenna"], name)
    rowena, piran = [await scene.as_(name, with_tablet=True) for name in ("rowena", "piran")]

    for _ in range(10):
        first, second = await pair(scene, rowena, author=piran)
        await asyncio.gather(rowena.push(first), piran.push(second))

    assert await states(owner) == ["accepted"] * 20


async def states(owner: Connection) -> list[str]:
    return [
        row["status"]
        for row in await owner.fetch("select status from op_ledger order by received_at, status")
    ]
