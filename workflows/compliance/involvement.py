"""The person, their carer and those they ask for are involved, with support where it is hard for them."""

from collections.abc import Iterator
from datetime import date

import msgspec

from schemas.base import Issue
from schemas.code_lists import (
    AccessibleFormat,
    AdvocateStatus,
    CarerInvolvement,
    ConductedBy,
    ParticipantRole,
    RequestedBy,
    SeenAlone,
)
from schemas.reviews import Review

PAID_TO_CARE = (ParticipantRole.REVIEWER, ParticipantRole.CARE_STAFF, ParticipantRole.PROFESSIONAL)
"""In these capacities people provide care or treatment professionally or for pay."""


def a_known_carer_is_asked(review: Review, received_on: date) -> Iterator[Issue]:
    """A carer who turns up elsewhere in the review is also asked about."""
    if speaks_of_a_carer(review) and review.carer_involved in (None, CarerInvolvement.NO_CARER):
        yield Issue(pointer="/carer_involved", code="carer-not-asked")


def the_carer_is_involved(review: Review, received_on: date) -> Iterator[Issue]:
    """Unless they were asked and didn't want to be."""
    if review.carer_involved == CarerInvolvement.NONE:
        yield Issue(pointer="/carer_involved", code="carer-not-involved")


def those_asked_for_were_contacted(review: Review, received_on: date) -> Iterator[Issue]:
    """Whomever the person wants to be involved is."""
    if review.others_asked_for and not review.contacted:
        yield Issue(
            pointer="/contacted", code="asked-for-not-contacted", params={"names": review.others_asked_for}
        )


def somebody_was_present(review: Review, received_on: date) -> Iterator[Issue]:
    """A review is a conversation."""
    if not any(participant.present for participant in review.participants):
        yield Issue(pointer="/participants", code="nobody-present")


def who_declined_was_asked(review: Review, received_on: date) -> Iterator[Issue]:
    """Nobody can turn down a talk alone that they weren't offered."""
    if review.seen_alone == SeenAlone.DECLINED and not review.seen_alone_offered:
        yield Issue(pointer="/seen_alone", code="declined-without-offer")


def they_got_a_format_that_they_can_use(review: Review, received_on: date) -> Iterator[Issue]:
    """Large print, easy read, their own language: whatever they need."""
    if review.accessible_format_given == AccessibleFormat.NEEDED_NOT_GIVEN:
        yield Issue(pointer="/accessible_format_given", code="accessible-format-not-given")


def substantial_difficulty_calls_for_an_advocate(review: Review, received_on: date) -> Iterator[Issue]:
    """Nobody with substantial difficulty is said to need no support."""
    if review.substantial_difficulty and review.advocate_status == AdvocateStatus.NOT_NEEDED:
        difficulty = [each.value for each in review.substantial_difficulty]
        yield Issue(pointer="/advocate_status", code="advocate-needed", params={"difficulty": difficulty})


def an_advocate_who_is_needed_is_in_place(review: Review, received_on: date) -> Iterator[Issue]:
    """The duty is to have one available, not to have noticed that one is missing."""
    if review.advocate_status == AdvocateStatus.NEEDED_NOT_IN_PLACE:
        yield Issue(pointer="/advocate_status", code="advocate-not-in-place")


def the_appropriate_person_is_not_paid_to_care(review: Review, received_on: date) -> Iterator[Issue]:
    """So a provider's own worker can never be the one, whatever is ticked about them."""
    if review.appropriate_person is None:
        return
    if review.appropriate_person.paid_or_professional:
        yield Issue(pointer="/appropriate_person/paid_or_professional", code="appropriate-person-paid")
    elif roles := _paid_roles_of(review, review.appropriate_person.name):
        yield Issue(
            pointer="/appropriate_person/name", code="appropriate-person-paid", params={"took_part_as": roles}
        )


def wellbeing_is_considered(review: Review, received_on: date) -> Iterator[Issue]:
    """At least one of the nine areas is answered."""
    if not any(msgspec.structs.astuple(review.wellbeing_impact)):
        yield Issue(pointer="/wellbeing_impact", code="wellbeing-not-considered")


def _paid_roles_of(review: Review, name: str) -> list[str]:
    """In which capacities of somebody who is paid for it the review itself names this person elsewhere."""
    named = [(each.role.value, each.name) for each in review.participants if each.role in PAID_TO_CARE]
    reviewers = [(ParticipantRole.REVIEWER.value, review.declaration.reviewer_name)]
    if review.conducted_by == ConductedBy.PROVIDER_REVIEWER:
        reviewers.append((ParticipantRole.REVIEWER.value, review.conducted_by_name))
    return sorted({role for role, other in (*named, *reviewers) if _same_name(name, other)})


def _same_name(one: str, other: str) -> bool:
    return one.casefold().split() == other.casefold().split()


def speaks_of_a_carer(review: Review) -> bool:
    """Somewhere in it an unpaid carer turns up."""
    return (
        any(participant.role == ParticipantRole.CARER for participant in review.participants)
        or review.conducted_by == ConductedBy.CARER
        or review.requested_by == RequestedBy.CARER
    )
