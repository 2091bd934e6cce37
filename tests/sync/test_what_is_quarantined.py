"""Good-faith work that can't be filed as it is waits for a person: kept byte by byte, with the reason."""

from typing import Any
from uuid import uuid4

from schemas.accounts import Role
from schemas.base import encode
from service.store.engine import Connection
from tests.given_reviews import LEFT_OUT
from tests.support.identity import person
from tests.support.scene import OTHER_CQC_ID, Scene, Someone
from tests.support.wire import Json, envelope, push_bytes, written


async def reviews_gone_wrong(scene: Scene, rowena: Someone) -> dict[str, Json]:
    """Ops by what is wrong with each, and with nothing else."""
    cared, other = await scene.cared(), await scene.cared()
    elsewhere = await scene.cared(elsewhere=True)

    def op(**changes: Any) -> Json:
        return scene.submit(rowena, cared, scene.review(cared, **changes))

    def about(**changes: Any) -> Json:
        return op(person=scene.review(cared)["person"] | changes)

    return {
        "body-invalid": op(working_well=LEFT_OUT),
        "entity-id-differs": op() | {"entity_id": str(uuid4())},
        "unknown-package": op(package_id=str(uuid4())),
        "unknown-package, out of sight": op(package_id=str(elsewhere.package)),
        "unknown-person": about(mosaic_person_id="4999999999999999"),
        "unknown-person, by another name": about(mosaic_person_id=None, name="Jory Carne"),
        "unknown-person, by another birthday": about(mosaic_person_id=None, date_of_birth="1941-03-09"),
        "package-of-another-person": op(person__mosaic_person_id=other.record_id),
        "location-not-allowed": op(provider_cqc_location_id=OTHER_CQC_ID),
        "reviewer-not-allowed": op(reviewer_id=str(scene.actors["vera"].account_id)),
        "reviewer-not-allowed, elsewhere": op(reviewer_id=str(scene.actors["tegen"].account_id)),
        "reviewer-not-allowed, unknown": op(reviewer_id=str(uuid4())),
        "form-unknown": op() | {"form": {"id": "review", "version": 2}},
        "form-unknown, another form": op() | {"form": {"id": "complaint", "version": 1}},
        "form-unknown, none": op() | {"form": None},
        "kind-unknown": op() | {"kind": "sing"},
        "base-rev-invalid": op() | {"base_rev": 3},
    }


async def test_work_that_can_not_be_filed_is_kept_with_the_reason(scene: Scene, owner: Connection) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    ops = await reviews_gone_wrong(scene, rowena)

    results = dict(zip(ops, await rowena.push(*ops.values()), strict=True))

    assert {one["status"] for one in results.values()} == {"quarantined"}
    told = {fault: one["problem"]["code"] for fault, one in results.items()}
    assert told == {fault: fault.partition(",")[0] for fault in ops}
    assert all("rev" not in one and one["receipt"]["scope"] is None for one in results.values())
    kept = await owner.fetch(
        "select reference, encode(sha256(body), 'hex') as sha256 from quarantine join op_body using (op_id)"
    )
    assert {(row["reference"], row["sha256"]) for row in kept} == {
        (results[fault]["reference"], op["body_sha256"]) for fault, op in ops.items()
    }
    assert await owner.fetchval("select count(*) from submission") == 0


async def test_every_answer_that_does_not_fit_the_form_is_pointed_at(scene: Scene) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    cared = await scene.cared()
    body = scene.review(cared, method="telepathy", review_date="13/11/2026", mood="sunny", milestone=LEFT_OUT)

    (result,) = await rowena.push(scene.submit(rowena, cared, body))

    problem = result["problem"]
    assert problem["code"] == "body-invalid"
    assert {(issue["pointer"], issue["code"]) for issue in problem["issues"]} == {
        ("/method", "not-in-list"),
        ("/review_date", "format"),
        ("/milestone", "missing"),
        ("/mood", "unknown-member"),
    }
    assert problem["pointer"] == problem["issues"][0]["pointer"]
    assert problem["retry"] == "after_fix"


NO_REVIEWS: dict[str, bytes] = {
    "a NUL in an answer": b'{"working_well": "a\\u0000b"}',
    "bytes that are no UTF-8": b'{"working_well": "\xff"}',
    "half of an emoji": b'{"working_well": "Her garden \\ud83d"}',
    "a line break as it is": b'{"working_well": "a\nb"}',
    "a number that is none": b'{"hours": NaN}',
    "a number beyond all": b"1e999",
    "nothing": b"null",
    "a list": b"[1, 2, 3]",
}


