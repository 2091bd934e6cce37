"""Whether an agreement between hospital and homes makes an assessment one on which a home can decide."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from schemas.agreements import Agreement, AgreementFacts, ChangeAgreement, EndAgreement, MakeAgreement, Terms
from schemas.base import Issue
from schemas.eligibility import AssessorStanding
from workflows.clocks import decision_due
from workflows.policies import ClockPolicy

NO_AGREEMENT_IN_HOURS = timedelta(hours=4)
NO_AGREEMENT_OUT_OF_HOURS = timedelta(hours=24)
"""How long a home has that never agreed to be quicker."""
OF_NO_AGREEMENT = "agreement-unknown"


def in_force(agreement: Agreement, on: date) -> bool:
    """From its start until its end, whether or not its review is overdue."""
    return agreement.starts_on <= on and (agreement.ends_on is None or on <= agreement.ends_on)


def review_overdue(agreement: Agreement, on: date) -> bool:
    return agreement.review_on < on


def holds(facts: AgreementFacts | None, on: date) -> bool:
    """Whether a home may rely on it that day: in force, and looked at by its parties when that was due."""
    return facts is not None and in_force(facts.agreement, on) and not review_overdue(facts.agreement, on)


def objections(named: UUID | None, stood: AssessorStanding) -> Iterator[Issue]:
    """Why an assessment isn't made by somebody who may, under a valid agreement; it is kept all the same, and flagged.

    That no agreement is named at all is a finding of the form.
    """
    told: set[str] = set()
    for reason in (*stood.at_assessment.reasons, *stood.at_receipt.reasons):
        pointer = (
            "/assessor/agreement_id" if reason.code.startswith("agreement-") else "/assessor/assessor_id"
        )
        if reason.code not in told and not (named is None and reason.code == OF_NO_AGREEMENT):
            yield Issue(pointer=pointer, code=reason.code, params=dict(reason.params))
        told.add(reason.code)


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


def faults_of_new(given: MakeAgreement) -> Iterator[Issue]:
    """What in an agreement's dates and parties can't be."""
    yield from _of_parties(given)
    yield from _of_dates(given, given.starts_on, "before-starts-on")
    if given.ends_on is not None and given.ends_on < given.starts_on:
        yield Issue(pointer="/ends_on", code="before-starts-on")


def faults_of_change(given: ChangeAgreement, latest: Agreement, today: date) -> Iterator[Issue]:
    """The same of its next version, which takes effect neither before today nor before the version that it follows."""
    yield from _of_parties(given)
    yield from _of_dates(given, given.effective_from, "before-effective-from")
    if given.effective_from < today:
        yield Issue(pointer="/effective_from", code="in-the-past")
    elif given.effective_from < latest.effective_from:
        since = latest.effective_from.isoformat()
        yield Issue(pointer="/effective_from", code="before-the-last-version", params={"since": since})
    if latest.ends_on is not None and given.effective_from > latest.ends_on:
        yield Issue(pointer="/effective_from", code="after-the-end", params={"until": str(latest.ends_on)})


def faults_of_end(given: EndAgreement, latest: Agreement, today: date) -> Iterator[Issue]:
    """It may end today or later, once: neither before it began nor before a change that is to come."""
    if given.ends_on < today:
        yield Issue(pointer="/ends_on", code="in-the-past")
    elif given.ends_on < latest.starts_on:
        yield Issue(pointer="/ends_on", code="before-starts-on")
    elif given.ends_on < latest.effective_from:
        since = latest.effective_from.isoformat()
        yield Issue(pointer="/ends_on", code="before-the-last-version", params={"since": since})


def _of_parties(given: Terms) -> Iterator[Issue]:
    """A home with several units is a party once; so is everybody who assesses."""
    yield from _twice([one.location_id for one in given.homes], "/homes/{}/location_id")
    yield from _twice([one.account_id for one in given.assessors], "/assessors/{}/account_id")


def _twice(ids: Sequence[UUID], pointer: str) -> Iterator[Issue]:
    for n, one in enumerate(ids):
        if one in ids[:n]:
            yield Issue(pointer=pointer.format(n), code="twice")


def _of_dates(given: Terms, begins: date, code: str) -> Iterator[Issue]:
    if given.review_on < begins:
        yield Issue(pointer="/review_on", code=code)
    for n, one in enumerate(given.assessors):
        if one.valid_until < begins:
            yield Issue(pointer=f"/assessors/{n}/valid_until", code=code)
