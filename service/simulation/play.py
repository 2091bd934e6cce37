"""One schedule from its first step to the moment when everybody knows everything."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import singledispatch
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import httpx

from schemas.base import Malformed, decode
from schemas.caseloads import CaseloadImported
from service.client.merge import Shown
from service.client.session import LogInAgain
from service.client.wiping import Wiped
from service.client.wire import Refused, Unreachable
from service.simulation import town
from service.simulation.desks import AtDesk, Office
from service.simulation.holders import BatteryEmpty, Holder
from service.simulation.lines import Carrier, Line
from service.simulation.plan import Schedule, Step, Struck, Trouble, words
from service.simulation.processes import Killed
from service.simulation.stage import Stage
from service.simulation.steps.accidents import Arrive
from service.simulation.steps.custody import Deposit
from service.simulation.steps.turns import ChangeHands
from service.simulation.story import Story
from service.simulation.town import Town
from service.simulation.wards import Bedside, CareHome, Ward
from service.worker import DATABASE_AWAY

MOST_TRIES = 3
WAITING = """
select count(*) as messages from outbox where authority_id = $1 and state in ('ready', 'in_flight')
"""
PUT_AWAY = """
select state <> 'active' and state_reason is distinct from 'refresh-token-reused' as is_put_away
from device where id = $1
"""
PLACE = "select location_id from device where id = $1"
HANDED_IN_FIRST = "select bool_and(deposit_first) as always from wipe_order where device_id = $1"
ROUNDS = 8
"""So often everybody syncs at the end, at most, until nobody has anything left to send."""


@singledispatch
def carry_out(what: Any, play: "Play", step: Step) -> None:
    """Do what a step says; the modules of `acts` know how, one for each noun."""
    raise TypeError(what)


class Play:
    """Everybody who takes part, and what has happened so far."""

    def __init__(self, stage: Stage, schedule: Schedule, folder: Path) -> None:
        self.stage, self.schedule, self.story = stage, schedule, Story()
        self.chance = Random(f"keys of {schedule.seed}")  # noqa: S311 nothing is kept secret by it
        self.town: Town = stage.found()
        self.homes = town.homes()
        self.reviews: list[UUID] = []
        """In the order in which they were handed in."""
        self.referrals: list[UUID] = []
        """Of which the hospital's coordinator heard that they were taken in, in that order."""
        self.assessments: list[UUID] = []
        """As the reviews."""
        self.lines: list[Line] = []
        self.holders = [
            Holder(
                number, seat, self.town.users_of(seat), folder, self._line(f"tablet {number}"), stage.clock
            )
            for number, seat in enumerate(self.town.seats[: town.WARD])
        ]
        self.bedside = Bedside(town.WARD, self.town, folder, self._line("the ward's tablet"), stage.clock)
        self.holders.append(self.bedside)
        self.verifiers = [
            Office(f"verifier {n}", username, self._line(f"verifier {n}"), stage.clock)
            for n, username in enumerate(self.town.verifiers)
        ]
        self.admin = Office("admin", self.town.admin, self._line("admin"), stage.clock)
        self.ward = Ward("ward", self.town.hospital.coordinator, self._line("ward"), stage.clock)
        self.care_homes = [
            CareHome(f"care home {n}", home, self._line(f"care home {n}"), stage.clock)
            for n, home in enumerate(self.town.hospital.care_homes)
        ]

    def close(self) -> None:
        for holder in self.holders:
            holder.close()
        offices: list[AtDesk[Any]] = [*self.verifiers, self.admin, self.ward, *self.care_homes]
        for office in offices:
            office.close()

    def all(self) -> None:
        """Every step, and then good connections until nothing is left to do."""
        self.bring_in_caseload()
        for number, step in enumerate(self.schedule.steps, 1):
            self.story.say(f"{number:2}. {words(step)}")
            self.do(step)
        self.story.say("    Everything works again.")
        self.settle()

    def settle(self) -> None:
        """Late requests arrive, clocks are put right, and everybody syncs until nothing moves any more."""
        self.do(Step(Arrive()))
        for holder in self.holders:
            holder.offset = timedelta()
        for _ in range(ROUNDS):
            while self.tell_the_record([]):
                pass
            waits = [self._finish(holder) for holder in self.holders]
            self.stage.forward(max(60, *waits))
            if self._is_at_rest() and not any(waits):
                break
        for holder in self.holders:
            if holder.is_in_use:
                self.sync(holder, [])

    def _finish(self, holder: Holder) -> int:
        """Everybody who has work there signs in and syncs; where that may not be, it is put into the box."""
        holder.say_what_was_wiped()
        if not holder.is_in_use:
            return 0
        wait = self.sync(holder, [])
        if not self.is_served(holder):
            self.do(Step(Deposit(holder.number)))
            return 0
        if holder.somebody_elses_waits():
            self.do(Step(ChangeHands(holder.number)))
            wait = max(wait, self.sync(holder, []))
        return wait

    def do(self, step: Step) -> None:
        """Carry out one step; what can't be done as things stand is left undone."""
        carry_out(step.what, self, step)

    def sync(self, holder: Holder, troubles: Sequence[Trouble]) -> int:
        """Sync once; answers after how many seconds the tablet wants to be asked again."""
        with self.at_hand(holder, troubles) as is_free:
            return self._sync(holder) if is_free else 0
        return 0

    @contextmanager
    def at_hand(self, holder: Holder, troubles: Sequence[Trouble]) -> Iterator[bool]:
        """Whether anything can be done on a tablet now; what goes wrong with it may end in it being off, or wiped."""
        if holder.is_busy or holder.is_wiped:
            yield False
            return
        holder.is_busy = True
        holder.line.expect(troubles)
        try:
            yield True
        except BatteryEmpty:
            self.story.say(f"  {holder.name} is off")
            holder.switch_off_and_on()
        except Wiped:
            self.story.say(f"  {holder.name} has wiped itself")
            (order,) = self.stage.fetch(HANDED_IN_FIRST, holder.seat.device_id)
            holder.note_wiped(work_was_handed_in=order["always"])
        finally:
            holder.battery = None
            holder.line.expect(())
            holder.is_busy = False

    def _sync(self, holder: Holder) -> int:
        try:
            ended = holder.tablet.sync()
        except LogInAgain:
            return self._sign_in(holder)
        except Refused as refusal:
            self.story.say(f"  {holder.name} is refused: {refusal.code}")
            return self._sign_in(holder)
        if ended.interrupted:
            self.story.say(f"  {holder.name}: {ended.interrupted}")
        return ended.wait_seconds

    def _sign_in(self, holder: Holder) -> int:
        """With the password, and once more if the tablet was suspended and has to be let back first."""
        holder.line.expect(())
        for _ in range(2):
            try:
                holder.log_in()
                return holder.tablet.sync().wait_seconds
            except (Unreachable, LogInAgain) as why:
                self.story.say(f"  {holder.name}: {why}")
            except Refused as refusal:
                self.story.say(f"  {holder.name} is refused: {refusal.code}")
                if self.is_put_away(holder):
                    return 0
                self.admin.let_back(holder.seat.device_id)
                self.stage.forward(60)
        return 60

    def is_served(self, holder: Holder) -> bool:
        return holder.is_in_use and not self.is_put_away(holder)

    def is_put_away(self, holder: Holder) -> bool:
        """Whether the tablet isn't served because those who look after it say so."""
        return bool(self.stage.fetch(PUT_AWAY, holder.seat.device_id)[0]["is_put_away"])

    def place(self, holder: Holder) -> UUID:
        place: UUID = self.stage.fetch(PLACE, holder.seat.device_id)[0]["location_id"]
        return place

    def work_on(self, tablet: int, review: int, work: Callable[[Holder, Shown], None]) -> None:
        """Do something to the nth of the reviews that a tablet shows."""
        holder = self.holders[tablet]
        if not holder.is_in_use or not (shown := holder.tablet.submissions()):
            self.story.say("  nothing to work on")
            return
        with suppress(KeyError):
            work(holder, shown[review % len(shown)])

    def at_desk(self, office: AtDesk[Any], work: Callable[[], None]) -> None:
        """Somebody at a desk does this, unless they are in the middle of something."""
        if office.is_busy:
            return
        office.is_busy = True
        try:
            work()
        except Refused as refusal:
            self.story.say(f"  {office.name} is refused: {refusal.code}")
        except Unreachable as lost:
            self.story.say(f"  {office.name}: {lost}")
        finally:
            office.line.expect(())
            office.is_busy = False

    def bring_in_caseload(self) -> None:
        """As often as it takes: the same file twice changes nothing."""
        for _ in range(MOST_TRIES):
            with suppress(httpx.TransportError, Malformed, Unreachable):
                answer = self.admin.bring_in(self.town.caseload(self.homes))
                if answer.is_success and decode(answer.content, CaseloadImported).rejected == 0:
                    return
        raise RuntimeError("the caseload is not taken in")

    def tell_the_record(self, troubles: Sequence[Trouble]) -> int:
        """Of how much the record was told; of one person it is told one thing at a time."""
        mishap = next((one.mishap for one in troubles if isinstance(one, Struck)), None)
        others = [step for one in troubles if isinstance(one, Struck) for step in one.meanwhile]
        try:
            told = self.stage.worker.carry(self.stage.worker.turn(), mishap, lambda: self.others(others))
        except Killed:
            self.story.say("  the worker was killed")
        except DATABASE_AWAY as error:
            self.story.say(f"  the worker lost its database: {type(error).__name__}")
        else:
            self.story.say(f"  the record is told of {told}")
            return told
        return 0

    def others(self, steps: Sequence[Step]) -> None:
        self.story.depth += 1
        for step in steps:
            self.story.say(words(step))
            self.do(step)
        self.story.depth -= 1

    def _is_at_rest(self) -> bool:
        waiting = self.stage.fetch(WAITING, self.town.authority)[0]["messages"]
        return not waiting and not any(
            holder.is_sending() and self.is_served(holder) for holder in self.holders
        )

    def _line(self, who: str) -> Line:
        line = Line(Carrier(who, self.stage.service, self.story, self.others))
        self.lines.append(line)
        return line
