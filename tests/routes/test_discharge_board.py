"""The board: who waits for what, whose move it is, and how many they are."""

from datetime import date, timedelta

from service.actions import day_counts
from service.store.database import Database
from tests.support.ward import Ward


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


async def test_commissioners_see_how_many_wait_and_nobody_by_name(ward: Ward, database: Database) -> None:
    await ward.referred()
    ward.scene.clock.now += timedelta(hours=2)
    taken = [await day_counts.take_due(database, ward.scene.clock.now) for _ in range(2)]
    ward.scene.clock.now += timedelta(days=1)
    cora = await ward.scene.as_("cora")

    counted = (await cora.get("/v1/discharge-board/days?last=2026-11-17&days=3")).json()

    assert taken == [1, 0]
    assert [(one["day"], one["category"], one["pathway"], one["people"]) for one in counted["items"]] == [
        ("2026-11-16", "care_home", 3, 1),
        ("2026-11-17", "care_home", 3, 1),
    ]
    assert {one["hospital"]["name"] for one in counted["items"]} == {"Test Hospital"}
    assert counted["counted"] == [
        {"day": "2026-11-16", "as_of": "2026-11-16T13:00:00Z"},
        {"day": "2026-11-17", "as_of": "2026-11-17T14:00:00Z"},
    ]
    assert (await cora.get("/v1/discharge-board")).status_code == 403
    assert (await cora.get("/v1/referrals")).status_code == 403


async def test_a_day_stays_as_it_was_counted_whoever_leaves_after_it(ward: Ward, database: Database) -> None:
    referral = await ward.referred()
    await day_counts.take(database, ward.scene.authority, date(2026, 11, 16), ward.scene.clock.now)
    await ward.corentyn.post(f"/v1/referrals/{referral['id']}/withdraw", {"reason": "She goes home."})
    ward.scene.clock.now += timedelta(days=1)
    cora = await ward.scene.as_("cora")

    again = await day_counts.take(database, ward.scene.authority, date(2026, 11, 16), ward.scene.clock.now)
    counted = (await cora.get("/v1/discharge-board/days?last=2026-11-17&days=2")).json()["items"]

    assert again is False
    assert [(one["day"], one["people"]) for one in counted] == [("2026-11-16", 1)]
