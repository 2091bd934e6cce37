"""The board: who waits for what, whose move it is, and how many they are."""

from datetime import timedelta

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
