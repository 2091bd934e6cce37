"""What a verifier asks is on the author's tablet, and is answered there."""

from tests.client.live import Live, review_of


async def test_a_question_is_shown_on_the_tablet_and_answered_there(live: Live) -> None:
    cared = await live.cared()
    tablet, desk = live.tablet(), live.desk()
    tablet.sync()
    review = tablet.submit(review_of(tablet, cared.package))
    tablet.sync()
    desk.ask(review, "Who holds the key?", "/contingency_plan")
    tablet.sync()

    ((submission, query),) = tablet.queries()
    line = tablet.submission(review).line
    tablet.answer(review, query.id, "Her son.")
    waiting = tablet.queries()
    tablet.sync()

    (answered,) = desk.show(review).queries
    assert (submission, query.text) == (review, "Who holds the key?")
    assert line.endswith("The council asks: Who holds the key?")
    assert (waiting, tablet.queries(), tablet.outbox()) == ([], [], [])
    assert answered.answer == "Her son."
    assert "The council asks" not in tablet.submission(review).line
