"""The place where an assessment lands, an op about it as it was sent, and what is to become of it."""

from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from schemas.arrivals import PersonFacts
from schemas.assessments import Assessment
from schemas.base import Issue
from schemas.discharges import AssessmentRevision, AssessmentStanding
from schemas.questions import QuestionSet
from schemas.referrals import DischargeEvent
from schemas.rulesets import Ruleset
from schemas.submissions import Withdraw
from schemas.sync import Op, OpProblem, Status
from workflows.assessors import AssessorFacts
from workflows.discharges import Step
from workflows.referrals import ReferralCase


class AssessmentCurrent(Struct, frozen=True, kw_only=True):
    """An assessment as it stands before an op, with the digest and the author's role of its newest revision."""

    standing: AssessmentStanding
    latest_sha256: bytes
    latest_role: str


class AssessmentGround(Struct, frozen=True, kw_only=True):
    """Everything known about the place where an assessment would land."""

    referral: ReferralCase | None = None
    person: PersonFacts | None = None
    other_person: bool = False
    """A number in the body belongs to a person other than the referral's."""
    assessor: AssessorFacts = AssessorFacts()
    current: AssessmentCurrent | None = None
    in_use: bool = False
    missing: tuple[UUID, ...] = ()
    not_before: datetime | None = None
    reference: str = ""
    questions: tuple[QuestionSet, ...] = ()
    """Every version of the council's own questions that was ever asked beside the form that was used."""
    ruleset: Ruleset | None = None
    """The council's own that is in force; None where it is the one that the service begins with."""


class Ruling(Struct, frozen=True, kw_only=True):
    """The outcome of an op about an assessment, and what has to be recorded with it."""

    status: Status
    problem: OpProblem | None = None
    standing: AssessmentStanding | None = None
    revision: AssessmentRevision | None = None
    event: DischargeEvent | None = None
    step: Step | None = None
    waits_for: tuple[UUID, ...] = ()
    """Ops that are missing."""

    def after(self, before: AssessmentGround) -> AssessmentGround:
        """The ground of the next op on the same assessment."""
        ground = before
        if self.step is not None:
            case = ReferralCase(referral=self.step.referral, homes=self.step.homes)
            ground = msgspec.structs.replace(ground, referral=case)
        if self.standing is not None and self.revision is not None:
            current = AssessmentCurrent(
                standing=self.standing,
                latest_sha256=self.revision.body_sha256,
                latest_role=self.revision.submitter_role,
            )
            return msgspec.structs.replace(ground, current=current)
        if self.standing is not None and ground.current is not None:
            current = msgspec.structs.replace(ground.current, standing=self.standing)
            return msgspec.structs.replace(ground, current=current)
        return ground


class Sent(Struct, frozen=True, kw_only=True):
    """An op about an assessment with its body, as bytes and as read; None is a body that could not be read."""

    op: Op
    body: bytes
    payload: Assessment | Withdraw | None
    malformed: tuple[Issue, ...] = ()
