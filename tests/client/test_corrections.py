"""The author of an approved review asks for a correction on their tablet, and reads there what became of it."""

from uuid import UUID

from schemas.submissions import State
from service.client.desk import Desk
from service.client.outbox import Stage
from service.client.tablet import Tablet
from tests.client.live import Live, review_of

MINE = "I would rather stay."


async def approved(live: Live) -> tuple[Tablet, Desk, UUID]:
    """A review that was approved, on the tablet that it was made on."""
    cared = await live.cared()
    tablet, desk = live.tablet(), live.desk()
    tablet.sync()
    review = tablet.submit(review_of(tablet, cared.package))
    tablet.sync()
    desk.open(review, seen=1)
    desk.approve(review, seen=1)
    return tablet, desk, review


async def test_after_a_refused_change_the_author_asks_for_a_correction_and_makes_it(live: Live) -> None:
    tablet, desk, review = await approved(live)
    tablet.amend(review, {"person_views": MINE})
    tablet.sync()
    assert tablet.submission(review).problem is not None

    tablet.request_correction(review, "She has said otherwise since.")
    assert "A correction is asked for" in tablet.submission(review).line
    tablet.sync()
    asked = tablet.submission(review)
    desk.correct(review, seen=1, reason="Then put it right.")
    tablet.sync()
    opened = tablet.submission(review)
    tablet.amend(review, {"person_views": MINE})
    tablet.sync()

    corrected = tablet.submission(review)
    assert (asked.state, asked.pending) == (State.APPROVED, [])
    assert asked.line.endswith("You asked for a correction; the council will answer.")
    assert opened.state is State.CORRECTION_OPEN
    assert opened.line.endswith("Change it and send it again: Then put it right.")
    assert (corrected.state, corrected.rev, corrected.pending) == (State.SUBMITTED, 2, [])
    assert corrected.answers["person_views"] == MINE


async def test_the_tablet_shows_why_a_correction_was_declined(live: Live) -> None:
    tablet, desk, review = await approved(live)
    tablet.sync()
    tablet.request_correction(review, "She has said otherwise since.")
    tablet.sync()

    desk.decline_correction(review, seen=1, reason="Her next review is on Monday.")
    tablet.sync()

    line = tablet.submission(review).line
    assert line.endswith("The council will not open it for a correction: Her next review is on Monday.")


async def test_of_two_who_ask_the_second_hears_that_it_was_asked(live: Live) -> None:
    tablet, _, review = await approved(live)
    other = live.tablet("piran")
    tablet.sync()
    other.sync()
    other.request_correction(review, "The plan is out of date.")
    other.sync()

    tablet.request_correction(review, "She has said otherwise since.")
    tablet.sync()

    (work,) = tablet.outbox()
    assert work.stage is Stage.CONFLICT
    assert "has been asked for already" in tablet.submission(review).line
