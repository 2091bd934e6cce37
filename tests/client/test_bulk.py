"""A Monday's pile at the desk: selected, read through, approved with one request, and told to the tablet."""

from schemas.submissions import State
from tests.client.live import Live, review_of


async def test_a_desk_approves_what_it_selected_and_the_tablet_learns_of_it(live: Live) -> None:
    cared = [await live.cared() for _ in range(3)]
    tablet = live.tablet()
    tablet.sync()
    reviews = [tablet.submit(review_of(tablet, one.package)) for one in cared]
    tablet.sync()
    await live.scene.world.connection.execute("update submission set bulk_approvable = true")
    desk = live.desk()

    selection = desk.select()
    answer = desk.approve_all(selection, key="monday", note="The quiet ones of Monday.")
    again = desk.approve_all(selection, key="monday", note="The quiet ones of Monday.")
    tablet.sync()

    assert (len(selection.items), selection.excluded) == (3, [])
    assert [one.status for one in answer.results] == ["done"] * 3
    assert again == answer
    assert await live.count("decision") == 3
    assert {tablet.submission(one).state for one in reviews} == {State.APPROVED}
