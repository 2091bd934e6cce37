"""A week of care is what its visits add up to."""

from schemas.code_lists import Day
from schemas.review_parts import Package, Visit
from workflows.packages import hours_added, hours_per_week


def visit(minutes: int, carers: int = 1) -> Visit:
    return Visit(day=Day.MONDAY, start="08:30", minutes=minutes, carers=carers, tasks=[])


def test_a_week_without_visits_has_no_hours() -> None:
    assert hours_per_week([]) == 0


def test_a_visit_of_two_carers_counts_for_both() -> None:
    assert hours_per_week([visit(30, carers=2), visit(45)]) == 1.75


def test_hours_are_added_or_taken_away() -> None:
    half_an_hour, an_hour = Package(visits=[visit(30)]), Package(visits=[visit(60)])

    assert hours_added(half_an_hour, an_hour) == 0.5
    assert hours_added(an_hour, half_an_hour) == -0.5
