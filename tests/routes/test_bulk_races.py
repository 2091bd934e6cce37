"""Whoever amends, opens, releases or moves at the same time: nobody approves in bulk what they didn't see, or twice."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from typing import Any

import pytest

from schemas.accounts import Role
from service.actions import bulk
from service.store.database import Database
from tests.support.bulk import approve_all, named, pile, results, routed
from tests.support.desk import Desk, Item, open_desk
from tests.support.identity import identity_app, person, tablet
from tests.support.scene import Scene, Someone

PILE = 2_000
PEOPLE = 40
PART = 200
SLICE = 600
SEED = 3
Result = dict[str, Any]

STANDING = """
select count(*) from submission s join decision d on d.submission_id = s.id and d.rev = s.rev
where s.state = 'approved' and s.proposed_rev is null and s.opened_by is null
"""
"""How many stand as approved at the revision that was decided about."""


@pytest.fixture
async def desk(scene: Scene, app_dsn: str) -> AsyncIterator[Desk]:
    """A desk with connections enough, opened beforehand, for everybody to be served at the same moment."""
    database = Database(app_dsn, min_size=8)
    await database.open()
    scene.app = identity_app(database, scene.clock)
    yield await open_desk(scene)
    await database.close()


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """More transactions of fewer items, so that more of them meet."""
    monkeypatch.setattr(bulk, "AT_ONCE", PART)


async def colleague(desk: Desk, name: str) -> Someone:
    scene = desk.scene
    scene.actors[name] = await person(scene.world, Role.VERIFIER_ASC, scene.council, username=name)
    return await scene.as_(name)


async def with_tablet_of_their_own(desk: Desk, name: str) -> Someone:
    scene = desk.scene
    scene.tablets[name] = await tablet(scene.world, scene.location, scene.actors["wenna"], f"{name}'s")
    return await scene.as_(name, with_tablet=True)


async def amends(desk: Desk, author: Someone, items: list[Item], chance: random.Random) -> Counter[str]:
    """Send new revisions of these, some at a time; what may be approved in bulk of them is judged anew."""
    ends: Counter[str] = Counter()
    for start in range(0, len(items), 40):
        some = items[start : start + 40]
        views = [{"person_views": f"Said {chance.random()}."} for _ in some]
        ops = [desk.scene.amend(author, item.body | said, 1) for item, said in zip(some, views, strict=True)]
        for result in await author.push(*ops):
            ends[result.get("problem", {}).get("code", result["status"])] += 1
    return ends


async def approves(verifier: Someone, items: list[Item], chance: random.Random, rounds: int) -> list[Result]:
    """Approve one slice of the pile after the other, in any order, at the first revision or by guess the next."""
    told: list[Result] = []
    for _ in range(rounds):
        some = chance.sample(items, SLICE)
        told += await results(
            verifier, [one for item in some for one in named([item], chance.choice((1, 1, 2)))]
        )
    return told


async def decided(desk: Desk) -> dict[str, int]:
    """Submission → the revision about which its one decision is; there are as many of everything as of these."""
    rows = await desk.db.fetch("select submission_id, rev from decision where not void")
    found = {str(row["submission_id"]): row["rev"] for row in rows}
    assert len(found) == len(rows)
    for count in (
        "select count(*) from history where action = 'approve'",
        "select count(*) from outbox where state = 'ready'",
        STANDING,
        "select count(distinct submission_id) from outbox",
    ):
        assert await desk.db.fetchval(count) == len(found), count
    return found


def done(told: Iterable[Result]) -> list[tuple[str, int]]:
    return [(one["id"], one["rev"]) for one in told if one["status"] == "done"]


async def test_nobody_approves_what_they_did_not_see_while_others_amend(desk: Desk) -> None:
    """Two amend, three approve, thousands of items at once; a deadlock would be answered with 503 and fail this."""
    chance = random.Random(SEED)
    items = await pile(desk, PILE, PEOPLE)
    crowd = [desk.vera, desk.victor, await colleague(desk, "kerra")]
    piran = await with_tablet_of_their_own(desk, "piran")
    mine, theirs = chance.sample(items, PILE // 4), chance.sample(items, PILE // 4)

    told, first, second = await asyncio.gather(
        asyncio.gather(*(approves(one, items, random.Random(SEED + n), 3) for n, one in enumerate(crowd))),
        amends(desk, desk.rowena, mine, chance),
        amends(desk, piran, theirs, chance),
    )

    answers = [one for some in told for one in some]
    found = await decided(desk)
    assert sorted(done(answers)) == sorted(found.items())
    assert {one["status"] for one in answers} >= {"done", "stale", "wrong_state"}
    revisions = await desk.db.fetch("select id, rev from submission where rev > 1")
    assert len(revisions) == first["accepted"] + second["accepted"]
    assert (first + second).keys() <= {"accepted", "already-approved", "stale-base"}
    assert first["already-approved"] + second["already-approved"] > 0 < first["accepted"]


async def test_a_single_approval_and_one_in_bulk_are_one_decision(desk: Desk) -> None:
    items = await pile(desk, 60, 6)

    async def alone(item: Item) -> int:
        answer = await desk.do(desk.victor, item, "open")
        if answer.status_code == 200:
            answer = await desk.do(desk.victor, item, "approve")
        return answer.status_code

    told, *ends = await asyncio.gather(
        results(desk.vera, named(items)), *(alone(item) for item in items[::3])
    )

    found = await decided(desk)
    assert set(ends) <= {200, 409}
    assert len(done(told)) + ends.count(200) == len(found) == len(items)


async def test_what_is_released_at_the_same_moment_is_approved_or_not_but_never_lost(desk: Desk) -> None:
    items = await pile(desk, 40, 4)
    for item in items:
        assert (await desk.do(desk.victor, item, "open")).status_code == 200

    told, *ends = await asyncio.gather(
        results(desk.vera, named(items)), *(desk.do(desk.victor, item, "release") for item in items[::2])
    )

    assert {one.status_code for one in ends} <= {200, 409}
    held = {item.id for item in items[1::2]}
    assert {one["status"] for one in told if one["id"] in held} == {"excluded"}
    assert {one["status"] for one in told} <= {"done", "excluded"}
    assert sorted(done(told)) == sorted((await decided(desk)).items())


async def test_a_person_who_moves_meanwhile_is_told_of_where_they_are(desk: Desk) -> None:
    """The move holds the person first: an approval waits for it, and reaches the new location alone."""
    items = await pile(desk, 6, 1)
    moved = items[0].cared
    async with desk.db.transaction():
        await desk.db.execute("select from person where id = $1 for update", moved.person.id)
        approval = asyncio.create_task(results(desk.vera, named(items)))
        await asyncio.sleep(0)
        await desk.db.execute("update access_grant set valid_until = $1", desk.scene.clock.now)
        await desk.scene.world.grant(moved.person, desk.scene.other_location, package=moved.package)

    told = await approval

    assert len(done(told)) == len(items)
    holders = await desk.db.fetch(
        "select distinct z.holder_id from sync_feed f join sync_scope z using (scope_id)"
        " join submission s on s.id = f.entity_id and s.version = f.rev"
    )
    assert [row["holder_id"] for row in holders] == [desk.scene.other_location]


async def test_who_loses_their_reach_meanwhile_approves_nothing(desk: Desk) -> None:
    item = await desk.given(funder="nhs")
    await routed(desk, item)
    async with desk.db.transaction():
        await desk.db.execute("select from person where id = $1 for update", item.cared.person.id)
        approval = asyncio.create_task(results(desk.hedra, named([item])))
        await desk.db.execute("update access_grant set valid_until = $1", desk.scene.clock.now)

    (told,) = await approval

    assert told["status"] == "not_found"
    assert await desk.state(item) == "submitted"


async def test_the_same_request_twice_at_once_is_one_effect(desk: Desk) -> None:
    items = named(await pile(desk, 3 * PART, 10))

    answers = await asyncio.gather(*(approve_all(desk.vera, items, "monday") for _ in range(3)))

    refused = [one for one in answers if one.status_code != 200]
    assert {(one.status_code, one.json()["code"]) for one in refused} <= {(409, "idempotency-key-in-flight")}
    told = (await approve_all(desk.vera, items, "monday")).json()["results"]
    assert sorted(done(told)) == sorted((await decided(desk)).items())
    assert len(done(told)) == len(items)
