"""What the law, the guidance and good sense ask of a review; reading the lists is reading the policy.

A finding never stops receipt. Those that the council's policy names, by default all statutory ones, stop
approval. Each finding names the element of the report that isn't met because of it (`elements`).
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any, Generic, NamedTuple, TypeVar

from msgspec import UNSET

from schemas.arrivals import PackageFacts
from schemas.base import Issue
from schemas.ratings import Evaluation
from schemas.reviews import Finding, FindingKind, Review
from workflows import given_ratings, ratings
from workflows.compliance import (
    changes,
    dates,
    identity,
    independence,
    involvement,
    known,
    plan,
    words,
)
from workflows.compliance.needs import GUIDANCE, NEEDS, Need, unmet

Beside = TypeVar("Beside")


class Rule(NamedTuple, Generic[Beside]):
    """A statement that ought to be true of every review beside something else, and what it rests on.

    It yields where it isn't true, and then the element of that id isn't met.
    """

    element: str
    states: Callable[[Review, Beside], Iterable[Issue]]
    kind: FindingKind = "other"
    source: str | None = None


RULES: tuple[Rule[date], ...] = (
    Rule("identity", identity.the_person_can_be_identified),
    Rule("identity", identity.the_nhs_number_can_be_one),
    Rule("reason", identity.the_reason_fits_the_type, "other", "Client Level Data, Review Reason"),
    Rule("person-involved", words.the_person_speaks_in_the_review, "other", GUIDANCE),
    Rule("communication", words.what_helps_them_to_communicate_is_said, "other", GUIDANCE),
    Rule("how-the-plan-works", words.it_is_said_how_the_plan_works, "other", GUIDANCE),
    Rule("contingency", words.it_is_said_what_happens_without_the_usual_care, "other", GUIDANCE),
    Rule("days", dates.nothing_has_happened_in_the_future),
    Rule("days", dates.the_review_was_made_before_it_was_declared_and_sent),
    Rule("days", dates.the_person_can_have_been_born_then),
    Rule("days", dates.the_last_review_was_before_this_one, "other", GUIDANCE),
    Rule("reviewed-every-12-months", dates.the_last_review_was_no_more_than_a_year_ago, "other", GUIDANCE),
    Rule("next-review", dates.the_next_review_is_within_a_year, "other", GUIDANCE),
    Rule("days", dates.the_review_arrived_while_it_was_fresh),
    Rule("reviewer", dates.the_reviewer_was_in_date),
    Rule("change-founded", dates.a_change_begins_after_it_was_reviewed),
    Rule("outcomes", plan.outcomes_that_are_all_unmet_lead_to_something, "other", GUIDANCE),
    Rule("new-outcomes", plan.new_outcomes_are_considered, "other", GUIDANCE),
    Rule("improvements", plan.improvements_are_considered, "other", GUIDANCE),
    Rule("budget-management", plan.how_the_budget_is_managed_is_considered, "other", GUIDANCE),
    Rule("carer-involved", involvement.a_known_carer_is_asked, "statutory", "Care Act 2014 s27(2)(b)(ii)"),
    Rule("carer-involved", involvement.the_carer_is_involved, "statutory", "Care Act 2014 s27(2)(b)(ii)"),
    Rule(
        "others-involved",
        involvement.those_asked_for_were_contacted,
        "statutory",
        "Care Act 2014 s27(2)(b)(iii)",
    ),
    Rule("conversation", involvement.somebody_was_present),
    Rule("conversation", involvement.who_declined_was_asked),
    Rule(
        "communication",
        involvement.they_got_a_format_that_they_can_use,
        "other",
        "Accessible Information Standard",
    ),
    Rule(
        "advocacy",
        involvement.substantial_difficulty_calls_for_an_advocate,
        "statutory",
        "Care Act 2014 s67(2)",
    ),
    Rule("advocacy", involvement.an_advocate_who_is_needed_is_in_place, "statutory", "Care Act 2014 s67(2)"),
    Rule(
        "appropriate-person",
        involvement.the_appropriate_person_is_not_paid_to_care,
        "statutory",
        "Care Act 2014 s67(5)",
    ),
    Rule("wellbeing", involvement.wellbeing_is_considered, "statutory", "Care Act 2014 ss9(4)(a), 27(2)(a)"),
    Rule("self-review", independence.a_self_review_is_by_somebody_with_capacity, "statutory", GUIDANCE),
    Rule("self-review", independence.a_review_by_themselves_has_professional_input, "other", GUIDANCE),
    Rule(
        "providers-interest",
        independence.a_gain_of_the_provider_is_declared,
        "other",
        "Care Act 2014 s79, guidance ch. 18",
    ),
    Rule("providers-interest", independence.an_allegation_against_the_provider_is_declared),
    Rule("reassessment", changes.a_change_in_need_leads_to_reassessment, "statutory", "Care Act 2014 s27(4)"),
    Rule("needs-agree", changes.a_need_that_grew_is_a_need_that_changed, "other", GUIDANCE),
    Rule("change-agreed", changes.the_person_was_asked_about_the_change, "statutory", "Care Act 2014 s27(5)"),
    Rule("proposal", changes.the_proposal_is_what_is_requested),
    Rule("proposal", changes.stated_hours_are_those_of_the_visits),
    Rule("change-founded", changes.the_effect_on_funding_is_that_of_the_proposal),
    Rule("rating", given_ratings.every_factor_is_answered, "other", "safe-care/1"),
    Rule("safeguarding-rated", given_ratings.a_safeguarding_concern_is_rated, "other", "safe-care/1"),
    Rule("rating", given_ratings.only_a_verifier_lowers_a_rating, "other", "safe-care/1"),
    Rule("rating", given_ratings.the_ruleset_is_named_alike),
)
"""Beside the day of receipt in London."""

RATING_RULES: tuple[Rule[Evaluation], ...] = (
    Rule("rating", given_ratings.the_colour_given_is_that_of_the_rules_or_explained, "other", "safe-care/1"),
    Rule("rating", given_ratings.the_ruleset_is_the_one_in_force),
)
"""Beside what the safe-care rules in force come to."""

KNOWN_RULES: tuple[Rule[PackageFacts], ...] = (
    Rule("identity", known.the_name_is_the_persons),
    Rule("identity", known.the_date_of_birth_is_the_persons),
    Rule("identity", known.the_record_id_is_the_persons),
    Rule("identity", known.the_nhs_number_is_the_persons),
    Rule("identity", known.the_location_is_the_packages),
    Rule("identity", known.the_funder_is_the_packages),
    Rule("identity", known.the_person_was_alive),
    Rule("delegation", known.the_council_permits_a_review_by_the_provider, "statutory", "Care Act 2014 s79"),
    Rule("delegation", known.the_permission_named_is_one_that_the_council_gave, "other", "Care Act 2014 s79"),
    Rule("first-review-in-time", known.the_first_review_came_in_time, "other", GUIDANCE),
    Rule(
        "older-persons-first-review-in-time",
        known.the_first_review_of_an_older_persons_home_care_came_in_time,
        "other",
        known.HOME_CARE_STANDARD,
    ),
)
"""Beside what the council knows of the package and its person."""


def findings(
    review: Review,
    received_on: date,
    package: PackageFacts | None = None,
    rated: Evaluation | None = None,
) -> list[Finding]:
    """Everything in the review that a verifier has to see; `received_on` is the day of receipt in London.

    Without the package, what the council knows of it and of its person is not looked at. `rated` is what the
    safe-care rules in force come to; without, it is worked out by those that every council begins with.
    """
    rated = rated or ratings.judge(review.safe_care_rag, review.review_date).evaluation
    said = [
        *_what_is_missing(review),
        *_what_is_not_so(review, RULES, received_on),
        *_what_is_not_so(review, RATING_RULES, rated),
    ]
    return said if package is None else [*said, *_what_is_not_so(review, KNOWN_RULES, package)]


def _what_is_missing(review: Review) -> Iterator[Finding]:
    for need in NEEDS:
        for issue in unmet(need, review):
            yield _finding(issue, need)


def _what_is_not_so(review: Review, stated: Iterable[Rule[Beside]], beside: Beside) -> Iterator[Finding]:
    for rule in stated:
        for issue in rule.states(review, beside):
            yield _finding(issue, rule)


def _finding(issue: Issue, found_by: Need | Rule[Any]) -> Finding:
    return Finding(
        pointer=issue.pointer,
        code=issue.code,
        params=issue.params,
        kind=found_by.kind,
        source=UNSET if found_by.source is None else found_by.source,
        element=found_by.element,
    )
