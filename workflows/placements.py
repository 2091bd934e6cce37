"""What the record is told when a home takes somebody from hospital: its word, the conditions, how they came."""

from collections.abc import Iterator
from datetime import timedelta

import msgspec
from msgspec import UNSET

from schemas.assessments import Assessment
from schemas.base import encode
from schemas.discharges import ArrivalCheck, AssessmentStanding
from schemas.forms import FormUsed
from schemas.placements import (
    PlacementFacts,
    PlacementMessage,
    PlacementRecord,
    RecordArrival,
    RecordAssessor,
    RecordHome,
    RecordHomeDecision,
)
from schemas.pushes import Never, Withheld
from schemas.ratings import Judgement
from schemas.records import ActionKind, NextAction
from schemas.referrals import TAKES, DischargeEvent, HomeCondition, HomeDecision, ReferralHome
from schemas.reviews import Finding
from workflows import assessments, forms
from workflows.clocks import LONDON
from workflows.discharges import Hand
from workflows.questions.reading import in_words_of
from workflows.records import key, not_for_the_record

AFTER_ARRIVAL = frozenset({PlacementMessage.ARRIVED, PlacementMessage.CHECKED})
FIRST_REVIEW = timedelta(weeks=6)
"""After they came: a first review is due six to eight weeks after care begins (guidance to the Care Act, ch. 13)."""

_conditions = msgspec.json.Decoder(list[HomeCondition])
_findings = msgspec.json.Decoder(list[Finding])
_rating = msgspec.json.Decoder(Judgement)


def word_of(before: ReferralHome | None, after: ReferralHome) -> PlacementMessage | None:
    """What the record has to be told when a home's place in a referral changes, if anything."""
    if after == before:
        return None
    if after.state in TAKES:
        return PlacementMessage.PLACED
    if before is not None and before.state in TAKES:
        return PlacementMessage.TAKEN_BACK
    return None


def kept_back(facts: PlacementFacts) -> Withheld | Never | None:
    """Why the record is not told of it, if it isn't."""
    known = {message.value for message in PlacementMessage}
    return not_for_the_record(facts.message, known, facts.person, practice=facts.training_data)


def placed(facts: PlacementFacts) -> PlacementRecord:
    """The record's view of a home's word, on the revision on which it was given."""
    message, revision = PlacementMessage(facts.message), facts.revision
    form = ("assessment", revision.form_version)
    answers: Assessment = forms.read(revision.body, form)
    arrival = facts.arrival if message is PlacementMessage.CHECKED else None
    return PlacementRecord(
        key=key(facts.standing.id, revision.rev, f"{message}-{facts.decision_id}"),
        message=message,
        council=facts.council,
        assessment_id=facts.standing.id,
        rev=revision.rev,
        reference=facts.standing.reference,
        person=facts.person,
        hospital=facts.hospital,
        ward=facts.ward,
        expected_on=facts.expected_at.astimezone(LONDON).date(),
        home=RecordHome(
            organisation=facts.organisation,
            location=facts.location,
            cqc_location_id=facts.cqc_location_id or UNSET,
        ),
        assessor=RecordAssessor(
            id=revision.assessor_id,
            name=answers.assessor.name,
            organisation=answers.assessor.organisation,
            assessed_at=answers.assessor.assessed_at,
        ),
        form=FormUsed(id="assessment", version=revision.form_version),
        received_at=revision.received_at,
        rating=_rating.decode(revision.rating),
        findings=_findings.decode(revision.findings),
        decision=_decision(facts.decision, facts.decided_by),
        arrived_at=facts.arrived_at if message in AFTER_ARRIVAL and facts.arrived_at else UNSET,
        arrival=_arrival(arrival) if arrival else UNSET,
        next_actions=list(next_actions(facts)),
        own_answers=in_words_of(answers, facts.questions),
        read_as=msgspec.Raw(encode(answers)) if form != forms.newest(form[0]) else UNSET,
        answers=msgspec.Raw(revision.body),
        answers_sha256=revision.body_sha256.hex(),
    )


def next_actions(facts: PlacementFacts) -> Iterator[NextAction]:
    """What the council has to see to. No package is made up for anybody: a worker is asked to set it up."""
    expected = facts.expected_at.astimezone(LONDON).date()
    conditions = _conditions.decode(facts.decision.conditions)
    match PlacementMessage(facts.message):
        case PlacementMessage.PLACED:
            under = f", under {len(conditions)} of its conditions" if conditions else ""
            why = f"A home takes the person{under}: the placement is to be arranged."
            yield NextAction(kind=ActionKind.PLACEMENT, why=why, due=expected)
        case PlacementMessage.TAKEN_BACK:
            why = "The home does not take the person any more: what was arranged for it is to be undone."
            yield NextAction(kind=ActionKind.PLACEMENT, why=why)
        case PlacementMessage.ARRIVED:
            why = "They live in the home now: a package is to be set up."
            yield NextAction(kind=ActionKind.PACKAGE_SETUP, why=why)
        case PlacementMessage.CHECKED:
            yield from _after_arrival(facts.arrival)


def _after_arrival(found: ArrivalCheck | None) -> Iterator[NextAction]:
    if found is None:
        raise ValueError("Nobody has looked at an arrival that was checked.")
    if not found.matched:
        yield NextAction(
            kind=ActionKind.ARRIVAL_FOLLOW_UP,
            why="The home did not find them as they were assessed: see what it says, and whether it is put right.",
        )
    came = found.arrived_at.astimezone(LONDON).date()
    yield NextAction(
        kind=ActionKind.NEXT_REVIEW, why="The first review in the home is due.", due=came + FIRST_REVIEW
    )


def recorded(
    standing: AssessmentStanding, reference: str, by: Hand
) -> tuple[AssessmentStanding, DischargeEvent]:
    """The assessment once the record knows what was decided, and the line of its history that says so."""
    after = msgspec.structs.replace(
        standing, record_reference=reference, version=standing.version + 1, updated_at=by.at
    )
    return after, assessments.event(after, "record", standing.state, by)


def _decision(decision: HomeDecision, name: str | None) -> RecordHomeDecision:
    return RecordHomeDecision(
        outcome=decision.outcome,
        capacity=decision.capacity,
        decided_at=decision.decided_at,
        decided_by=decision.decided_by,
        name=name or UNSET,
        trusted=decision.trusted,
        conditions=_conditions.decode(decision.conditions),
    )


def _arrival(found: ArrivalCheck) -> RecordArrival:
    return RecordArrival(
        arrived_at=found.arrived_at,
        as_described=found.as_described,
        medicines_right=found.medicines_right,
        equipment_there=found.equipment_there,
        matched=found.matched,
        incident_ref=found.incident_ref or UNSET,
        feedback=found.feedback or UNSET,
        checked_at=found.checked_at,
    )
