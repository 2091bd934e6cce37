"""Drawing a schedule from a seed: which kinds of steps there are how often, and how often something goes wrong."""

from collections.abc import Callable
from random import Random

from schemas.devices import DeviceAction
from schemas.submissions import Action
from service.simulation.dice import Dice
from service.simulation.mishaps import Mishap, MishapKind
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
from service.simulation.steps.corrections import RequestCorrection, Rule, Ruling
from service.simulation.steps.council import ApproveAll, Decide, Move, Settle, Tell
from service.simulation.steps.custody import Deposit, EnrolAnew, FileAsItIs, Manage, OrderWipe
from service.simulation.steps.discharges import Assess, CallOff, DecideAsHome, NoteArrival, Refer, Said
from service.simulation.steps.files import FILES, Attach
from service.simulation.steps.questions import Answer, Ask
from service.simulation.steps.tablets import Amend, HandIn, SetAside, Sync, Withdraw
from service.simulation.steps.turns import ChangeHands, FinishLate
from service.simulation.steps.writing import Finish, ThrowAway, Write
from service.simulation.town import SHARED, TABLETS, WARD

MOST_STEPS = 14
SYNC, ONE = (0, 1, 2, 2, 2, 3), (0,)
"""The requests of a sync, of which the third is a push where there is something to send; and those of anything else."""
WITH_FILES = (2, 3, 4, 4, 5, 5, 6, 7)
"""Those of a sync that sends a file in pieces, with and without a push before."""
MANAGED = (DeviceAction.SUSPEND, DeviceAction.DEPOSIT_ONLY, DeviceAction.RESTORE)
A_WHILE = (3, 61, 1_000, 7_200, 3 * 86_400)
FIRST_ASKED = (0, 0, 0, 1)
"""The care home that is asked first, mostly."""
SAID: tuple[Said, ...] = ("accept", "accept", "decline")
RULINGS: tuple[Ruling, ...] = ("open", "open", "decline", "close")
JUMPS = (-86_400, -3_600, -120, 90, 3_600, 86_400)


