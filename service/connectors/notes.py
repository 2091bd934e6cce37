"""The case note about a verified review or a home's word: what a worker wants to read before anything else."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from schemas.base import decode
from schemas.placements import PlacementMessage, PlacementRecord, ToRecord
from schemas.questions import OwnAnswer
from schemas.records import RecordCorrection, VerifiedRecord
from schemas.reviews import Review

LONDON = ZoneInfo("Europe/London")
FOR_BODY = {"council": "the council", "nhs": "the NHS body"}


COMES_TO: dict[PlacementMessage, str] = {
    PlacementMessage.PLACED: "takes the person",
    PlacementMessage.TAKEN_BACK: "does not take the person any more",
    PlacementMessage.ARRIVED: "has the person with them now",
    PlacementMessage.CHECKED: "has looked at how the person arrived",
}


class Note(NamedTuple):
    """A case note, and the day that it is about."""

    title: str
    on: date
    text: str


def note(record: ToRecord) -> Note:
    """What a worker reads of it."""
    if isinstance(record, PlacementRecord):
        title = f"Assessment before discharge {record.reference}"
        return Note(title, _in_london(_happened(record)), "\n\n".join(_of_placement(record)))
    title = f"Provider-led review {record.reference}"
    if record.correction:
        return Note(title, _in_london(record.correction.at), of_correction(record.correction, record.rev))
    review = decode(bytes(record.read_as or record.answers), Review)
    return Note(
        title,
        review.review_date,
        "\n\n".join(_paragraphs(record, review)),
    )


def of_correction(correction: RecordCorrection, rev: int) -> str:
    """That what the record has of a review does not stand for now, or that it stands after all."""
    day = _day(_in_london(correction.at))
    if correction.ended:
        what = f"The correction of this review (revision {rev}) ended on {day} without a change: it stands as approved."
    else:
        what = (
            f"This review (revision {rev}) was opened for a correction on {day}. Until the council tells of it again,"
            " what was recorded of it does not stand; nothing of it was deleted."
        )
    return f"{what}\n\nWhy: {correction.why}" if correction.why else what


def _happened(record: PlacementRecord) -> datetime:
    if record.arrival:
        return record.arrival.checked_at
    return record.arrived_at or record.decision.decided_at


def _of_placement(record: PlacementRecord) -> Iterator[str]:
    said, assessor, arrival = record.decision, record.assessor, record.arrival
    yield f"{record.home.location} ({record.home.organisation}) {COMES_TO[record.message]}."
    yield (
        f"Assessed on {record.ward}, {record.hospital}, by {assessor.name} ({assessor.organisation});"
        f" expected to leave on {_day(record.expected_on)}."
    )
    yield (
        f"Decided by {said.name or 'somebody of the home'} ({said.capacity.replace('_', ' ')})"
        f" on {_day(_in_london(said.decided_at))},"
        f" {'on the word of a trusted assessor' if said.trusted else 'not as a trusted assessment'}."
    )
    if said.conditions:
        yield "Conditions:\n" + "\n".join(
            f"- {one.what} ({one.owner}, by {_day(_in_london(one.due_by))})" for one in said.conditions
        )
    if record.arrived_at:
        yield f"They came on {_day(_in_london(record.arrived_at))}."
    if arrival:
        matched = "They were as assessed." if arrival.matched else "They were not as assessed."
        yield f"{matched} {arrival.feedback}" if arrival.feedback else matched
    yield from _of_own_questions(record.own_answers)
    yield "To see to:\n" + "\n".join(f"- {one.why}" for one in record.next_actions)


def _of_own_questions(answers: Sequence[OwnAnswer]) -> Iterator[str]:
    if answers:
        yield "What the council asked besides:\n" + "\n".join(
            f"- {one.label or one.code} {one.text}" for one in answers
        )


def _paragraphs(record: VerifiedRecord, review: Review) -> Iterator[str]:
    provider = record.provider
    yield (
        f"Review of {_day(review.review_date)} by {record.reviewer.name}, {provider.organisation}"
        f" ({provider.location}, CQC {provider.cqc_location_id})."
    )
    yield "\n".join(
        f"Approved for {FOR_BODY[one.body]} by {one.verifier or 'a verifier'} on {_day(_in_london(one.decided_at))}."
        for one in record.decisions
    )
    yield f"Safe-care rating: {record.verified_rating}. Outcomes: {record.client_level_data.review_outcomes_achieved}."
    yield f"In the person's own words: {review.person_views}"
    yield from _of_own_questions(record.own_answers)
    yield "To see to:\n" + "\n".join(f"- {one.why}" for one in record.next_actions)


def _in_london(moment: datetime) -> date:
    return moment.astimezone(LONDON).date()


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
