"""Whoever may see a submission can ask what the law and the guidance want of it."""

from datetime import date

import pytest

from schemas.base import decode, encode
from schemas.compliance import SubmissionCompliance
from tests.support.desk import STATUTORY, Desk, Item
from tests.support.scene import Someone


async def report(someone: Someone, item: Item) -> SubmissionCompliance:
    answer = await someone.get(f"/v1/submissions/{item.id}/compliance")
    assert answer.status_code == 200, answer.text
    return decode(answer.content, SubmissionCompliance)


async def test_the_report_tells_of_what_was_found_on_arrival(desk: Desk) -> None:
    item = await desk.given(**STATUTORY)

    told = await report(desk.vera, item)

    whole = (await desk.vera.get(f"/v1/submissions/{item.id}")).json()
    found = [finding for each in told.elements for finding in each.findings]
    assert [each.id for each in told.elements if each.status == "not_met"] == ["carer-involved"]
    assert encode(found) == encode(whole["findings"])
    assert (str(told.submission_id), told.rev) == (item.id, 1)


async def test_its_author_sees_the_same_report_as_the_verifier(desk: Desk) -> None:
    item = await desk.given(**STATUTORY)

    assert await report(desk.rowena, item) == await report(desk.vera, item)


async def test_who_does_not_reach_the_person_has_no_report(desk: Desk) -> None:
    item = await desk.given()
    tegen = await desk.scene.as_("tegen")

    assert (await tegen.get(f"/v1/submissions/{item.id}/compliance")).status_code == 404


@pytest.mark.parametrize(("starts_on", "status"), [(date(2026, 9, 1), "not_met"), (date(2026, 10, 1), "met")])
async def test_the_first_review_is_timed_from_the_start_of_the_package(
    desk: Desk, starts_on: date, status: str
) -> None:
    cared = await desk.scene.cared()
    await desk.db.execute("update package set starts_on = $1", starts_on)
    item = await desk.sent(cared, milestone="initial_6_8_week")

    told = {each.id: each.status for each in (await report(desk.vera, item)).elements}

    assert told["first-review-in-time"] == status
