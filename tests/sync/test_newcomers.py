"""Whoever comes to hold somebody is told everything about them, whichever way they came."""

import asyncio
from typing import Any

from service.store.engine import Connection
from tests.support.caseloads import a_file, a_row
from tests.support.scene import CQC_ID, OTHER_CQC_ID, Someone
from tests.support.ward import Ward, kinds

MORWENNA = {
    "given_name": "Morwenna",
    "family_name": "Tregear",
    "date_of_birth": "1941-03-08",
    "postcode": "TR1 2AB",
}


async def assessed(ward: Ward, record_id: str) -> dict[str, Any]:
    """Somebody who is known and in care, in hospital and assessed; Kea is asked."""
    referral = await ward.referred(person=MORWENNA | {"record_id": record_id})
    named = {"mosaic_person_id": record_id, "name": "Morwenna Tregear", "date_of_birth": "1941-03-08"}
    body = ward.assessment(referral, person=named | {"postcode": "TR1 2AB"})
    (result,) = await ward.tamsyn.push(ward.op("submit", body))
    assert result["status"] == "accepted", result
    return body


async def bring_in(ada: Someone, location: str) -> None:
    """The council's caseload, with Morwenna at this location."""
    file = a_file(a_row(nhs_number="", postcode="TR1 2AB", cqc_location_id=location))
    answer = await ada.caller.call(
        "POST", "/v1/imports/caseload", token=ada.token, content=file, headers={"Content-Type": "text/csv"}
    )
    assert answer.json()["rejected"] == 0, answer.text


def here(*names: str) -> set[tuple[str, bool]]:
    return {(name, False) for name in names}


async def test_a_ward_and_a_home_are_told_of_the_care_and_the_reviews_that_there_were_before(
    ward: Ward,
) -> None:
    rowena = await ward.scene.as_("rowena", with_tablet=True)
    cared = await ward.scene.cared()
    await rowena.push(ward.scene.submit(rowena, cared))

    await assessed(ward, cared.record_id)

    everything = here("person", "package", "submission", "referral", "assessment")
    assert everything <= await kinds(ward.tamsyn)
    assert everything <= await kinds(ward.kerra)
    assert not everything & await kinds(ward.lowen)


async def test_whoever_refers_somebody_waits_for_what_is_on_its_way_about_them(
    ward: Ward, owner: Connection
) -> None:
    cared = await ward.scene.cared()
    on_its_way = owner.transaction()
    await on_its_way.start()
    await owner.execute("select from person where id = $1 for share", cared.person.id)

    referring = asyncio.create_task(ward.refer(person=MORWENNA | {"record_id": cared.record_id}))
    while not (referring.done() or await somebody_waits_for(owner)):
        continue
    waited = not referring.done()
    await on_its_way.commit()

    assert waited
    assert (await referring).status_code == 201


async def somebody_waits_for(connection: Connection) -> bool:
    """For what its transaction holds."""
    waiting = "select from pg_locks where not granted and pg_backend_pid() = any (pg_blocking_pids(pid))"
    return bool(await connection.fetchval(f"select exists ({waiting})"))


async def test_the_next_home_is_told_of_them_too_once_the_first_has_declined(ward: Ward) -> None:
    rowena = await ward.scene.as_("rowena", with_tablet=True)
    cared = await ward.scene.cared()
    await rowena.push(ward.scene.submit(rowena, cared))
    body = await assessed(ward, cared.record_id)

    await ward.decide(ward.kerra, body, ward.kea, "decline", code="staffing", reason="Two carers are ill.")

    assert here("package", "submission") <= await kinds(ward.lowen)
    assert not here("package", "submission") & await kinds(ward.kerra)


async def test_a_new_provider_is_told_that_they_are_in_hospital(ward: Ward) -> None:
    ada = await ward.scene.as_("ada")
    tegen = await ward.scene.as_("tegen", with_tablet=True)
    await bring_in(ada, CQC_ID)
    await assessed(ward, a_row()["record_id"])

    await bring_in(ada, OTHER_CQC_ID)

    assert here("person", "package", "referral", "assessment") <= await kinds(tegen)
