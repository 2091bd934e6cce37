"""Answers about care that have to agree with each other."""

from collections.abc import Iterator
from datetime import datetime

from schemas.assessment_lists import (
    AllergiesKnown,
    Checklist,
    Destination,
    FundedBy,
    Placement,
    Transfers,
)
from schemas.assessments import Assessment
from schemas.base import Issue

DESTINATIONS: dict[int, frozenset[Destination]] = {
    0: frozenset({Destination.OWN_HOME, Destination.SAME_HOME}),
    1: frozenset({Destination.OWN_HOME}),
    2: frozenset({Destination.COMMUNITY_BED, Destination.NEW_HOME}),
    3: frozenset({Destination.NEW_HOME, Destination.SAME_HOME, Destination.COMMUNITY_BED}),
}
"""To where each pathway leads; back to the same care home with the same care is pathway 0."""
IN_A_HOME = frozenset({Destination.SAME_HOME, Destination.NEW_HOME})
TWO_PEOPLE = frozenset({Transfers.TWO_PEOPLE, Transfers.HOIST})
REGULAR_FOOD = 7
HEALTH_PAYS = frozenset({FundedBy.CONTINUING_HEALTHCARE, FundedBy.FAST_TRACK})


def whoever_leaves_has_no_reason_to_stay(assessment: Assessment, received_at: datetime) -> Iterator[Issue]:
    """The criteria to reside are no longer met."""
    if not assessment.transfer.medically_fit:
        yield Issue(pointer="/transfer/medically_fit", code="still-meets-criteria-to-reside")


def the_destination_fits_the_pathway(assessment: Assessment, received_at: datetime) -> Iterator[Issue]:
    """Pathways 0 and 1 lead home, 2 and 3 to a bed elsewhere."""
    move = assessment.transfer
    if move.destination not in DESTINATIONS[move.pathway]:
        yield Issue(
            pointer="/transfer/destination",
            code="does-not-fit-pathway",
            params={"pathway": move.pathway, "destination": move.destination.value},
        )


def a_stay_in_a_home_is_of_some_kind(assessment: Assessment, received_at: datetime) -> Iterator[Issue]:
    """For good, for a time, or to be assessed; and at home it is no stay."""
    move = assessment.transfer
    at_home = move.destination == Destination.OWN_HOME
    if at_home != (move.placement == Placement.NONE):
        yield Issue(pointer="/transfer/placement", code="does-not-fit-destination")


def allergies_are_as_they_are_said_to_be(assessment: Assessment, received_at: datetime) -> Iterator[Issue]:
    """Listed where there are some, none where none are known, and established at all."""
    given = assessment.medicines
    if given.allergies_known == AllergiesKnown.NOT_ESTABLISHED:
        yield Issue(pointer="/medicines/allergies_known", code="allergies-not-established")
    elif bool(given.allergies) != (given.allergies_known == AllergiesKnown.LISTED):
        code = "allergies-contradict" if given.allergies else "allergies-not-listed"
        yield Issue(pointer="/medicines/allergies", code=code)


def modified_food_and_drink_has_advice(assessment: Assessment, received_at: datetime) -> Iterator[Issue]:
    """Whoever can't swallow everything is looked at by somebody who says what they can."""
    eats = assessment.nutrition
    if (eats.food_level < REGULAR_FOOD or eats.fluid_level > 0) and not eats.swallowing_advice:
        yield Issue(pointer="/nutrition/swallowing_advice", code="advice-missing")


def oxygen_is_there_on_the_way(assessment: Assessment, received_at: datetime) -> Iterator[Issue]:
    """Who needs it on the ward needs it in the car."""
    if assessment.medicines.oxygen and not assessment.transport.oxygen:
        yield Issue(pointer="/transport/oxygen", code="oxygen-not-on-the-way")


def a_new_need_is_stated_as_new(assessment: Assessment, received_at: datetime) -> Iterator[Issue]:
    """Who needs two people now and did not before is no longer the person that the home may know."""
    changed, moves = assessment.changed_needs, assessment.mobility
    needs_two_now = moves.transfers_now in TWO_PEOPLE and moves.transfers_before not in TWO_PEOPLE
    if needs_two_now and not changed.new_two_person_care:
        yield Issue(pointer="/changed_needs/new_two_person_care", code="new-need-not-stated")
    new = changed.new_two_person_care or changed.new_behaviour or changed.new_nursing_tasks
    if new and not changed.differences:
        yield Issue(pointer="/changed_needs/differences", code="differences-not-listed")


def the_checklist_fits_the_funding(assessment: Assessment, received_at: datetime) -> Iterator[Issue]:
    """Continuing healthcare isn't paid where the checklist said no."""
    pays = assessment.funding
    if pays.funded_by in HEALTH_PAYS and pays.checklist == Checklist.NEGATIVE:
        yield Issue(pointer="/funding/checklist", code="does-not-fit-funding")
