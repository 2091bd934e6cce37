"""Somebody leaves hospital: referred, assessed once, declined by one home, taken by the next, looked at after."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.support.desk import refusal
from tests.support.scene import Scene, Someone
from tests.support.ward import ROOM, STAFFING, Ward, an_agreement, build_ward


@pytest.fixture
async def ward(scene: Scene) -> Ward:
    return await build_ward(scene)


async def kinds(someone: Someone) -> set[tuple[str, bool]]:
    page = await someone.pull()
    return {(row["kind"], row["removed"]) for row in page["rows"]}


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


async def test_a_decline_sent_again_under_its_key_is_answered_though_the_home_sees_nobody_any_more(
    ward: Ward,
) -> None:
    body = await ward.assessed()
    path = f"/v1/assessments/{body['submission_id']}/decisions"
    given = {"location_id": str(ward.kea), "rev": 1, "outcome": "decline"} | STAFFING
    key = {"Idempotency-Key": "once"}

    first = await ward.kerra.post(path, given, headers=key)
    again = await ward.kerra.post(path, given, headers=key)

    assert (first.status_code, again.status_code, again.content) == (201, 201, first.content)


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


async def test_an_assessment_from_the_ward_asks_the_first_home_and_no_other_sees_it(ward: Ward) -> None:
    body = await ward.assessed()

    seen = await ward.shown(body, ward.kerra)
    assert (seen["state"], seen["trusted"], seen["findings"]) == ("submitted", True, [])
    assert [home["state"] for home in seen["referral"]["homes"]] == ["asked"]
    assert seen["referral"]["homes"][0]["due_at"] == "2026-11-16T14:00:00Z"
    assert (await ward.lowen.get(f"/v1/assessments/{body['submission_id']}")).status_code == 404
    assert await kinds(ward.kerra) == {("person", False), ("referral", False), ("assessment", False)}
    assert await kinds(ward.lowen) == set()
    assert ("assessment", False) in await kinds(ward.tamsyn)


async def test_a_receipt_names_the_place_at_which_the_tablet_will_see_the_assessment(ward: Ward) -> None:
    referral = await ward.referred()
    (result,) = await ward.tamsyn.push(ward.op("submit", ward.assessment(referral)))

    page = await ward.tamsyn.pull()
    assert (result["status"], result["rev"], result["state"]) == ("accepted", 1, "submitted")
    assert page["reached"][result["receipt"]["scope"]] >= result["receipt"]["seq"]


async def test_a_decline_asks_the_next_home_at_once_with_the_same_assessment(ward: Ward) -> None:
    body = await ward.assessed()
    before = await ward.kerra.pull()

    declined = await ward.decide(ward.kerra, body, ward.kea, "decline", **STAFFING)

    assert (declined.status_code, declined.json()["capacity"]) == (201, "registered_manager")
    seen = await ward.shown(body, ward.lowen)
    assert [(home["location"]["name"], home["state"]) for home in seen["referral"]["homes"]] == [
        ("Looe House", "asked")
    ]
    assert seen["decisions"] == []
    assert (await ward.kerra.get(f"/v1/assessments/{body['submission_id']}")).status_code == 404
    after = await ward.kerra.pull(before["cursor"])
    assert {(row["kind"], row["removed"]) for row in after["rows"]} == {
        ("person", True),
        ("referral", True),
        ("assessment", True),
    }
    assert ("assessment", False) in await kinds(ward.lowen)
    whole = await ward.shown(body)
    assert [(one["outcome"], one["code"]) for one in whole["decisions"]] == [("decline", "staffing")]


async def test_the_last_decline_leaves_them_unplaced_until_more_homes_are_named(ward: Ward) -> None:
    body = await ward.assessed(ward.kea)
    await ward.decide(ward.kerra, body, ward.kea, "decline", **STAFFING)
    unplaced = (await ward.shown(body))["referral"]

    more = await ward.corentyn.post(f"/v1/referrals/{unplaced['id']}/homes", {"homes": [str(ward.looe)]})
    again = await ward.corentyn.post(f"/v1/referrals/{unplaced['id']}/homes", {"homes": [str(ward.kea)]})

    assert unplaced["state"] == "unplaced"
    assert [(home["state"]) for home in more.json()["homes"]] == ["declined", "asked"]
    assert (await ward.shown(body, ward.lowen))["state"] == "submitted"
    assert refusal(again)[:2] == (409, "not-a-home")


async def test_a_deputy_accepts_with_conditions_that_have_owners_and_times(ward: Ward) -> None:
    body = await ward.assessed()
    training = {"what": "Insulin pen training", "owner": "Ward", "due_by": "2026-11-17T08:00:00Z"}

    answer = await ward.decide(
        ward.denzel, body, ward.kea, "accept_with_conditions", accommodation=ROOM, conditions=[training]
    )

    assert (answer.status_code, answer.json()["capacity"], answer.json()["conditions"]) == (
        201,
        "deputy",
        [training],
    )
    assert (await ward.shown(body))["referral"]["state"] == "placed"


async def test_decisions_are_refused_to_others_when_stale_and_when_incomplete(ward: Ward) -> None:
    body = await ward.assessed()

    refused = {
        "of another home": await ward.decide(ward.kerra, body, ward.looe, "accept", accommodation=ROOM),
        "by the ward": await ward.decide(ward.corentyn, body, ward.kea, "accept", accommodation=ROOM),
        "stale": await ward.decide(ward.kerra, body, ward.kea, "accept", accommodation=ROOM, rev=2),
        "without a room": await ward.decide(ward.kerra, body, ward.kea, "accept"),
        "without a code": await ward.decide(ward.kerra, body, ward.kea, "decline", reason="No."),
        "out of reach": await ward.decide(ward.lowen, body, ward.looe, "accept", accommodation=ROOM),
    }

    assert {name: refusal(answer)[:2] for name, answer in refused.items()} == {
        "of another home": (403, "forbidden"),
        "by the ward": (403, "forbidden"),
        "stale": (412, "stale-revision"),
        "without a room": (409, "decision-incomplete"),
        "without a code": (409, "decision-incomplete"),
        "out of reach": (404, "not-found"),
    }


async def test_a_home_may_put_it_off_and_take_back_its_word(ward: Ward) -> None:
    body = await ward.assessed()

    put_off = await ward.decide(ward.kerra, body, ward.kea, "defer", deferred_until="2026-11-16T15:00:00Z")
    taken = await ward.decide(ward.kerra, body, ward.kea, "accept", accommodation=ROOM)
    back = await ward.decide(ward.kerra, body, ward.kea, "decline", **STAFFING)

    assert [answer.status_code for answer in (put_off, taken, back)] == [201, 201, 201]
    assert [home["state"] for home in (await ward.shown(body))["referral"]["homes"]] == [
        "declined",
        "asked",
    ]


async def test_weekend_checks_clear_as_the_home_and_the_ward_see_to_them(ward: Ward) -> None:
    body = await ward.assessed(medicines__days_supplied=3)
    before = {one["check"]: one["status"] for one in (await ward.shown(body))["weekend"]["checks"]}
    await ward.decide(ward.kerra, body, ward.kea, "accept", accommodation=ROOM)

    amended = body | {"medicines": body["medicines"] | {"days_supplied": 14}}
    (result,) = await ward.tamsyn.push(ward.op("amend", amended, 1))

    assert (before["medication"], before["accommodation"]) == ("blocked", "blocked")
    assert (result["status"], result["rev"]) == ("accepted", 2)
    after = await ward.shown(body, ward.kerra)
    assert (after["rev"], after["weekend"]["weekend_ready"], after["weekend"]["reasons"]) == (2, True, [])


async def test_a_home_gives_its_word_anew_when_needs_have_changed_since(ward: Ward) -> None:
    body = await ward.accepted()
    worse = body | {"changed_needs": body["changed_needs"] | {"new_two_person_care": True}}
    await ward.tamsyn.push(ward.op("amend", worse, 1))
    before = (await ward.shown(body, ward.kerra))["weekend"]["reasons"]

    anew = await ward.decide(ward.kerra, body, ward.kea, "accept", accommodation=ROOM, rev=2)

    assert [(one["check"], one["code"]) for one in before] == [("complexity_change", "blocked")]
    assert anew.status_code == 201
    assert (await ward.shown(body, ward.kerra))["weekend"]["weekend_ready"]
    (line,) = (await ward.corentyn.get("/v1/discharge-board")).json()["items"]
    assert (line["state"], line["weekend_ready"]) == ("placed", True)


async def test_somebody_who_knows_better_overrides_a_check_until_the_answers_change(ward: Ward) -> None:
    body = await ward.accepted(medicines__days_supplied=3)
    path = f"/v1/assessments/{body['submission_id']}/checks"
    given = {"check": "medication", "status": "clear", "reason": "The pharmacist drives them over."}

    overridden = await ward.corentyn.post(path, given)
    stranger = await ward.vera.post(path, given)
    amended = body | {"medicines": body["medicines"] | {"allergies_known": "not_established"}}
    await ward.tamsyn.push(ward.op("amend", amended, 1))

    assert (overridden.status_code, overridden.json()["weekend_ready"]) == (200, True)
    assert stranger.status_code == 403
    after = (await ward.shown(body))["weekend"]
    assert [(one["check"], one["code"]) for one in after["reasons"]] == [("medication", "blocked")]


async def test_the_home_tells_how_the_arrival_went_and_it_is_counted(ward: Ward) -> None:
    body = await ward.accepted()
    ward.scene.clock.now += timedelta(days=2)
    corentyn, kerra = await ward.scene.as_("corentyn"), await ward.scene.as_("kerra")
    path = f"/v1/assessments/{body['submission_id']}/arrival"
    found = {
        "arrived_at": "2026-11-17T12:00:00Z",
        "as_described": True,
        "medicines_right": False,
        "equipment_there": True,
    }

    by_ward = await corentyn.post(path, found)
    wordless = await kerra.post(path, found)
    told = await kerra.post(path, found | {"feedback": "The chart lacked the evening dose."})
    again = await kerra.post(path, found | {"feedback": "The chart lacked the evening dose."})

    assert by_ward.status_code == 403
    assert refusal(wordless)[:2] == (409, "decision-incomplete")
    assert (told.status_code, told.json()["arrival"]["matched"], told.json()["state"]) == (
        200,
        False,
        "arrived",
    )
    assert refusal(again)[:2] == (409, "wrong-state")
    agreement = (await (await ward.scene.as_("ada")).get(f"/v1/agreements/{ward.agreement}")).json()
    (tamsyn,) = agreement["assessors"]
    assert (tamsyn["arrivals_checked"], tamsyn["arrivals_that_matched"]) == (1, 0)
    tamsyn_again = await ward.scene.as_("tamsyn", with_tablet=True)
    pulled = {row["kind"]: row["body"] for row in (await tamsyn_again.pull())["rows"]}
    assert pulled["assessment"]["arrival"]["feedback"] == "The chart lacked the evening dose."
    assert pulled["referral"]["state"] == "arrived"


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


async def test_the_board_says_what_blocks_whom_and_whose_move_it_is(ward: Ward) -> None:
    await ward.assessed(medicines__days_supplied=3)

    (line,) = (await ward.corentyn.get("/v1/discharge-board")).json()["items"]

    assert (line["state"], line["whose_move"], line["waiting_on"]) == ("asked", "home", "Kea House")
    assert line["blocked_by"] == ["medication", "accommodation"]
    assert (line["overdue"], line["weekend_ready"], line["hours_waiting"]) == (False, False, 0)
    nobody = await ward.corentyn.get("/v1/discharge-board?pathway=1")
    assert nobody.json()["items"] == []
    assert (await ward.lowen.get("/v1/discharge-board")).json()["items"] == []


async def test_the_board_as_a_file_names_nobody(ward: Ward) -> None:
    await ward.assessed()

    by_parameter = await ward.corentyn.get("/v1/discharge-board?format=csv")
    by_header = await ward.corentyn.get("/v1/discharge-board", headers={"Accept": "text/csv"})

    assert by_parameter.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert by_parameter.text == by_header.text
    heads, row = by_parameter.text.splitlines()
    assert heads.startswith("reference,hospital,ward,pathway")
    assert "Test Hospital,Ward 1,3,care_home,asked,home,Kea House" in row
    assert "Person 0002" not in by_parameter.text


async def test_commissioners_see_how_many_wait_and_nobody_by_name(ward: Ward) -> None:
    await ward.referred()
    ward.scene.clock.now += timedelta(days=1)
    cora = await ward.scene.as_("cora")

    counted = await cora.get("/v1/discharge-board/days?last=2026-11-17&days=3")

    assert counted.json()["items"] == [
        {"day": day, "category": "care_home", "pathway": 3, "people": 1}
        for day in ("2026-11-16", "2026-11-17")
    ]
    assert (await cora.get("/v1/discharge-board")).status_code == 403
    assert (await cora.get("/v1/referrals")).status_code == 403


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
