"""One schedule from its first step to the moment when everybody knows everything."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import singledispatchmethod
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import httpx

from schemas.base import Malformed, decode
from schemas.caseloads import CaseloadImported
from schemas.submissions import Action, State
from service.client.merge import Shown
from service.client.session import LogInAgain
from service.client.wire import Refused, Unreachable
from service.simulation import plan, town
from service.simulation.desks import Office
from service.simulation.holders import BatteryEmpty, Holder
from service.simulation.lines import Carrier, Line
from service.simulation.plan import Step, Struck, Trouble
from service.simulation.processes import Killed
from service.simulation.stage import Stage
from service.simulation.story import Story
from service.simulation.town import Town
from service.worker import DATABASE_AWAY

NEED_OPENING = frozenset({Action.APPROVE, Action.RETURN, Action.REJECT})
MOST_TRIES = 3
WAITING = """
select count(*) as messages from outbox where authority_id = $1 and state in ('ready', 'in_flight')
"""
ROUNDS = 8
"""So often everybody syncs at the end, at most, until nobody has anything left to send."""


class Play:
    """Everybody who takes part, and what has happened so far."""

    def __init__(self, stage: Stage, schedule: plan.Schedule, folder: Path) -> None:
        self.stage, self.schedule, self.story = stage, schedule, Story()
        self.chance = Random(f"keys of {schedule.seed}")  # noqa: S311 nothing is kept secret by it
        self.town: Town = stage.found()
        self.homes = town.homes()
        self.reviews: list[UUID] = []
        """In the order in which they were handed in."""
        self.lines: list[Line] = []
        self.holders = [
            Holder(number, seat, folder, self._line(f"tablet {number}"), stage.clock)
            for number, seat in enumerate(self.town.seats)
        ]
        self.verifiers = [
            Office(f"verifier {n}", username, self._line(f"verifier {n}"), stage.clock)
            for n, username in enumerate(self.town.verifiers)
        ]
        self.admin = Office("admin", self.town.admin, self._line("admin"), stage.clock)

    def close(self) -> None:
        for holder in self.holders:
            holder.close()
        for office in (*self.verifiers, self.admin):
            office.close()

    def all(self) -> None:
        """Every step, and then good connections until nothing is left to do."""
        self._bring_in_caseload()
        for number, step in enumerate(self.schedule.steps, 1):
            self.story.say(f"{number:2}. {plan.words(step)}")
            self.do(step)
        self.story.say("    Everything works again.")
        self.settle()

    def settle(self) -> None:
        """Late requests arrive, clocks are put right, and everybody syncs until nothing moves any more."""
        self.do(plan.Arrive())
        for holder in self.holders:
            holder.offset = timedelta()
        for _ in range(ROUNDS):
            while self._tell_the_record([]):
                pass
            waits = [self.sync(holder, []) for holder in self.holders if holder.is_in_use]
            self.stage.forward(max(60, *waits))
            if self._is_at_rest() and not any(waits):
                break
        for holder in self.holders:
            if holder.is_in_use:
                self.sync(holder, [])

    @singledispatchmethod
    def do(self, step: Any) -> None:
        """Carry out one step; what can't be done as things stand is left undone."""
        raise TypeError(step)

    @do.register
    def _(self, step: plan.Sync) -> None:
        self.sync(self.holders[step.tablet], step.troubles)

    @do.register
    def _(self, step: plan.HandIn) -> None:
        review = (
            self.holders[step.tablet].hand_in(step.person) if self.holders[step.tablet].is_in_use else None
        )
        if review is not None:
            self.reviews.append(review)

    @do.register
    def _(self, step: plan.Amend) -> None:
        self._work_on(step.tablet, step.review, lambda holder, one: holder.amend(one.id, step.words))

    @do.register
    def _(self, step: plan.Withdraw) -> None:
        self._work_on(step.tablet, step.review, lambda holder, one: holder.withdraw(one.id))

    @do.register
    def _(self, step: plan.SetAside) -> None:
        self._work_on(step.tablet, step.review, lambda holder, one: holder.set_aside(one.id))

    @do.register
    def _(self, step: plan.Decide) -> None:
        office = self.verifiers[step.verifier]
        if not self.reviews or office.is_busy:
            return
        review = self.reviews[step.review % len(self.reviews)]

        def decide() -> None:
            seen = office.look_at(review)
            if step.action in NEED_OPENING and seen.state is State.SUBMITTED:
                seen = office.act(Action.OPEN, seen)
            self._others(step.hesitates)
            office.line.expect(step.troubles)
            done = office.act(step.action, seen)
            self.story.say(f"  {step.action.value}: {done.state.value} at revision {done.rev}")

        self._at_desk(office, decide)

    @do.register
    def _(self, step: plan.ApproveAll) -> None:
        office, key = self.verifiers[step.verifier], f"{self.chance.getrandbits(64):x}"

        def approve() -> None:
            selection = office.desk.select()
            if not selection.items:
                return
            self._others(step.hesitates)
            office.line.expect(step.troubles)
            try:
                answer = office.approve_all(selection, key)
            except Unreachable:
                answer = office.approve_all(selection, key)
            self.story.say(f"  in bulk: {', '.join(sorted(one.status.value for one in answer.results))}")

        if not office.is_busy:
            self._at_desk(office, approve)

    @do.register
    def _(self, step: plan.Settle) -> None:
        office = self.verifiers[step.verifier]

        def send_back() -> None:
            for op in office.quarantined():
                office.send_back(op.op_id)
                self.story.say("  sent back")

        if not office.is_busy:
            self._at_desk(office, send_back)

    @do.register
    def _(self, step: plan.Move) -> None:
        self.homes[step.person] = 1 - self.homes[step.person]
        if not self.admin.is_busy:
            self.admin.line.expect(step.troubles)
            self._at_desk(self.admin, self._bring_in_caseload)

    @do.register
    def _(self, step: plan.Tell) -> None:
        self._tell_the_record(step.troubles)

    @do.register
    def _(self, step: plan.Pass) -> None:
        self.stage.forward(step.seconds)

    @do.register
    def _(self, step: plan.Jump) -> None:
        self.holders[step.tablet].offset += timedelta(seconds=step.seconds)

    @do.register
    def _(self, step: plan.Backup) -> None:
        if not self.holders[step.tablet].is_busy:
            self.holders[step.tablet].back_up()

    @do.register
    def _(self, step: plan.Restore) -> None:
        holder = self.holders[step.tablet]
        if not holder.is_busy and not holder.restore():
            self.story.say("  there is no backup")

    @do.register
    def _(self, step: plan.EmptyBattery) -> None:
        holder = self.holders[step.tablet]
        if not holder.is_busy:
            holder.battery = step.statements
            self.sync(holder, [])

    @do.register
    def _(self, step: plan.Kill) -> None:
        self.stage.service.kill()

    @do.register
    def _(self, step: plan.Arrive) -> None:
        for line in self.lines:
            with suppress(httpx.TransportError):
                line.arrive()

    @do.register
    def _(self, step: plan.Rotate) -> None:
        self.stage.rotate_epoch(self.town.gss_code)

    def sync(self, holder: Holder, troubles: Sequence[Trouble]) -> int:
        """Sync once; answers after how many seconds the tablet wants to be asked again."""
        if holder.is_busy:
            return 0
        holder.is_busy = True
        holder.line.expect(troubles)
        try:
            return self._sync(holder)
        except BatteryEmpty:
            self.story.say(f"  {holder.name} is off")
            holder.switch_off_and_on()
            return 0
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
                self.admin.let_back(holder.seat.device_id)
                self.stage.forward(60)
        return 60

    def _work_on(self, tablet: int, review: int, work: Callable[[Holder, Shown], None]) -> None:
        """Do something to the nth of the reviews that a tablet shows."""
        holder = self.holders[tablet]
        if not holder.is_in_use or not (shown := holder.tablet.submissions()):
            self.story.say("  nothing to work on")
            return
        with suppress(KeyError):
            work(holder, shown[review % len(shown)])

    def _at_desk(self, office: Office, work: Callable[[], None]) -> None:
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

    def _bring_in_caseload(self) -> None:
        """As often as it takes: the same file twice changes nothing."""
        for _ in range(MOST_TRIES):
            with suppress(httpx.TransportError, Malformed, Unreachable):
                answer = self.admin.bring_in(self.town.caseload(self.homes))
                if answer.is_success and decode(answer.content, CaseloadImported).rejected == 0:
                    return
        raise RuntimeError("the caseload is not taken in")

    def _tell_the_record(self, troubles: Sequence[Trouble]) -> int:
        """Of how much the record was told; of one person it is told one thing at a time."""
        mishap = next((one.mishap for one in troubles if isinstance(one, Struck)), None)
        others = [step for one in troubles if isinstance(one, Struck) for step in one.meanwhile]
        try:
            told = self.stage.worker.carry(self.stage.worker.turn(), mishap, lambda: self._others(others))
        except Killed:
            self.story.say("  the worker was killed")
        except DATABASE_AWAY as error:
            self.story.say(f"  the worker lost its database: {type(error).__name__}")
        else:
            self.story.say(f"  the record is told of {told}")
            return told
        return 0

    def _others(self, steps: Sequence[Step]) -> None:
        self.story.depth += 1
        for step in steps:
            self.story.say(f"{plan.words(step)}")
            self.do(step)
        self.story.depth -= 1

    def _is_at_rest(self) -> bool:
        waiting = self.stage.fetch(WAITING, self.town.authority)[0]["messages"]
        return not waiting and not any(holder.is_sending() for holder in self.holders)

    def _line(self, who: str) -> Line:
        line = Line(Carrier(who, self.stage.service, self.story, self._others))
        self.lines.append(line)
        return line
