"""What becomes of a push after an answer: tried again and when, left to staff, or held back to spare the record."""

from datetime import datetime, timedelta

from msgspec import Struct

from schemas.pushes import Answer, Never, NotNow, PushState, Withheld

LEASE = timedelta(seconds=60)
"""How long a message is one worker's; after that any may claim it."""
TRIES = 20
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=4)
"""With the tries above a record may be away for a day and a half before staff have to ask for another round."""

TRIPS_AFTER = 5
SHORTEST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(minutes=5)

BROKEN = NotNow(
    code="service-failed",
    why="Something broke in this service before the record was told: look at its logs; it is tried again.",
    record_is_down=False,
)
NO_ANSWER = Never(
    code="no-answer",
    why="Worker after worker took this up and none came back: look at their logs, then try again.",
)


class Verdict(Struct, frozen=True, kw_only=True):
    """Where a message stands after a try that did not deliver it; `due_at` is when it is tried next."""

    state: PushState
    due_at: datetime
    code: str
    why: str


def verdict(answer: NotNow | Never | Withheld, tries: int, at: datetime, dice: float) -> Verdict:
    """What becomes of a message after its `tries`th try; `dice`, from 0 to 1, spreads the next ones in time."""
    match answer:
        case Withheld():
            return Verdict(state="withheld", due_at=at, code=answer.code, why=answer.why)
        case NotNow() if tries < TRIES:
            due_at = at + max(wait(tries, dice), answer.retry_after or timedelta())
            return Verdict(state="ready", due_at=due_at, code=answer.code, why=answer.why)
        case _:
            return Verdict(state="dead", due_at=at, code=answer.code, why=answer.why)


def wait(tries: int, dice: float) -> timedelta:
    """How long to wait after this many tries: twice as long each time, of that somewhere in the second half."""
    longest = min(FIRST_WAIT * (1 << tries - 1), LONGEST_WAIT)
    return longest * (0.5 + dice / 2)


class Circuit(Struct, frozen=True, kw_only=True):
    """Whether a record answers at all: one that doesn't is asked once in a while, not for every message."""

    failures: int = 0
    paused_until: datetime | None = None

    def room(self, at: datetime, most: int) -> int:
        """How many messages may be under way now, of at most `most`: after a pause one, to see."""
        if self.paused_until is None:
            return most
        return min(1, most) if at >= self.paused_until else 0

    def after(self, answer: Answer, at: datetime) -> "Circuit":
        """The circuit once the record has given this answer, or none."""
        if not (isinstance(answer, NotNow) and answer.record_is_down):
            return Circuit()
        failures = self.failures + 1
        if failures < TRIPS_AFTER:
            return Circuit(failures=failures)
        pause = min(SHORTEST_PAUSE * (1 << min(failures - TRIPS_AFTER, 10)), LONGEST_PAUSE)
        return Circuit(failures=failures, paused_until=at + pause)
