"""A review leaves a tablet, is decided at a desk, and the tablet shows where it stands."""

from schemas.submissions import State
from schemas.verification import Pointed
from tests.client.live import Live, review_of


async def test_a_review_made_offline_arrives_is_decided_and_is_shown(live: Live) -> None:
    cared = await live.cared()
    tablet, desk = live.tablet(), live.desk()
    tablet.sync()
    assert [person.name for person in tablet.people()] == ["Morwenna Tregear"]
    review = tablet.submit(review_of(tablet, cared.package))
    assert "will be sent" in tablet.submission(review).line

    assert tablet.sync().answered == 1

    assert tablet.outbox() == []
    assert tablet.submission(review).state is State.SUBMITTED
    desk.open(review, seen=1)
    desk.approve(review, seen=1)
    tablet.sync()
    assert tablet.submission(review).line.startswith("Approved")


async def test_what_a_verifier_returns_is_corrected_on_the_tablet_and_approved(live: Live) -> None:
    cared = await live.cared()
    tablet, desk = live.tablet(), live.desk()
    tablet.sync()
    review = tablet.submit(review_of(tablet, cared.package))
    tablet.sync()
    desk.open(review, seen=1)
    comment = Pointed(pointer="/person_views", text="In her own words, please.")
    desk.give_back(review, 1, [comment])
    tablet.sync()
    returned = tablet.submission(review)
    assert (returned.state, [each.text for each in returned.comments]) == (State.RETURNED, [comment.text])

    tablet.amend(review, {"person_views": "I like the mornings."})
    assert "will be sent" in tablet.submission(review).line
    tablet.sync()

    desk.open(review, seen=2)
    desk.approve(review, seen=2)
    tablet.sync()
    approved = tablet.submission(review)
    assert (approved.state, approved.rev, approved.pending) == (State.APPROVED, 2, [])
    assert approved.answers["person_views"] == "I like the mornings."


async def test_a_review_can_be_taken_back_before_it_was_ever_sent(live: Live) -> None:
    cared = await live.cared()
    tablet = live.tablet()
    tablet.sync()
    review = tablet.submit(review_of(tablet, cared.package))

    tablet.withdraw(review, "Sent for the wrong week.")
    assert "Withdrawn on this tablet" in tablet.submission(review).line

    assert tablet.sync().answered == 2
    assert tablet.submission(review).state is State.WITHDRAWN


async def test_a_change_made_while_a_verifier_reads_waits_to_be_taken_in(live: Live) -> None:
    cared = await live.cared()
    tablet, desk = live.tablet(), live.desk()
    tablet.sync()
    review = tablet.submit(review_of(tablet, cared.package))
    tablet.sync()
    desk.open(review, seen=1)

    tablet.amend(review, {"person_views": "I like the mornings."})
    tablet.sync()

    shown = tablet.submission(review)
    assert (shown.state, shown.rev) == (State.CHECKING, 2)
    desk.take_in(review, 2)
    desk.approve(review, seen=2)
    tablet.sync()
    assert tablet.submission(review).state is State.APPROVED


async def test_colleagues_at_one_location_see_each_others_reviews(live: Live) -> None:
    cared = await live.cared()
    rowenas, pirans = live.tablet("rowena"), live.tablet("piran")
    rowenas.sync()
    review = rowenas.submit(review_of(rowenas, cared.package))
    rowenas.sync()

    pirans.sync()

    assert pirans.submission(review).person_name == "Morwenna Tregear"


async def test_another_location_learns_nothing(live: Live) -> None:
    cared = await live.cared()
    rowenas, tegens = live.tablet("rowena"), live.tablet("tegen")
    rowenas.sync()
    rowenas.submit(review_of(rowenas, cared.package))
    rowenas.sync()

    tegens.sync()

    assert (tegens.people(), tegens.packages(), tegens.submissions()) == ([], [], [])


async def test_two_authors_on_one_tablet_send_only_their_own_work(live: Live) -> None:
    cared = await live.cared()
    tablet = live.tablet("rowena")
    tablet.sync()
    rowenas = tablet.submit(review_of(tablet, cared.package))
    live.sign_in(tablet, "piran")
    pirans = tablet.submit(review_of(tablet, cared.package))

    assert tablet.sync().answered == 1
    assert tablet.submission(pirans).state is State.SUBMITTED
    assert tablet.submission(rowenas).state is None

    live.sign_in(tablet, "rowena")
    assert tablet.sync().answered == 1
    assert [work.op.device_seq for work in tablet.outbox()] == []
    assert tablet.submission(rowenas).state is State.SUBMITTED


async def test_a_tablet_that_has_mistaken_something_is_put_right(live: Live) -> None:
    for _ in range(2):
        await live.cared()
    tablet = live.tablet()
    tablet.sync()
    known = (tablet.people(), tablet.packages())
    tablet.store.run("delete from held where kind = 'person'")
    tablet.store.run("update held set rev = 7 where kind = 'package'")

    assert tablet.sync().interrupted is None

    assert (tablet.people(), tablet.packages()) == known
