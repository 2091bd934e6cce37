"""A review leaves a tablet, is decided at a desk, and the tablet shows where it stands."""

from schemas.submissions import State
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
