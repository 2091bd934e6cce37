"""Drawing a schedule from a seed: which kinds of steps there are how often, and how often something goes wrong."""

from collections.abc import Callable
from random import Random

from schemas.submissions import Action
from service.client.faults import Fault
from service.simulation.holders import WORDS
from service.simulation.mishaps import Mishap, MishapKind, Place
from service.simulation.plan import Schedule, Spoilt, Step, Struck, Trouble
from service.simulation.steps.accidents import (
    Arrive,
    Backup,
    EmptyBattery,
    Jump,
    Kill,
    Pass,
    Restore,
    Rotate,
)
from service.simulation.steps.council import ApproveAll, Decide, Move, Settle, Tell
from service.simulation.steps.tablets import Amend, HandIn, SetAside, Sync, Withdraw
from service.simulation.town import PEOPLE, TABLETS, VERIFIERS

MOST_STEPS = 14
SYNC, ONE = (0, 1, 2, 2, 2, 3), (0,)
"""The requests of a sync, of which the third is a push where there is something to send; and those of anything else."""
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
A_WHILE = (3, 61, 1_000, 7_200, 3 * 86_400)
JUMPS = (-86_400, -3_600, -120, 90, 3_600, 86_400)


class Drawing:
    """One schedule in the making."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance

    def steps(self) -> list[Step]:
        """Two tablets know of somebody and have something to hand in; then anything goes."""
        one, other = self.chance.sample(range(TABLETS), 2)
        begin = [
            Step(Sync(one)),
            Step(Sync(other)),
            Step(HandIn(one, self.person())),
            Step(HandIn(other, self.person())),
            Step(Sync(one), self.troubles(SYNC)),
        ]
        return begin + [self.step() for _ in range(self.chance.randint(5, MOST_STEPS - len(begin)))]

    def step(self) -> Step:
        (kind,) = self.chance.choices(list(KINDS), list(KINDS.values()))
        return kind(self)

    def tablet(self) -> int:
        return self.chance.randrange(TABLETS)

    def person(self) -> int:
        return self.chance.randrange(PEOPLE)

    def review(self) -> int:
        return self.chance.randrange(4)

    def verifier(self) -> int:
        return self.chance.randrange(VERIFIERS)

    def words(self) -> int:
        return self.chance.randrange(len(WORDS))

    def decision(self) -> Decide:
        return Decide(self.verifier(), self.review(), self.chance.choice(DECISIONS))

    def sync(self) -> Step:
        return Step(Sync(self.tablet()), self.troubles(SYNC))

    def decide(self) -> Step:
        return Step(self.decision(), self.troubles(ONE), self.others(0.5))

    def approve_all(self) -> Step:
        return Step(ApproveAll(self.verifier()), self.troubles(ONE), self.others(0.4))

    def move(self) -> Step:
        return Step(Move(self.person()), self.troubles(ONE))

    def tell(self) -> Step:
        return Step(Tell(), [self.struck(0)] if self.chance.random() < 0.6 else [])

    def troubles(self, requests: tuple[int, ...]) -> list[Trouble]:
        """Every third step goes well; in the others something goes wrong with one or two of these requests."""
        hit = {self.chance.choice(requests) for _ in range(self.chance.choice((0, 0, 1, 1, 1, 2)))}
        return [self.trouble(request) for request in sorted(hit)]

    def trouble(self, request: int) -> Trouble:
        if self.chance.random() < 0.5:
            return Spoilt(request, self.chance.choice(CONNECTION).name)
        return self.struck(request)

    def struck(self, request: int) -> Struck:
        kind: MishapKind = self.chance.choice(("cut", "kill", "pause", "pause"))
        if kind == "pause":
            return Struck(request, Mishap(kind, self.chance.choice(PAUSES)), self.others(1.0))
        return Struck(request, Mishap(kind, self.place()))

    def place(self) -> Place:
        after = self.chance.random() < 0.5
        if self.chance.random() < 0.5:
            return Place("commit", self.chance.randint(1, 3), after)
        return Place("statement", self.chance.randint(1, 20), after)

    def others(self, share: float) -> list[Step]:
        """What others do in between: mostly what touches the same reviews."""
        if self.chance.random() >= share:
            return []
        return self.chance.choice(QUICK)(self)

    def sent(self, tablet: int) -> list[Step]:
        return [Step(Sync(tablet))]

    def handed_in(self, tablet: int) -> list[Step]:
        return [Step(HandIn(tablet, self.person())), Step(Sync(tablet))]

    def amended(self, tablet: int) -> list[Step]:
        return [Step(Amend(tablet, self.review(), self.words())), Step(Sync(tablet))]


KINDS: dict[Callable[[Drawing], Step], int] = {
    Drawing.sync: 10,
    lambda of: Step(HandIn(of.tablet(), of.person())): 6,
    lambda of: Step(Amend(of.tablet(), of.review(), of.words())): 5,
    lambda of: Step(Withdraw(of.tablet(), of.review())): 1,
    lambda of: Step(SetAside(of.tablet(), of.review())): 1,
    Drawing.decide: 7,
    Drawing.approve_all: 2,
    lambda of: Step(Settle(of.verifier())): 1,
    Drawing.move: 2,
    Drawing.tell: 2,
    lambda of: Step(Pass(of.chance.choice(A_WHILE))): 2,
    lambda of: Step(Jump(of.tablet(), of.chance.choice(JUMPS))): 1,
    lambda of: Step(Backup(of.tablet())): 1,
    lambda of: Step(Restore(of.tablet())): 1,
    lambda of: Step(EmptyBattery(of.tablet(), of.chance.randrange(160))): 1,
    lambda _: Step(Kill()): 1,
    lambda _: Step(Arrive()): 1,
    lambda _: Step(Rotate()): 1,
}
"""Every kind of step, and how often it comes among all of them."""
QUICK: tuple[Callable[[Drawing], list[Step]], ...] = (
    lambda of: of.sent(of.tablet()),
    lambda of: of.handed_in(of.tablet()),
    lambda of: of.amended(of.tablet()),
    lambda of: [Step(of.decision())],
    lambda of: [Step(Move(of.person()))],
)
"""What others can do in between."""


def drawn(seed: int) -> Schedule:
    """The schedule of a seed."""
    return Schedule(seed, Drawing(Random(seed)).steps())  # noqa: S311 nothing is kept secret by it
