"""Days and times that can be, and observations and assessments that tell of today's person."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from schemas.assessments import Assessment
from schemas.base import Issue

LONDON = ZoneInfo("Europe/London")
OBSERVATIONS_LAST = timedelta(hours=24)
ASSESSMENT_LASTS = timedelta(hours=48)
HOUR = timedelta(hours=1)


def nothing_has_happened_in_the_future(assessment: Assessment, received_at: datetime) -> Iterator[Issue]:
    """No time at which something was done is after its receipt, by more than clocks may differ."""
    for pointer, moment in _moments_past(assessment):
        if moment is not None and moment > received_at + HOUR:
            yield Issue(pointer=pointer, code="date-in-future")
    for pointer, day in _days_past(assessment):
        if day is not None and day > day_of(received_at):
            yield Issue(pointer=pointer, code="date-in-future")


def the_stay_began_before_the_assessment(assessment: Assessment, received_at: datetime) -> Iterator[Issue]:
    """Nobody is assessed for a discharge before they came in."""
    if assessment.hospital_stay.admitted_on > day_of(assessment.assessor.assessed_at):
        yield Issue(pointer="/hospital_stay/admitted_on", code="after-assessment")


def the_assessment_was_declared_and_sent_after_it_was_made(
    assessment: Assessment, received_at: datetime
) -> Iterator[Issue]:
    """Declared no earlier than assessed, and sent no earlier than begun."""
    if assessment.declaration.declared_at < assessment.assessor.assessed_at:
        yield Issue(pointer="/declaration/declared_at", code="before-assessed")
    if assessment.submitted_at < assessment.device_created_at:
        yield Issue(pointer="/submitted_at", code="before-device-created-at")


def the_move_has_a_window(assessment: Assessment, received_at: datetime) -> Iterator[Issue]:
    """It ends after it begins, and so do the hours at which it is safe to arrive."""
    move = assessment.transfer
    if move.proposed_until <= move.proposed_from:
        yield Issue(pointer="/transfer/proposed_until", code="ends-before-it-begins")
    if move.latest_arrival <= move.earliest_arrival:
        yield Issue(pointer="/transfer/latest_arrival", code="ends-before-it-begins")


def they_are_assessed_before_they_leave(assessment: Assessment, received_at: datetime) -> Iterator[Issue]:
    """A window that is over tells nobody when to come."""
    if assessment.transfer.proposed_until <= assessment.assessor.assessed_at:
        yield Issue(pointer="/transfer/proposed_until", code="before-assessed")


def the_observations_were_fresh(assessment: Assessment, received_at: datetime) -> Iterator[Issue]:
    """Observed within the 24 hours before the assessment."""
    age = assessment.assessor.assessed_at - assessment.clinical.observed_at
    if age > OBSERVATIONS_LAST:
        yield Issue(pointer="/clinical/observed_at", code="observations-old", params={"hours": age // HOUR})


def the_assessment_arrived_while_it_was_fresh(
    assessment: Assessment, received_at: datetime
) -> Iterator[Issue]:
    """Received within 48 hours: people in hospital change."""
    age = received_at - assessment.assessor.assessed_at
    if age > ASSESSMENT_LASTS:
        yield Issue(pointer="/assessor/assessed_at", code="received-late", params={"hours": age // HOUR})


def day_of(moment: datetime) -> date:
    """The day in London; at the very ends of the calendar, the day as written."""
    try:
        return moment.astimezone(LONDON).date()
    except OverflowError:
        return moment.date()


def _moments_past(assessment: Assessment) -> Iterator[tuple[str, datetime | None]]:
    yield "/assessor/assessed_at", assessment.assessor.assessed_at
    yield "/clinical/observed_at", assessment.clinical.observed_at
    yield "/transfer/medically_fit_at", assessment.transfer.medically_fit_at
    yield "/declaration/declared_at", assessment.declaration.declared_at
    yield "/submitted_at", assessment.submitted_at


def _days_past(assessment: Assessment) -> Iterator[tuple[str, date | None]]:
    yield "/hospital_stay/admitted_on", assessment.hospital_stay.admitted_on
    yield "/nutrition/weighed_on", assessment.nutrition.weighed_on
    yield "/capacity/assessed_on", assessment.capacity.assessed_on
    yield "/infection/last_test_on", assessment.infection.last_test_on
