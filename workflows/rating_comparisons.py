"""What another ruleset would have made of past submissions: how many change, which way, and because of what."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from schemas.rating_comparisons import RatingComparison, RatingMove
from schemas.ratings import Evaluation
from schemas.reviews import Review
from schemas.rulesets import Ruleset
from workflows import ratings
from workflows.rulesets import BEST_TO_WORST


class Past(NamedTuple):
    """A submission as it was rated when it came, by the ruleset of its day."""

    review: Review
    rated: Evaluation


class Pair(NamedTuple):
    """The same answers by two rulesets."""

    was: Evaluation
    becomes: Evaluation

    @property
    def step(self) -> int:
        """By how many colours it gets worse; negative if milder."""
        return BEST_TO_WORST.index(self.becomes.computed) - BEST_TO_WORST.index(self.was.computed)


def compare(past: Iterable[Past], rules: Ruleset) -> RatingComparison:
    """Rate every one anew as of its own review, and count the differences; nothing that was rated is touched."""
    compared = [Pair(one.rated, _anew(one, rules)) for one in past]
    changed = [pair for pair in compared if pair.step]
    moves = Counter((pair.was.computed.value, pair.becomes.computed.value) for pair in changed)
    return RatingComparison(
        ruleset=rules.id,
        compared=len(compared),
        unchanged=len(compared) - len(changed),
        worse=sum(pair.step > 0 for pair in changed),
        milder=sum(pair.step < 0 for pair in changed),
        moves=[
            RatingMove(was=was, becomes=becomes, submissions=n) for (was, becomes), n in moves.most_common()
        ],
        rules=dict(Counter(code for pair in changed for code in _differing(pair)).most_common()),
        factors=dict(Counter(factor for pair in changed for factor in _behind(pair)).most_common()),
    )


def _anew(one: Past, rules: Ruleset) -> Evaluation:
    rating = one.review.safe_care_rag
    return ratings.evaluate(rules, rating.factors, rating.mitigations, one.review.review_date)


def _differing(pair: Pair) -> list[str]:
    """The rules that fire in one of the two and not in the other."""
    before, after = ({reason.code for reason in each.reasons} for each in pair)
    return sorted(before ^ after)


def _behind(pair: Pair) -> list[str]:
    """The factors that those rules named or counted."""
    codes = _differing(pair)
    return sorted(
        {name for each in pair for reason in each.reasons if reason.code in codes for name in reason.factors}
    )
