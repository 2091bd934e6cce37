"""The safe-care rating that a form gives is complete, and no milder than its rules."""

from collections.abc import Iterator
from typing import TypeAlias

from schemas.assessments import Assessment
from schemas.base import Issue
from schemas.code_lists import SafeguardingConcern
from schemas.ratings import FACTORS, Colour, Evaluation
from schemas.reviews import Review
from workflows import ratings

RatedForm: TypeAlias = Review | Assessment
MILDEST_FIRST = (Colour.GREEN, Colour.AMBER, Colour.RED)


def every_factor_is_answered(form: RatedForm, received: object) -> Iterator[Issue]:
    """A factor left out is rated as not known."""
    for factor in FACTORS:
        if getattr(form.safe_care_rag.factors, factor) is None:
            yield Issue(pointer=f"/safe_care_rag/factors/{factor}", code="factor-absent")


def a_safeguarding_concern_is_rated(form: RatedForm, received: object) -> Iterator[Issue]:
    """An open or new concern isn't rated as none."""
    if _concern(form) != SafeguardingConcern.NONE and form.safe_care_rag.factors.safeguarding == 0:
        yield Issue(pointer="/safe_care_rag/factors/safeguarding", code="safeguarding-not-rated")


def only_a_verifier_lowers_a_rating(form: RatedForm, received: object) -> Iterator[Issue]:
    """A reviewer or an assessor may rate worse than the rules, and never better."""
    override = form.safe_care_rag.override
    if override is not None and override.direction == "down":
        yield Issue(pointer="/safe_care_rag/override/direction", code="downward-override")


def the_colour_given_is_that_of_the_rules_or_explained(form: RatedForm, rated: Evaluation) -> Iterator[Issue]:
    """Never milder than the rules, and worse only with a reason by whoever rated."""
    given = form.safe_care_rag
    worse = MILDEST_FIRST.index(given.provider_rating) - MILDEST_FIRST.index(rated.computed)
    if worse < 0 or (worse > 0 and given.override is None):
        yield Issue(
            pointer="/safe_care_rag/provider_rating",
            code="milder-than-rules" if worse < 0 else "worse-than-rules-unexplained",
            params={"computed": rated.computed.value},
        )


def the_ruleset_is_the_one_in_force(form: RatedForm, rated: Evaluation) -> Iterator[Issue]:
    """Whoever rated by another is told; what counts is what the rules in force come to."""
    if not ratings.names(form.safe_care_rag.ruleset, rated.ruleset):
        yield Issue(
            pointer="/safe_care_rag/ruleset", code="ruleset-not-in-force", params={"in_force": rated.ruleset}
        )


def the_ruleset_is_named_alike(form: RatedForm, received: object) -> Iterator[Issue]:
    """The form and the rating in it say that they follow the same rules."""
    if form.ruleset_version != form.safe_care_rag.ruleset:
        yield Issue(pointer="/ruleset_version", code="ruleset-differs")


def _concern(form: RatedForm) -> SafeguardingConcern:
    return form.safeguarding_concern if isinstance(form, Review) else form.social.safeguarding
