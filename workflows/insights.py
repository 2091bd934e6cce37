"""What can be said of a share that was seen in a few."""

from math import sqrt

from schemas.insights import DrawInsight

CONFIDENT = 1.6448536269514722
"""Standard normal quantile for a one-sided 95 %."""


def drawn_alone(opened: int, disagreed: int) -> DrawInsight:
    if not opened:
        return DrawInsight(opened=0, disagreed=0)
    return DrawInsight(
        opened=opened,
        disagreed=disagreed,
        miss_rate=disagreed / opened,
        at_most=upper_bound(disagreed, opened),
    )


def upper_bound(seen: int, of: int) -> float:
    """The share under which what was seen so often stays with a confidence of 95 % (Wilson, 1927)."""
    share, z = seen / of, CONFIDENT
    middle = share + z * z / (2 * of)
    spread = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return max(
        share, min(1.0, (middle + spread) / (1 + z * z / of))
    )  # rounding must not undercut what was seen
