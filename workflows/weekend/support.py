"""Community health support, for want of which homes say no most often."""

from collections.abc import Iterator

from schemas.assessment_lists import Registration, ServiceAgreed
from schemas.weekend import Evidence
from workflows.weekend.move import WARD, Move, at_risk, blocked, clear


def a_doctor_looks_after_them(move: Move) -> Iterator[Evidence]:
    """They are registered with a practice, be it for the time being."""
    registered = move.assessment.follow_on.gp
    if registered == Registration.NOT_REGISTERED:
        yield blocked("/follow_on/gp", "not-registered", WARD)
    elif registered == Registration.ASKED_FOR:
        yield at_risk("/follow_on/gp", "registration-asked-for", WARD, move.leaves_at)
    else:
        yield clear("/follow_on/gp", "registered")


def evenings_and_weekends_are_covered(move: Move) -> Iterator[Evidence]:
    """By somebody who is named."""
    if move.assessment.follow_on.out_of_hours:
        yield clear("/follow_on/out_of_hours", "cover-named")
    else:
        yield blocked("/follow_on/out_of_hours", "cover-not-named", WARD)


def nurses_come(move: Move) -> Iterator[Evidence]:
    """Where they are needed they have accepted, with the day of the first visit."""
    agreed, first = move.assessment.follow_on.district_nursing, move.assessment.follow_on.nurse_first_visit_on
    pointer = "/follow_on/district_nursing"
    if agreed == ServiceAgreed.ACCEPTED and first is not None:
        yield clear(pointer, "nursing-accepted", first_visit_on=str(first))
    elif agreed in (ServiceAgreed.ACCEPTED, ServiceAgreed.REFERRED):
        yield at_risk(pointer, "nursing-without-date", WARD, move.leaves_at)
    elif agreed == ServiceAgreed.NEEDED:
        yield blocked(pointer, "nursing-not-asked-for", WARD)


def there_is_a_number_to_ring(move: Move) -> Iterator[Evidence]:
    """When nobody else answers."""
    if move.assessment.follow_on.fallback_phone:
        yield clear("/follow_on/fallback_phone", "fallback-number")
    else:
        yield at_risk("/follow_on/fallback_phone", "no-fallback-number", WARD, move.leaves_at)
