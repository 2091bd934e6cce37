"""A ward's last days before the demonstration begins: people referred, assessed, declined and taken."""

import hashlib
import random
from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from asyncpg import Record
from msgspec import Raw
from msgspec.structs import replace

from schemas.accounts import Actor
from schemas.agreements import (
    AgreementAssessor,
    AgreementHome,
    DeclineCode,
    MakeAgreement,
    NeedCategory,
)
from schemas.base import decode, encode
from schemas.discharges import CheckArrival
from schemas.referrals import (
    Category,
    DecideAsHome,
    HomeCondition,
    OpenReferral,
    ReferralView,
    ReferredPerson,
)
from schemas.sync import FormRef, Op, Push
from schemas.weekend import Accommodation
from service.actions import agreements, assessments, referrals
from service.store.database import Database
from service.sync.push import push
from workflows.forms import assessment_form

NORTH, SOUTH = "Demo Care Home North", "Demo Care Home South"
LONG_AGO = timedelta(days=300)
ASSESSED_AFTER = timedelta(hours=3)
DECIDED_AFTER = timedelta(hours=2)


class Case(NamedTuple):
    """Somebody's way so far: referred this long ago, whether assessed, and what each home said in its turn."""

    hours_ago: int
    pathway: int
    category: Category
    homes: tuple[str, ...] = (NORTH, SOUTH)
    assessed: bool = True
    said: tuple[str, ...] = ()
    answers: Mapping[str, Mapping[str, Any]] = {}
    """Of the assessment: group → what is answered otherwise than in the example."""
    arrived: bool = False


IN_PHARMACY: Mapping[str, Mapping[str, Any]] = {
    "medicines": {"take_home": "in_pharmacy", "chart_sent": False}
}
SHORT: Mapping[str, Mapping[str, Any]] = {
    "medicines": {"days_supplied": 3},
    "follow_on": {"district_nursing": "needed"},
}
CASES = (
    Case(120, 3, Category.CARE_HOME, (SOUTH,), said=("accept",), arrived=True),
    Case(75, 3, Category.CARE_HOME, said=("infection", "staffing")),
    Case(50, 3, Category.CARE_HOME, answers=SHORT),
    Case(30, 2, Category.CARE_HOME, assessed=False),
    Case(28, 3, Category.CARE_HOME, said=("complexity_change",)),
    Case(26, 3, Category.CARE_HOME, said=("conditions",), answers=IN_PHARMACY),
    Case(10, 1, Category.HOME_CARE, ("Demo Home Care One, Truro",), assessed=False),
)


class Cast(NamedTuple):
    """Who acts: the council's administrator, the ward's coordinator and assessor with their tablet, the managers."""

    admin: Actor
    coordinator: Actor
    assessor: Actor
    managers: Mapping[str, Actor]
    tablet: UUID
    ward: UUID
    trust: UUID
    places: Mapping[str, UUID]


