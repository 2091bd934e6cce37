"""Somebody is referred from a ward: known or new, once, with homes in line; and may stay after all."""

from typing import Any
from uuid import uuid4

from tests.support.desk import refusal
from tests.support.ward import Ward


async def test_a_ward_refers_somebody_whom_the_council_does_not_know_yet(ward: Ward) -> None:
    referral = await ward.referred()

    assert (referral["state"], referral["person"]["name"]) == ("referred", "Test Person 0002")
    assert [(home["location"]["name"], home["state"]) for home in referral["homes"]] == [
        ("Kea House", "waiting"),
        ("Looe House", "waiting"),
    ]
    assert (await ward.vera.get(f"/v1/people/{referral['person']['id']}")).status_code == 200


async def test_a_ward_refers_somebody_whom_the_council_knows_only_if_everything_fits(ward: Ward) -> None:
    known = await ward.scene.cared()
    person = {
        "record_id": known.record_id,
        "given_name": "Morwenna",
        "family_name": "tregear",
        "date_of_birth": "1941-03-08",
        "postcode": "TR1 2AB",
    }

    referral = await ward.referred(person=person)
    other_birthday = await ward.refer(person=person | {"date_of_birth": "1941-03-09"})
    nobody = await ward.refer(person=person | {"record_id": "404"})

    assert referral["person"]["id"] == str(known.person.id)
    assert refusal(other_birthday) == (409, "person-unclear", ["differs"])
    assert refusal(nobody) == (409, "person-unclear", ["unknown"])


async def test_nobody_is_referred_twice_at_once_and_a_request_sent_again_has_its_effect_once(
    ward: Ward,
) -> None:
    key = {"Idempotency-Key": "once"}
    first = await ward.corentyn.post("/v1/referrals", _body_of(ward), headers=key)
    again = await ward.corentyn.post("/v1/referrals", _body_of(ward), headers=key)
    another = await ward.corentyn.post("/v1/referrals", _body_of(ward))

    assert (first.status_code, again.content) == (201, first.content)
    assert refusal(another)[:2] == (409, "already-referred")


async def test_only_a_coordinator_of_the_hospital_refers(ward: Ward) -> None:
    for someone in (ward.tamsyn, ward.kerra, ward.vera):
        refused = await someone.post("/v1/referrals", _body_of(ward))
        assert refused.status_code == 403
    elsewhere = await ward.refer(hospital_location_id=str(ward.kea))
    assert elsewhere.status_code == 403


async def test_homes_are_places_that_work_with_the_council_each_named_once(ward: Ward) -> None:
    for homes in ([uuid4()], [ward.kea, ward.kea]):
        refused = await ward.refer(*homes)
        assert refusal(refused)[:2] == (409, "not-a-home")


async def test_a_withdrawn_referral_is_out_of_every_homes_sight(ward: Ward) -> None:
    body = await ward.accepted()
    referral = (await ward.shown(body))["referral"]["id"]

    withdrawn = await ward.corentyn.post(
        f"/v1/referrals/{referral}/withdraw", {"reason": "She stays with her daughter."}
    )

    assert (withdrawn.status_code, withdrawn.json()["state"]) == (200, "withdrawn")
    assert (await ward.kerra.get(f"/v1/assessments/{body['submission_id']}")).status_code == 404
    assert (await ward.kerra.get(f"/v1/referrals/{referral}")).status_code == 404


async def test_a_referral_is_seen_by_its_ward_by_the_council_and_by_the_home_that_is_asked(
    ward: Ward,
) -> None:
    body = await ward.assessed()
    referral = body["referral_id"]

    seen = {
        name: (await someone.get(f"/v1/referrals/{referral}")).status_code
        for name, someone in {
            "corentyn": ward.corentyn,
            "tamsyn": ward.tamsyn,
            "kerra": ward.kerra,
            "lowen": ward.lowen,
            "vera": ward.vera,
            "rowena": await ward.scene.as_("rowena"),
        }.items()
    }

    assert seen == {"corentyn": 200, "tamsyn": 200, "kerra": 200, "lowen": 404, "vera": 200, "rowena": 404}
    assert [one["id"] for one in (await ward.kerra.get("/v1/referrals")).json()["items"]] == [referral]
    assert (await ward.lowen.get("/v1/referrals")).json()["items"] == []


async def test_a_home_is_due_before_the_day_that_is_expected_whichever_that_is(ward: Ward) -> None:
    body = await ward.assessed()
    path = f"/v1/referrals/{body['referral_id']}/reschedule"

    def window(begins: str, ends: str) -> dict[str, str]:
        return {"proposed_from": begins, "proposed_until": ends, "reason": "The ambulance comes sooner."}

    sooner = await ward.corentyn.post(path, window("2026-11-16T13:00:00Z", "2026-11-16T14:00:00Z"))
    (line,) = (await ward.corentyn.get("/v1/discharge-board")).json()["items"]
    later = await ward.corentyn.post(path, window("2026-11-18T09:00:00Z", "2026-11-18T10:00:00Z"))
    backwards = await ward.corentyn.post(path, window("2026-11-18T09:00:00Z", "2026-11-18T08:00:00Z"))
    by_home = await ward.kerra.post(path, window("2026-11-18T09:00:00Z", "2026-11-18T10:00:00Z"))

    assert sooner.json()["homes"][0]["due_at"] == line["due_at"] == "2026-11-16T13:00:00Z"
    assert later.json()["homes"][0]["due_at"] == "2026-11-16T14:00:00Z"
    assert refusal(backwards) == (400, "malformed", ["before-proposed-from"])
    assert by_home.status_code == 403


def _body_of(ward: Ward) -> dict[str, Any]:
    return {
        "authority_id": str(ward.scene.authority),
        "person": {
            "nhs_number": "9990000034",
            "given_name": "Test",
            "family_name": "Person 0003",
            "date_of_birth": "1938-09-21",
            "postcode": "TR1 1AB",
        },
        "hospital_location_id": str(ward.hospital),
        "ward": "Ward 1",
        "pathway": 3,
        "category": "care_home",
        "proposed_from": "2026-11-17T09:00:00Z",
        "proposed_until": "2026-11-17T15:00:00Z",
        "homes": [str(ward.kea)],
    }
