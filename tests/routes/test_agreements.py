"""Agreements between hospital and homes, and what they mean for an assessment."""

from uuid import uuid4

from tests.support.desk import refusal
from tests.support.ward import ROOM, Ward, an_agreement


async def test_agreements_are_made_by_the_councils_administrators_with_parties_that_exist(ward: Ward) -> None:
    ada = await ward.scene.as_("ada")
    given = an_agreement(ward.scene, ward.trust, [ward.kea])

    by_home = await ward.kerra.post("/v1/agreements", given)
    unknown = await ada.post("/v1/agreements", given | {"hospital_id": str(uuid4())})
    listed = (await ward.kerra.get(f"/v1/agreements?home={ward.looe}")).json()["items"]

    assert by_home.status_code == 403
    assert refusal(unknown) == (409, "not-a-home", ["unknown"])
    assert [(one["name"], one["in_force"], one["review_overdue"]) for one in listed] == [
        ("Test agreement", True, False)
    ]


async def test_an_assessment_without_a_valid_agreement_is_kept_and_flagged_and_not_trusted(
    ward: Ward,
) -> None:
    referral = await ward.referred()
    body = ward.assessment(referral, assessor__agreement_id=str(uuid4()))
    (result,) = await ward.tamsyn.push(ward.op("submit", body))

    decided = await ward.decide(ward.kerra, body, ward.kea, "accept", accommodation=ROOM)

    assert [finding["code"] for finding in result["findings"]] == ["agreement-unknown"]
    assert (await ward.shown(body))["trusted"] is False
    assert (decided.status_code, decided.json()["trusted"]) == (201, False)