class Leaving:
    """Lets everything happen in its order, the real way."""

    def __init__(self, database: Database, authority: UUID, cast: Cast, now: datetime) -> None:
        self.database, self.authority, self.cast, self.now = database, authority, cast, now
        self.dice = random.Random(1601)  # noqa: S311 - data that has to come out the same, nothing secret
        self.seq = 0

    async def happen(self, people: Sequence[Record]) -> None:
        """Let everybody come as far as their case says; there have to be as many people as cases."""
        made = await agreements.make(self.database, self._agreement(), self.cast.admin, self.now - LONG_AGO)
        for case, person in zip(CASES, people, strict=True):
            await self._way(case, person, made.id)

    async def _way(self, case: Case, person: Record, agreement: UUID) -> None:
        at = self.now - timedelta(hours=case.hours_ago)
        opened = await referrals.open_referral(
            self.database, self._referral(case, person, at), self.cast.coordinator, at
        )
        referral = decode(opened, ReferralView)
        if not case.assessed:
            return
        at += ASSESSED_AFTER
        assessment = await self._assess(case, person, referral, agreement, at)
        for home, said in zip(case.homes, case.said, strict=False):
            at += DECIDED_AFTER
            decision = self._decision(home, said, at)
            await assessments.decide(self.database, assessment, decision, self.cast.managers[home], at)
        if case.arrived:
            manager = self.cast.managers[case.homes[len(case.said) - 1]]
            await self._arrive(assessment, manager, at)

    async def _assess(
        self, case: Case, person: Record, referral: ReferralView, agreement: UUID, at: datetime
    ) -> UUID:
        body = self._answers(case, person, referral, agreement, at)
        self.seq += 1
        raw = encode(body)
        op = Op(
            op_id=self._id(),
            authority_id=self.authority,
            device_seq=self.seq,
            kind="submit",
            entity_id=UUID(body["submission_id"]),
            base_rev=0,
            form=FormRef(id="assessment", version=1),
            made_at=at,
            body_sha256=hashlib.sha256(raw).hexdigest(),
            body=Raw(raw),
        )
        batch = Push(
            protocol=1,
            device_id=self.cast.tablet,
            batch_id=self._id(),
            sent_at=at,
            ops=[Raw(encode(op))],
        )
        sender = replace(self.cast.assessor, device_id=batch.device_id)
        (result,) = (await push(self.database, batch, self.cast.ward, sender, at)).results
        if result.status != "accepted":
            raise RuntimeError(f"The demonstration's assessment was not accepted: {encode(result).decode()}")
        return op.entity_id

    async def _arrive(self, assessment: UUID, manager: Actor, accepted_at: datetime) -> None:
        came = accepted_at + timedelta(hours=20)
        found = CheckArrival(
            arrived_at=came,
            as_described=True,
            medicines_right=False,
            equipment_there=True,
            feedback="The evening dose was not on the chart; the ward rang back within the hour.",
        )
        await assessments.check_arrival(self.database, assessment, found, manager, came + timedelta(hours=30))

    def _agreement(self) -> MakeAgreement:
        began = (self.now - LONG_AGO).date()
        return MakeAgreement(
            authority_id=self.authority,
            name="Demo trusted assessment, West",
            hospital_id=self.cast.trust,
            lead="Demo Lead 1",
            homes=[AgreementHome(location_id=self.cast.places[home]) for home in (NORTH, SOUTH)],
            assessors=[
                AgreementAssessor(
                    account_id=self.cast.assessor.account_id,
                    competence="Trusted assessor course, level 4",
                    valid_until=began + timedelta(days=730),
                )
            ],
            need_categories=[NeedCategory.RESIDENTIAL, NeedCategory.DEMENTIA, NeedCategory.REHABILITATION],
            decline_codes=list(DeclineCode),
            flawed_assessment_procedure="The home rings the lead the same day; both look at it within a week.",
            starts_on=began,
            review_on=began + timedelta(days=365),
        )

    def _referral(self, case: Case, person: Record, at: datetime) -> OpenReferral:
        return OpenReferral(
            authority_id=self.authority,
            person=ReferredPerson(
                record_id=person["record_id"],
                given_name=person["given_name"],
                family_name=person["family_name"],
                date_of_birth=person["date_of_birth"],
                postcode=person["postcode"],
            ),
            hospital_location_id=self.cast.ward,
            ward=f"Demo Ward {self.dice.randrange(1, 4)}",
            pathway=case.pathway,  # type: ignore[arg-type] # a literal of its table
            category=case.category,
            medically_fit_at=at - timedelta(hours=5),
            proposed_from=at + timedelta(hours=24),
            proposed_until=at + timedelta(hours=30),
            homes=[self.cast.places[home] for home in case.homes],
        )

    def _answers(
        self, case: Case, person: Record, referral: ReferralView, agreement: UUID, at: datetime
    ) -> dict[str, Any]:
        """The form's example, about this person, made an hour before `at`."""
        body = deepcopy(assessment_form().example)
        made, today = at - timedelta(hours=1), at.date()
        changes: dict[str, Mapping[str, Any]] = {
            "hospital_stay": {"admitted_on": today - timedelta(days=12), "ward": referral.ward},
            "transfer": {
                "medically_fit_at": at - timedelta(hours=8),
                "proposed_from": referral.proposed_from,
                "proposed_until": referral.proposed_until,
            },
            "assessor": {
                "assessor_id": self.cast.assessor.account_id,
                "agreement_id": agreement,
                "assessed_at": made,
            },
            "nutrition": {"weighed_on": today - timedelta(days=2)},
            "clinical": {"observed_at": made - timedelta(hours=2)},
            "transport": {"booked_for": referral.proposed_from + timedelta(hours=1)},
            "declaration": {"declared_at": at - timedelta(minutes=10)},
        }
        for name, answers in (*changes.items(), *case.answers.items()):
            body[name] |= answers
        body["medicines"]["items"][0]["covered_until"] = today + timedelta(days=14)
        if "take_home" in case.answers.get("medicines", {}):
            body["medicines"]["take_home_expected_at"] = referral.proposed_from
        return body | {
            "submission_id": str(self._id()),
            "referral_id": str(referral.id),
            "device_created_at": made,
            "submitted_at": at - timedelta(minutes=5),
            "person": {
                "mosaic_person_id": person["record_id"],
                "nhs_number": person["nhs_number"],
                "name": f"{person['given_name']} {person['family_name']}",
                "date_of_birth": person["date_of_birth"],
                "postcode": person["postcode"],
            },
        }

    def _decision(self, home: str, said: str, at: datetime) -> DecideAsHome:
        given: dict[str, Any] = {"location_id": self.cast.places[home], "rev": 1}
        room = Accommodation(
            room="Room 7, ground floor",
            ready_at=at,
            access_fits=True,
            isolation_possible=True,
            bariatric_fits=False,
            first_nights_staffed=True,
            needs_can_be_met=True,
        )
        if said == "accept":
            return DecideAsHome(**given, outcome="accept", accommodation=room)
        if said == "conditions":
            chart = HomeCondition(
                what="The medicines chart is with us before she is.",
                owner="Demo Ward",
                due_by=at + timedelta(hours=12),
            )
            return DecideAsHome(
                **given, outcome="accept_with_conditions", accommodation=room, conditions=[chart]
            )
        code = next(one for one in DeclineCode if one.value == said)
        return DecideAsHome(
            **given,
            outcome="decline",
            code=code,
            reason="We can't meet this at the moment; ring us on Monday.",
        )

    def _id(self) -> UUID:
        return UUID(int=self.dice.getrandbits(128), version=4)
