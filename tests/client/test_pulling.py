"""What a tablet shows is always the whole of one moment, and nothing that it may not hold."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from schemas.submissions import State
from service.client.faults import Fault
from service.client.holdings import Holdings
from service.client.outbox import Stage
from service.client.tablet import Tablet
from tests.client.alone import review, signed_in
from tests.client.council import Council
from tests.client.live import spoil
from tests.support.clock import Clock


@pytest.fixture
def council() -> Council:
    return Council(Clock())


@pytest.fixture
def tablet(council: Council, folder: Path) -> Iterator[Tablet]:
    with signed_in(folder / "tablet.sqlite", council) as tablet:
        yield tablet


def test_a_pull_of_many_pages_is_shown_when_it_has_caught_up(council: Council, tablet: Tablet) -> None:
    for _ in range(5):
        council.care_for(council.north)
    spoil(tablet, [Fault.NONE, Fault.NONE, Fault.NONE, Fault.DROP])

    tablet.sync()
    assert tablet.people() == []

    tablet.sync()
    assert len(tablet.people()) == len(tablet.packages()) == 5


def test_a_pull_goes_on_from_the_page_that_was_written_down(council: Council, tablet: Tablet) -> None:
    for _ in range(5):
        council.care_for(council.north)
    spoil(tablet, [Fault.NONE, Fault.NONE, Fault.LOSE_REPLY])
    tablet.sync()
    written_down = Holdings(tablet.store).cursor

    tablet.sync()

    assert written_down in council.cursors_asked_for


def test_what_is_gone_when_a_scope_is_pulled_anew_is_gone_here(council: Council, tablet: Tablet) -> None:
    backup = council.backup()
    council.care_for(council.north)
    tablet.sync()
    assert len(tablet.people()) == 1

    council.restore(backup)
    tablet.sync()

    assert (tablet.people(), tablet.packages()) == ([], [])


def test_a_scope_that_is_left_is_purged_when_its_work_has_been_sent(council: Council, tablet: Tablet) -> None:
    package = council.care_for(council.north)
    council.care_for(council.south)
    tablet.sync()
    made = tablet.submit(review(tablet, package))
    council.held.remove(council.north)
    spoil(tablet, [Fault.NONE, Fault.NONE, Fault.DROP])

    tablet.sync()
    assert len(tablet.people()) == 2

    tablet.sync()
    assert len(tablet.people()) == 1
    assert ("submission", str(made)) in council.books.entities


def test_what_two_scopes_hold_stays_while_one_of_them_does(council: Council, tablet: Tablet) -> None:
    package = council.care_for(council.north)
    council.share(package, council.south)
    tablet.sync()

    council.held.remove(council.north)
    tablet.sync()

    assert [each.id for each in tablet.packages()] == [package]


MISTAKES = {
    "one is missing": "delete from held where rowid = (select min(rowid) from held)",
    "one is as it was": "update held set rev = 0 where rowid = (select min(rowid) from held)",
    "one is too many": "insert into held select scope_id, kind, 'nobody', rev, body from held limit 1",
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_what_does_not_add_up_is_put_right_by_fetching_the_difference(
    council: Council, tablet: Tablet, mistake: str
) -> None:
    for _ in range(5):
        council.care_for(council.north)
    tablet.sync()
    before = held(tablet)
    tablet.store.run(MISTAKES[mistake])
    council.cursors_asked_for.clear()
    council.rows_sent.clear()

    tablet.sync()

    assert held(tablet) == before
    assert None not in council.cursors_asked_for
    assert len(council.rows_sent) == (mistake != "one is too many")


@pytest.mark.parametrize("requests", range(2, 7))
def test_a_repair_that_is_interrupted_goes_on_with_the_next_sync(
    council: Council, tablet: Tablet, requests: int
) -> None:
    for _ in range(5):
        council.care_for(council.north)
    tablet.sync()
    before = held(tablet)
    tablet.store.run("delete from held where kind = 'package'")
    spoil(tablet, [*[Fault.NONE] * requests, Fault.LOSE_REPLY])

    tablet.sync()
    tablet.sync()

    assert held(tablet) == before


def test_a_service_that_never_adds_up_is_not_asked_for_everything_every_time(
    council: Council, tablet: Tablet
) -> None:
    council.care_for(council.north)
    council.digests_are_wrong = True
    tablet.sync()

    council.cursors_asked_for.clear()
    council.manifests_asked_for = 0
    tablet.sync()

    assert len(tablet.people()) == 1
    assert None not in council.cursors_asked_for
    assert council.manifests_asked_for == 0


def test_a_cursor_that_is_none_is_replaced_by_null(council: Council, tablet: Tablet) -> None:
    council.care_for(council.north)
    tablet.sync()
    tablet.store.set_note("cursor", "of another service")

    assert tablet.sync().interrupted is None
    assert len(tablet.people()) == 1


def test_forms_and_rulesets_come_once(council: Council, tablet: Tablet) -> None:
    tablet.sync()
    assert list(tablet.forms()) == ["review@1"]

    known = Holdings(tablet.store).forms_known()

    assert [(each.id, each.versions) for each in known] == [("review", [1]), ("safe-care", [1])]


def test_what_the_council_lost_is_sent_again_after_a_restore(council: Council, tablet: Tablet) -> None:
    package = council.care_for(council.north)
    tablet.sync()
    backup = council.backup()
    made = tablet.submit(review(tablet, package))
    tablet.sync()
    assert tablet.outbox() == []
    council.restore(backup)
    spoil(tablet, [Fault.NONE, Fault.NONE, Fault.NONE, Fault.DROP])

    tablet.sync()
    assert [work.stage for work in tablet.submission(made).pending] == [Stage.OFFERED]

    tablet.sync()
    assert (tablet.submission(made).state, tablet.outbox()) == (State.SUBMITTED, [])
    assert ("submission", str(made)) in council.books.entities


@pytest.mark.parametrize("requests", range(1, 5))
def test_what_the_council_still_has_after_a_restore_is_not_sent_again(
    council: Council, tablet: Tablet, requests: int
) -> None:
    package = council.care_for(council.north)
    tablet.sync()
    made = [tablet.submit(review(tablet, package)) for _ in range(2)]
    tablet.sync()
    council.restore(council.backup())
    council.batches.clear()
    spoil(tablet, [*[Fault.NONE] * requests, Fault.LOSE_REPLY])

    tablet.sync()
    tablet.sync()

    assert (council.batches, tablet.outbox()) == ([], [])
    assert [tablet.submission(one).state for one in made] == [State.SUBMITTED] * 2


def test_the_skew_of_the_clock_is_noted(council: Council, tablet: Tablet) -> None:
    slow = Clock(council.clock())
    tablet.clock = slow
    council.clock = Clock(slow())
    council.clock.forward(minutes=7)

    tablet.sync()

    assert tablet.skew.total_seconds() == 7 * 60


def test_nothing_is_known_of_a_review_that_is_nowhere(tablet: Tablet) -> None:
    with pytest.raises(KeyError):
        tablet.submission(uuid4())


def held(tablet: Tablet) -> list[tuple[str, str, int, bytes]]:
    return [tuple(row) for row in tablet.store.run("select kind, id, rev, body from held order by kind, id")]


def test_what_a_newer_service_tells_of_is_held_unshown_and_counted(council: Council, tablet: Tablet) -> None:
    council.tell_of(council.north, "weather")
    council.care_for(council.north)

    tablet.sync()
    tablet.sync()

    assert len(tablet.people()) == 1
    assert council.manifests_asked_for == 0


def test_it_is_repaired_like_all_else(council: Council, tablet: Tablet) -> None:
    council.tell_of(council.north, "weather")
    tablet.sync()
    tablet.store.run("delete from held where kind = 'weather'")

    tablet.sync()
    tablet.sync()

    held = tablet.store.run("select count(*) as n from held where kind = 'weather'")
    assert [row["n"] for row in held] == [1]
    assert council.manifests_asked_for == 1
