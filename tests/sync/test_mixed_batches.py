"""A tablet may send reviews and assessments in one batch; however many do so at once, nobody has to send again."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any

import pytest

from service.store import feed
from service.store.database import Database
from service.store.engine import Connection
from service.store.feed import Change
from tests.support.identity import identity_app
from tests.support.scene import Someone
from tests.support.ward import Ward

COURSES = ("Care Act", "Mental Capacity Act")


@pytest.fixture
async def ward(ward: Ward, app_dsn: str) -> AsyncIterator[Ward]:
    """The ward with connections enough for two tablets at the same moment; both homes' managers review as well."""
    for manager, home in ((ward.kerra, ward.kea), (ward.lowen, ward.looe)):
        account = {"account_id": manager.actor.account_id}
        of = await ward.scene.world.connection.fetchval(
            "select organisation_id from location where id = $1", home
        )
        await ward.scene.world.insert(
            "membership", **account, role="reviewer", organisation_id=of, location_id=home
        )
        for course in COURSES:
            await ward.scene.world.insert("training", **account, course=course)
    database = Database(app_dsn, min_size=4)
    await database.open()
    ward.scene.app = identity_app(database, ward.scene.clock)
    yield ward
    await database.close()


async def batch(ward: Ward, by: Someone, name: str, home: Any, cqc_id: str, nhs_number: str) -> list[Any]:
    """A review of somebody who lives in the home and whom both homes know, and an assessment of who is to come."""
    scene = ward.scene
    cared = await scene.cared()
    await scene.world.connection.execute(
        "update package set location_id = $2 where id = $1", cared.package, home
    )
    for other in (ward.kea, ward.looe):
        await scene.world.grant(cared.person, other, package=cared.package)
    cared.cqc_id = cqc_id
    review = scene.review(cared, name)
    person = {
        "nhs_number": nhs_number,
        "given_name": "Test",
        "family_name": "Person 0002",
        "date_of_birth": "1938-09-21",
        "postcode": "TR1 1AB",
    }
    referral = await ward.referred(home, person=person, assessing_location_id=str(home))
    assessment = ward.assessment(
        referral,
        person__nhs_number=nhs_number,
        assessor__assessor_id=str(by.actor.account_id),
        assessor__agreement_id=None,
    )
    return [scene.submit(by, cared, review), ward.op("submit", assessment, by=by)]


async def test_devices_are_told_of_a_whole_batch_once(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[list[str]] = []
    publish: Callable[..., Any] = feed.publish

    async def noted(db: Connection, changes: Iterable[Change], *more: Any) -> Any:
        listed = list(changes)
        told.append(sorted({change.kind for change in listed}))
        return await publish(db, listed, *more)

    ops = await batch(ward, ward.kerra, "kerra", ward.kea, "1-800000001", "9990000026")
    monkeypatch.setattr(feed, "publish", noted)

    results = await ward.kerra.push(*ops)

    assert [one["status"] for one in results] == ["accepted"] * 2, [one.get("problem") for one in results]
    assert told == [["assessment", "person", "referral", "submission"]]
    assert len({(one["receipt"]["scope"], one["receipt"]["seq"]) for one in results}) == 2


async def test_two_tablets_that_tell_the_same_homes_never_wait_for_each_other(ward: Ward) -> None:
    from_kea = await batch(ward, ward.kerra, "kerra", ward.kea, "1-800000001", "9990000026")
    from_looe = await batch(ward, ward.lowen, "lowen", ward.looe, "1-800000002", "9990000042")

    both = await asyncio.gather(ward.kerra.push(*from_kea), ward.lowen.push(*from_looe))

    assert "retry" not in [one["status"] for results in both for one in results]
