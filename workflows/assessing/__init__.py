"""What the law, the guidance and good sense ask of a pre-discharge assessment; reading the list is reading the policy.

A finding never stops receipt, nor the home's decision: whoever decides sees it.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import Generic, NamedTuple, TypeVar

from msgspec import UNSET

from schemas.assessments import Assessment
from schemas.base import Issue
from schemas.ratings import Evaluation
from schemas.reviews import Finding, FindingKind
from workflows import given_ratings, ratings
from workflows.assessing import care, dates, people, rights
from workflows.assessing.needs import MCA, NEEDS, NICE_TRANSFER
from workflows.compliance.needs import unmet

CRITERIA = "Hospital discharge and community support guidance"


Beside = TypeVar("Beside")


class Rule(NamedTuple, Generic[Beside]):
    """A statement that ought to be true of every assessment, and what it rests on; yields where it isn't true."""

    states: Callable[[Assessment, Beside], Iterable[Issue]]
    kind: FindingKind = "other"
    source: str | None = None


RULES: tuple[Rule[datetime], ...] = (
    Rule(people.the_person_can_be_identified),
    Rule(people.the_nhs_number_can_be_one),
    Rule(people.the_person_can_have_been_born_then),
    Rule(people.an_agreement_is_named),
    Rule(people.what_needs_words_has_words),
    Rule(dates.nothing_has_happened_in_the_future),
    Rule(dates.the_stay_began_before_the_assessment),
    Rule(dates.the_assessment_was_declared_and_sent_after_it_was_made),
    Rule(dates.the_move_has_a_window, "other", CRITERIA),
    Rule(dates.they_are_assessed_before_they_leave, "other", CRITERIA),
    Rule(dates.the_observations_were_fresh),
    Rule(dates.the_assessment_arrived_while_it_was_fresh),
    Rule(rights.who_agreed_could_agree, "statutory", f"{MCA} s2(1)"),
    Rule(rights.doubted_capacity_is_assessed, "statutory", f"{MCA} s3(1)"),
    Rule(rights.a_deprivation_of_liberty_is_asked_for, "statutory", f"{MCA} Sch A1"),
    Rule(rights.an_advocate_who_is_needed_is_in_place, "statutory", "Care Act 2014 s67(2)"),
    Rule(rights.nobody_is_restrained_unassessed, "other", f"{MCA} s6"),
    Rule(rights.nobody_who_can_decide_is_given_medicine_covertly, "other", f"{MCA} s1(2)"),
    Rule(care.whoever_leaves_has_no_reason_to_stay, "other", CRITERIA),
    Rule(care.the_destination_fits_the_pathway, "other", CRITERIA),
    Rule(care.a_stay_in_a_home_is_of_some_kind),
    Rule(care.allergies_are_as_they_are_said_to_be, "other", NICE_TRANSFER),
    Rule(care.modified_food_and_drink_has_advice, "other", "NICE CG32"),
    Rule(care.oxygen_is_there_on_the_way),
    Rule(care.a_new_need_is_stated_as_new, "other", NICE_TRANSFER),
    Rule(care.the_checklist_fits_the_funding, "other", "National framework for NHS continuing healthcare"),
    Rule(given_ratings.every_factor_is_answered, "other", "safe-care/1"),
    Rule(given_ratings.a_safeguarding_concern_is_rated, "other", "safe-care/1"),
    Rule(given_ratings.only_a_verifier_lowers_a_rating, "other", "safe-care/1"),
    Rule(given_ratings.the_ruleset_is_named_alike),
)
"""Beside the time of receipt."""

RATING_RULES: tuple[Rule[Evaluation], ...] = (
    Rule(given_ratings.the_colour_given_is_that_of_the_rules_or_explained, "other", "safe-care/1"),
    Rule(given_ratings.the_ruleset_is_the_one_in_force),
)
"""Beside what the safe-care rules in force come to."""


def assessed_on(assessment: Assessment) -> date:
    """The day of the assessment in London, by which it is rated."""
    return dates.day_of(assessment.assessor.assessed_at)


def findings(assessment: Assessment, received_at: datetime, rated: Evaluation | None = None) -> list[Finding]:
    """Everything in the assessment that whoever decides has to see.

    `rated` is what the safe-care rules in force come to; without, it is worked out by those that every council begins
    with.
    """
    rated = rated or ratings.judge(assessment.safe_care_rag, assessed_on(assessment)).evaluation
    return [
        *_what_is_missing(assessment),
        *_what_is_not_so(assessment, RULES, received_at),
        *_what_is_not_so(assessment, RATING_RULES, rated),
    ]


def _what_is_missing(assessment: Assessment) -> Iterator[Finding]:
    for need in NEEDS:
        for issue in unmet(need, assessment):
            yield finding(issue, need.kind, need.source)


def _what_is_not_so(
    assessment: Assessment, stated: Iterable[Rule[Beside]], beside: Beside
) -> Iterator[Finding]:
    for rule in stated:
        for issue in rule.states(assessment, beside):
            yield finding(issue, rule.kind, rule.source)


def finding(issue: Issue, kind: FindingKind = "other", source: str | None = None) -> Finding:
    return Finding(
        pointer=issue.pointer,
        code=issue.code,
        params=issue.params,
        kind=kind,
        source=UNSET if source is None else source,
    )
