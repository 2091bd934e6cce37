"""What stands in the way of leaving before a weekend clears, is given anew, or is overridden."""

from tests.support.ward import ROOM, Ward


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
