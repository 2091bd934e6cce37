"""A draft moves between the tablets of its author, and nobody else ever reads it."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest

from schemas.base import encode
from schemas.sync import MAX_DRAFT_BYTES, MAX_DRAFTS
from service.housekeeping import sweep
from service.store.database import Database
from tests.support.desk import Desk
from tests.support.identity import Caller
from tests.support.scene import Scene, Someone
from tests.support.wire import envelope, push_bytes, written

FIRST, SECOND = {"person_views": "I like the mornings."}, {"person_views": "I like the evenings."}


async def rowena_on(scene: Scene, device: UUID) -> Someone:
    caller = Caller(scene.app)
    pair = await caller.tokens("rowena", device)
    return Someone(caller, pair["access_token"], scene.actors["rowena"], device)


async def two_tablets(scene: Scene) -> tuple[Someone, Someone]:
    """Rowena on her own tablet, and on the spare one."""
    own = await rowena_on(scene, scene.tablets["rowena"])
    return own, await rowena_on(scene, await scene.spare_tablet())


def draft(scene: Scene, author: Someone, body: Any, of: str | None = None, **changes: Any) -> dict[str, Any]:
    form = {"form": {"id": "review", "version": 1}, "authority_id": str(scene.authority)}
    return author.op("save_draft", of or str(uuid4()), body, **form | changes)


async def pulled(author: Someone, cursor: str | None = None) -> tuple[list[dict[str, Any]], str]:
    page = await author.pull(cursor)
    return [row for row in page["rows"] if row["kind"] == "draft"], page["cursor"]


async def test_what_was_begun_on_one_tablet_is_there_on_the_other(scene: Scene) -> None:
    here, there = await two_tablets(scene)
    op = draft(scene, here, FIRST)

    (result,) = await here.push(op)

    ((row,), _) = await pulled(there)
    assert result["status"] == "accepted"
    assert (row["scope"], row["seq"]) == (result["receipt"]["scope"], result["receipt"]["seq"])
    assert (row["id"], row["body"]["body"], row["body"]["device_id"]) == (
        op["entity_id"],
        FIRST,
        str(here.device),
    )


async def test_the_last_one_counts_whichever_tablet_it_is_from(scene: Scene) -> None:
    here, there = await two_tablets(scene)
    op = draft(scene, here, FIRST)
    await here.push(op)
    _, cursor = await pulled(here)

    await there.push(draft(scene, there, SECOND, op["entity_id"]))

    ((row,), _) = await pulled(here, cursor)
    assert (row["rev"], row["body"]["body"]) == (2, SECOND)


async def test_of_two_by_one_tablet_the_one_made_last_counts_in_whatever_order_they_come(
    scene: Scene,
) -> None:
    here = await scene.as_("rowena", with_tablet=True)
    early = draft(scene, here, FIRST)
    late = draft(scene, here, SECOND, early["entity_id"])

    await here.push(late)
    (overtaken,) = await here.push(early)

    ((row,), _) = await pulled(here)
    assert (overtaken["status"], overtaken["receipt"]["scope"]) == ("accepted", None)
    assert row["body"]["body"] == SECOND


async def test_a_draft_that_comes_after_it_was_thrown_away_is_not_kept(scene: Scene) -> None:
    here = await scene.as_("rowena", with_tablet=True)
    early = draft(scene, here, FIRST)
    thrown_away = draft(scene, here, None, early["entity_id"])

    await here.push(thrown_away)
    (late,) = await here.push(early)

    rows, _ = await pulled(here)
    assert late["status"] == "accepted"
    assert [row for row in rows if not row["removed"]] == []


async def test_a_tablet_restored_from_its_backup_numbers_anew_and_its_newest_draft_counts(
    scene: Scene,
) -> None:
    here = await scene.as_("rowena", with_tablet=True)
    before = draft(scene, here, FIRST, device_seq=9)
    await here.push(before)

    await here.push(
        draft(scene, here, SECOND, before["entity_id"], device_seq=3, made_at="2026-11-16T11:30:00Z")
    )

    ((row,), _) = await pulled(here)
    assert row["body"]["body"] == SECOND


async def test_the_same_draft_again_is_a_duplicate(scene: Scene) -> None:
    here = await scene.as_("rowena", with_tablet=True)
    op = draft(scene, here, FIRST)
    (first,) = await here.push(op)

    (again,) = await here.push(op)

    assert (again["status"], again["original"]["receipt"]) == ("duplicate", first["receipt"])


async def test_nobody_else_is_ever_given_a_draft(desk: Desk, database: Database) -> None:
    here = await desk.scene.as_("rowena", with_tablet=True)
    await here.push(draft(desk.scene, here, FIRST))

    piran, _ = await pulled(await desk.scene.as_("piran", with_tablet=True))
    for name in ("piran", "vera", "ada", "rowena"):
        async with database.tx(desk.scene.actors[name], desk.scene.clock()) as db:
            seen = await db.fetchval("select count(*) from draft")
        assert seen == (1 if name == "rowena" else 0), name

    assert piran == []
    assert await desk.db.fetchval("select count(*) from op_body") == 0


@pytest.mark.parametrize(
    "body", [b'{"said": "\xff"}', b'{"said": "\\ud83d"}'], ids=["no UTF-8", "half of an emoji"]
)
async def test_a_draft_that_is_no_json_spoils_no_pull(scene: Scene, body: bytes) -> None:
    here = await scene.as_("rowena", with_tablet=True)
    bad, good = draft(scene, here, {}), draft(scene, here, {"said": "…"})

    answered = await push_bytes(here, envelope(here, written(bad, body), encode(good)))

    first, second = answered.json()["results"]
    assert (first["status"], first["problem"]["code"]) == ("rejected", "draft-unreadable")
    assert second["status"] == "accepted"
    rows, _ = await pulled(here)
    assert [row["id"] for row in rows] == [good["entity_id"]]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("a sentence", "draft-unreadable"),
        ([1], "draft-unreadable"),
        ({"person_views": "x" * MAX_DRAFT_BYTES}, "draft-too-large"),
    ],
)
async def test_what_can_not_be_kept_stays_on_the_tablet_and_is_put_before_nobody(
    desk: Desk, body: Any, code: str
) -> None:
    here = await desk.scene.as_("rowena", with_tablet=True)

    (result,) = await here.push(draft(desk.scene, here, body))

    assert (result["status"], result["problem"]["code"]) == ("rejected", code)
    assert await desk.db.fetchval("select count(*) from quarantine") == 0
    assert await desk.db.fetchval("select count(*) from op_body") == 0


async def test_an_author_has_so_many_drafts_and_no_more(desk: Desk) -> None:
    here = await desk.scene.as_("rowena", with_tablet=True)
    await desk.db.execute(
        "insert into draft select $1, $2, gen_random_uuid(), $3, 0, 'review', 1, 0, 1, '{}', now()"
        " from generate_series(1, $4)",
        desk.scene.authority,
        here.actor.account_id,
        here.device,
        MAX_DRAFTS,
    )

    (result,) = await here.push(draft(desk.scene, here, FIRST))

    assert (result["status"], result["problem"]["params"]) == ("rejected", {"max_drafts": MAX_DRAFTS})


async def test_handing_it_in_discards_the_draft_everywhere(scene: Scene) -> None:
    here, there = await two_tablets(scene)
    cared = await scene.cared()
    review = scene.review(cared)
    await here.push(draft(scene, here, FIRST, review["submission_id"]))
    _, cursor = await pulled(there)

    await here.push(scene.submit(here, cared, review))

    ((row,), _) = await pulled(there, cursor)
    assert (row["id"], row["removed"]) == (review["submission_id"], True)


async def test_so_does_staff_s_filing_of_what_was_handed_in(scene: Scene) -> None:
    here, there = await two_tablets(scene)
    cared = await scene.cared()
    review = scene.review(cared)
    finished = scene.submit(here, cared, review | {"package_id": str(uuid4())})
    await here.push(draft(scene, here, FIRST, finished["entity_id"]))
    _, cursor = await pulled(there)
    await here.push(finished)
    vera = await scene.as_("vera")

    filed = await vera.post(
        f"/v1/sync/quarantine/{finished['op_id']}/accept",
        {"body": review},
    )

    ((row,), _) = await pulled(there, cursor)
    assert (filed.status_code, filed.json()["state"]) == (200, "submitted")
    assert (row["id"], row["removed"]) == (finished["entity_id"], True)


async def test_a_draft_of_what_was_handed_in_about_somebody_who_has_left_is_not_kept(scene: Scene) -> None:
    here, there = await two_tablets(scene)
    cared = await scene.cared()
    review = scene.review(cared)
    await here.push(scene.submit(here, cared, review))
    await scene.world.connection.execute(
        "update access_grant set valid_until = $2 where person_id = $1", cared.person.id, scene.clock()
    )

    (result,) = await there.push(draft(scene, there, FIRST, review["submission_id"]))

    rows, _ = await pulled(there)
    assert (result["status"], result["problem"]["code"]) == ("rejected", "id-in-use")
    assert rows == []


async def test_a_draft_that_comes_after_the_finished_work_is_overtaken(scene: Scene) -> None:
    here, there = await two_tablets(scene)
    cared = await scene.cared()
    review = scene.review(cared)
    await here.push(scene.submit(here, cared, review))

    (result,) = await there.push(draft(scene, there, FIRST, review["submission_id"]))

    assert (result["status"], result["problem"]["code"]) == ("conflict", "draft-overtaken")
    assert await pulled(there) == ([], (await pulled(there))[1])


async def test_a_draft_and_its_finished_work_in_one_batch_leave_no_draft(scene: Scene) -> None:
    here = await scene.as_("rowena", with_tablet=True)
    cared = await scene.cared()
    review = scene.review(cared)

    results = await here.push(
        draft(scene, here, FIRST, review["submission_id"]), scene.submit(here, cared, review)
    )

    assert [result["status"] for result in results] == ["accepted", "accepted"]
    assert (await pulled(here))[0] == []


async def test_its_author_discards_a_draft(scene: Scene) -> None:
    here = await scene.as_("rowena", with_tablet=True)
    op = draft(scene, here, FIRST)
    await here.push(op)
    _, cursor = await pulled(here)

    await here.push(draft(scene, here, None, op["entity_id"]))

    ((row,), _) = await pulled(here, cursor)
    assert row["removed"]


async def test_a_draft_is_deleted_when_nobody_went_on_with_it_for_ninety_days(
    desk: Desk, database: Database
) -> None:
    here = await desk.scene.as_("rowena", with_tablet=True)
    await here.push(draft(desk.scene, here, FIRST))
    _, cursor = await pulled(here)
    kept = await desk.db.fetchval("select count(*) from draft")
    desk.scene.clock.forward(days=90)
    here = await desk.scene.as_("rowena", with_tablet=True)

    await sweep(database, desk.scene.clock())

    ((row,), _) = await pulled(here, cursor)
    assert (kept, row["removed"]) == (1, True)
    assert await desk.db.fetchval("select count(*) from draft") == 0


async def test_of_two_tablets_that_save_at_once_the_draft_of_one_is_whole(scene: Scene) -> None:
    here, there = await two_tablets(scene)
    op = draft(scene, here, FIRST)

    results = await asyncio.gather(here.push(op), there.push(draft(scene, there, SECOND, op["entity_id"])))

    ((row,), _) = await pulled(here)
    assert [result["status"] for (result,) in results] == ["accepted", "accepted"]
    assert (row["rev"], row["body"]["body"] in (FIRST, SECOND)) == (2, True)
