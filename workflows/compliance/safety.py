"""Concerns are raised, and the safe-care rating is complete and no milder than its rules."""

from collections.abc import Iterator
from datetime import date

from schemas.base import Issue
from schemas.code_lists import SafeguardingConcern
from schemas.ratings import FACTORS, Colour, Evaluation
from schemas.reviews import Review
from workflows import ratings

MILDEST_FIRST = (Colour.GREEN, Colour.AMBER, Colour.RED)


def every_factor_is_answered(review: Review, received_on: date) -> Iterator[Issue]:
    """A factor left out is rated as not known."""
    for factor in FACTORS:
        if getattr(review.safe_care_rag.factors, factor) is None:
            yield Issue(pointer=f"/safe_care_rag/factors/{factor}", code="factor-absent")


def a_safeguarding_concern_is_rated(review: Review, received_on: date) -> Iterator[Issue]:
    """An open or new concern isn't rated as none."""
    concern = review.safeguarding_concern != SafeguardingConcern.NONE
    if concern and review.safe_care_rag.factors.safeguarding == 0:
        yield Issue(pointer="/safe_care_rag/factors/safeguarding", code="safeguarding-not-rated")


def only_a_verifier_lowers_a_rating(review: Review, received_on: date) -> Iterator[Issue]:
    """A reviewer may rate worse than the rules, and never better."""
    override = review.safe_care_rag.override
    if override is not None and override.direction == "down":
        yield Issue(pointer="/safe_care_rag/override/direction", code="downward-override")


def the_providers_colour_is_that_of_the_rules_or_explained(
    review: Review, rated: Evaluation
) -> Iterator[Issue]:
    """Never milder than the rules, and worse only with the reviewer's reason."""
    given = review.safe_care_rag
    worse = MILDEST_FIRST.index(given.provider_rating) - MILDEST_FIRST.index(rated.computed)
    if worse < 0 or (worse > 0 and given.override is None):
        yield Issue(
            pointer="/safe_care_rag/provider_rating",
            code="milder-than-rules" if worse < 0 else "worse-than-rules-unexplained",
            params={"computed": rated.computed.value},
        )


def the_ruleset_is_the_one_in_force(review: Review, rated: Evaluation) -> Iterator[Issue]:
    """Whoever rated by another is told; what counts is what the rules in force come to."""
    if not ratings.names(review.safe_care_rag.ruleset, rated.ruleset):
        yield Issue(
            pointer="/safe_care_rag/ruleset", code="ruleset-not-in-force", params={"in_force": rated.ruleset}
        )


def the_ruleset_is_named_alike(review: Review, received_on: date) -> Iterator[Issue]:
    """The review and the rating in it say that they follow the same rules."""
    if review.ruleset_version != review.safe_care_rag.ruleset:
        yield Issue(pointer="/ruleset_version", code="ruleset-differs")
