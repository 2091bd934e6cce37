"""What another ruleset would have made of past submissions."""

from schemas.base import View
from schemas.ratings import RulesetId


class RatingMove(View, frozen=True, kw_only=True):
    """How many submissions go from one colour to another."""

    was: str
    becomes: str
    submissions: int


class RatingComparison(View, frozen=True, kw_only=True):
    """How a ruleset differs from those by which past submissions were rated, computed ratings alone.

    `rules` and `factors` count, of the submissions whose rating changes, the rules that fire now and didn't or did
    and don't, and the factors behind them.
    """

    ruleset: RulesetId
    compared: int
    unchanged: int
    worse: int
    milder: int
    moves: list[RatingMove]
    rules: dict[str, int]
    factors: dict[str, int]
