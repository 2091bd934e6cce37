"""A tablet and the reviewer who has it, with what a schedule does to the thing itself: its clock, battery and store."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from service.client.drafts import from_example
from service.client.lease import OutsideLease
from service.client.merge import Shown
from service.client.outbox import NOT_TAKEN, Stage
from service.client.session import LogInAgain
from service.client.tablet import Tablet
from service.simulation.lines import Line
from service.simulation.town import PASSWORD, Seat
from workflows.forms import review_form

URL = "http://simulated.test"
EXAMPLE = review_form().example
WORDS = (
    "I like it here.",
    "The mornings are long.",
    "Ask me about the garden.",
    "The bus comes twice a day.",
    "My sister rings on Sundays.",
)


class BatteryEmpty(BaseException):
    """The tablet is off, whatever it was doing."""


class Holder:
    """What the reviewer does on the tablet, and what becomes of it."""

    def __init__(
        self, number: int, seat: Seat, folder: Path, line: Line, clock: Callable[[], datetime]
    ) -> None:
        self.name = f"tablet {number}"
        self.seat, self.line, self._clock = seat, line, clock
        self._folder, self._backup = folder / f"{number}", folder / f"{number}-backup"
        self._folder.mkdir()
        self.offset = timedelta()
        self.battery: int | None = None
        self.is_busy = False
        self.finished: dict[UUID, UUID] = {}
        """Every op that was ever finished here, with the review that it is about."""
        self.destroyed: set[UUID] = set()
        """Work that had not been sent when the tablet became what it was before that work."""
        self.given_up: set[UUID] = set()
        """Work that its author has given up, or put other work in the place of."""
        self.tablet = self._switched_on()
        self.tablet.become(seat.device_id)

    @property
    def is_in_use(self) -> bool:
        """Whether anybody ever signed in on it: before that, nobody can begin anything there."""
        try:
            return bool(self.tablet.session.account_id)
        except LogInAgain:
            return False

    def close(self) -> None:
        self.tablet.close()

    def log_in(self) -> None:
        self.tablet.log_in(self.seat.username, PASSWORD)

    def hand_in(self, person: int) -> UUID | None:
        """A review of somebody; None where the tablet doesn't know them, or not any more."""
        try:
            package = self._package(person)
        except OutsideLease:
            return None
        if package is None:
            return None
        review = self.tablet.submit(from_example(EXAMPLE, self.tablet.new_review(package)))
        self.note_finished()
        return review

    def amend(self, review: UUID, words: int) -> None:
        with self._replacing():
            self.tablet.amend(review, {"person_views": WORDS[words]})

    def withdraw(self, review: UUID) -> None:
        with self._replacing():
            self.tablet.withdraw(review, "Sent for the wrong week.")

    def set_aside(self, review: UUID) -> None:
        with self._replacing():
            self.tablet.set_aside(review)

    @contextmanager
    def _replacing(self) -> Iterator[None]:
        before = {work.op.op_id for work in self.tablet.outbox()}
        try:
            yield
        finally:
            self.given_up |= before - {work.op.op_id for work in self.tablet.outbox()}
            self.note_finished()

    def note_finished(self) -> None:
        self.finished |= {work.op.op_id: work.op.entity_id for work in self.tablet.outbox()}

    def switch_off_and_on(self) -> None:
        """What was not written down is forgotten."""
        self.battery = None
        self.tablet.close()
        self.tablet = self._switched_on()

    def back_up(self) -> None:
        self.tablet.close()
        shutil.rmtree(self._backup, ignore_errors=True)
        shutil.copytree(self._folder, self._backup)
        self.tablet = self._switched_on()

    def restore(self) -> bool:
        """False if there is no backup."""
        if not self._backup.exists():
            return False
        self.destroyed |= {
            work.op.op_id for work in self.tablet.outbox() if work.stage in (Stage.WAITING, Stage.OFFERED)
        }
        self.tablet.close()
        shutil.rmtree(self._folder)
        shutil.copytree(self._backup, self._folder)
        self.tablet = self._switched_on()
        return True

    def shown(self) -> list[Shown]:
        return self.tablet.submissions()

    def is_sending(self) -> bool:
        """Whether there is work that a further sync may still bring on its way."""
        pending = self.tablet.outbox()
        refused = {work.op.entity_id for work in pending if work.stage in NOT_TAKEN}
        return any(
            work.stage in (Stage.WAITING, Stage.OFFERED, Stage.ACCEPTED) and work.op.entity_id not in refused
            for work in pending
        )

    def time(self) -> datetime:
        """What its clock says."""
        return self._clock() + self.offset

    def _switched_on(self) -> Tablet:
        return Tablet(
            self._folder / "tablet.sqlite",
            URL,
            transport=self.line,
            clock=self.time,
            before_statement=self._before_statement,
        )

    def _before_statement(self, _: str) -> None:
        if self.battery == 0:
            raise BatteryEmpty
        if self.battery is not None:
            self.battery -= 1

    def _package(self, number: int) -> UUID | None:
        """That of the nth of the people whom the tablet knows, beginning anew after the last."""
        packages = {one.person_id: one.id for one in self.tablet.packages()}
        known = [packages[one.id] for one in self.tablet.people() if one.id in packages]
        return known[number % len(known)] if known else None
