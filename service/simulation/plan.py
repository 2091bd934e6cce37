"""A schedule: what everybody does, in which order, and what goes wrong on the way. Drawn from a seed, kept as JSON."""

from collections.abc import Callable
from random import Random
from typing import TypeAlias

import msgspec
from msgspec import Struct

from schemas.submissions import Action
from service.client.faults import Fault
from service.simulation.mishaps import Mishap, MishapKind, Place

TABLETS, PEOPLE, VERIFIERS, WORDS = 3, 5, 2, 5
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


class Spoilt(Struct, frozen=True, tag=True):
    """What becomes of the nth request of a step on its way there or back, counted from 0."""

    request: int
    fault: str


class Struck(Struct, frozen=True, tag=True):
    """What becomes of the process that carries it out; `meanwhile` is what others do where it stands still."""

    request: int
    mishap: Mishap
    meanwhile: "list[Step]" = []


Trouble: TypeAlias = Spoilt | Struck


class Sync(Struct, frozen=True, tag=True):
    tablet: int
    troubles: list[Trouble] = []


class HandIn(Struct, frozen=True, tag=True):
    """A review of one of the people whom the tablet knows, counted from 0 and from the first again after the last."""

    tablet: int
    person: int


class Amend(Struct, frozen=True, tag=True):
    tablet: int
    review: int
    words: int


class Withdraw(Struct, frozen=True, tag=True):
    tablet: int
    review: int


class SetAside(Struct, frozen=True, tag=True):
    tablet: int
    review: int


class Decide(Struct, frozen=True, tag=True):
    """A verifier looks at a review and acts on what they saw; where `hesitates`, others act in between."""

    verifier: int
    review: int
    action: Action
    hesitates: "list[Step]" = []
    troubles: list[Trouble] = []


class ApproveAll(Struct, frozen=True, tag=True):
    """A verifier selects what may be approved in bulk, and approves it; they ask again if no answer comes."""

    verifier: int
    hesitates: "list[Step]" = []
    troubles: list[Trouble] = []


class Move(Struct, frozen=True, tag=True):
    """Somebody's care goes over to the other location, and back the next time."""

    person: int
    troubles: list[Trouble] = []


class Tell(Struct, frozen=True, tag=True):
    """The worker tells the record what is due."""

    troubles: list[Trouble] = []


class Settle(Struct, frozen=True, tag=True):
    """Staff send back what was quarantined."""

    verifier: int


class Pass(Struct, frozen=True, tag=True):
    seconds: int


class Jump(Struct, frozen=True, tag=True):
    """A tablet's clock is set, by mistake or in the end rightly."""

    tablet: int
    seconds: int


class Backup(Struct, frozen=True, tag=True):
    tablet: int


class Restore(Struct, frozen=True, tag=True):
    """A tablet becomes what it was at its last backup."""

    tablet: int


class EmptyBattery(Struct, frozen=True, tag=True):
    """A tablet's battery dies at the nth statement to its store while it syncs."""

    tablet: int
    statements: int


class Kill(Struct, frozen=True, tag=True):
    """The service is killed between two requests."""


class Arrive(Struct, frozen=True, tag=True):
    """Whatever was delayed on its way arrives."""


class Rotate(Struct, frozen=True, tag=True):
    """The operator tells all tablets that the database was restored; nothing is in fact missing."""


Step: TypeAlias = (
    Sync | HandIn | Amend | Withdraw | SetAside | Decide | ApproveAll | Move | Tell | Settle | Pass | Jump | Backup
    | Restore | EmptyBattery | Kill | Arrive | Rotate
)  # fmt: skip


def words(step: Step) -> str:
    """A step in one line."""
    told = msgspec.to_builtins(step)
    what = WORDED.get(type(step), type(step).__name__).format(**told)
    troubles = "; ".join(_trouble(one) for one in getattr(step, "troubles", []))
    return f"{what} [{troubles}]" if troubles else what


