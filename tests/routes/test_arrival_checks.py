"""The home tells how somebody came, and everybody who had a hand in it hears of it."""

from datetime import timedelta
from typing import Any

from tests.support.desk import refusal
from tests.support.ward import STAFFING, Ward


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


async def came(ward: Ward) -> dict[str, Any]:
    """Somebody whom Kea took, and who came the next day at noon; it is noted then."""
    body = await ward.accepted()
    ward.scene.clock.now += timedelta(days=1)
    kerra = await ward.scene.as_("kerra")
    answer = await kerra.post(arrived_path(body), {"arrived_at": "2026-11-17T12:00:00Z"})
    assert answer.status_code == 200, answer.text
    return body


def arrived_path(body: dict[str, Any]) -> str:
    return f"/v1/assessments/{body['submission_id']}/arrived"


FINE = {"as_described": True, "medicines_right": True, "equipment_there": True}


async def test_who_has_come_is_on_the_board_until_the_home_has_looked_and_then_overdue(ward: Ward) -> None:
    await came(ward)

    corentyn = await ward.scene.as_("corentyn")
    (line,) = (await corentyn.get("/v1/discharge-board")).json()["items"]
    ward.scene.clock.now += timedelta(days=4)
    corentyn = await ward.scene.as_("corentyn")
    (later,) = (await corentyn.get("/v1/discharge-board")).json()["items"]

    assert (line["state"], line["whose_move"], line["waiting_on"]) == ("arrived", "home", "Kea House")
    assert line["to_do"] == ["arrival_check", "package_setup"]
    assert (line["check_from"], line["due_at"]) == ("2026-11-18T12:00:00Z", "2026-11-20T12:00:00Z")
    assert (line["overdue"], line["hours_waiting"], line["blocked_by"]) == (False, 24, [])
    assert (later["overdue"], later["hours_waiting"]) == (True, 24)


async def test_who_has_come_is_held_by_a_placement_and_stays_on_the_homes_tablet(ward: Ward) -> None:
    body = await ward.accepted()
    ward.scene.clock.now += timedelta(days=1)
    kerra = await ward.scene.as_("kerra", with_tablet=True)
    before = await kerra.pull()

    await kerra.post(arrived_path(body), {"arrived_at": "2026-11-17T12:00:00Z"})

    grants = await ward.scene.world.connection.fetch(
        "select basis, valid_until is null as live from access_grant where holder_id = $1 order by valid_from",
        ward.kea,
    )
    assert [tuple(row) for row in grants] == [("referral", False), ("placement", True)]
    after = {row["kind"]: row for row in (await kerra.pull(before["cursor"]))["rows"]}
    assert not any(row["removed"] for row in after.values())
    assert (after["referral"]["body"]["state"], after["referral"]["body"]["check_due"]) == (
        "arrived",
        "2026-11-20T12:00:00Z",
    )
    assert await ward.scene.world.connection.fetchval("select count(*) from package") == 0


async def test_an_arrival_looked_at_too_late_is_kept_marked_and_says_nothing_about_the_assessor(
    ward: Ward,
) -> None:
    body = await came(ward)
    ward.scene.clock.now += timedelta(days=4)
    kerra = await ward.scene.as_("kerra")

    told = await kerra.post(f"/v1/assessments/{body['submission_id']}/arrival", FINE)

    assert (told.status_code, told.json()["arrival"]["timing"]) == (200, "late")
    assert told.json()["arrival"]["arrived_at"] == "2026-11-17T12:00:00Z"
    agreement = (await (await ward.scene.as_("ada")).get(f"/v1/agreements/{ward.agreement}")).json()
    assert agreement["assessors"][0]["arrivals_checked"] == 0
    corentyn = await ward.scene.as_("corentyn")
    assert (await corentyn.get("/v1/discharge-board")).json()["items"] == []
    assert (await ward.shown(body, corentyn))["arrival"]["timing"] == "late"


async def test_once_they_have_come_no_home_decides_any_more_and_no_answer_changes(ward: Ward) -> None:
    body = await came(ward)
    kerra, tamsyn = await ward.scene.as_("kerra"), await ward.scene.as_("tamsyn", with_tablet=True)

    declined = await ward.decide(kerra, body, ward.kea, "decline", **STAFFING)
    noted_again = await kerra.post(arrived_path(body), {"arrived_at": "2026-11-17T12:00:00Z"})
    (amended,) = await tamsyn.push(ward.op("amend", body | {"person_views": "She likes it."}, 1))

    assert refusal(declined)[:2] == (409, "wrong-state")
    assert refusal(noted_again)[:2] == (409, "wrong-state")
    assert (amended["status"], amended["problem"]["code"]) == ("conflict", "assessment-closed")


async def test_an_arrival_is_neither_yet_to_come_nor_from_before_the_referral(ward: Ward) -> None:
    body = await ward.accepted()

    codes = [
        refusal(await ward.kerra.post(arrived_path(body), {"arrived_at": at}))
        for at in ("2026-11-17T12:00:00Z", "2026-11-15T12:00:00Z")
    ]
    unknown = await ward.kerra.post(f"/v1/assessments/{body['submission_id']}/arrival", FINE)
    by_ward = await ward.corentyn.post(arrived_path(body), {"arrived_at": "2026-11-16T12:00:00Z"})

    assert codes == [
        (409, "decision-incomplete", ["in-the-future"]),
        (409, "decision-incomplete", ["before-the-referral"]),
    ]
    assert refusal(unknown) == (409, "decision-incomplete", ["missing"])
    assert by_ward.status_code == 403
