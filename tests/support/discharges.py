"""Referrals, homes and those who decide about them, without a database."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from schemas.accounts import Actor, Membership, Named, Role
from schemas.agreements import Agreement, AgreementAssessor, AgreementFacts, DeclineCode
from schemas.discharges import AssessmentStanding, AssessmentState
from schemas.ratings import Colour
from schemas.referrals import (
    Category,
    DecideAsHome,
    HomeCondition,
    HomeState,
    Referral,
    ReferralHome,
    ReferralState,
)
from schemas.weekend import Accommodation
from tests.support.world import NOON
from workflows.home_decisions import HomeCase
from workflows.referrals import ReferralCase

AUTHORITY, TRUST, HOSPITAL = uuid4(), uuid4(), uuid4()
KEA, LOOE, MYLOR = uuid4(), uuid4(), uuid4()
"""Three homes, in the order in which they are asked."""
DEPUTY = uuid4()
PERSON, ASSESSMENT = uuid4(), uuid4()


def working_at(role: Role, location: UUID, account: UUID | None = None) -> Actor:
    member = Membership(
        role=role,
        organisation=Named(id=uuid4(), name="A house"),
        location=Named(id=location, name="A place"),
        authority_ids=[AUTHORITY],
    )
    return Actor(account_id=account or uuid4(), memberships=(member,), holder_ids=frozenset({location}))


KERRA = working_at(Role.HOME_MANAGER, KEA)
LOWEN = working_at(Role.HOME_MANAGER, LOOE)
DENZEL = working_at(Role.REVIEWER, KEA, DEPUTY)
"""The deputy whom the agreement names for Kea."""
CARER = working_at(Role.REVIEWER, KEA)
CORENTYN = working_at(Role.DISCHARGE_COORDINATOR, HOSPITAL)
TAMSYN = working_at(Role.TRUSTED_ASSESSOR, HOSPITAL)


AN_ASSESSOR = AgreementAssessor(
    account_id=TAMSYN.account_id, competence="Trusted assessor course", valid_until=NOON.date()
)


def an_agreement(**changes: Any) -> AgreementFacts:
    """Between the hospital and Kea and Looe; Mylor is no party."""
    usual: dict[str, Any] = {
        "authority_id": AUTHORITY,
        "id": uuid4(),
        "name": "Test agreement",
        "hospital_id": TRUST,
        "lead": "Test Lead 0001",
        "need_categories": ["residential"],
        "limit_in_hours_minutes": 120,
        "limit_out_of_hours_minutes": 240,
        "decline_codes": [DeclineCode.STAFFING.value, DeclineCode.MEDICATION.value],
        "flawed_assessment_procedure": "Ring the lead.",
        "effective_from": NOON.date(),
        "starts_on": NOON.date(),
        "review_on": NOON.date() + timedelta(days=180),
        "ends_on": NOON.date() + timedelta(days=365),
        "created_by": uuid4(),
        "created_at": NOON,
    }
    return AgreementFacts(
        agreement=Agreement(**(usual | changes)),
        homes={KEA: frozenset({DEPUTY}), LOOE: frozenset()},
        assessors={TAMSYN.account_id: AN_ASSESSOR},
    )


def a_referral(**changes: Any) -> Referral:
    usual: dict[str, Any] = {
        "authority_id": AUTHORITY,
        "id": uuid4(),
        "reference": "7K4M-2QXC",
        "person_id": PERSON,
        "hospital_location_id": HOSPITAL,
        "assessing_location_id": HOSPITAL,
        "ward": "Ward 1",
        "pathway": 3,
        "category": Category.CARE_HOME,
        "medically_fit_at": NOON,
        "proposed_from": NOON + timedelta(days=1),
        "proposed_until": NOON + timedelta(days=2),
        "state": ReferralState.ASKED,
        "assessment_id": ASSESSMENT,
        "created_by": CORENTYN.account_id,
        "created_at": NOON,
        "updated_at": NOON,
    }
    return Referral(**(usual | changes))


def a_home(location: UUID = KEA, place: int = 1, **changes: Any) -> ReferralHome:
    usual: dict[str, Any] = {
        "authority_id": AUTHORITY,
        "referral_id": uuid4(),
        "location_id": location,
        "person_id": PERSON,
        "place": place,
        "state": HomeState.ASKED if place == 1 else HomeState.WAITING,
    }
    return ReferralHome(**(usual | changes))


def a_referral_case(*states: HomeState, **changes: Any) -> ReferralCase:
    """A referral whose homes are Kea, Looe and Mylor, in these states."""
    homes = zip((KEA, LOOE, MYLOR), states, strict=False)
    return ReferralCase(
        referral=a_referral(**changes),
        homes=tuple(a_home(one, place, state=state) for place, (one, state) in enumerate(homes, 1)),
    )


def a_home_case(
    decision: DecideAsHome | None = None, around: dict[str, Any] | None = None, **changes: Any
) -> HomeCase:
    usual: dict[str, Any] = {
        "referral_state": ReferralState.ASKED,
        "rev": 1,
        "agreement": an_agreement(),
        "at": NOON,
    }
    return HomeCase(home=a_home(**changes), decision=decision, **(usual | (around or {})))


def a_standing(**changes: Any) -> AssessmentStanding:
    usual: dict[str, Any] = {
        "authority_id": AUTHORITY,
        "id": ASSESSMENT,
        "referral_id": uuid4(),
        "person_id": PERSON,
        "location_id": HOSPITAL,
        "reference": "7K4M-2QXD",
        "state": AssessmentState.SUBMITTED,
        "rev": 1,
        "form_version": 1,
        "agreement_id": None,
        "trusted": True,
        "rating": Colour.GREEN,
        "statutory_findings": 0,
        "other_findings": 0,
        "assessor_id": TAMSYN.account_id,
        "submitter_id": TAMSYN.account_id,
        "received_at": NOON,
        "updated_at": NOON,
    }
    return AssessmentStanding(**(usual | changes))


ROOM = Accommodation(
    room="Room 4",
    ready_at=NOON,
    access_fits=True,
    isolation_possible=True,
    bariatric_fits=True,
    first_nights_staffed=True,
    needs_can_be_met=True,
)
IN_AN_HOUR = NOON + timedelta(hours=1)
LATER = HomeCondition(what="Insulin pen training", owner="Ward", due_by=IN_AN_HOUR)


def a_decision(outcome: Any, **answers: Any) -> DecideAsHome:
    return DecideAsHome(location_id=KEA, rev=1, outcome=outcome, **answers)


ACCEPT = a_decision("accept", accommodation=ROOM)
CONDITIONAL = a_decision("accept_with_conditions", accommodation=ROOM, conditions=[LATER])
DEFER = a_decision("defer", deferred_until=IN_AN_HOUR)
DECLINE = a_decision("decline", code=DeclineCode.STAFFING, reason="Two carers are ill.")
