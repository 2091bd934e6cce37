"""How whoever assessed somebody stood: by the agreement that they name, and by what the council asks of assessors."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from schemas.agreements import AgreementFacts
from schemas.assessments import Assessment
from schemas.eligibility import AssessorStanding, Standing
from schemas.routing import TrainingHeld
from workflows import assessing
from workflows.clocks import LONDON
from workflows.eligibility import assessor_on
from workflows.policies import EligibilityPolicy


class AssessorFacts(Struct, frozen=True, kw_only=True):
    """What is known of whoever assessed: the agreement as it was that day and as it is now, and their training."""

    agreement_then: AgreementFacts | None = None
    agreement_now: AgreementFacts | None = None
    training: tuple[TrainingHeld, ...] = ()


def stood(
    assessment: Assessment,
    facts: AssessorFacts,
    person_flags: Iterable[str],
    at: datetime,
    policy: EligibilityPolicy,
) -> AssessorStanding:
    """How they stood on the day in London on which they assessed, and on that of receipt."""
    who, flags, today = assessment.assessor.assessor_id, tuple(person_flags), at.astimezone(LONDON).date()
    then = assessing.assessed_on(assessment)
    return AssessorStanding(
        at_assessment=assessor_on(who, facts.agreement_then, facts.training, flags, then, policy),
        at_receipt=assessor_on(who, facts.agreement_now, facts.training, flags, today, policy),
    )


def is_trusted(assessment: Assessment, standing: AssessorStanding) -> bool:
    """Made under an agreement that holds, by somebody who may: a home may decide on their word alone."""
    both = (standing.at_assessment, standing.at_receipt)
    return assessment.assessor.agreement_id is not None and all(
        one.standing is Standing.ELIGIBLE for one in both
    )
