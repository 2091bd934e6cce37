"""Whatever happens between a tablet and the council, in whatever order: nothing is lost, and nothing is shown twice."""

from contextlib import suppress
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from uuid import UUID

import httpx
import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
)

from service.client.drafts import from_example
from service.client.faults import Fault, FaultyTransport
from service.client.holdings import Holdings
from service.client.merge import Answers
from service.client.outbox import NOT_TAKEN, Stage, Work
from service.client.session import LogInAgain
from service.client.tablet import Tablet
from tests.client.council import DEVICE, Council
from tests.support.clock import Clock
from tests.support.database import MEMORY
from workflows.forms import review_form

EXAMPLE = review_form().example
WORDS = st.sampled_from(["I like it here.", "The mornings are long.", "Ask me about the garden."])
BREAKING = st.sampled_from([fault for fault in Fault if fault is not Fault.NONE])
CONNECTIONS = st.builds(
    lambda good, bad: [Fault.NONE] * good + bad, st.integers(0, 6), st.lists(BREAKING, min_size=1, max_size=3)
)


class Killed(BaseException):
    """The battery is empty."""


class Schedules(RuleBasedStateMachine):
    """A tablet, a council, and everything that can go wrong between the two."""

    packages = Bundle("packages")
    reviews = Bundle("reviews")

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.council = Council(self.clock)
        self.connection = FaultyTransport(httpx.MockTransport(self.council.answer))
        self.folder = Path(mkdtemp(prefix="tamar-test-", dir=MEMORY if MEMORY.is_dir() else None))
        self.statements_left: int | None = None
        self.handed_in: set[UUID] = set()
        self.made: dict[UUID, str] = {}
        self.tablet = self.switched_on()
        self.tablet.become(DEVICE)
        self.tablet.log_in("rowena", "a password")
        self.backups = [self.council.backup()]

    def teardown(self) -> None:
        self.tablet.close()
        rmtree(self.folder)

    def switched_on(self) -> Tablet:
        return Tablet(
            self.folder / "tablet.sqlite",
            "http://council.test",
            transport=self.connection,
            clock=self.clock,
            before_statement=self.before_statement,
        )

    def before_statement(self, _: str) -> None:
        if self.statements_left == 0:
            raise Killed
        if self.statements_left is not None:
            self.statements_left -= 1

    @initialize(target=packages)
    def people_are_in_care_and_the_tablet_knows(self) -> MultipleResults[UUID]:
        packages = [self.council.care_for(scope) for scope in self.council.books.feeds for _ in range(2)]
        self.tablet.sync()
        return multiple(*packages)

    @rule(target=packages, first=st.booleans())
    def somebody_else_needs_care(self, first: bool) -> UUID:
        return self.council.care_for(self.council.north if first else self.council.south)

    @rule(target=reviews, packages=st.lists(packages, min_size=1, max_size=3), words=WORDS)
    def reviews_are_handed_in(self, packages: list[UUID], words: str) -> MultipleResults[UUID]:
        made = [self.review(package, words) for package in packages]
        self.note_what_was_handed_in()
        return multiple(*filter(None, made))

    @rule(review=reviews, words=WORDS)
    def it_is_changed(self, review: UUID, words: str) -> None:
        with suppress(KeyError, TypeError):
            self.tablet.amend(review, {"person_views": words})
        self.note_what_was_handed_in()

    @rule(review=reviews)
    def it_is_withdrawn(self, review: UUID) -> None:
        with suppress(KeyError, TypeError):
            self.tablet.withdraw(review, "Sent for the wrong week.")
        self.note_what_was_handed_in()

    @rule(faults=CONNECTIONS)
    def the_tablet_syncs_over_a_bad_connection(self, faults: list[Fault]) -> None:
        self.sync_over(faults)

    @rule(statements=st.integers(0, 150))
    def its_battery_dies_while_it_syncs(self, statements: int) -> None:
        self.statements_left = statements
        with suppress(Killed):
            self.sync_over([])
        self.statements_left = None
        self.tablet.close()
        self.tablet = self.switched_on()

    @rule(review=reviews, state=st.sampled_from(["checking", "returned", "approved", "submitted"]))
    def a_verifier_decides(self, review: UUID, state: str) -> None:
        if ("submission", str(review)) in self.council.books.entities:
            self.council.decide(review, state)

    @rule(quarantines=st.booleans())
    def the_council_looks_twice_at_everything(self, quarantines: bool) -> None:
        self.council.quarantines = quarantines

    @rule(accept=st.booleans())
    def staff_settle_what_was_put_aside(self, accept: bool) -> None:
        for op_id in list(self.council.books.quarantine):
            self.council.settle_quarantine(op_id, accept=accept)

    @rule(lost=st.integers(1, 3))
    def the_council_is_restored_from_a_backup(self, lost: int) -> None:
        self.council.restore(self.backups[-lost:][0])

    @rule()
    def the_location_loses_or_regains_a_council(self) -> None:
        self.council.held ^= {self.council.north}

    @rule()
    def the_tablet_has_mistaken_something(self) -> None:
        self.tablet.store.run("update held set rev = rev + 7 where rowid = (select max(rowid) from held)")

    @rule(seconds=st.integers(1, 3_600))
    def time_passes(self, seconds: int) -> None:
        self.clock.forward(seconds=seconds)

    @rule()
    def the_connection_is_good_again(self) -> None:
        for _ in range(4):
            self.clock.forward(seconds=10)
            assert self.sync_over([]) is None
        self.check_that_everything_arrived()
        self.check_that_the_tablet_shows_what_the_council_has()

    @invariant()
    def no_op_has_vanished_and_no_number_is_used_twice(self) -> None:
        rows = self.tablet.store.run("select op_id, device_seq from op")
        assert {UUID(row["op_id"]) for row in rows} >= self.handed_in
        assert len({row["device_seq"] for row in rows}) == len(rows)

    @invariant()
    def every_review_is_shown_once(self) -> None:
        ids = [each.id for each in self.tablet.submissions()]
        assert len(ids) == len(set(ids))
        assert {review for review, scope in self.made.items() if self.holds(scope)} <= set(ids)

    def holds(self, scope: str) -> bool:
        held = "select 1 from scope where scope_id = ? and not anew and not leaving"
        return bool(self.tablet.store.run(held, scope))

    def review(self, package: UUID, words: str) -> UUID | None:
        """None where the tablet has not been told of this package, or not any more."""
        held = self.tablet.store.run("select scope_id from held where id = ?", str(package))
        if not held:
            return None
        draft = from_example(EXAMPLE, self.tablet.new_review(package)) | {"person_views": words}
        review = self.tablet.submit(draft)
        self.made[review] = held[0]["scope_id"]
        return review

    def sync_over(self, faults: list[Fault]) -> str | None:
        """Sync once; where the session was lost with a reply, its person logs in again and tries once more."""
        self.backups.append(self.council.backup())
        self.connection.faults = iter(faults)
        try:
            return self.tablet.sync().interrupted
        except LogInAgain:
            self.connection.faults = iter(())
            self.tablet.log_in("rowena", "a password")
            return self.tablet.sync().interrupted

    def note_what_was_handed_in(self) -> None:
        self.handed_in |= {work.op.op_id for work in self.tablet.outbox()}

    def check_that_everything_arrived(self) -> None:
        waiting = [work for work in self.tablet.outbox() if work.stage in (Stage.WAITING, Stage.ACCEPTED)]
        assert all(self.is_behind_one_that_was_not_taken(work) for work in waiting)
        never_sent = {work.op.op_id for work in waiting} | self.set_aside()
        assert {str(op) for op in self.handed_in - never_sent} <= self.council.books.ledger.keys()

    def is_behind_one_that_was_not_taken(self, waiting: Work) -> bool:
        shown = self.tablet.submission(waiting.op.entity_id)
        before = [work.stage for work in shown.pending if work.op.device_seq < waiting.op.device_seq]
        return any(stage in NOT_TAKEN for stage in before)

    def scopes_of_unsent_work(self) -> set[str]:
        rows = self.tablet.store.run("select scope_id from op where stage in ('waiting', 'held')")
        return {row["scope_id"] for row in rows}

    def set_aside(self) -> set[UUID]:
        rows = self.tablet.store.run("select op_id from op where stage = 'set_aside'")
        return {UUID(row["op_id"]) for row in rows}

    def check_that_the_tablet_shows_what_the_council_has(self) -> None:
        shown = {str(each.id): each for each in self.tablet.submissions()}
        for submission in self.council.submissions_of_the_tablet():
            on_tablet = shown[submission["id"]]
            assert (on_tablet.state, on_tablet.rev) == (submission["state"], submission["body_rev"])
            if not on_tablet.pending:
                assert on_tablet.answers == answers_of(submission)
        digests = {scope: feed.digest() for scope, feed in self.council.feeds()}
        assert Holdings(self.tablet.store).differing(digests) == []
        scopes = self.tablet.store.run("select distinct scope_id from held")
        assert {row["scope_id"] for row in scopes} <= self.council.held | self.scopes_of_unsent_work()


def answers_of(submission: Answers) -> Answers:
    answers: Answers = msgspec.json.decode(bytes(submission["body"]))
    return answers


TestEverySchedule = Schedules.TestCase
TestEverySchedule.settings = settings(
    max_examples=30, stateful_step_count=40, deadline=None, derandomize=True
)