async def test_a_body_that_is_no_review_spoils_no_other_and_is_kept_byte_by_byte(
    scene: Scene, owner: Connection
) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    cared = await scene.cared()
    first, last = [scene.submit(rowena, cared) for _ in range(2)]
    ops = [scene.submit(rowena, cared) for _ in NO_REVIEWS]
    bad = [written(op, body) for op, body in zip(ops, NO_REVIEWS.values(), strict=True)]

    answered = await push_bytes(rowena, envelope(rowena, encode(first), *bad, encode(last)))

    before, *between, after = answered.json()["results"]
    assert (before["status"], after["status"]) == ("accepted", "accepted")
    assert {(one["status"], one["problem"]["code"]) for one in between} == {("quarantined", "body-invalid")}
    kept = {str(row["op_id"]): row["body"] for row in await owner.fetch("select * from op_body")}
    assert [kept[op["op_id"]] for op in ops] == list(NO_REVIEWS.values())


async def test_an_amendment_stays_with_its_package(scene: Scene) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    cared, other = await scene.cared(), await scene.cared()
    body = scene.review(cared)
    moved = scene.review(other, submission_id=body["submission_id"])
    await rowena.push(scene.submit(rowena, cared, body))

    (result,) = await rowena.push(scene.amend(rowena, moved, 1))

    assert (result["status"], result["problem"]["code"]) == ("quarantined", "package-changed")


async def test_a_withdrawal_needs_a_reason(scene: Scene) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    cared = await scene.cared()
    body = scene.review(cared)
    await rowena.push(scene.submit(rowena, cared, body))

    (result,) = await rowena.push(
        rowena.op("withdraw", body["submission_id"], {}, 1, authority_id=str(scene.authority))
    )

    assert (result["status"], result["problem"]["code"]) == ("quarantined", "body-invalid")
    assert result["problem"]["issues"] == [{"pointer": "/reason", "code": "missing", "params": {}}]


async def test_only_those_who_review_hand_in_and_withdraw(scene: Scene) -> None:
    """A coordinator of the same location sees the person and the review, and holds the tablet."""
    tam = await person(scene.world, Role.TRUSTED_ASSESSOR, scene.provider, scene.location, username="tam")
    scene.actors["tam"], scene.tablets["tam"] = tam, scene.tablets["rowena"]
    rowena, assessor = [await scene.as_(name, with_tablet=True) for name in ("rowena", "tam")]
    cared = await scene.cared()
    body = scene.review(cared)
    await rowena.push(scene.submit(rowena, cared, body))

    results = await assessor.push(
        scene.submit(assessor, cared), scene.withdraw(assessor, body["submission_id"], 1)
    )

    assert [(one["status"], one["problem"]["code"]) for one in results] == [
        ("quarantined", "role-not-allowed")
    ] * 2


async def test_who_works_for_the_whole_provider_hands_in_for_each_of_its_locations(scene: Scene) -> None:
    wenna = await scene.as_("wenna", with_tablet=True)
    here, there = await scene.cared(), await scene.cared(elsewhere=True)

    results = await wenna.push(
        scene.submit(wenna, here),
        scene.submit(wenna, there, scene.review(there, reviewer="tegen")),
    )

    assert [one["status"] for one in results] == ["accepted", "accepted"]
    assert [one["receipt"]["scope"] is None for one in results] == [False, True]


async def test_a_number_that_the_person_had_before_still_names_them(scene: Scene) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    cared, other = await scene.cared(), await scene.cared()
    for owner_of_number, until in ((other, scene.clock.now), (cared, None)):
        await scene.world.insert(
            "person_identifier",
            authority_id=scene.authority,
            person_id=owner_of_number.person.id,
            system="nhs",
            value="9990000018",
            valid_from=scene.clock.now.replace(year=2025 if until else 2026),
            valid_until=until,
        )

    (result,) = await rowena.push(
        scene.submit(rowena, cared, scene.review(cared, person__nhs_number="9990000018"))
    )

    assert result["status"] == "accepted"


async def test_a_mistyped_cqc_id_is_a_finding_since_the_package_says_where(scene: Scene) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    cared = await scene.cared()

    (result,) = await rowena.push(
        scene.submit(rowena, cared, scene.review(cared, provider_cqc_location_id="1-900000009"))
    )

    assert result["status"] == "accepted"
    assert [(one["pointer"], one["code"]) for one in result["findings"]] == [
        ("/provider_cqc_location_id", "location-unknown")
    ]
