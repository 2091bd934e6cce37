"""Referrals come in as a file, row by row, and again change nothing."""

import asyncio
from typing import Any

import httpx
import pytest
from click.testing import CliRunner, Result

from schemas.referral_files import EXAMPLE
from service.cli import main
from tests.support.scene import Someone
from tests.support.ward import KEA_CQC, LOOE_CQC, Ward

HEADER = EXAMPLE.splitlines()[0]
MORWENNA: dict[str, str] = {
    "record_id": "",
    "nhs_number": "9990000018",
    "given_name": "Morwenna",
    "family_name": "Tregear",
    "date_of_birth": "1941-03-08",
    "postcode": "TR1 1CK",
    "ward": "Ward 1",
    "pathway": "3",
    "category": "care_home",
    "medically_fit_at": "",
    "proposed_from": "2026-11-17 09:00",
    "proposed_until": "2026-11-17 15:00",
    "homes": f"{KEA_CQC};{LOOE_CQC}",
}
JOWAN = MORWENNA | {"nhs_number": "9990000034", "given_name": "Jowan", "date_of_birth": "1938-09-21"}


def line(row: dict[str, str]) -> str:
    return ",".join(row[column] for column in HEADER.split(","))


async def send(someone: Someone, *rows: dict[str, str], query: str = "") -> httpx.Response:
    return await someone.caller.call(
        "POST",
        f"/v1/imports/referrals{query}",
        token=someone.token,
        content="\n".join((HEADER, *map(line, rows))).encode(),
        headers={"Content-Type": "text/csv"},
    )


async def came_to(someone: Someone, *rows: dict[str, str], query: str = "") -> dict[str, Any]:
    """What became of the rows, without the zeros, and the errors by row, column and code."""
    answered = await send(someone, *rows, query=query)
    assert answered.status_code == 200, answered.text
    told = answered.json()
    errors = [(one["row"], one["column"], one["code"]) for one in told.pop("errors")]
    del told["rows"]
    return {name: n for name, n in told.items() if n} | ({"errors": errors} if errors else {})


async def test_everybody_in_a_file_is_referred_once(ward: Ward) -> None:
    tried = await came_to(ward.corentyn, MORWENNA, JOWAN, query="?dry_run=true")
    before = await ward.scene.world.connection.fetchval("select count(*) from referral")

    taken = await came_to(ward.corentyn, MORWENNA, JOWAN)
    again = await came_to(ward.corentyn, MORWENNA, JOWAN)

    assert (tried, before) == ({"created": 2}, 0)
    assert (taken, again) == ({"created": 2}, {"unchanged": 2})
    referrals = (await ward.corentyn.get("/v1/referrals")).json()["items"]
    assert {one["person"]["name"] for one in referrals} == {"Morwenna Tregear", "Jowan Tregear"}
    assert referrals[0]["proposed_from"] == "2026-11-17T09:00:00Z"
    assert [home["location"]["name"] for home in referrals[0]["homes"]] == ["Kea House", "Looe House"]
    runs = await ward.scene.world.connection.fetch("select kind, counts is not null as ended from import_run")
    assert [tuple(row) for row in runs] == [("referrals", True)] * 3


async def test_a_row_that_cannot_be_taken_in_is_told_where_and_holds_up_nobody(ward: Ward) -> None:
    await came_to(ward.corentyn, MORWENNA)

    told = await came_to(
        ward.corentyn,
        MORWENNA | {"ward": "Ward 2"},
        JOWAN | {"pathway": "4"},
        JOWAN | {"proposed_until": "2026-11-17 08:00"},
        JOWAN | {"proposed_from": "17/11/2026 09:00"},
        JOWAN | {"homes": "1-999999999"},
        JOWAN | {"nhs_number": "", "record_id": "404"},
        JOWAN | {"nhs_number": ""},
        MORWENNA | {"ward": "Ward 2"},
    )

    assert told["rejected"] == 8
    assert told["errors"] == [
        (2, "", "already-referred"),
        (3, "pathway", "not-in-list"),
        (4, "proposed_until", "before-proposed-from"),
        (5, "proposed_from", "time-format"),
        (6, "homes", "unknown-location"),
        (7, "record_id", "unknown"),
        (8, "nhs_number", "missing"),
        (9, "", "repeated"),
    ]
    assert await ward.scene.world.connection.fetchval("select count(*) from referral") == 1


@pytest.mark.parametrize("name", ["kerra", "ada", "cora"])
async def test_only_a_hospitals_coordinators_bring_in_referrals(ward: Ward, name: str) -> None:
    assert (await send(await ward.scene.as_(name), MORWENNA)).status_code == 403


async def test_a_file_names_every_column_and_its_hospital_is_the_callers(ward: Ward) -> None:
    headless = await ward.corentyn.caller.call(
        "POST",
        "/v1/imports/referrals",
        token=ward.corentyn.token,
        content=b"ward,pathway\n",
        headers={"Content-Type": "text/csv"},
    )
    elsewhere = await send(ward.corentyn, MORWENNA, query=f"?hospital_location_id={ward.kea}")

    assert (headless.status_code, headless.json()["issues"][0]["pointer"]) == (400, "/header/record_id")
    assert elsewhere.status_code == 403


async def test_an_operator_brings_them_in_in_a_coordinators_name(ward: Ward, app_dsn: str) -> None:
    def run(username: str) -> Result:
        given = "\n".join((HEADER, line(MORWENNA), line(JOWAN | {"pathway": "4"})))
        arguments = ["import", "referrals", "-", "--coordinator", username]
        return CliRunner().invoke(main, arguments, input=given, env={"DATABASE_URL": app_dsn})

    done, stranger, manager = [await asyncio.to_thread(run, name) for name in ("corentyn", "nobody", "kerra")]

    assert (done.exit_code, done.output.splitlines()[-1]) == (
        1,
        "2 rows: 1 created, 0 unchanged, 1 rejected.",
    )
    assert "nobody called nobody may act for this council" in stranger.output
    assert "kerra coordinates at no hospital of this council" in manager.output
    by = await ward.scene.world.connection.fetchval("select created_by from referral")
    assert by == ward.corentyn.actor.account_id
