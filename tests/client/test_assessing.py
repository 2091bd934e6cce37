"""Assessments on the ward's tablet: whatever was made there before is what the next change builds on."""

from typing import Any
from uuid import UUID, uuid4

import msgspec

from service.client.faults import Fault
from service.client.tablet import Tablet
from tests.client.live import Live, spoil
from tests.given_assessments import assessment_body
from tests.support.ward import NHS_NUMBER, a_referral, settle_ward

ANEW = {"person_views": "I would like a window."}


async def at_the_bedside(live: Live) -> tuple[Tablet, dict[str, Any]]:
    """The ward's tablet, which knows of a referral, and an assessment of whoever was referred."""
    places = await settle_ward(live.scene)
    referral = a_referral(live.scene, places.hospital, [places.kea, places.looe])
    opened = live.ask("corentyn", "/v1/referrals", referral).json()
    tablet = live.tablet("tamsyn")
    tablet.sync()
    changes = {
        "/submission_id": str(uuid4()),
        "/referral_id": opened["id"],
        "/person/mosaic_person_id": None,
        "/person/nhs_number": NHS_NUMBER,
        "/assessor/assessor_id": str(tablet.session.account_id),
        "/assessor/agreement_id": None,
    }
    return tablet, assessment_body(changes)


async def test_an_assessment_that_is_changed_before_it_was_sent_arrives_as_two_revisions(live: Live) -> None:
    tablet, answers = await at_the_bedside(live)
    assessment = tablet.assess(answers)
    tablet.assess(answers | ANEW)

    tablet.sync()

    assert tablet.outbox() == []
    assert held(tablet, assessment) == (2, "I would like a window.")


async def test_an_assessment_is_changed_although_no_pull_has_brought_it_yet(live: Live) -> None:
    tablet, answers = await at_the_bedside(live)
    assessment = tablet.assess(answers)
    spoil(tablet, [Fault.NONE, Fault.NONE, Fault.NONE, Fault.DROP])
    tablet.sync()
    assert tablet.assessment(assessment) is None

    tablet.assess(answers | ANEW)
    tablet.sync()

    assert held(tablet, assessment) == (2, "I would like a window.")


async def test_an_assessment_that_says_nothing_new_is_not_in_the_way_of_what_comes_after_it(
    live: Live,
) -> None:
    tablet, answers = await at_the_bedside(live)
    assessment = tablet.assess(answers)
    tablet.sync()
    tablet.assess(answers)
    tablet.assess(answers | ANEW)

    tablet.sync()

    assert tablet.outbox() == []
    assert held(tablet, assessment) == (2, "I would like a window.")


def held(tablet: Tablet, assessment: UUID) -> tuple[int, str]:
    """The revision that the tablet has of it, and whose words."""
    pulled = tablet.assessment(assessment)
    assert pulled is not None
    return pulled.body_rev, msgspec.json.decode(pulled.body)["person_views"]
