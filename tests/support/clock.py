"""A clock that stands still until a test moves it."""

from datetime import datetime, timedelta

from tests.support.world import NOON


class Clock:
    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        """`clock.forward(minutes=15)`."""
        self.now += timedelta(**by)
