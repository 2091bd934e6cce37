"""What the home is told is complete and of today, and somebody can be asked."""

from collections.abc import Iterator

from schemas.weekend import Evidence
from workflows.assessing.dates import ASSESSMENT_LASTS, HOUR, OBSERVATIONS_LAST
from workflows.assessing.needs import NEEDS
from workflows.compliance.needs import unmet
from workflows.weekend.move import ASSESSOR, WARD, Move, at_risk, blocked, clear


def everything_asked_is_answered(move: Move) -> Iterator[Evidence]:
    """Every answer that another one calls for is there."""
    missing = [issue.pointer for need in NEEDS for issue in unmet(need, move.assessment)]
    if missing:
        yield blocked("", "answers-missing", ASSESSOR, missing=missing)
    else:
        yield clear("", "complete")


def observations_are_fresh(move: Move) -> Iterator[Evidence]:
    """Made in the last 24 hours."""
    pointer = "/clinical/observed_at"
    age = move.at - move.assessment.clinical.observed_at
    if age <= OBSERVATIONS_LAST:
        yield clear(pointer, "observations-fresh")
    else:
        yield at_risk(pointer, "observations-old", WARD, move.leaves_at, hours=age // HOUR)


def the_assessment_is_fresh(move: Move) -> Iterator[Evidence]:
    """Made in the last 48 hours."""
    pointer = "/assessor/assessed_at"
    age = move.at - move.assessment.assessor.assessed_at
    if age <= ASSESSMENT_LASTS:
        yield clear(pointer, "assessment-fresh")
    else:
        yield at_risk(pointer, "assessment-old", ASSESSOR, move.leaves_at, hours=age // HOUR)


def somebody_can_be_asked(move: Move) -> Iterator[Evidence]:
    """This weekend, by the home."""
    pointer = "/assessor/contact/reachable_at_weekend"
    if move.assessment.assessor.contact.reachable_at_weekend:
        yield clear(pointer, "contact-reachable")
    else:
        yield at_risk(pointer, "contact-not-reachable", ASSESSOR, move.leaves_at)