WORDED: dict[type, str] = {
    Sync: "tablet {tablet} syncs",
    HandIn: "tablet {tablet}: a review of the {person}. person it knows is handed in",
    Amend: "tablet {tablet}: review {review} is changed",
    Withdraw: "tablet {tablet}: review {review} is withdrawn",
    SetAside: "tablet {tablet}: what was not taken of review {review} is given up",
    Decide: "verifier {verifier} wants to {action} review {review}",
    ApproveAll: "verifier {verifier} approves in bulk",
    Move: "person {person} moves",
    Tell: "the worker tells the record",
    Settle: "verifier {verifier} sends back what was quarantined",
    Pass: "{seconds} s pass",
    Jump: "the clock of tablet {tablet} jumps by {seconds} s",
    Backup: "tablet {tablet} is backed up",
    Restore: "tablet {tablet} is restored from its backup",
    EmptyBattery: "tablet {tablet} syncs, and its battery dies at statement {statements}",
    Kill: "the service is killed",
    Arrive: "what was delayed arrives",
    Rotate: "the epoch is rotated",
}


def _trouble(one: Trouble) -> str:
    if isinstance(one, Spoilt):
        return f"request {one.request}: {one.fault.lower().replace('_', ' ')}"
    return f"request {one.request}: {one.mishap.kind} {one.mishap.place}"


class Schedule(Struct, frozen=True):
    """The seed makes the ids as well, so that a shortened schedule goes as the whole one did."""

    seed: int
    steps: list[Step]


def drawn(seed: int) -> Schedule:
    """The schedule of a seed."""
    return Schedule(seed, Drawing(Random(seed)).steps())  # noqa: S311 nothing is kept secret by it


class Drawing:
    """One schedule in the making."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.kinds: dict[Callable[[], Step], int] = {
            self.sync: 10,
            self.hand_in: 6,
            self.amend: 5,
            self.decide: 7,
            self.withdraw: 1,
            self.set_aside: 1,
            self.approve_all: 2,
            self.move: 2,
            self.tell: 2,
            lambda: Settle(self.verifier()): 1,
            lambda: Pass(self.chance.choice(A_WHILE)): 2,
            lambda: Jump(self.tablet(), self.chance.choice(JUMPS)): 1,
            lambda: Backup(self.tablet()): 1,
            lambda: Restore(self.tablet()): 1,
            lambda: EmptyBattery(self.tablet(), self.chance.randrange(160)): 1,
            Kill: 1,
            Arrive: 1,
            Rotate: 1,
        }

    def steps(self) -> list[Step]:
        """Two tablets know of somebody and have something to hand in; then anything goes."""
        one, other = self.chance.sample(range(TABLETS), 2)
        begin: list[Step] = [
            Sync(one),
            Sync(other),
            HandIn(one, self.person()),
            HandIn(other, self.person()),
            Sync(one, self.troubles(SYNC)),
        ]
        return begin + [self.step() for _ in range(self.chance.randint(5, MOST_STEPS - len(begin)))]

    def step(self) -> Step:
        (kind,) = self.chance.choices(list(self.kinds), list(self.kinds.values()))
        return kind()

    def tablet(self) -> int:
        return self.chance.randrange(TABLETS)

    def person(self) -> int:
        return self.chance.randrange(PEOPLE)

    def review(self) -> int:
        return self.chance.randrange(4)

    def verifier(self) -> int:
        return self.chance.randrange(VERIFIERS)

    def sync(self) -> Sync:
        return Sync(self.tablet(), self.troubles(SYNC))

    def hand_in(self) -> HandIn:
        return HandIn(self.tablet(), self.person())

    def amend(self) -> Amend:
        return Amend(self.tablet(), self.review(), self.chance.randrange(WORDS))

    def withdraw(self) -> Withdraw:
        return Withdraw(self.tablet(), self.review())

    def set_aside(self) -> SetAside:
        return SetAside(self.tablet(), self.review())

    def decide(self) -> Decide:
        action = self.chance.choice(DECISIONS)
        return Decide(self.verifier(), self.review(), action, self.others(0.5), self.troubles(ONE))

    def approve_all(self) -> ApproveAll:
        return ApproveAll(self.verifier(), self.others(0.4), self.troubles(ONE))

    def move(self) -> Move:
        return Move(self.person(), self.troubles(ONE))

    def tell(self) -> Tell:
        return Tell([self.struck(0)] if self.chance.random() < 0.6 else [])

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
        tablet = self.tablet()
        quick: tuple[list[Step], ...] = (
            [Sync(tablet)],
            [HandIn(tablet, self.person()), Sync(tablet)],
            [Amend(tablet, self.review(), self.chance.randrange(WORDS)), Sync(tablet)],
            [Decide(self.verifier(), self.review(), self.chance.choice(DECISIONS))],
            [Move(self.person())],
        )
        return self.chance.choice(quick)
