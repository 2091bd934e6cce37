"""Whether an agreement between hospital and homes makes an assessment one on which a home can decide."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from schemas.agreements import Agreement, AgreementFacts
from schemas.base import Issue
from workflows.clocks import LONDON, decision_due
from workflows.policies import ClockPolicy

NO_AGREEMENT_IN_HOURS = timedelta(hours=4)
NO_AGREEMENT_OUT_OF_HOURS = timedelta(hours=24)
"""How long a home has that never agreed to be quicker."""


def in_force(agreement: Agreement, on: date) -> bool:
    """From its start until its end, whether or not its review is overdue."""
    return agreement.starts_on <= on and (agreement.ends_on is None or on <= agreement.ends_on)


def review_overdue(agreement: Agreement, on: date) -> bool:
    return agreement.review_on < on


def objections(
    named: UUID | None, facts: AgreementFacts | None, assessor_id: UUID, assessed_at: datetime
) -> Iterator[Issue]:
    """Why an assessment isn't made under a valid agreement; it is kept all the same, and flagged.

    That no agreement is named at all is a finding of the form.
    """
    if named is None:
        return
    day = assessed_at.astimezone(LONDON).date()
    if facts is None:
        yield Issue(pointer="/assessor/agreement_id", code="agreement-unknown")
    elif not in_force(facts.agreement, day):
        yield Issue(pointer="/assessor/agreement_id", code="agreement-not-in-force")
    elif assessor_id not in facts.assessors:
        yield Issue(pointer="/assessor/assessor_id", code="assessor-not-in-agreement")
    elif facts.assessors[assessor_id] < day:
        until = str(facts.assessors[assessor_id])
        yield Issue(pointer="/assessor/assessor_id", code="competence-expired", params={"until": until})


def covers_home(facts: AgreementFacts | None, location_id: UUID) -> bool:
    """Only for a home that is a party does an assessor assess on its behalf."""
    return facts is not None and location_id in facts.homes


def due(facts: AgreementFacts | None, location_id: UUID, asked_at: datetime, policy: ClockPolicy) -> datetime:
    """By when a home that is asked then decides: within the agreement's limits where it is a party."""
    if facts is None or not covers_home(facts, location_id):
        return decision_due(asked_at, NO_AGREEMENT_IN_HOURS, NO_AGREEMENT_OUT_OF_HOURS, policy)
    limits = (facts.agreement.limit_in_hours_minutes, facts.agreement.limit_out_of_hours_minutes)
    in_hours, out_of_hours = (timedelta(minutes=limit) for limit in limits)
    return decision_due(asked_at, in_hours, out_of_hours, policy)
