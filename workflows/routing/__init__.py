"""Which verifiers a review waits for, by when it is decided, and whether it may be approved in bulk.

Bulk approval is for reviews that hold nothing new for a verifier. The rules state what is true of such a review;
reading the list is reading the policy.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from msgspec import UNSET

from schemas.code_lists import Funder
from schemas.routing import Queue, Routing, RoutingFacts, RoutingReason, VerifiedReview
from workflows.clocks import due
from workflows.policies import RoutingPolicy
from workflows.routing import statements
from workflows.routing.statements import Shown


class Rule(NamedTuple):
    """A statement that has to be true, the code of its not being so, and what would change that."""

    states: Callable[[RoutingFacts, RoutingPolicy], Iterator[Shown]]
    code: str
    what_would_change_it: str


ALWAYS_OPENED = "Nothing: a verifier opens every one of these."

RULES: tuple[Rule, ...] = (
    Rule(statements.the_form_is_a_review, "form-not-for-bulk", ALWAYS_OPENED),
    Rule(statements.the_rating_is_not_red, "rated-red", ALWAYS_OPENED),
    Rule(
        statements.an_amber_is_unchanged_from_a_verified_review,
        "amber-not-verified-before",
        "The package's last verified review having been amber as well, for the same causes.",
    ),
    Rule(
        statements.nobody_lowered_the_rating,
        "rating-lowered",
        "A rating by the provider that is no milder than that of the rules.",
    ),
    Rule(statements.no_care_is_added, "care-added", "A proposal of no more care than there is today."),
    Rule(
        statements.no_more_is_taken_away_than_is_tolerated,
        "decrease-beyond-tolerance",
        "A proposal that takes away no more than the council tolerates.",
    ),
    Rule(statements.the_same_kind_of_care_goes_on, "care-ended-or-replaced", ALWAYS_OPENED),
    Rule(
        statements.the_person_agrees_to_any_change,
        "change-not-agreed",
        "The person's agreement to what is proposed, if they are able to make that decision.",
    ),
    Rule(
        statements.todays_package_is_one_that_the_council_knows,
        "package-not-as-known",
        "Visits of today's package that add up to the hours commissioned, or a caseload file with today's hours.",
    ),
    Rule(
        statements.no_reassessment_is_needed,
        "reassessment-needed",
        "Nothing: somebody has to begin the reassessment.",
    ),
    Rule(
        statements.nothing_is_open_in_safeguarding,
        "safeguarding-open",
        "Nothing: whoever works on the concern reads the review.",
    ),
    Rule(
        statements.capacity_is_settled,
        "capacity-open",
        "An assessment of the capacity that is doubted and, where it is lacking, a best-interests decision; "
        "no concern that the person may be deprived of their liberty.",
    ),
    Rule(
        statements.advocacy_is_settled,
        "advocacy-open",
        "An advocate who acts for the person, or an appropriate person who isn't paid to care for them.",
    ),
    Rule(
        statements.the_person_was_fully_involved,
        "person-not-fully-involved",
        "A review in which the person takes part in full.",
    ),
    Rule(
        statements.a_reviewer_took_part,
        "conducted-without-reviewer",
        "A reviewer of the provider who conducts the review, or takes part in conducting it.",
    ),
    Rule(statements.no_risk_is_new_or_high, "risk-new-or-high", ALWAYS_OPENED),
    Rule(
        statements.nothing_statutory_is_found,
        "statutory-finding",
        "A revision that does what the law asks.",
    ),
    Rule(
        statements.it_is_the_person_whom_the_council_knows,
        "identity-differs",
        "The same details in the review and in the council's caseload file.",
    ),
    Rule(
        statements.nothing_else_is_found_that_has_to_be_read,
        "finding-to-read",
        "A revision without that finding.",
    ),
    Rule(
        statements.the_reviewer_was_in_good_standing,
        "reviewer-standing",
        "The reviewer's role at the location and the courses that the council asks for, in date on both days.",
    ),
    Rule(
        statements.the_location_was_in_good_standing,
        "location-standing",
        "The location active, with a rating that the council accepts, on both days.",
    ),
    Rule(
        statements.one_body_alone_pays,
        "jointly-funded",
        "Nothing: both bodies open what they both pay for.",
    ),
    Rule(
        statements.the_record_is_not_restricted,
        "record-restricted",
        "The council's word that the person's record isn't restricted.",
    ),
    Rule(
        statements.the_person_is_not_made_up_for_training,
        "training-data",
        "The council's word that the person isn't made up for training.",
    ),
    Rule(
        statements.it_was_not_drawn_for_a_full_check,
        "sampled",
        "A draw that leaves it out; what is drawn is opened.",
    ),
    Rule(
        statements.it_corrects_nothing_that_was_approved,
        "corrects-what-was-approved",
        ALWAYS_OPENED,
    ),
)


def decide(facts: RoutingFacts, received_at: datetime, policy: RoutingPolicy) -> Routing:
    """Where a review waits and by when it is decided, judged as it was received at that moment (UTC).

    Pure: the same arguments always give the same routing.
    """
    reasons = reasons_to_open(facts, policy)
    queue = _queue(facts, reasons)
    return Routing(
        queue=queue,
        bulk_approvable=not reasons,
        due_at=due(received_at, _days(facts, queue, policy), policy.clock),
        reasons=reasons,
        if_verified=VerifiedReview(
            rating=facts.rated.effective,
            causes=facts.rated.causes,
            hours=facts.hours_now + facts.hours_added,
        ),
        draw=facts.draw or UNSET,
    )


def reasons_to_open(
    facts: RoutingFacts, policy: RoutingPolicy, rules: Sequence[Rule] = RULES
) -> list[RoutingReason]:
    """Every reason why a verifier has to open the review; without any it may be approved in bulk."""
    return [
        RoutingReason(code=rule.code, what_would_change_it=rule.what_would_change_it, params=shown)
        for rule in rules
        for shown in rule.states(facts, policy)
    ]


def _queue(facts: RoutingFacts, reasons: Sequence[RoutingReason]) -> Queue:
    if facts.safeguarding_open:
        return Queue.SAFEGUARDING
    if facts.funder == Funder.JOINT:
        return Queue.JOINT
    if facts.funder == Funder.NHS:
        return Queue.HEALTH
    return Queue.FULL if reasons else Queue.LIGHT_TOUCH


def _days(facts: RoutingFacts, queue: Queue, policy: RoutingPolicy) -> int:
    by_rating = policy.targets.days(facts.rated.effective)
    return min(by_rating, policy.targets.safeguarding) if queue is Queue.SAFEGUARDING else by_rating
