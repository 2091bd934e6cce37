"""Agreements between hospital and homes, and what they mean for an assessment."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx

from tests.support.desk import refusal
from tests.support.ward import ROOM, Ward, an_agreement


async def test_agreements_are_made_by_the_councils_administrators_with_parties_that_exist(ward: Ward) -> None:
    ada = await ward.scene.as_("ada")
    given = an_agreement(ward.scene, ward.trust, [ward.kea])

    by_home = await ward.kerra.post("/v1/agreements", given)
    unknown = await ada.post("/v1/agreements", given | {"hospital_id": str(uuid4())})
    listed = (await ward.kerra.get(f"/v1/agreements?home={ward.looe}")).json()["items"]

    assert by_home.status_code == 403
    assert refusal(unknown) == (409, "not-a-home", ["unknown"])
    assert [(one["name"], one["in_force"], one["review_overdue"]) for one in listed] == [
        ("Test agreement", True, False)
    ]
    assert {frozenset(home) for one in listed for home in one["homes"]} == {
        frozenset({"location_id", "deputies"})
    }


async def test_an_assessment_without_a_valid_agreement_is_kept_and_flagged_and_not_trusted(
    ward: Ward,
) -> None:
    referral = await ward.referred()
    body = ward.assessment(referral, assessor__agreement_id=str(uuid4()))
    (result,) = await ward.tamsyn.push(ward.op("submit", body))

    decided = await ward.decide(ward.kerra, body, ward.kea, "accept", accommodation=ROOM)

    assert [finding["code"] for finding in result["findings"]] == ["agreement-unknown"]
    assert (await ward.shown(body))["trusted"] is False
    assert (decided.status_code, decided.json()["trusted"]) == (201, False)


def terms(ward: Ward, **changes: Any) -> dict[str, Any]:
    """The agreement's terms from tomorrow, with these changes."""
    given = an_agreement(ward.scene, ward.trust, [ward.kea, ward.looe])
    fixed = {"authority_id", "hospital_id", "starts_on"}
    usual = {"effective_from": "2026-11-17", "reason": "Agreed at the quarterly audit."}
    return {name: value for name, value in given.items() if name not in fixed} | usual | changes


async def changed(ward: Ward, seen: str = '"1"', **changes: Any) -> httpx.Response:
    ada = await ward.scene.as_("ada")
    path = f"/v1/agreements/{ward.agreement}/versions"
    return await ada.post(path, terms(ward, **changes), headers={"If-Match": seen})


async def ended(ward: Ward, ends_on: str, seen: str = '"1"') -> httpx.Response:
    ada = await ward.scene.as_("ada")
    given = {"ends_on": ends_on, "reason": "The hospital has its own assessors now."}
    return await ada.post(f"/v1/agreements/{ward.agreement}/end", given, headers={"If-Match": seen})


async def test_a_change_counts_from_its_day_and_what_was_judged_before_keeps_its_version(ward: Ward) -> None:
    body = await ward.accepted()

    made = await changed(ward, limit_in_hours_minutes=30, homes=[{"location_id": str(ward.looe)}])

    today = (await ward.kerra.get(f"/v1/agreements/{ward.agreement}")).json()
    ward.scene.clock.now += timedelta(days=1)
    kerra = await ward.scene.as_("kerra")
    tomorrow = (await kerra.get(f"/v1/agreements/{ward.agreement}")).json()
    history = (await kerra.get(f"/v1/agreements/{ward.agreement}/versions")).json()["items"]
    anew = await ward.decide(kerra, body, ward.kea, "accept", accommodation=ROOM)
    seen = await ward.shown(body, kerra)
    assert (made.status_code, made.headers["ETag"]) == (201, '"2"')
    assert [(one["version"], one["limit_in_hours_minutes"]) for one in (today, tomorrow)] == [
        (1, 120),
        (2, 30),
    ]
    assert [(one["version"], one.get("reason")) for one in history] == [
        (2, "Agreed at the quarterly audit."),
        (1, None),
    ]
    assert (seen["agreement_version"], seen["trusted"]) == (1, True)
    assert [(one["agreement_version"], one["trusted"]) for one in seen["decisions"]] == [
        (1, True),
        (2, False),
    ]
    assert anew.status_code == 201


