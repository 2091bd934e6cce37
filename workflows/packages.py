"""What a week of care amounts to."""

from collections.abc import Sequence

from schemas.review_parts import Package, Visit


def hours_per_week(visits: Sequence[Visit]) -> float:
    """Hours of care in a week; a visit of two carers counts for both."""
    return sum(visit.minutes * visit.carers for visit in visits) / 60


def hours_added(current: Package, proposed: Package) -> float:
    """By how many hours a week the proposal is more than today's package; negative when it is less."""
    return hours_per_week(proposed.visits) - hours_per_week(current.visits)