class Drawing(Dice):
    """One schedule in the making."""

    def __init__(self, chance: Random) -> None:
        super().__init__(chance)
        self.kinds, self.quick = KINDS, QUICK
        self.besides: tuple[int, ...] = ()
        """The tablets that may be put away or given up besides."""

    def steps(self) -> list[Step]:
        """Something to begin with, on tablets that know of somebody; then anything goes, often around one event."""
        one, other = self.chance.sample(range(TABLETS), 2)
        begin = [Step(Sync(other)), *self.one_of(OPENINGS)(self, one, other)]
        event = self.chance.choice(EVENTS)(self, other) if self.chance.random() < EVENTFUL else []
        more = max(0, self.chance.randint(5, MOST_STEPS - len(begin)) - len(event))
        return begin + self.shuffled(event, [self.step() for _ in range(more)])

    def two_hand_in(self, one: int, other: int) -> list[Step]:
        return [
            Step(Sync(one)),
            Step(HandIn(one, self.person())),
            Step(HandIn(other, self.person())),
            Step(Sync(one), self.troubles(SYNC)),
        ]

    def one_writes_on_two(self, _: int, __: int) -> list[Step]:
        """Somebody goes on with a draft on the tablet of a colleague."""
        one, other = self.chance.sample(SHARED, 2)
        return [
            Step(Sync(other)),
            Step(Sync(one)),
            Step(Write(one, self.person(), self.words())),
            Step(Sync(one), self.troubles(SYNC)),
            Step(ChangeHands(other)),
            Step(Sync(other), self.troubles(SYNC)),
            Step(self.chance.choice((Finish(other), Write(other, self.person(), self.words())))),
        ]

    def one_is_asked(self, author: int, _: int) -> list[Step]:
        return [
            Step(Sync(author)),
            Step(HandIn(author, self.person())),
            Step(Sync(author)),
            Step(Ask(self.verifier(), 0), self.troubles(ONE)),
            Step(Sync(author)),
            Step(Answer(author, 0, self.words())),
            Step(Sync(author), self.troubles(SYNC)),
        ]

    def one_is_to_be_corrected(self, author: int, _: int) -> list[Step]:
        return [
            Step(Sync(author)),
            Step(HandIn(author, self.person())),
            Step(Sync(author)),
            Step(Decide(self.verifier(), 0, Action.APPROVE), self.troubles(ONE)),
            Step(RequestCorrection(author, 0)),
            Step(Sync(author), self.troubles(SYNC)),
            Step(Rule(self.verifier(), 0, self.chance.choice(RULINGS)), self.troubles(ONE)),
        ]

    def one_is_to_leave_hospital(self, one: int, _: int) -> list[Step]:
        """With a review of theirs, perhaps, by somebody who knows nothing of it."""
        self.look_at_the_ward()
        person = self.person()
        return [
            Step(Refer(person), self.troubles(ONE)),
            Step(Sync(WARD)),
            Step(Sync(one)),
            Step(HandIn(one, person)),
            Step(Assess(0, self.words())),
            Step(Sync(WARD), self.troubles(SYNC)),
        ]

    def look_at_the_ward(self) -> None:
        """From now on there is something to do there."""
        self.kinds, self.quick = KINDS | ON_THE_WARD, QUICK + QUICK_ON_THE_WARD
        self.besides = (WARD,)

    def step(self) -> Step:
        return self.one_of(self.kinds)(self)

    def sync(self) -> Step:
        return Step(Sync(self.tablet()), self.troubles(SYNC))

    def attach(self, tablet: int) -> Step:
        file = self.chance.randrange(FILES)
        return Step(Attach(tablet, self.review(), file), self.troubles(WITH_FILES))

    def put_away(self, tablet: int) -> list[Step]:
        """A tablet that may not sync any more hands in its work, and may be let back, or staff see to the work."""
        tablet = self.chance.choice((tablet, *self.besides))
        action = self.chance.choice((DeviceAction.SUSPEND, DeviceAction.DEPOSIT_ONLY))
        after: tuple[list[Step], ...] = (
            [],
            [Step(FileAsItIs(self.verifier()))],
            [Step(Manage(tablet, DeviceAction.RESTORE)), Step(Sync(tablet), self.troubles(SYNC))],
        )
        return [
            Step(Manage(tablet, action)),
            Step(Pass(61)),
            Step(Deposit(tablet), self.troubles(ONE)),
            *self.chance.choice(after),
        ]

    def given_up(self, tablet: int) -> list[Step]:
        """A lost tablet wipes itself when it is next switched on; another may take its place."""
        tablet = self.chance.choice((tablet, *self.besides))
        return [
            Step(OrderWipe(tablet, self.chance.random() < 0.7), self.troubles(ONE)),
            Step(Pass(61)),
            Step(Sync(tablet), self.troubles((0, 1, 2))),
            *self.chance.choice(([], [Step(EnrolAnew(tablet), self.troubles(ONE)), Step(Sync(tablet))])),
        ]

    def shared(self, tablet: int) -> list[Step]:
        """A colleague goes on where somebody stopped."""
        return [
            Step(ChangeHands(tablet), self.troubles((0, 1, 2))),
            Step(HandIn(tablet, self.person())),
            Step(Sync(tablet), self.troubles(SYNC)),
            Step(ChangeHands(tablet)),
        ]

    def thought_better_of(self, tablet: int) -> list[Step]:
        """What somebody has begun is thrown away, while it may be on its way."""
        return [
            Step(Write(tablet, self.person(), self.words())),
            Step(Sync(tablet), self.troubles(SYNC)),
            Step(ThrowAway(tablet)),
            Step(Sync(tablet), self.troubles(SYNC)),
        ]

    def taken_by_a_home(self, _: int) -> list[Step]:
        """Somebody is referred and assessed, and a home takes them or doesn't, while the ward may think anew."""
        self.look_at_the_ward()
        return [
            Step(Refer(self.person()), self.troubles(ONE)),
            Step(Sync(WARD), self.troubles(SYNC)),
            Step(Assess(0, self.words())),
            Step(Sync(WARD), self.troubles(SYNC)),
            self.decide_as_home(),
            self.chance.choice(
                (Step(NoteArrival(0, 0), self.troubles(ONE)), Step(Tell()), self.decide_as_home())
            ),
        ]

    def with_evidence(self, tablet: int) -> list[Step]:
        return [self.attach(tablet), self.attach(tablet)]

    def decide(self) -> Step:
        return Step(self.decision(), self.troubles(ONE), self.others(0.5))

    def ask(self) -> Step:
        return Step(Ask(self.verifier(), self.review()), self.troubles(ONE), self.others(0.3))

    def rule(self) -> Step:
        ruling = self.chance.choice(RULINGS)
        return Step(Rule(self.verifier(), self.review(), ruling), self.troubles(ONE), self.others(0.3))

    def decide_as_home(self) -> Step:
        home, said = self.chance.choice(FIRST_ASKED), self.chance.choice(SAID)
        return Step(DecideAsHome(home, self.referral(), said), self.troubles(ONE), self.others(0.5))

    def what_befalls_the_ward(self) -> Step:
        """Its tablet may meet with what any may."""
        what = (
            Backup(WARD),
            Restore(WARD),
            EmptyBattery(WARD, self.chance.randrange(160)),
            Jump(WARD, self.chance.choice(JUMPS)),
            Manage(WARD, self.chance.choice(MANAGED)),
            Deposit(WARD),
            OrderWipe(WARD, self.chance.random() < 0.7),
            EnrolAnew(WARD),
        )
        return Step(self.chance.choice(what))

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
            return Spoilt(request, self.fault())
        return self.struck(request)

    def struck(self, request: int) -> Struck:
        kind: MishapKind = self.chance.choice(("cut", "kill", "pause", "pause"))
        if kind == "pause":
            return Struck(request, Mishap(kind, self.where_to_pause()), self.others(1.0))
        return Struck(request, Mishap(kind, self.place()))

    def others(self, share: float) -> list[Step]:
        """What others do in between: mostly what touches the same reviews."""
        if self.chance.random() >= share:
            return []
        return self.chance.choice(self.quick)(self)

    def sent(self, tablet: int) -> list[Step]:
        return [Step(Sync(tablet))]

    def handed_in(self, tablet: int) -> list[Step]:
        return [Step(HandIn(tablet, self.person())), Step(Sync(tablet))]

    def written(self, tablet: int) -> list[Step]:
        return [Step(Write(tablet, self.person(), self.words())), Step(Sync(tablet))]

    def amended(self, tablet: int) -> list[Step]:
        return [Step(Amend(tablet, self.review(), self.words())), Step(Sync(tablet))]

    def assessed(self) -> list[Step]:
        return [Step(Assess(self.referral(), self.words())), Step(Sync(WARD))]


