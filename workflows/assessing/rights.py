"""The person decides; where they can't, it is decided as the Mental Capacity Act 2005 says."""

from collections.abc import Iterator
from datetime import datetime

from schemas.assessment_lists import AdvocateForMove, Basis, CapacityForMove, Liberty, Safeguard
from schemas.assessments import Assessment
from schemas.base import Issue

CAN_DECIDE = (CapacityForMove.NOT_DOUBTED, CapacityForMove.HAS_CAPACITY)


def who_agreed_could_agree(assessment: Assessment, received_at: datetime) -> Iterator[Issue]:
    """Consent of somebody who can't give it is none."""
    agreed = assessment.assessor.basis == Basis.CONSENT
    if agreed and assessment.capacity.for_this_move == CapacityForMove.LACKS_CAPACITY:
        yield Issue(pointer="/assessor/basis", code="consent-without-capacity")


def doubted_capacity_is_assessed(assessment: Assessment, received_at: datetime) -> Iterator[Issue]:
    """A doubt is settled before anybody is moved on the strength of it."""
    if assessment.capacity.for_this_move == CapacityForMove.NOT_ASSESSED:
        yield Issue(pointer="/capacity/for_this_move", code="capacity-not-assessed")


def a_deprivation_of_liberty_is_asked_for(assessment: Assessment, received_at: datetime) -> Iterator[Issue]:
    """Where it is needed, the home asks for the authority before the person comes."""
    if assessment.capacity.liberty == Liberty.NEEDED:
        yield Issue(pointer="/capacity/liberty", code="liberty-not-applied-for")


def an_advocate_who_is_needed_is_in_place(assessment: Assessment, received_at: datetime) -> Iterator[Issue]:
    """The duty is to have one, not to have noticed that one is missing."""
    if assessment.social.advocate == AdvocateForMove.NEEDED:
        yield Issue(pointer="/social/advocate", code="advocate-not-in-place")


def nobody_is_restrained_unassessed(assessment: Assessment, received_at: datetime) -> Iterator[Issue]:
    """Bed rails and sensors protect, and restrain."""
    if assessment.falls.bed_rails == Safeguard.NOT_ASSESSED:
        yield Issue(pointer="/falls/bed_rails", code="restraint-not-assessed")
    if assessment.falls.sensor == Safeguard.NOT_ASSESSED:
        yield Issue(pointer="/falls/sensor", code="restraint-not-assessed")


def nobody_who_can_decide_is_given_medicine_covertly(
    assessment: Assessment, received_at: datetime
) -> Iterator[Issue]:
    """Who can decide about a move can most likely decide about a tablet."""
    if assessment.medicines.covert and assessment.capacity.for_this_move in CAN_DECIDE:
        yield Issue(pointer="/medicines/covert", code="covert-with-capacity")
