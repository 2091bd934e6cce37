"""Whether work can have been made when the tablet says so: by our clock, between what it builds on and its arrival."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from schemas.reviews import Finding
from schemas.sync import Op

GROSS = timedelta(minutes=5)
"""A clock that is further off than this is somebody's to set right."""
SLACK = timedelta(minutes=1)
"""What the way to us and back takes, and the second hand."""


def findings(
    op: Op, not_before: datetime | None, skew: timedelta | None, received_at: datetime
) -> Iterator[Finding]:
    """`skew` is our clock less the tablet's at this sync; it may have been set since the work was made.

    `not_before` is when the tablet was first given the newest of what the work builds on; None where nobody knows.
    """
    tolerated = abs(skew or timedelta()) + SLACK
    if skew is not None and abs(skew) > GROSS:
        yield _found("clock-skew", seconds=round(skew.total_seconds()))
    if _seconds(op.made_at) > _seconds(received_at) + tolerated.total_seconds():
        yield _found("made-after-receipt", made_at=op.made_at.isoformat())
    if not_before and _seconds(op.made_at) < _seconds(not_before) - tolerated.total_seconds():
        yield _found(
            "made-before-its-base", made_at=op.made_at.isoformat(), not_before=not_before.isoformat()
        )


def _seconds(moment: datetime) -> float:
    """Of any time that a calendar has, also its first and last."""
    return moment.timestamp()


def _found(code: str, **params: str | int) -> Finding:
    return Finding(pointer="", code=code, params={**params}, kind="other")
