"""The case note about a verified review: what a worker wants to read before they open anything else."""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from schemas.base import decode
from schemas.records import VerifiedRecord
from schemas.reviews import Review

LONDON = ZoneInfo("Europe/London")
FOR_BODY = {"council": "the council", "nhs": "the NHS body"}


def title(record: VerifiedRecord) -> str:
    return f"Provider-led review {record.reference}"


def answers(record: VerifiedRecord) -> Review:
    """The answers as they were signed, read as the form's."""
    return decode(bytes(record.answers), Review)


def text(record: VerifiedRecord) -> str:
    return "\n\n".join(_paragraphs(record, answers(record)))


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
    yield "To see to:\n" + "\n".join(f"- {one.why}" for one in record.next_actions)


def _in_london(moment: datetime) -> date:
    return moment.astimezone(LONDON).date()


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