async def test_an_agreement_that_has_ended_flags_what_comes_after_and_lets_nobody_trust_it(
    ward: Ward,
) -> None:
    before = await ward.assessed()
    done = await ended(ward, "2026-11-16")
    ward.scene.clock.now += timedelta(days=1)
    kerra = await ward.scene.as_("kerra")

    decided = await ward.decide(kerra, before, ward.kea, "accept", accommodation=ROOM)
    tamsyn = await ward.scene.as_("tamsyn", with_tablet=True)
    (amended,) = await tamsyn.push(ward.op("amend", before | {"person_views": "She likes it there."}, 1))

    assert (done.status_code, done.json()["ends_on"], done.json()["in_force"]) == (200, "2026-11-16", True)
    assert (decided.status_code, decided.json()["trusted"]) == (201, False)
    assert amended["status"] == "accepted"
    assert [one["code"] for one in amended["findings"]] == ["agreement-not-in-force"]
    assert (await ward.shown(before, kerra))["trusted"] is False


async def test_dates_that_cannot_be_are_told_where_they_are(ward: Ward) -> None:
    ada = await ward.scene.as_("ada")
    assessor = an_agreement(ward.scene, ward.trust, [ward.kea])["assessors"][0]
    new = an_agreement(
        ward.scene,
        ward.trust,
        [ward.kea, ward.kea],
        starts_on="2026-06-01",
        review_on="2026-05-31",
        ends_on="2026-05-31",
        assessors=[assessor | {"valid_until": "2026-05-31"}],
    )

    made = await ada.post("/v1/agreements", new)
    backdated = await changed(ward, effective_from="2026-11-15", review_on="2026-11-14")
    overdue = await ended(ward, "2026-11-15")

    assert made.status_code == 400
    assert [(one["pointer"], one["code"]) for one in made.json()["issues"]] == [
        ("/homes/1/location_id", "twice"),
        ("/review_on", "before-starts-on"),
        ("/assessors/0/valid_until", "before-starts-on"),
        ("/ends_on", "before-starts-on"),
    ]
    assert refusal(backdated) == (400, "malformed", ["before-effective-from", "in-the-past"])
    assert refusal(overdue) == (400, "malformed", ["in-the-past"])


async def test_an_agreement_is_changed_by_the_council_as_it_was_seen_last(ward: Ward) -> None:
    first = await changed(ward)
    stale = await changed(ward)
    too_soon = await changed(ward, '"2"', effective_from="2026-11-16")
    unseen = await (await ward.scene.as_("ada")).post(
        f"/v1/agreements/{ward.agreement}/versions", terms(ward)
    )
    by_home = await ward.kerra.post(
        f"/v1/agreements/{ward.agreement}/versions", terms(ward), headers={"If-Match": '"2"'}
    )
    nowhere = await (await ward.scene.as_("ada")).get(f"/v1/agreements/{uuid4()}/versions")

    answers = (first, stale, too_soon, unseen, by_home, nowhere)
    assert [one.status_code for one in answers] == [201, 412, 400, 428, 403, 404]


async def test_an_assessor_without_the_councils_courses_is_kept_flagged_and_not_trusted(ward: Ward) -> None:
    await ward.scene.world.connection.execute(
        "update training set completed_on = '2020-01-01', expires_on = '2026-11-15' where account_id = $1",
        ward.tamsyn.actor.account_id,
    )
    referral = await ward.referred()
    body = ward.assessment(referral)

    (result,) = await ward.tamsyn.push(ward.op("submit", body))

    decided = await ward.decide(ward.kerra, body, ward.kea, "accept", accommodation=ROOM)
    seen = await ward.shown(body)
    assert [(one["pointer"], one["code"]) for one in result["findings"]] == [
        ("/assessor/assessor_id", "course-expired")
    ]
    assert (decided.json()["trusted"], seen["trusted"]) == (False, False)
    (reason,) = seen["assessor_standing"]["at_receipt"]["reasons"]
    assert (reason["params"]["course"], reason["params"]["ended"]) == ("Mental Capacity Act", "2026-11-15")


async def test_the_agreements_lead_reads_what_homes_found_and_no_names(ward: Ward) -> None:
    body = await ward.accepted()
    ward.scene.clock.now += timedelta(days=2)
    found = {
        "arrived_at": "2026-11-17T12:00:00Z",
        "as_described": False,
        "medicines_right": True,
        "equipment_there": True,
        "feedback": "Two carers are needed at night.",
    }
    await (await ward.scene.as_("kerra")).post(f"/v1/assessments/{body['submission_id']}/arrival", found)

    told = {
        name: (await (await ward.scene.as_(name)).get(f"/v1/agreements/{ward.agreement}/arrivals")).json()
        for name in ("ada", "corentyn", "lowen")
    }

    assert [one["feedback"] for one in told["ada"]["items"]] == [found["feedback"]]
    assert told["corentyn"] == told["ada"]
    assert told["lowen"]["items"] == []
    assert "Person 0002" not in str(told)