OPENINGS: dict[Callable[[Drawing, int, int], list[Step]], int] = {
    Drawing.two_hand_in: 4,
    Drawing.one_writes_on_two: 2,
    Drawing.one_is_asked: 2,
    Drawing.one_is_to_be_corrected: 2,
    Drawing.one_is_to_leave_hospital: 2,
}
"""How a schedule begins, so that there is something for its other steps to be about."""
KINDS: dict[Callable[[Drawing], Step], int] = {
    Drawing.sync: 10,
    lambda of: Step(HandIn(of.tablet(), of.person())): 6,
    lambda of: Step(Amend(of.tablet(), of.review(), of.words())): 5,
    lambda of: Step(Withdraw(of.tablet(), of.review())): 1,
    lambda of: Step(SetAside(of.tablet(), of.review())): 1,
    lambda of: Step(Write(of.writer(), of.person(), of.words())): 4,
    lambda of: Step(Finish(of.writer())): 2,
    lambda of: Step(ThrowAway(of.writer())): 1,
    Drawing.ask: 2,
    lambda of: Step(Answer(of.tablet(), of.review(), of.words())): 4,
    lambda of: Step(RequestCorrection(of.tablet(), of.review())): 2,
    Drawing.rule: 3,
    Drawing.decide: 7,
    Drawing.approve_all: 2,
    lambda of: Step(Settle(of.verifier())): 1,
    Drawing.move: 2,
    Drawing.tell: 2,
    lambda of: Step(Manage(of.tablet(), of.chance.choice(MANAGED)), of.troubles(ONE)): 1,
    lambda of: Step(Deposit(of.tablet()), of.troubles(ONE)): 1,
    lambda of: Step(FileAsItIs(of.verifier()), of.troubles(ONE)): 1,
    lambda of: of.attach(of.tablet()): 2,
    lambda of: Step(ChangeHands(of.tablet()), of.troubles((0, 1, 2))): 1,
    lambda of: Step(FinishLate(of.tablet(), of.person())): 1,
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
ON_THE_WARD: dict[Callable[[Drawing], Step], int] = {
    lambda of: Step(Refer(of.person()), of.troubles(ONE)): 3,
    lambda of: Step(Sync(WARD), of.troubles(SYNC), of.others(0.2)): 8,
    lambda of: Step(Assess(of.referral(), of.words())): 8,
    Drawing.decide_as_home: 8,
    lambda of: Step(NoteArrival(of.chance.choice(FIRST_ASKED), of.referral()), of.troubles(ONE)): 2,
    lambda of: Step(CallOff(of.referral()), of.troubles(ONE)): 3,
    Drawing.what_befalls_the_ward: 3,
}
"""Those that come besides, where somebody is to leave hospital."""
EVENTS: tuple[Callable[[Drawing, int], list[Step]], ...] = (
    Drawing.put_away,
    Drawing.put_away,
    Drawing.given_up,
    Drawing.shared,
    Drawing.thought_better_of,
    Drawing.with_evidence,
    Drawing.taken_by_a_home,
)
"""What befalls a tablet that has something to hand in, step by step; other things happen in between."""
EVENTFUL = 0.5
QUICK: tuple[Callable[[Drawing], list[Step]], ...] = (
    lambda of: of.sent(of.tablet()),
    lambda of: of.handed_in(of.tablet()),
    lambda of: of.amended(of.tablet()),
    lambda of: of.written(of.writer()),
    lambda of: [Step(of.decision())],
    lambda of: [Step(Move(of.person()))],
)
QUICK_ON_THE_WARD: tuple[Callable[[Drawing], list[Step]], ...] = (
    Drawing.assessed,
    lambda of: [Step(DecideAsHome(0, of.referral(), of.chance.choice(SAID)))],
    lambda of: [Step(CallOff(of.referral()))],
)
"""What others can do in between."""


def drawn(seed: int) -> Schedule:
    """The schedule of a seed."""
    return Schedule(seed, Drawing(Random(seed)).steps())  # noqa: S311 nothing is kept secret by it
