"""Assessments come from wards that may have no signal: each arrives once, and what can't be filed is kept."""

from copy import deepcopy
from typing import Any
from uuid import uuid4

from tests.support.scene import Someone
from tests.support.ward import ROOM, STAFFING, Ward
from tests.support.wire import stored

LEFT_BY_AN_ASSESSMENT = (
    "referral",
    "referral_home",
    "assessment",
    "assessment_rev",
    "discharge_history",
    "access_grant",
    "sync_feed",
    "op_ledger",
)


async def sent(ward: Ward, *ops: dict[str, Any], by: Someone | None = None) -> list[dict[str, Any]]:
    return await (by or ward.tamsyn).push(*ops)


async def test_an_assessment_that_is_sent_again_has_its_effect_once(ward: Ward) -> None:
    op = ward.op("submit", ward.assessment(await ward.referred()))
    (first,) = await sent(ward, op)
    before = await stored(ward.scene.world.connection, LEFT_BY_AN_ASSESSMENT)

    (again,) = await sent(ward, op)

    assert (first["status"], again["status"]) == ("accepted", "duplicate")
    assert again["original"]["receipt"] == first["receipt"]
    assert await stored(ward.scene.world.connection, LEFT_BY_AN_ASSESSMENT) == before


async def test_an_assessment_and_its_correction_fold_in_one_batch(ward: Ward) -> None:
    body = ward.assessment(await ward.referred())
    corrected = body | {"person_views": "I would like a window."}
    submit = ward.op("submit", body)
    amend = ward.op("amend", corrected, 1) | {"depends_on": [submit["op_id"]]}

    results = await sent(ward, submit, amend)

    assert [(one["status"], one["rev"]) for one in results] == [("accepted", 1), ("accepted", 2)]
    seen = await ward.shown(body, ward.kerra)
    assert (seen["rev"], seen["body"]["person_views"]) == (2, "I would like a window.")


async def test_the_same_answers_need_no_new_revision(ward: Ward) -> None:
    body = await ward.assessed()

    (again,) = await sent(ward, ward.op("amend", body, 1))

    assert (again["status"], again["rev"]) == ("accepted", 1)


async def test_an_old_base_is_a_conflict_that_names_the_sections(ward: Ward) -> None:
    body = await ward.assessed()
    first = deepcopy(body)
    first["medicines"]["days_supplied"] = 21
    second = deepcopy(body)
    second["mobility"]["handling_plan"] = "Two people, with a frame."
    await sent(ward, ward.op("amend", first, 1))

    (late,) = await sent(ward, ward.op("amend", second, 1))

    assert (late["status"], late["problem"]["code"]) == ("conflict", "stale-base")
    assert late["problem"]["changed_sections"] == ["medicines"]
    assert late["problem"]["server_rev"] == 2


async def test_an_assessment_that_is_over_changes_no_more_and_its_author_is_offered_nothing(
    ward: Ward,
) -> None:
    body = await ward.assessed()
    withdrawal = ward.scene.withdraw(ward.tamsyn, body["submission_id"], 1)
    await sent(ward, withdrawal)

    (late,) = await sent(ward, ward.scene.withdraw(ward.tamsyn, body["submission_id"], 1))
    (stale,) = await sent(ward, ward.scene.withdraw(ward.tamsyn, body["submission_id"], 7))

    why = late["problem"]
    assert (late["status"], why["code"]) == ("conflict", "assessment-closed")
    assert (why["seen_rev"], why["changed_sections"], why["offer"]) == (1, [], [])
    assert (stale["problem"]["code"], stale["problem"]["seen_rev"]) == ("stale-base", 7)


async def refused(ward: Ward, op: dict[str, Any], by: Someone | None = None) -> tuple[str, str]:
    (result,) = await sent(ward, op, by=by)
    return result["status"], result["problem"]["code"]


async def test_work_that_can_not_be_filed_is_kept_for_the_councils_staff(ward: Ward) -> None:
    referral = await ward.referred()
    body = ward.assessment(referral)
    outcomes = {
        "unknown referral": await refused(ward, ward.op("submit", ward.assessment({"id": str(uuid4())}))),
        "another person": await refused(
            ward,
            ward.op("submit", ward.assessment(referral, person__nhs_number="9990000034")),
        ),
        "not the form": await refused(ward, ward.op("submit", ward.assessment(referral, falls="often"))),
        "other id": await refused(ward, ward.op("submit", body) | {"entity_id": str(uuid4())}),
        "an unknown version": await refused(
            ward, ward.op("submit", body) | {"form": {"id": "assessment", "version": 2}}
        ),
    }

    assert outcomes == {
        "unknown referral": ("quarantined", "unknown-referral"),
        "another person": ("quarantined", "referral-of-another-person"),
        "not the form": ("quarantined", "body-invalid"),
        "other id": ("quarantined", "entity-id-differs"),
        "an unknown version": ("quarantined", "form-unknown"),
    }
    assert await ward.scene.world.connection.fetchval("select count(*) from op_body") == len(outcomes)


async def test_staff_file_an_assessment_as_it_should_have_been(ward: Ward) -> None:
    referral = await ward.referred()
    wrong = ward.assessment(referral, person__nhs_number="9990000034")
    op = ward.op("submit", wrong)
    await sent(ward, op)
    ada = await ward.scene.as_("ada")
    path = f"/v1/sync/quarantine/{op['op_id']}/accept"
    right = wrong | {"person": wrong["person"] | {"nhs_number": "9990000026"}}

    still_wrong = await ada.post(path, {"body": wrong})
    filed = await ada.post(path, {"body": right})

    assert (still_wrong.status_code, still_wrong.json()["code"]) == (409, "not-acceptable")
    assert (filed.status_code, filed.json()["submission_id"], filed.json()["rev"]) == (
        200,
        wrong["submission_id"],
        1,
    )
    assert (await ward.shown(wrong, ward.kerra))["referral"]["state"] == "asked"


