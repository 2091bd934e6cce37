"""Work arrives: whatever could be read is kept, and each piece has its own outcome."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from schemas.sync import MAX_BODY_BYTES
from service.store.engine import Connection
from tests.support.scene import Scene
from tests.support.wire import Json, envelope, push_bytes, stored, written
from tests.support.world import NOON

SPOIL: dict[str, Callable[[Json], Any]] = {
    "no object": lambda op: 5,
    "empty": lambda op: {},
    "with no id": lambda op: op | {"op_id": None},
    "with an id that is none": lambda op: op | {"op_id": "one"},
    "with a number as text": lambda op: op | {"device_seq": "5"},
    "with a base below zero": lambda op: op | {"base_rev": -1},
    "with a digest in capitals": lambda op: op | {"body_sha256": "A" * 64},
    "with a NUL in its kind": lambda op: op | {"kind": "sub\0mit"},
    "with a time without a zone": lambda op: op | {"made_at": "2026-11-16T11:00:00"},
    "with a time beyond the calendar": lambda op: op | {"made_at": "9999-12-31T23:59:59-14:00"},
    "without an authority": lambda op: op | {"authority_id": None},
    "without a body": lambda op: {name: value for name, value in op.items() if name != "body"},
}


async def test_a_review_arrives_and_is_rated(scene: Scene) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    cared = await scene.cared()

    (result,) = await rowena.push(scene.submit(rowena, cared))

    assert (result["status"], result["rev"], result["state"]) == ("accepted", 1, "submitted")
    assert result["findings"] == []


async def test_a_receipt_says_which_bytes_arrived_and_when(scene: Scene) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    op = scene.submit(rowena, await scene.cared())

    (result,) = await rowena.push(op)

    assert result["op_id"] == op["op_id"]
    assert result["receipt"]["sha256"] == op["body_sha256"]
    assert result["receipt"]["received_at"] == "2026-11-16T12:00:00Z"
    assert result["receipt"]["seq"] == 1


async def test_results_come_in_the_order_of_the_ops(scene: Scene) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    ops = [scene.submit(rowena, await scene.cared()) for _ in range(4)]
    late_first = [ops[2], ops[0], ops[3], ops[1]]

    results = await rowena.push(*late_first)

    assert [result["index"] for result in results] == [0, 1, 2, 3]
    assert [result["op_id"] for result in results] == [op["op_id"] for op in late_first]
    assert {result["status"] for result in results} == {"accepted"}


async def test_an_empty_push_is_answered(scene: Scene) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)

    answered = await rowena.try_push()

    assert answered.json() == {"server_time": "2026-11-16T12:00:00Z", "results": []}


async def test_an_op_that_can_not_be_read_spoils_no_other(scene: Scene) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    cared = await scene.cared()
    spoilt = [spoil(scene.submit(rowena, cared)) for spoil in SPOIL.values()]

    before, *between, after = await rowena.push(
        scene.submit(rowena, cared), *spoilt, scene.submit(rowena, cared)
    )

    assert (before["status"], after["status"]) == ("accepted", "accepted")
    told = {
        name: (one["status"], one["op_id"], one["problem"]["code"])
        for name, one in zip(SPOIL, between, strict=True)
    }
    assert told == dict.fromkeys(SPOIL, ("rejected", None, "unreadable"))


async def test_members_that_the_service_does_not_know_are_ignored(scene: Scene) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    op = scene.submit(
        rowena, await scene.cared(), colour="mauve", form={"id": "review", "version": 1, "x": 2}
    )

    (result,) = await rowena.push(op, mood="sunny")

    assert result["status"] == "accepted"


async def test_the_digest_is_over_the_bytes_as_they_were_written(scene: Scene, owner: Connection) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    body = scene.review(await scene.cared())
    spacious = json.dumps(dict(reversed(body.items())), indent=3).encode()
    op = rowena.op("submit", body["submission_id"], None, authority_id=str(scene.authority))

    answered = await push_bytes(
        rowena, envelope(rowena, written(op, spacious).replace(b'"body":', b'"body": \n\t'))
    )

    assert answered.json()["results"][0]["status"] == "accepted"
    assert await owner.fetchval("select body from submission_rev") == spacious
    assert await owner.fetchval("select body_sha256 from submission_rev") == hashlib.sha256(spacious).digest()


async def test_work_that_was_damaged_on_its_way_is_asked_for_again(scene: Scene, owner: Connection) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    cared = await scene.cared()
    op = scene.submit(rowena, cared)
    untouched = await stored(owner)

    (damaged,) = await rowena.push(op | {"body": op["body"] | {"working_well": "Nothing"}})
    after_damage = await stored(owner)
    (whole,) = await rowena.push(op)

    assert (damaged["status"], damaged["problem"]["code"]) == ("retry", "digest-mismatch")
    assert damaged["retry_after"] >= 1
    assert "receipt" not in damaged
    assert after_damage == untouched
    assert whole["status"] == "accepted"


async def test_a_body_may_be_as_large_as_the_limit_and_no_larger(scene: Scene, owner: Connection) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    bodies = [scene.review(await scene.cared()) for _ in range(2)]
    exactly, larger = (
        json.dumps(body).encode()[:-1].ljust(size - 1) + b"}"
        for body, size in zip(bodies, (MAX_BODY_BYTES, MAX_BODY_BYTES + 1), strict=True)
    )
    ops = [
        rowena.op("submit", body["submission_id"], None, authority_id=str(scene.authority)) for body in bodies
    ]

    answered = await push_bytes(rowena, envelope(rowena, written(ops[1], larger), written(ops[0], exactly)))

    refused, taken = answered.json()["results"]
    assert (refused["status"], refused["problem"]["code"]) == ("rejected", "too-large")
    assert refused["problem"]["params"] == {"max_body_bytes": MAX_BODY_BYTES}
    assert refused["op_id"] == ops[1]["op_id"]
    assert taken["status"] == "accepted"
    assert await owner.fetchval("select count(*) from op_ledger") == 1


async def test_work_for_a_council_that_one_does_not_work_with_leaves_no_trace(
    scene: Scene, owner: Connection
) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    cared = await scene.cared()
    stranger = await scene.world.authority("Lanmoor Council")
    untouched = await stored(owner)

    (foreign,) = await rowena.push(scene.submit(rowena, cared) | {"authority_id": str(stranger)})

    assert (foreign["status"], foreign["problem"]["code"]) == ("rejected", "foreign-authority")
    assert foreign["problem"]["retry"] == "never"
    assert await stored(owner) == untouched


@pytest.mark.parametrize("kind", ["amend", "withdraw"])
async def test_a_change_of_what_has_not_arrived_yet_is_asked_for_again(
    scene: Scene, owner: Connection, kind: str
) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    body = scene.review(await scene.cared())
    change = (
        scene.amend(rowena, body, 1) if kind == "amend" else scene.withdraw(rowena, body["submission_id"], 1)
    )
    untouched = await stored(owner)

    (result,) = await rowena.push(change)

    assert (result["status"], result["problem"]["code"]) == ("retry", "dependency-missing")
    assert result["problem"]["params"] == {"waiting_for": [body["submission_id"]]}
    assert result["retry_after"] >= 1
    assert await stored(owner) == untouched


async def test_identical_answers_make_no_new_revision_whatever_they_are_based_on(
    scene: Scene, owner: Connection
) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    body = scene.review(await scene.cared())
    better = body | {"working_well": "The garden."}
    await rowena.push(scene.submit(rowena, await scene.cared(), body), scene.amend(rowena, better, 1))

    again, stale, resubmitted = await rowena.push(
        scene.amend(rowena, better, 2),
        scene.amend(rowena, better, 1),
        scene.submit(rowena, scene.people[0], better),
    )

    assert {one["status"] for one in (again, stale, resubmitted)} == {"accepted"}
    assert {one["rev"] for one in (again, stale, resubmitted)} == {2}
    assert again["receipt"]["scope"] is None
    assert await owner.fetchval("select count(*) from submission_rev") == 2


async def test_an_amendment_is_the_next_revision_and_is_judged_anew(scene: Scene) -> None:
    rowena, piran = [await scene.as_(name, with_tablet=True) for name in ("rowena", "piran")]
    cared = await scene.cared()
    body = scene.review(cared)
    await rowena.push(scene.submit(rowena, cared, body))

    (result,) = await piran.push(scene.amend(piran, body | {"next_review_due": "2028-01-01"}, 1))

    vera = await scene.as_("vera")
    whole = (await vera.get(f"/v1/submissions/{body['submission_id']}")).json()
    assert (result["status"], result["rev"], result["state"]) == ("accepted", 2, "submitted")
    assert [finding["code"] for finding in result["findings"]] == ["more-than-12-months-ahead"]
    assert whole["findings"] == result["findings"]
    assert whole["body"]["next_review_due"] == "2028-01-01"


async def test_several_ops_on_one_review_fold_in_the_order_in_which_they_were_made(
    scene: Scene, owner: Connection
) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    cared = await scene.cared()
    body = scene.review(cared)
    first = scene.submit(rowena, cared, body)
    second = scene.amend(rowena, body | {"working_well": "The garden."}, 1)
    third = scene.amend(rowena, body | {"working_well": "The garden and the cat."}, 2)

    results = await rowena.push(third, first, second)

    assert [(one["status"], one["rev"]) for one in results] == [
        ("accepted", 3),
        ("accepted", 1),
        ("accepted", 2),
    ]
    assert len({one["receipt"]["seq"] for one in results}) == 1
    kept = await owner.fetch("select body from submission_rev order by rev")
    assert [json.loads(row["body"]) for row in kept] == [op["body"] for op in (first, second, third)]
    assert await owner.fetchval("select count(*) from history") == 3


async def test_a_review_that_was_withdrawn_keeps_its_revision_and_the_reason(
    scene: Scene, owner: Connection
) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    cared = await scene.cared()
    body = scene.review(cared)
    ops = scene.submit(rowena, cared, body), scene.withdraw(rowena, body["submission_id"], 1)

    sent, withdrawn = await rowena.push(*ops)

    history = await owner.fetchrow("select * from history order by id desc limit 1")
    assert (withdrawn["status"], withdrawn["rev"], withdrawn["state"]) == ("accepted", 1, "withdrawn")
    assert withdrawn["receipt"]["seq"] == sent["receipt"]["seq"]
    assert history is not None
    assert (history["from_state"], history["to_state"]) == ("submitted", "withdrawn")
    assert history["reason"] == ops[1]["body"]["reason"]


async def test_whoever_pushes_is_the_submitter_and_the_reviewer_is_who_the_review_names(
    scene: Scene, owner: Connection
) -> None:
    piran = await scene.as_("piran", with_tablet=True)
    cared = await scene.cared()

    await piran.push(scene.submit(piran, cared, scene.review(cared, reviewer="rowena")))

    kept = await owner.fetchrow("select * from submission_rev")
    assert kept is not None
    assert kept["submitter_id"] == scene.actors["piran"].account_id
    assert kept["reviewer_id"] == scene.actors["rowena"].account_id
    assert kept["submitter_role"] == "reviewer"


async def test_what_is_wrong_in_a_review_never_stops_its_receipt(scene: Scene) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    cared = await scene.cared(deceased_on=NOON.date() - timedelta(days=30), review_permitted=False)
    body = scene.review(cared, person__name="Morwena Tregear", person__nhs_number="9990000018", funder="nhs")

    (result,) = await rowena.push(scene.submit(rowena, cared, body))

    found = {finding["code"]: finding["kind"] for finding in result["findings"]}
    assert result["status"] == "accepted"
    assert found == {
        "name-differs": "other",
        "nhs-number-differs": "other",
        "funder-differs": "other",
        "person-deceased": "other",
        "review-not-permitted": "statutory",
    }


async def test_a_clock_that_goes_wrong_is_corrected_by_the_difference_at_the_push(
    scene: Scene, owner: Connection
) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    op = scene.submit(rowena, await scene.cared(), made_at="2026-11-16T14:00:00+01:00")

    await rowena.push(op, sent_at="2026-11-16T13:30:00Z")

    kept = await owner.fetchrow("select * from submission_rev")
    assert kept is not None
    assert kept["made_at"] == NOON + timedelta(hours=1)
    assert kept["corrected_at"] == NOON - timedelta(minutes=30)
    assert kept["received_at"] == NOON


async def test_a_clock_at_the_end_of_the_calendar_is_left_uncorrected(
    scene: Scene, owner: Connection
) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    op = scene.submit(rowena, await scene.cared(), made_at="9999-12-31T23:59:00Z")

    (result,) = await rowena.push(op, sent_at="2026-11-16T11:00:00Z")

    assert result["status"] == "accepted"
    assert await owner.fetchval("select corrected_at from submission_rev") is None


async def test_work_is_no_older_than_the_form_and_the_revision_that_it_builds_on(
    scene: Scene, owner: Connection
) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    cared = await scene.cared()
    body = scene.review(cared)
    await rowena.post("/v1/sync/pull", {"cursor": None})
    scene.clock.forward(minutes=3)
    unseen = body | {"working_well": "The garden."}
    await rowena.push(scene.submit(rowena, cared, body), scene.amend(rowena, unseen, 1))
    scene.clock.forward(minutes=3)
    await rowena.pull()
    scene.clock.forward(minutes=3)
    await rowena.push(scene.amend(rowena, body, 2))

    earliest = [row["not_before"] for row in await owner.fetch("select * from submission_rev order by rev")]

    assert earliest == [NOON, NOON, NOON + timedelta(minutes=6)]
