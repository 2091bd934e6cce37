"""A tablet and the reviewer who has it, with what a schedule does to the thing itself: its clock, battery and store."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import msgspec

from schemas.pulls import PulledSubmission
from schemas.sync import DRAFT, WITH_ANSWERS, Op
from service.client import wiping
from service.client.drafts import from_example
from service.client.holdings import Holdings
from service.client.lease import OutsideLease
from service.client.merge import Answers, Shown
from service.client.outbox import NOT_TAKEN, Stage, Work
from service.client.session import LogInAgain
from service.client.tablet import Tablet
from service.client.uploads import Upload
from service.simulation.lines import Line
from service.simulation.town import PASSWORD, Seat
from workflows.drafts import DISCARDED
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


class Written(NamedTuple):
    """A draft as it was when it was shared."""

    draft: UUID
    words: str


class BatteryEmpty(BaseException):
    """The tablet is off, whatever it was doing."""


class Holder:
    """What the reviewer does on the tablet, and what becomes of it."""

    def __init__(
        self,
        number: int,
        seat: Seat,
        users: Sequence[str],
        folder: Path,
        line: Line,
        clock: Callable[[], datetime],
    ) -> None:
        self.name, self.number = line.carrier.who, number
        self.seat, self.line, self._clock = seat, line, clock
        self.users, self.username = users, seat.username
        """The reviewers who work with it, and the one who is signed in on it, or signs in next."""
        self._folder, self._backup = folder / f"{number}", folder / f"{number}-backup"
        self._backup_of = seat.username
        self._folder.mkdir()
        self.offset = timedelta()
        self.battery: int | None = None
        self.is_busy = False
        self.was_restored = False
        """It may have forgotten work that was sent."""
        self.finished: dict[UUID, UUID] = {}
        """Every op that was ever finished here, with the review that it is about."""
        self.handed_in: dict[UUID, str] = {}
        """Of those with answers, the SHA-256 of these."""
        self.destroyed: set[UUID] = set()
        """Work that had not been sent when the tablet became what it was before that work."""
        self.given_up: set[UUID] = set()
        """Work that its author has given up, or put other work in the place of."""
        self.makers: dict[UUID, str] = {}
        """Of every op that was finished here, the username of the one who made it."""
        self.begun: dict[str, str] = {}
        """Of every draft that was begun here, the same."""
        self.late: set[UUID] = set()
        """Ops that say that they were finished outside of a lease."""
        self.surely_late: set[UUID] = set()
        """Those that have to say so."""
        self.written: dict[UUID, Written] = {}
        """What every op that was to keep a draft said."""
        self.thrown_away: dict[UUID, Op | None] = {}
        """Drafts that were thrown away here, with the op that says so; None where none has to."""
        self.wiped: dict[UUID, Path] = {}
        """Where the tablets that wiped themselves had their files."""
        self.tablet = self._switched_on()
        self.tablet.become(seat.device_id)

    @property
    def is_wiped(self) -> bool:
        """Also while it is still saying so."""
        return wiping.was_wiped(self.tablet.path)

    @property
    def is_in_use(self) -> bool:
        """Whether anybody ever signed in on it: before that, nobody can begin anything there."""
        try:
            return not self.is_wiped and bool(self.tablet.session.account_id)
        except LogInAgain:
            return False

    @property
    def is_enrolled(self) -> bool:
        """Not so from when it wiped itself until it is a new tablet."""
        try:
            return not self.is_wiped and bool(self.tablet.device_id)
        except LogInAgain:
            return False

    @property
    def next_user(self) -> str:
        return self.users[(self.users.index(self.username) + 1) % len(self.users)]

    def close(self) -> None:
        self.tablet.close()

    def log_in(self, username: str | None = None) -> None:
        self.tablet.log_in(username or self.username, PASSWORD)
        self.username = username or self.username

    def hand_in(self, person: int) -> UUID | None:
        """A review of somebody; None where the tablet doesn't know them, or not any more."""
        draft = self.begin(person)
        if draft is None:
            return None
        review = self.tablet.submit(from_example(EXAMPLE, draft))
        self.note_finished()
        return review

    def write(self, person: int, words: int) -> None:
        """Go on with the newest draft, or begin one, and have it on the reviewer's other tablets as well."""
        drafts = self.tablet.drafts()
        begun = None if drafts else self.begin(person)
        draft = drafts[-1] if drafts else begun and from_example(EXAMPLE, begun)
        if draft is not None:
            with suppress(KeyError), self._replacing(UUID(draft["submission_id"])):
                self.tablet.share(draft | {"person_views": f"{draft['person_views']} {WORDS[words]}"})

    def finish(self) -> UUID | None:
        """Hand in the oldest draft; None where there is none, or where its person is known no more."""
        drafts = self.tablet.drafts()
        if drafts:
            with suppress(KeyError), self._replacing(UUID(drafts[0]["submission_id"])):
                return self.tablet.submit(drafts[0])
        return None

    def throw_away(self) -> None:
        """The newest draft, where there is one."""
        drafts = self.tablet.drafts()
        if drafts:
            draft = UUID(drafts[-1]["submission_id"])
            with self._replacing(draft):
                self.tablet.discard(draft)
            self.thrown_away[draft] = self._said_of(draft)

    def drafts(self) -> dict[UUID, str]:
        """The words of each draft that the tablet shows."""
        shown = self.tablet.drafts() if self.is_in_use else []
        return {UUID(one["submission_id"]): one["person_views"] for one in shown}

    def answer(self, review: UUID, question: UUID, words: int) -> None:
        self.tablet.answer(review, question, WORDS[words])
        self.note_finished()

    def request_correction(self, review: UUID) -> None:
        with self._replacing(review):
            self.tablet.request_correction(review, "She has said otherwise since.")

    def begin(self, person: int) -> Answers | None:
        """The draft of a review; None where there can be none."""
        try:
            package = self._package(person)
        except OutsideLease:
            return None
        if package is None:
            return None
        draft = self.tablet.new_review(package)
        self.begun[draft["submission_id"]] = self.username
        return draft

    def finish_late(self, draft: Answers) -> UUID:
        """Hand in what was begun when there still was a lease."""
        review = self.tablet.submit(from_example(EXAMPLE, draft))
        self.note_finished()
        self.surely_late |= {work.op.op_id for work in self.tablet.outbox() if work.op.entity_id == review}
        return review

    def attach(self, review: UUID, content: bytes) -> None:
        with self._replacing(review):
            self.tablet.attach(review, content, "application/pdf", "The new ramp")

    def attached(self) -> list[Upload]:
        return [] if self.is_wiped else self.tablet.attachments()

    def amend(self, review: UUID, words: int) -> None:
        with self._replacing(review):
            self.tablet.amend(review, {"person_views": WORDS[words]})

    def withdraw(self, review: UUID) -> None:
        with self._replacing(review):
            self.tablet.withdraw(review, "Sent for the wrong week.")

    def set_aside(self, review: UUID) -> None:
        with self._replacing(review):
            self.tablet.set_aside(review)

    @contextmanager
    def _replacing(self, review: UUID) -> Iterator[None]:
        """Work on this review may give way to what is done now; all other work may not."""
        before = {work.op.op_id for work in self.tablet.outbox() if work.op.entity_id == review}
        try:
            yield
        finally:
            self.given_up |= before - {work.op.op_id for work in self.tablet.outbox()}
            self.note_finished()

    def note_finished(self) -> None:
        for work in self.tablet.outbox():
            self.finished[work.op.op_id] = work.op.entity_id
            if work.op.kind in WITH_ANSWERS:
                self.handed_in[work.op.op_id] = work.op.body_sha256
            self.makers.setdefault(work.op.op_id, self.username)
            if work.op.outside_lease:
                self.late.add(work.op.op_id)
            if work.op.kind == DRAFT and work.body != DISCARDED:
                self.written[work.op.op_id] = _written(work)

    def pending(self) -> list[Work]:
        return [] if self.is_wiped else self.tablet.outbox()

    def somebody_elses_waits(self) -> bool:
        """Whether there is work, or a file, that only goes when its author signs in."""
        waiting = [work.account_id for work in self._to_send((Stage.WAITING, Stage.OFFERED))]
        files = [one.account_id for one in self.attached() if one.state == "waiting"]
        return any(account != self.tablet.session.account_id for account in (*waiting, *files))

    def note_wiped(self, *, work_was_handed_in: bool) -> None:
        """It has erased itself, and drafts with it, which nobody but their author may read; no backup of it opens."""
        self.wiped[self.seat.device_id] = self.tablet.path
        shutil.rmtree(self._backup, ignore_errors=True)
        self.destroyed |= self.written.keys() if work_was_handed_in else self.finished.keys()

    def say_what_was_wiped(self) -> None:
        """Again until it was heard."""
        for path in self.wiped.values():
            wiping.say_so(path, self.tablet.wire)

    def begin_anew(self) -> None:
        """With a new file, if it has wiped itself."""
        if self.is_wiped:
            self.tablet.close()
            self._folder = self._folder.with_name(f"{self.number}-{len(self.wiped)}")
            self._folder.mkdir()
            self.tablet = self._switched_on()

    def enrol(self, code: str) -> None:
        """Raises Refused, Unreachable."""
        self.tablet.enrol(code, self.name)
        self.seat = self.seat._replace(device_id=self.tablet.device_id)

    def switch_off_and_on(self) -> None:
        """What was not written down is forgotten."""
        self.battery = None
        self.tablet.close()
        self.tablet = self._switched_on()

    def back_up(self) -> None:
        if self.is_wiped:
            return
        self.tablet.close()
        shutil.rmtree(self._backup, ignore_errors=True)
        shutil.copytree(self._folder, self._backup)
        self._backup_of = self.username
        self.tablet = self._switched_on()

    def restore(self) -> bool:
        """False if there is no backup."""
        if self.is_wiped or not self._backup.exists():
            return False
        self.destroyed |= {
            work.op.op_id for work in self.tablet.outbox() if work.stage in (Stage.WAITING, Stage.OFFERED)
        }
        self.tablet.close()
        shutil.rmtree(self._folder)
        shutil.copytree(self._backup, self._folder)
        self.username = self._backup_of
        self.thrown_away.clear()
        self.was_restored = True
        self.tablet = self._switched_on()
        return True

    def shown(self) -> list[Shown]:
        return self.tablet.submissions()

    def held_reviews(self) -> list[PulledSubmission]:
        """As the council knows them."""
        return Holdings(self.tablet.store).submissions()

    def is_sending(self) -> bool:
        """Whether there is work that a further sync may still bring on its way."""
        return bool(self._to_send((Stage.WAITING, Stage.OFFERED, Stage.ACCEPTED)))

    def _to_send(self, stages: Sequence[Stage]) -> list[Work]:
        pending = self.pending()
        refused = {work.op.entity_id for work in pending if work.stage in NOT_TAKEN}
        return [work for work in pending if work.stage in stages and work.op.entity_id not in refused]

    def time(self) -> datetime:
        """What its clock says."""
        return self._clock() + self.offset

    def _said_of(self, draft: UUID) -> Op | None:
        """What throws it away."""
        says_so = (work.op for work in self.tablet.outbox() if work.body == DISCARDED)
        return next((op for op in says_so if op.entity_id == draft), None)

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


def _written(work: Work) -> Written:
    return Written(work.op.entity_id, msgspec.json.decode(work.body)["person_views"])
