"""What has to travel with them or be there before them: medicines and equipment."""

from collections.abc import Iterator

from schemas.assessment_lists import AllergiesKnown, InPlace, TakeHome
from schemas.weekend import Evidence
from workflows.weekend.move import WARD, Move, at_risk, blocked, clear

DAYS_WITH_MONDAY_SUPPLY = 7
DAYS_WITHOUT = 14


def medicines_are_with_the_person(move: Move) -> Iterator[Evidence]:
    """Or they will be by a firm time before they leave."""
    where, expected = move.assessment.medicines.take_home, move.assessment.medicines.take_home_expected_at
    pointer = "/medicines/take_home"
    if where == TakeHome.WITH_PATIENT:
        yield clear(pointer, "medicines-with-person")
    elif where != TakeHome.NOT_NEEDED and expected is not None and expected <= move.leaves_at:
        yield at_risk(pointer, "medicines-expected", WARD, expected, where=where.value)
    elif where != TakeHome.NOT_NEEDED:
        yield blocked(pointer, "medicines-not-in-time", WARD, where=where.value)


def enough_is_supplied(move: Move) -> Iterator[Evidence]:
    """For a week, or two where no pharmacy supplies the home on the Monday."""
    if not move.medicines:
        return
    monday = move.assessment.follow_on.pharmacy.supplies_on_monday
    needed = DAYS_WITH_MONDAY_SUPPLY if monday else DAYS_WITHOUT
    days = move.assessment.medicines.days_supplied
    if days >= needed:
        yield clear("/medicines/days_supplied", "enough-supplied", days=days, needed=needed)
    else:
        yield blocked("/medicines/days_supplied", "too-few-days-supplied", WARD, days=days, needed=needed)


def time_critical_doses_are_covered(move: Move) -> Iterator[Evidence]:
    """To the end of the next working day, when more can be had."""
    for index, medicine in move.medicines:
        if medicine.time_critical:
            pointer = f"/medicines/items/{index}/covered_until"
            until = medicine.covered_until
            if until is not None and until >= move.next_working_day:
                yield clear(pointer, "doses-covered", until=str(until))
            else:
                yield blocked(pointer, "doses-not-covered", WARD, needed_until=str(move.next_working_day))


def the_chart_is_sent(move: Move) -> Iterator[Evidence]:
    """So that the first dose in the home is the right one."""
    if not move.medicines:
        return
    if move.assessment.medicines.chart_sent:
        yield clear("/medicines/chart_sent", "chart-sent")
    else:
        yield at_risk("/medicines/chart_sent", "chart-not-sent", WARD, move.leaves_at)


def allergies_are_established(move: Move) -> Iterator[Evidence]:
    if move.assessment.medicines.allergies_known == AllergiesKnown.NOT_ESTABLISHED:
        yield blocked("/medicines/allergies_known", "allergies-not-established", WARD)
    else:
        yield clear("/medicines/allergies_known", "allergies-established")


def equipment_is_in_place(move: Move) -> Iterator[Evidence]:
    """Everything that is needed is there before they are."""
    for index, item in enumerate(move.assessment.equipment):
        pointer = f"/equipment/{index}/status"
        in_time = item.due_at is not None and item.due_at <= move.leaves_at
        if item.status == InPlace.IN_PLACE:
            yield clear(pointer, "in-place", item=item.item)
        elif item.status == InPlace.ORDERED and item.due_at is not None and in_time:
            yield at_risk(pointer, "on-order", item.owner, item.due_at, item=item.item)
        else:
            yield blocked(pointer, "not-in-time", item.owner, item=item.item)


def staff_can_use_it(move: Move) -> Iterator[Evidence]:
    for index, item in enumerate(move.assessment.equipment):
        if item.training_needed:
            pointer = f"/equipment/{index}/staff_trained"
            if item.staff_trained:
                yield clear(pointer, "staff-trained", item=item.item)
            else:
                yield at_risk(pointer, "staff-not-trained", item.owner, move.leaves_at, item=item.item)
