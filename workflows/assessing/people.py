"""Whom it is about, for whom it was made, and that what is said is said."""

from collections.abc import Iterator
from datetime import datetime

from schemas.arrivals import PersonFacts
from schemas.assessments import Assessment
from schemas.base import Issue
from workflows.assessing.dates import day_of
from workflows.nhs_numbers import can_be_an_nhs_number

OLDEST_AGE_YEARS = 125


def the_person_can_be_identified(assessment: Assessment, received_at: datetime) -> Iterator[Issue]:
    """By the number that they have on the record, or by their NHS number."""
    if assessment.person.mosaic_person_id is None and assessment.person.nhs_number is None:
        yield Issue(pointer="/person", code="identifier-missing")


def the_nhs_number_can_be_one(assessment: Assessment, received_at: datetime) -> Iterator[Issue]:
    """Its check digit is right, and it isn't one digit ten times."""
    number = assessment.person.nhs_number
    if number is not None and not can_be_an_nhs_number(number):
        yield Issue(pointer="/person/nhs_number", code="nhs-number-invalid")


def the_person_can_have_been_born_then(assessment: Assessment, received_at: datetime) -> Iterator[Issue]:
    """Born before the assessment, and no longer ago than anybody lives."""
    born, assessed = assessment.person.date_of_birth, day_of(assessment.assessor.assessed_at)
    if born > assessed or assessed.year - born.year > OLDEST_AGE_YEARS:
        yield Issue(pointer="/person/date_of_birth", code="date-of-birth-impossible")


def an_agreement_is_named(assessment: Assessment, received_at: datetime) -> Iterator[Issue]:
    """Only under an agreement between hospital and homes does an assessor assess on a home's behalf."""
    if assessment.assessor.agreement_id is None:
        yield Issue(pointer="/assessor/agreement_id", code="agreement-not-named")


def what_needs_words_has_words(assessment: Assessment, received_at: datetime) -> Iterator[Issue]:
    """A space bar is no answer."""
    said = {
        "/person_views": assessment.person_views,
        "/hospital_stay/reason": assessment.hospital_stay.reason,
        "/mobility/handling_plan": assessment.mobility.handling_plan,
        "/nutrition/diet": assessment.nutrition.diet,
        "/communication/how": assessment.communication.how,
        "/cognition/nights": assessment.cognition.nights,
        "/social/visiting": assessment.social.visiting,
    }
    for pointer, words in said.items():
        if not words.strip():
            yield Issue(pointer=pointer, code="blank")


def the_person_is_the_one_who_is_known(assessment: Assessment, known: PersonFacts | None) -> Iterator[Issue]:
    """Where the assessment and what the council knows differ without being about different people."""
    given = assessment.person
    if known is None:
        return
    if given.name.casefold().split() != known.name.casefold().split():
        yield Issue(pointer="/person/name", code="name-differs")
    if given.date_of_birth != known.date_of_birth:
        yield Issue(pointer="/person/date_of_birth", code="date-of-birth-differs")
    if given.mosaic_person_id and given.mosaic_person_id not in known.record_ids:
        yield Issue(pointer="/person/mosaic_person_id", code="record-id-differs")
    if given.nhs_number and given.nhs_number not in known.nhs_numbers:
        yield Issue(pointer="/person/nhs_number", code="nhs-number-differs")
    if known.deceased_on is not None:
        yield Issue(pointer="/person", code="person-deceased")
