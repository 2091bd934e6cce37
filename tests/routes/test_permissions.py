"""A provider reviews on what the council has delegated: what doesn't fit is found, read and never turned away."""

from typing import Any

import pytest

from schemas.delegations import Function
from tests.routes.test_delegations import recorded
from tests.routes.test_routing import shown
from tests.support.desk import Desk, refusal
from tests.support.scene import Cared
from tests.support.world import LONG_AGO

BASIS = "Framework contract 12"


async def permit(desk: Desk, path: str, reference: str | None, name: str = "ada") -> Any:
    someone = await desk.scene.as_(name)
    body = {"review_permission_ref": reference}
    return await someone.caller.call("PUT", f"{path}/review-permission", token=someone.token, json=body)


async def told(desk: Desk, cared: Cared, reference: str) -> tuple[list[str], bool]:
    """What is found in a review under this reference, and whether it may be approved in bulk."""
    item = await desk.sent(cared, review_permission_ref=reference)
    whole = await shown(desk, item)
    codes = [one["code"] for one in whole["findings"] if one["pointer"] == "/review_permission_ref"]
    return codes, whole["routing"]["bulk_approvable"]


async def test_as_long_as_a_council_says_nothing_nothing_stands_against_it(desk: Desk) -> None:
    assert await told(desk, await desk.scene.cared(), "Whatever we agreed") == ([], True)


@pytest.mark.parametrize("of", ["people", "packages"])
async def test_another_permission_than_the_one_on_file_is_found_and_read(desk: Desk, of: str) -> None:
    cared = await desk.scene.cared()
    one = cared.person.id if of == "people" else cared.package

    done = await permit(desk, f"/v1/{of}/{one}", "DEL-2026-7")

    assert (done.status_code, done.json()["review_permission_ref"]) == (200, "DEL-2026-7")
    assert await told(desk, cared, "DEL-2026-7") == ([], True)
    assert await told(desk, cared, "DEL-2026-8") == (["permission-differs"], False)


async def test_a_packages_permission_goes_before_the_persons_until_it_is_taken_away(desk: Desk) -> None:
    cared = await desk.scene.cared(review_permission_ref="ALL")
    await permit(desk, f"/v1/packages/{cared.package}", "THIS")

    assert await told(desk, cared, "ALL") == (["permission-differs"], False)

    await permit(desk, f"/v1/packages/{cared.package}", None)
    assert await told(desk, cared, "ALL") == ([], True)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        ({"valid_from": "2026-11-13"}, []),
        ({"valid_from": "2026-11-14"}, ["delegation-not-in-force"]),
        ({"valid_until": "2026-11-13"}, ["delegation-not-in-force"]),
        ({"valid_until": "2026-11-14"}, []),
        ({"function": Function.SUPPORT_PLANNING}, ["function-not-delegated"]),
        ({"basis": "Framework contract 13"}, ["delegation-unknown"]),
    ],
)
async def test_a_council_that_keeps_records_of_delegations_has_reviews_held_to_them(
    desk: Desk, changes: dict[str, Any], found: list[str]
) -> None:
    await recorded(await desk.scene.as_("ada"), desk.scene, **changes)

    assert await told(desk, await desk.scene.cared(), BASIS) == (found, found == [])


async def test_a_delegation_to_another_provider_permits_this_one_nothing(desk: Desk) -> None:
    other = await desk.scene.world.organisation("provider", desk.scene.authority)
    await desk.scene.world.insert(
        "delegation",
        authority_id=desk.scene.authority,
        organisation_id=other,
        function="plan_review",
        extent="doing",
        basis=BASIS,
        valid_from=LONG_AGO.date(),
        recorded_by=desk.scene.actors["ada"].account_id,
    )

    assert await told(desk, await desk.scene.cared(), BASIS) == (["delegation-unknown"], False)


async def test_a_delegation_is_named_by_its_id_as_well(desk: Desk) -> None:
    made = await recorded(await desk.scene.as_("ada"), desk.scene)

    assert await told(desk, await desk.scene.cared(), made.json()["id"]) == ([], True)


async def test_tablets_are_told_under_what_they_may_review(desk: Desk) -> None:
    cared = await desk.scene.cared()
    before = await desk.rowena.pull()
    await permit(desk, f"/v1/people/{cared.person.id}", "ALL")
    await permit(desk, f"/v1/packages/{cared.package}", "THIS")

    rows = (await desk.rowena.pull(before["cursor"]))["rows"]

    assert {row["kind"]: row["body"].get("review_permission_ref") for row in rows} == {
        "person": "ALL",
        "package": "THIS",
    }


@pytest.mark.parametrize(("name", "status"), [("rowena", 403), ("wenna", 403), ("vera", 403)])
async def test_nobody_but_an_administrator_of_the_council_says_so(desk: Desk, name: str, status: int) -> None:
    cared = await desk.scene.cared()

    assert refusal(await permit(desk, f"/v1/people/{cared.person.id}", "MINE", name))[0] == status
    assert refusal(await permit(desk, f"/v1/packages/{cared.package}", "MINE", name))[0] == status


async def test_nobody_says_it_of_somebody_else_s_people(desk: Desk) -> None:
    other = await desk.scene.world.authority()
    foreign = await desk.scene.cared(of=other)

    assert refusal(await permit(desk, f"/v1/people/{foreign.person.id}", "MINE"))[0] == 404
    assert refusal(await permit(desk, f"/v1/packages/{foreign.package}", "MINE"))[0] == 404
