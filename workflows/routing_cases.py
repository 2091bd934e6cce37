"""Worked cases of routing: what becomes of reviews that a verifier would recognise.

They are the documentation and the test of the rules, under the policy that a council begins with.
"""

from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from schemas.code_lists import Agreement, ChangeRequest, ConductedBy, Funder, Involvement
from schemas.ratings import Colour, FactorId
from schemas.routing import GoodStanding, Queue, Rated, RoutingFacts, VerifiedReview
from workflows.clocks import LONDON

WEDNESDAY = datetime(2026, 6, 3, 10, tzinfo=LONDON)
TODAY = datetime(2026, 6, 3, 17, tzinfo=LONDON)
THURSDAY = datetime(2026, 6, 4, 17, tzinfo=LONDON)
FRIDAY = datetime(2026, 6, 5, 17, tzinfo=LONDON)

GOOD = GoodStanding(at_review=True, at_receipt=True)
GREEN = Rated(computed=Colour.GREEN, provider=Colour.GREEN, effective=Colour.GREEN)
AMBER_FOR_FALLS = Rated(
    computed=Colour.AMBER, provider=Colour.AMBER, effective=Colour.AMBER, causes=frozenset({"falls"})
)
RED = Rated(computed=Colour.RED, provider=Colour.RED, effective=Colour.RED, causes=frozenset({"package_fit"}))

NOTHING_NEW = RoutingFacts(
    form="review",
    funder=Funder.COUNCIL,
    rated=GREEN,
    previous=None,
    change_request=ChangeRequest.NONE,
    hours_now=14.0,
    hours_added=0.0,
    known_hours=(14.0,),
    change_agreed=None,
    lacks_capacity=False,
    reassessment_needed=False,
    safeguarding_open=False,
    capacity_settled=True,
    advocacy_settled=True,
    person_involved=Involvement.FULL,
    conducted_by=ConductedBy.PROVIDER_REVIEWER,
    risks=frozenset(),
    statutory_findings=frozenset(),
    other_findings=frozenset(),
    reviewer=GOOD,
    location=GOOD,
    restricted=False,
    training_data=False,
    sampled=False,
)
"""A green review of somebody whose fourteen hours a week are right as they are."""


class WorkedCase(Struct, frozen=True, kw_only=True):
    """A review, told by what sets it apart from one with nothing new, and what must become of it."""

    title: str
    changes: dict[str, Any]
    reasons: list[str]
    queue: Queue
    received_at: datetime
    due_at: datetime

    @property
    def facts(self) -> RoutingFacts:
        return msgspec.structs.replace(NOTHING_NEW, **self.changes)


def _in_bulk(
    title: str,
    queue: Queue = Queue.LIGHT_TOUCH,
    due_at: datetime = FRIDAY,
    received_at: datetime = WEDNESDAY,
    **changes: Any,
) -> WorkedCase:
    return WorkedCase(
        title=title, changes=changes, reasons=[], queue=queue, received_at=received_at, due_at=due_at
    )


def _opened(
    title: str, *reasons: str, queue: Queue = Queue.FULL, due_at: datetime = FRIDAY, **changes: Any
) -> WorkedCase:
    return WorkedCase(
        title=title, changes=changes, reasons=list(reasons), queue=queue, received_at=WEDNESDAY, due_at=due_at
    )


def _verified(rating: Colour, *causes: FactorId) -> VerifiedReview:
    return VerifiedReview(rating=rating, causes=frozenset(causes), hours=14.0)


def _decrease(hours: float, agreed: Agreement | None = Agreement.AGREE) -> dict[str, Any]:
    return {"change_request": ChangeRequest.DECREASE, "hours_added": -hours, "change_agreed": agreed}