async def test_staff_file_what_an_assessment_says_already_also_once_the_person_has_come(ward: Ward) -> None:
    body = await ward.accepted()
    op = ward.op("amend", body, 1, by=ward.kerra)
    assert await refused(ward, op, by=ward.kerra) == ("quarantined", "not-assessed-here")
    came = {"arrived_at": "2026-11-16T12:00:00Z", "as_described": True, "medicines_right": True}
    arrival = f"/v1/assessments/{body['submission_id']}/arrival"
    checked = await ward.kerra.post(arrival, came | {"equipment_there": True})
    assert checked.status_code == 200, checked.text
    ada = await ward.scene.as_("ada")

    filed = await ada.post(f"/v1/sync/quarantine/{op['op_id']}/accept", {"body": body})

    assert (filed.status_code, filed.json()["rev"]) == (200, 1)


async def test_nobody_assesses_the_same_person_twice(ward: Ward) -> None:
    body = await ward.assessed()
    again = body | {"submission_id": str(uuid4())}

    assert await refused(ward, ward.op("submit", again)) == ("quarantined", "assessed-already")


async def test_of_two_assessments_in_one_batch_the_first_counts(ward: Ward) -> None:
    referral = await ward.referred()
    one, other = ward.assessment(referral), ward.assessment(referral)

    results = await sent(ward, ward.op("submit", one), ward.op("submit", other))

    assert [result["status"] for result in results] == ["accepted", "quarantined"]
    assert results[1]["problem"]["code"] == "assessed-already"


async def test_a_home_may_assess_whom_it_is_asked_about_and_nobody_elsewhere(ward: Ward) -> None:
    body = await ward.assessed()

    amended = ward.op("amend", body | {"person_views": "Mine."}, 1, by=ward.kerra)
    carer = ward.op("amend", body | {"person_views": "Mine."}, 1, by=ward.denzel)

    assert await refused(ward, amended, by=ward.kerra) == ("quarantined", "not-assessed-here")
    assert await refused(ward, carer, by=ward.denzel) == ("quarantined", "role-not-allowed")


async def test_an_assessment_out_of_sight_is_neither_claimed_nor_found(ward: Ward) -> None:
    body = await ward.assessed()

    submit = ward.op("submit", body | {"person_views": "Mine."}, by=ward.lowen)

    assert await refused(ward, submit, by=ward.lowen) == ("rejected", "id-in-use")


async def test_an_amendment_waits_for_its_assessment(ward: Ward) -> None:
    body = ward.assessment(await ward.referred())

    assert await refused(ward, ward.op("amend", body, 1)) == ("retry", "dependency-missing")


async def test_an_assessor_takes_back_an_assessment_until_a_home_has_accepted(ward: Ward) -> None:
    body = await ward.assessed()

    (taken_back,) = await sent(ward, ward.scene.withdraw(ward.tamsyn, body["submission_id"], 1))

    assert (taken_back["status"], taken_back["state"]) == ("accepted", "withdrawn")
    referral = (await ward.corentyn.get(f"/v1/referrals/{body['referral_id']}")).json()
    assert (referral["state"], [home["state"] for home in referral["homes"]]) == (
        "referred",
        ["waiting", "waiting"],
    )
    assert (await ward.kerra.get(f"/v1/assessments/{body['submission_id']}")).status_code == 404
    other = ward.assessment(referral)
    (second,) = await sent(ward, ward.op("submit", other))
    await ward.decide(ward.kerra, other, ward.kea, "accept", accommodation=ROOM)
    late = ward.scene.withdraw(ward.tamsyn, other["submission_id"], 1)
    assert second["status"] == "accepted"
    assert await refused(ward, late) == ("conflict", "assessment-closed")


async def test_after_a_withdrawn_referral_nothing_is_assessed(ward: Ward) -> None:
    referral = await ward.referred()
    await ward.corentyn.post(f"/v1/referrals/{referral['id']}/withdraw", {"reason": "She is ill again."})

    assert await refused(ward, ward.op("submit", ward.assessment(referral))) == (
        "conflict",
        "referral-closed",
    )


async def test_a_tablet_of_the_ward_holds_what_it_has_to_know(ward: Ward) -> None:
    body = await ward.assessed()
    await ward.decide(ward.kerra, body, ward.kea, "decline", **STAFFING)

    rows = {row["kind"]: row["body"] for row in (await ward.tamsyn.pull())["rows"]}

    assert [(home["location"]["name"], home["state"]) for home in rows["referral"]["homes"]] == [
        ("Kea House", "declined"),
        ("Looe House", "asked"),
    ]
    assert (rows["assessment"]["rev"], rows["assessment"]["body"]) == (1, body)
    of_looe = {row["kind"]: row["body"] for row in (await ward.lowen.pull())["rows"]}
    assert [home["location"]["name"] for home in of_looe["referral"]["homes"]] == ["Looe House"]
    assert of_looe["person"]["name"] == "Test Person 0002"


async def test_digests_hold_after_a_home_has_come_and_gone(ward: Ward) -> None:
    body = await ward.assessed()
    await ward.decide(ward.kerra, body, ward.kea, "decline", **STAFFING)

    (kea,) = (await ward.kerra.pull())["digests"].values()

    assert kea == "0" * 16
