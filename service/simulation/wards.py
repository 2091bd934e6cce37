"""The hospital's side of a schedule: its coordinator, its assessor at the bedside, and the homes that they ask."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import msgspec

from schemas.agreements import DeclineCode
from schemas.base import encode
from schemas.discharges import AssessmentView, HomeDecisionView, PulledReferral
from schemas.discharges import NoteArrival as Came
from schemas.referrals import DecideAsHome, ReferralView, WithdrawReferral
from schemas.weekend import Accommodation
from service.client.caseload import ASSESSMENT_FORM
from service.client.ids import uuid7
from service.client.lease import OutsideLease
from service.client.merge import Answers
from service.client.ward import OnWard
from service.simulation import town
from service.simulation.desks import AtDesk
from service.simulation.holders import WORDS, Holder
from service.simulation.lines import Line
from service.simulation.steps.discharges import Said
from workflows.forms import assessment_form

EXAMPLE = assessment_form().example


class Ward(AtDesk[OnWard]):
    """The hospital's coordinator."""

    def __init__(self, name: str, username: str, line: Line, clock: Callable[[], datetime]) -> None:
        super().__init__(name, username, line, clock, OnWard)

    def call_off(self, referral: UUID) -> ReferralView:
        body = encode(WithdrawReferral(reason="She is ill again."))
        path = f"/v1/referrals/{referral}/withdraw"
        return self.desk.wire.post(path, body, ReferralView, self.desk.token)


class Asked(NamedTuple):
    """What a home's manager asked to have decided, having seen that revision."""

    assessment: UUID
    rev: int
    outcome: Said


class CareHome(AtDesk[OnWard]):
    """A home's registered manager."""

    def __init__(self, name: str, home: town.CareHome, line: Line, clock: Callable[[], datetime]) -> None:
        super().__init__(name, home.manager, line, clock, OnWard)
        self.location_id = home.id
        self.asked: dict[str, Asked] = {}
        """By the words of a decision, which no two share."""
        self.told: set[str] = set()
        """The words of those that they were told are kept."""

    def decide(self, seen: AssessmentView, said: Said, key: str) -> HomeDecisionView:
        """The same decision as often as it is asked under a key."""
        words = f"{key} in {self.name}"
        self.asked[words] = Asked(seen.id, seen.rev, said)
        done = self.desk.decide(seen.id, self._decision(seen.rev, said, words), key)
        self.told.add(words)
        return done

    def note_arrival(self, seen: AssessmentView) -> AssessmentView:
        body = encode(Came(arrived_at=self.clock()))
        path = f"/v1/assessments/{seen.id}/arrived"
        return self.desk.wire.post(path, body, AssessmentView, self.desk.token)

    def _decision(self, rev: int, said: Said, words: str) -> DecideAsHome:
        if said == "decline":
            return DecideAsHome(
                location_id=self.location_id, rev=rev, outcome=said, code=DeclineCode.STAFFING, reason=words
            )
        room = Accommodation(
            room=words,
            ready_at=self.clock(),
            access_fits=True,
            isolation_possible=True,
            bariatric_fits=True,
            first_nights_staffed=True,
            needs_can_be_met=True,
        )
        return DecideAsHome(location_id=self.location_id, rev=rev, outcome=said, accommodation=room)


class Bedside(Holder):
    """The ward's tablet and the assessor who has it."""

    def __init__(
        self, number: int, here: town.Town, folder: Path, line: Line, clock: Callable[[], datetime]
    ) -> None:
        seat = here.seats[number]
        super().__init__(number, seat, here.users_of(seat), folder, line, clock)
        self.hospital = here.hospital

    def assess(self, referral: UUID, words: int) -> UUID | None:
        """Hand in an assessment, or hand it in again, changed; None where the tablet doesn't show the referral."""
        try:
            known = next((one for one in self.tablet.referrals() if one.id == referral), None)
        except OutsideLease:
            return None
        if known is None:
            return None
        answers = self._newest(known) or self._begun(known)
        assessment = UUID(answers["submission_id"])
        with self._replacing(assessment):
            self.tablet.assess(answers | {"person_views": WORDS[words]})
        return assessment

    def _newest(self, referral: PulledReferral) -> Answers | None:
        """What the tablet still has of its own about a referral comes before what it was told."""
        works = [work.body for work in self.tablet.outbox() if work.op.form == ASSESSMENT_FORM]
        mine = [body for body in map(_answers, works) if body["referral_id"] == str(referral.id)]
        if mine:
            return mine[-1]
        told = self.tablet.assessment(referral.assessment_id) if referral.assessment_id else None
        return _answers(bytes(told.body)) if told else None

    def _begun(self, referral: PulledReferral) -> Answers:
        """The form's example, about whoever was referred."""
        person = next(one for one in self.tablet.people() if one.id == referral.person_id)
        named = {
            "mosaic_person_id": person.record_id,
            "name": person.name,
            "date_of_birth": person.date_of_birth,
            "postcode": person.postcode,
        }
        by = {"assessor_id": self.hospital.assessor, "agreement_id": self.hospital.agreement}
        at = self.time()
        return EXAMPLE | {
            "submission_id": str(uuid7(at)),
            "referral_id": str(referral.id),
            "person": named,
            "assessor": EXAMPLE["assessor"] | by,
            "device_created_at": at,
            "submitted_at": at,
        }


def _answers(body: bytes) -> Answers:
    answers: Answers = msgspec.json.decode(body)
    return answers