RATINGS = (
    _in_bulk("Green, and nothing has changed"),
    _in_bulk(
        "Amber for falls, as was verified before",
        due_at=THURSDAY,
        rated=AMBER_FOR_FALLS,
        previous=_verified(Colour.AMBER, "falls", "skin_continence"),
    ),
    _in_bulk(
        "Green by the rules, amber by the provider's own account, and amber when last verified",
        due_at=THURSDAY,
        rated=Rated(computed=Colour.GREEN, provider=Colour.AMBER, effective=Colour.AMBER, override="up"),
        previous=_verified(Colour.AMBER, "falls"),
    ),
    _opened(
        "Amber, and nothing verified before",
        "amber-not-verified-before",
        due_at=THURSDAY,
        rated=AMBER_FOR_FALLS,
    ),
    _opened(
        "Amber, and green when last verified",
        "amber-not-verified-before",
        due_at=THURSDAY,
        rated=AMBER_FOR_FALLS,
        previous=_verified(Colour.GREEN, "falls"),
    ),
    _opened(
        "Amber for falls, and amber for another cause when last verified",
        "amber-not-verified-before",
        due_at=THURSDAY,
        rated=AMBER_FOR_FALLS,
        previous=_verified(Colour.AMBER, "skin_continence"),
    ),
    _opened("Red", "rated-red", due_at=TODAY, rated=RED),
    _opened(
        "Amber by the rules and green by the provider's account",
        "rating-lowered",
        due_at=THURSDAY,
        rated=msgspec.structs.replace(AMBER_FOR_FALLS, provider=Colour.GREEN),
        previous=_verified(Colour.AMBER, "falls"),
    ),
    _opened(
        "An override downwards, though it changes nothing",
        "rating-lowered",
        rated=msgspec.structs.replace(GREEN, override="down"),
    ),
)
CHANGES = (
    _in_bulk("An hour less, of fourteen, to which the person agrees", **_decrease(1)),
    _in_bulk(
        "Exactly a tenth less, of seven hours, to which the person agrees",
        hours_now=7.0,
        known_hours=(7.0,),
        **_decrease(7 - 6.3),
    ),
    _in_bulk(
        "The same hours at other times, to which the person agrees",
        change_request=ChangeRequest.RETIME,
        change_agreed=Agreement.AGREE,
    ),
    _opened(
        "The same hours at other times, and nobody asked the person",
        "change-not-agreed",
        change_request=ChangeRequest.RETIME,
        change_agreed=Agreement.NOT_ASKED,
    ),
    _in_bulk("Hours that differ by minutes from those commissioned", hours_now=14.2, known_hours=(14.0,)),
    _in_bulk(
        "Hours that were verified last time and are not yet in the caseload file",
        hours_now=13.0,
        known_hours=(14.0, 13.0),
    ),
    _opened("An hour and a half less, of fourteen", "decrease-beyond-tolerance", **_decrease(1.5)),
    _opened(
        "Two and a half hours less, of forty",
        "decrease-beyond-tolerance",
        hours_now=40.0,
        known_hours=(40.0,),
        **_decrease(2.5),
    ),
    _opened(
        "An hour less, and nobody asked the person", "change-not-agreed", **_decrease(1, Agreement.NOT_ASKED)
    ),
    _opened(
        "An hour less, and nothing said of what the person thinks", "change-not-agreed", **_decrease(1, None)
    ),
    _opened(
        "An hour less, agreed to by somebody who was found unable to decide",
        "change-not-agreed",
        lacks_capacity=True,
        **_decrease(1),
    ),
    _opened(
        "An hour more, to which the person agrees",
        "care-added",
        change_request=ChangeRequest.INCREASE,
        hours_added=1.0,
        change_agreed=Agreement.AGREE,
    ),
    _opened(
        "More care asked for, though the visits don't show it",
        "care-added",
        change_request=ChangeRequest.INCREASE,
        change_agreed=Agreement.AGREE,
    ),
    _opened(
        "No change asked for, though the visits show more", "care-added", "change-not-agreed", hours_added=0.5
    ),
    _opened("No change asked for, though the visits show less", "change-not-agreed", hours_added=-0.5),
    _opened(
        "A pause, to which the person agrees",
        "care-ended-or-replaced",
        change_request=ChangeRequest.SUSPEND,
        change_agreed=Agreement.AGREE,
    ),
    _opened(
        "The end of the package, to which the person agrees",
        "decrease-beyond-tolerance",
        "care-ended-or-replaced",
        change_request=ChangeRequest.END,
        hours_added=-14.0,
        change_agreed=Agreement.AGREE,
    ),
    _opened(
        "Today's package said to be sixteen hours, of which the council knows fourteen",
        "package-not-as-known",
        hours_now=16.0,
    ),
    _opened("A quarter of an hour more than the council knows", "package-not-as-known", hours_now=14.25),
    _opened("A package of which the council knows no hours", "package-not-as-known", known_hours=()),
    _opened("A reassessment is needed", "reassessment-needed", reassessment_needed=True),
)
PEOPLE = (
    _opened(
        "A safeguarding concern, though rated green",
        "safeguarding-open",
        queue=Queue.SAFEGUARDING,
        due_at=TODAY,
        safeguarding_open=True,
    ),
    _opened(
        "A safeguarding concern about somebody for whom both bodies pay",
        "safeguarding-open",
        "jointly-funded",
        queue=Queue.SAFEGUARDING,
        due_at=TODAY,
        safeguarding_open=True,
        funder=Funder.JOINT,
    ),
    _opened("A doubt about capacity that isn't settled", "capacity-open", capacity_settled=False),
    _opened("An advocate is needed, and there is none", "advocacy-open", advocacy_settled=False),
    _opened(
        "The person was involved in part", "person-not-fully-involved", person_involved=Involvement.PARTIAL
    ),
    _opened(
        "Sent in by the person themselves", "conducted-without-reviewer", conducted_by=ConductedBy.PERSON_SELF
    ),
    _opened("Sent in by an unpaid carer", "conducted-without-reviewer", conducted_by=ConductedBy.CARER),
    _in_bulk("By the person and the reviewer together", conducted_by=ConductedBy.JOINT),
    _opened("A fall since the last review", "risk-new-or-high", risks=frozenset({"fall"})),
    _in_bulk("Funded by the NHS", queue=Queue.HEALTH, funder=Funder.NHS),
    _opened(
        "Funded by the NHS, and red",
        "rated-red",
        queue=Queue.HEALTH,
        due_at=TODAY,
        funder=Funder.NHS,
        rated=RED,
    ),
    _opened(
        "Funded by the council and the NHS together", "jointly-funded", queue=Queue.JOINT, funder=Funder.JOINT
    ),
)
STANDING = (
    _opened(
        "A statutory finding", "statutory-finding", statutory_findings=frozenset({"advocate-not-in-place"})
    ),
    _opened(
        "Another name than the council's", "identity-differs", other_findings=frozenset({"name-differs"})
    ),
    _opened("A person who has died", "finding-to-read", other_findings=frozenset({"person-deceased"})),
    _opened(
        "A finding that the policy doesn't name",
        "finding-to-read",
        other_findings=frozenset({"not-heard-of-yet"}),
    ),
    _in_bulk("A missing answer that is no matter of law", other_findings=frozenset({"answer-missing"})),
    _opened(
        "The reviewer's training had run out by the time it was sent",
        "reviewer-standing",
        reviewer=GoodStanding(at_review=True, at_receipt=False, lacking=("course-expired",)),
    ),
    _opened(
        "Nobody knows the reviewer's training",
        "reviewer-standing",
        reviewer=GoodStanding(at_review=None, at_receipt=None),
    ),
    _opened(
        "A location that was rated Good only after the review",
        "location-standing",
        location=GoodStanding(at_review=False, at_receipt=True, lacking=("rating-not-accepted",)),
    ),
    _opened(
        "A location whose rating isn't known",
        "location-standing",
        location=GoodStanding(at_review=True, at_receipt=None, lacking=("standing-unknown",)),
    ),
    _opened("A restricted record", "record-restricted", restricted=True),
    _opened("Nobody knows whether the record is restricted", "record-restricted", restricted=None),
    _opened("A person made up for training", "training-data", training_data=True),
    _opened("Drawn for a full check", "sampled", sampled=True),
    _opened("Nobody knows whether it was drawn", "sampled", sampled=None),
    _opened(
        "A correction of what had been approved",
        "corrects-what-was-approved",
        corrects_what_was_approved=True,
    ),
    _opened("A form of another kind", "form-not-for-bulk", form="pre-discharge-assessment"),
)
CLOCKS = (
    _in_bulk(
        "Green, after the cut-off on the Thursday before Easter",
        received_at=datetime(2026, 4, 2, 13, 1, tzinfo=LONDON),
        due_at=datetime(2026, 4, 9, 17, tzinfo=LONDON),
    ),
    _in_bulk(
        "Green, late in the evening before Christmas Eve",
        received_at=datetime(2026, 12, 23, 23, 30, tzinfo=LONDON),
        due_at=datetime(2026, 12, 30, 17, tzinfo=LONDON),
    ),
    _in_bulk(
        "Green, on the Friday before the clocks go forward",
        received_at=datetime(2026, 3, 27, 9, tzinfo=LONDON),
        due_at=datetime(2026, 3, 31, 17, tzinfo=LONDON),
    ),
)

CASES: tuple[WorkedCase, ...] = (*RATINGS, *CHANGES, *PEOPLE, *STANDING, *CLOCKS)
