"""The home tells how somebody came, and everybody who had a hand in it hears of it."""

from datetime import timedelta

from tests.support.desk import refusal
from tests.support.ward import Ward


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
