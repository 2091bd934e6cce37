"""What a schedule is drawn with: who and what by chance, and where things go wrong."""

from collections.abc import Mapping
from random import Random
from typing import TypeVar

from schemas.submissions import Action
from service.client.faults import Fault
from service.simulation.holders import WORDS
from service.simulation.mishaps import Place
from service.simulation.plan import Step
from service.simulation.steps.council import Decide
from service.simulation.town import PEOPLE, SHARED, TABLETS, VERIFIERS

T = TypeVar("T")

CONNECTION = (Fault.DROP, Fault.LOSE_REPLY, Fault.DUPLICATE, Fault.TRUNCATE, Fault.DELAY, Fault.FAIL)
DECISIONS = (
    Action.OPEN,
    Action.APPROVE,
    Action.APPROVE,
    Action.RETURN,
    Action.REJECT,
    Action.TAKE_IN,
    Action.RELEASE,
)
PAUSES = (
    *(Place("commit", number) for number in (1, 1, 1, 1, 2)),
    *(Place("statement", number) for number in (3, 6, 9, 12, 15)),
)
"""Mostly when everything is done and nobody else can see it."""


class Dice:
    """Every throw of one schedule, in the order in which they are asked for."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance

    def one_of(self, weighted: Mapping[T, int]) -> T:
        (one,) = self.chance.choices(list(weighted), list(weighted.values()))
        return one

    def tablet(self) -> int:
        return self.chance.randrange(TABLETS)

    def writer(self) -> int:
        """Mostly a tablet on which somebody else works as well."""
        return self.chance.choice((*SHARED, *SHARED, self.tablet()))

    def person(self) -> int:
        return self.chance.randrange(PEOPLE)

    def review(self) -> int:
        return self.chance.randrange(4)

    def referral(self) -> int:
        return self.chance.randrange(2)

    def verifier(self) -> int:
        return self.chance.randrange(VERIFIERS)

    def words(self) -> int:
        return self.chance.randrange(len(WORDS))

    def decision(self) -> Decide:
        return Decide(self.verifier(), self.review(), self.chance.choice(DECISIONS))

    def shuffled(self, one: list[Step], other: list[Step]) -> list[Step]:
        """Both at once, each in its own order."""
        left = {id(part): iter(part) for part in (one, other)}
        order = [id(part) for part in (one, other) for _ in part]
        self.chance.shuffle(order)
        return [next(left[part]) for part in order]

    def fault(self) -> str:
        return self.chance.choice(CONNECTION).name

    def where_to_pause(self) -> Place:
        return self.chance.choice(PAUSES)

    def place(self) -> Place:
        after = self.chance.random() < 0.5
        if self.chance.random() < 0.5:
            return Place("commit", self.chance.randint(1, 3), after)
        return Place("statement", self.chance.randint(1, 20), after)
