"""What the law, the guidance and good sense ask of a review; reading the lists is reading the policy.

A finding never stops receipt. Those that the council's policy names, by default all statutory ones, stop
approval.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from msgspec import UNSET

from schemas.base import Issue
from schemas.reviews import Finding, FindingKind, Review
from workflows.compliance import changes, dates, identity, independence, involvement, safety
from workflows.compliance.needs import GUIDANCE, NEEDS, unmet


class Rule(NamedTuple):
    """A statement that ought to be true of every review, and what it rests on; yields where it isn't true."""

    states: Callable[[Review, date], Iterable[Issue]]
    kind: FindingKind = "other"
    source: str | None = None


RULES: tuple[Rule, ...] = (
    Rule(identity.the_person_can_be_identified),
    Rule(identity.the_nhs_number_can_be_one),
    Rule(identity.the_reason_fits_the_type, "other", "Client Level Data, Review Reason"),
    Rule(identity.what_needs_words_has_words, "other", GUIDANCE),
    Rule(dates.nothing_has_happened_in_the_future),
    Rule(dates.the_review_was_made_before_it_was_declared_and_sent),
    Rule(dates.the_person_can_have_been_born_then),
    Rule(dates.the_last_review_was_before_this_one, "other", GUIDANCE),
    Rule(dates.the_next_review_is_within_a_year, "other", GUIDANCE),
    Rule(dates.the_review_arrived_while_it_was_fresh),
    Rule(dates.the_reviewer_was_in_date),
    Rule(dates.a_change_begins_after_it_was_reviewed),
    Rule(involvement.a_known_carer_is_asked, "statutory", "Care Act 2014 s27(2)(b)(ii)"),
    Rule(involvement.the_carer_is_involved, "statutory", "Care Act 2014 s27(2)(b)(ii)"),
    Rule(involvement.those_asked_for_were_contacted, "statutory", "Care Act 2014 s27(2)(b)(iii)"),
    Rule(involvement.somebody_was_present),
    Rule(involvement.who_declined_was_asked),
    Rule(involvement.they_got_a_format_that_they_can_use, "other", "Accessible Information Standard"),
    Rule(involvement.substantial_difficulty_calls_for_an_advocate, "statutory", "Care Act 2014 s67(2)"),
    Rule(involvement.an_advocate_who_is_needed_is_in_place, "statutory", "Care Act 2014 s67(2)"),
    Rule(involvement.the_appropriate_person_is_not_paid_to_care, "statutory", "Care Act 2014 s67(5)"),
    Rule(involvement.wellbeing_is_considered, "statutory", "Care Act 2014 ss9(4)(a), 27(2)(a)"),
    Rule(independence.a_self_review_is_by_somebody_with_capacity, "statutory", GUIDANCE),
    Rule(independence.a_review_by_themselves_has_professional_input, "other", GUIDANCE),
    Rule(independence.a_gain_of_the_provider_is_declared, "other", "Care Act 2014 s79, guidance ch. 18"),
    Rule(independence.an_allegation_against_the_provider_is_declared),
    Rule(changes.a_change_in_need_leads_to_reassessment, "statutory", "Care Act 2014 s27(4)"),
    Rule(changes.a_need_that_grew_is_a_need_that_changed, "other", GUIDANCE),
    Rule(changes.outcomes_that_are_all_unmet_lead_to_something, "other", GUIDANCE),
    Rule(changes.the_person_was_asked_about_the_change, "statutory", "Care Act 2014 s27(5)"),
    Rule(changes.the_proposal_is_what_is_requested),
    Rule(changes.stated_hours_are_those_of_the_visits),
    Rule(changes.the_effect_on_funding_is_that_of_the_proposal),
    Rule(safety.every_factor_is_answered, "other", "safe-care/1"),
    Rule(safety.a_safeguarding_concern_is_rated, "other", "safe-care/1"),
    Rule(safety.only_a_verifier_lowers_a_rating, "other", "safe-care/1"),
    Rule(safety.the_providers_colour_is_that_of_the_rules_or_explained, "other", "safe-care/1"),
    Rule(safety.the_ruleset_is_named_alike),
)


def findings(review: Review, received_on: date) -> list[Finding]:
    """Everything in the review that a verifier has to see; `received_on` is the day of receipt in London."""
    return [*_what_is_missing(review), *_what_is_not_so(review, received_on)]


def _what_is_missing(review: Review) -> Iterator[Finding]:
    for need in NEEDS:
        for issue in unmet(need, review):
            yield _finding(issue, need.kind, need.source)


def _what_is_not_so(review: Review, received_on: date) -> Iterator[Finding]:
    for rule in RULES:
        for issue in rule.states(review, received_on):
            yield _finding(issue, rule.kind, rule.source)


def _finding(issue: Issue, kind: FindingKind, source: str | None) -> Finding:
    return Finding(
        pointer=issue.pointer,
        code=issue.code,
        params=issue.params,
        kind=kind,
        source=UNSET if source is None else source,
    )
