"""Homes are asked one after the other, each sees the one assessment, and decides for itself."""

from tests.support.desk import refusal
from tests.support.ward import ROOM, STAFFING, Ward, kinds


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
