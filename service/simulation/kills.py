"""Real processes, killed outright at random moments while tablets send and a verifier approves."""

import os
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from time import sleep
from uuid import UUID

import httpx

from schemas.submission_views import SubmissionView
from schemas.submissions import State
from service.client.desk import Desk
from service.client.drafts import from_example
from service.client.handset import utc_now
from service.client.session import LogInAgain
from service.client.tablet import Tablet
from service.client.wire import Refused, Unreachable
from service.postgres.processes import wait_until
from service.simulation.running import PATIENCE, RunningService
from workflows.forms import review_form

TABLETS = 3
LONGEST_PEACE_SECONDS = 1.0
"""Between the moment when everything answers again and the next kill."""
PAUSE_SECONDS = 0.5
"""Between two reviews on one tablet."""
APPROVED_AT_ONCE = 5
MOST_TRIES = 200
EXAMPLE = review_form().example
AWAY = (Unreachable, Refused, httpx.HTTPError)
"""What whoever calls a service that was just killed has to live with."""


class OwnTime:
    """A clock that is put forward instead of waited for."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return utc_now() + self.ahead

    def forward(self, seconds: float) -> None:
        self.ahead += timedelta(seconds=seconds)


class Reviewer(threading.Thread):
    """Hands in one review after the other on a tablet, and syncs after each, until told to stop."""

    def __init__(self, service: RunningService, number: int, folder: Path, stop: threading.Event) -> None:
        super().__init__(name=f"reviewer {number}")
        self.service, self.number, self.folder, self.stop = service, number, folder, stop
        self.begun = threading.Event()
        """It knows its people; from now on anything may be killed."""
        self.sent: list[UUID] = []
        self.unsent = -1
        """How much was left in the outbox at the end; -1 if it never came to an end."""

    def run(self) -> None:
        time, chance = OwnTime(), Random(self.number)  # noqa: S311 nothing is kept secret by it
        self.folder.mkdir()
        with closing(self.service.tablet(self.folder, None, self.number, time)) as tablet:
            packages = [one.id for one in tablet.packages() if one.funder == "council"]
            self.begun.set()
            while not self.stop.wait(PAUSE_SECONDS):
                draft = tablet.new_review(chance.choice(packages))
                self.sent.append(tablet.submit(from_example(EXAMPLE, draft)))
                time.forward(self._sync(tablet))
            self._finish(tablet, time)

    def _finish(self, tablet: Tablet, time: OwnTime) -> None:
        for _ in range(MOST_TRIES):
            time.forward(self._sync(tablet))
            self.unsent = len(tablet.outbox())
            if not self.unsent:
                return
            sleep(0.05)

    def _sync(self, tablet: Tablet) -> float:
        """Whatever becomes of it; answers how long to wait before the next."""
        try:
            return tablet.sync().wait_seconds
        except LogInAgain:
            account = self.service.accounts("reviewer")[self.number]
            with suppress(*AWAY):
                tablet.log_in(account.username, account.password)
        except Refused:
            pass
        return 1


class Verifier(threading.Thread):
    """Opens and approves one review after the other, so that the worker has something to tell."""

    def __init__(self, service: RunningService, reviewers: Sequence[Reviewer], stop: threading.Event) -> None:
        super().__init__(name="verifier")
        self.service, self.reviewers, self.stop = service, reviewers, stop

    def run(self) -> None:
        while not self.stop.wait(PAUSE_SECONDS):
            with suppress(*AWAY), closing(self.service.desk()) as desk:
                self._work_at(desk)

    def _work_at(self, desk: Desk) -> None:
        """Until the session is over: to log in after every kill would soon be too often."""
        chance = Random(0)  # noqa: S311 nothing is kept secret by it
        while not self.stop.wait(PAUSE_SECONDS):
            sent = [review for one in self.reviewers for review in one.sent]
            for review in chance.sample(sent, min(len(sent), APPROVED_AT_ONCE)):
                self._approve(desk, review)

    def _approve(self, desk: Desk, review: UUID) -> None:
        """If it has arrived, and nobody has approved it yet."""
        try:
            desk.open(review, seen=1)
            desk.approve(review, seen=1)
        except Refused as refusal:
            if refusal.status == httpx.codes.UNAUTHORIZED:
                raise
        except Unreachable:
            pass


class Killing:
    """Some reviewers and a verifier at work, and what is killed under them."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.service = RunningService(folder / "data")
        self.chance = Random(seed)  # noqa: S311 nothing is kept secret by it
        self.killed: Counter[str] = Counter()
        self._stop = threading.Event()
        self.reviewers = [
            Reviewer(self.service, number * 2, folder / f"tablet-{number}", self._stop)
            for number in range(TABLETS)
        ]
        self._verifier = Verifier(self.service, self.reviewers, self._stop)

    def run(self, kills: int) -> Iterator[str]:
        """Kill so often; tells what, each time when everything answers again."""
        self.service.start()
        try:
            for thread in self._threads():
                thread.start()
            if not all(one.begun.wait(PATIENCE) for one in self.reviewers):
                raise TimeoutError("not every tablet has begun")
            for _ in range(kills):
                sleep(self.chance.uniform(0, LONGEST_PEACE_SECONDS))
                victim = self._kill_one()
                self.killed[victim] += 1
                self._come_back()
                yield victim
        finally:
            self._stop.set()
            for thread in self._threads():
                if thread.ident is not None:
                    thread.join()

    def stop(self) -> None:
        if self.service.is_running:
            self.service.stop()

    def broken(self) -> list[str]:
        """What is not as it has to be, now that everything works again."""
        wrong = [f"{one.name} ended with {one.unsent} left to send" for one in self.reviewers if one.unsent]
        with closing(self.service.desk()) as desk:
            shown = {review: self._shown(desk, review) for review in self.reviews}
            wrong += [f"{review} was sent and isn't there" for review, one in shown.items() if one is None]
            wrong += [
                f"{one.id} is there in {_times(one)} revisions"
                for one in shown.values()
                if one and _times(one) != 1
            ]
            is_told = wait_until(lambda: not self._waiting(desk), PATIENCE)
            wrong += [] if is_told else [f"the record was not told of {len(self._waiting(desk))}"]
        return wrong

    @property
    def reviews(self) -> list[UUID]:
        return [review for one in self.reviewers for review in one.sent]

    def recorded(self) -> int:
        """How many of the reviews have come to the record."""
        with closing(self.service.desk()) as desk:
            return sum(desk.show(review).state is State.RECORDED for review in self.reviews)

    def _threads(self) -> list[threading.Thread]:
        return [self._verifier, *self.reviewers]

    def _kill_one(self) -> str:
        victims: dict[str, Callable[[], object]] = {
            "PostgreSQL": self.service.kill_postgres,
            "worker": self._kill_worker,
            "service": self.service.kill,
        }
        (victim,) = self.chance.choices(list(victims), (5, 4, 1))
        if victim == "worker" and "worker" not in self.service.parts():
            victim = "PostgreSQL"
        victims[victim]()
        return victim

    def _kill_worker(self) -> None:
        with suppress(KeyError, ProcessLookupError):
            os.kill(self.service.parts()["worker"], signal.SIGKILL)

    def _come_back(self) -> None:
        if not self.service.is_running:
            self.service.start()
        self.service.wait_until_ready()

    def _shown(self, desk: Desk, review: UUID) -> SubmissionView | None:
        try:
            return desk.show(review)
        except Refused:
            return None

    def _waiting(self, desk: Desk) -> list[object]:
        return [*desk.pushes(state="ready"), *desk.pushes(state="in_flight")]


def _times(shown: SubmissionView) -> int:
    """How often it was handed in."""
    return sum(event.action == "submit" for event in shown.history)
