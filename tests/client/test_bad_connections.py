"""However bad the connection, work arrives once and the tablet ends up showing what the council has."""

from uuid import UUID

import httpx
import pytest

from schemas.submissions import State
from schemas.sync import PushAnswer
from service.client.faults import Fault, at_random
from service.client.tablet import Tablet
from service.client.wire import Unreachable, Wire
from tests.client.live import Live, review_of, spoil

REQUESTS_OF_A_SYNC = 4
"""Hello, pull, push, pull."""
FAULTS = [fault for fault in Fault if fault is not Fault.NONE]


async def a_tablet_with_a_review(live: Live) -> tuple[Tablet, UUID]:
    cared = await live.cared()
    tablet = live.tablet()
    tablet.sync()
    return tablet, tablet.submit(review_of(tablet, cared.package))


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name.lower())
async def test_any_one_request_of_a_sync_may_go_wrong(live: Live, fault: Fault) -> None:
    cared = await live.cared()
    tablet = live.tablet()
    tablet.sync()
    for good_requests in range(REQUESTS_OF_A_SYNC):
        review = tablet.submit(review_of(tablet, cared.package))
        spoil(tablet, [Fault.NONE] * good_requests + [fault])

        tablet.sync()
        spoil(tablet)
        live.scene.clock.forward(seconds=10)
        tablet.sync()

        shown = tablet.submission(review)
        assert (shown.state, shown.rev, shown.pending) == (State.SUBMITTED, 1, [])
    assert await live.count("op_ledger") == REQUESTS_OF_A_SYNC
    assert await live.count("submission_rev") == REQUESTS_OF_A_SYNC


async def test_a_day_of_bad_connections_loses_and_doubles_nothing(live: Live) -> None:
    cared = await live.cared()
    tablet = live.tablet()
    tablet.sync()
    reviews = []
    for morning in range(12):
        reviews.append(tablet.submit(review_of(tablet, cared.package)))
        tablet.amend(reviews[morning // 2], {"person_views": f"It is visit {morning}."})
        spoil(tablet, at_random(seed=morning, share=0.4))
        tablet.sync()

    spoil(tablet)
    live.scene.clock.forward(seconds=10)
    assert tablet.sync().interrupted is None

    assert tablet.outbox() == []
    assert {shown.id for shown in tablet.submissions()} == set(reviews)
    assert [tablet.submission(review).rev for review in reviews] == [3] * 6 + [1] * 6
    assert await live.count("op_ledger") == 24


async def test_without_a_connection_everything_stays_in_the_outbox(live: Live) -> None:
    tablet, review = await a_tablet_with_a_review(live)
    spoil(tablet, [Fault.DROP])

    ended = tablet.sync()

    assert (ended.answered, ended.interrupted) == (0, "There is no connection.")
    assert [work.op.entity_id for work in tablet.outbox()] == [review]


async def test_the_same_bytes_are_sent_however_often_it_takes(live: Live) -> None:
    tablet, _ = await a_tablet_with_a_review(live)
    (before,) = tablet.outbox()
    spoil(tablet, [Fault.NONE, Fault.NONE, Fault.LOSE_REPLY])
    tablet.sync()

    (after,) = tablet.outbox()

    assert after.sent == before.sent


async def test_a_restored_service_is_asked_what_it_has_and_sent_only_what_it_lacks(live: Live) -> None:
    tablet, review = await a_tablet_with_a_review(live)
    tablet.sync()
    tablet.amend(review, {"person_views": "I like the mornings."})
    tablet.sync()

    await live.scene.world.connection.execute("update authority set epoch = gen_random_uuid()")
    assert tablet.sync().answered == 0

    shown = tablet.submission(review)
    assert (shown.state, shown.rev, shown.pending) == (State.SUBMITTED, 2, [])
    assert await live.count("submission_rev") == 2


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, html="<h1>Welcome to the guest network</h1>"),
        httpx.Response(302, headers={"Location": "http://log-in.test"}),
        httpx.Response(404, html="Not found"),
        httpx.Response(413, html="Too large, says the proxy"),
        httpx.Response(502),
        httpx.Response(503, headers={"Retry-After": "30"}),
        httpx.Response(200, json={"results": []}),
    ],
    ids=[
        "a guest network",
        "a log-in page",
        "another site",
        "a proxy",
        "a gateway",
        "busy",
        "half an answer",
    ],
)
def test_only_the_service_itself_is_believed(answer: httpx.Response) -> None:
    wire = Wire(httpx.Client(transport=httpx.MockTransport(lambda _: answer), base_url="http://tamar.test"))

    with pytest.raises(Unreachable) as lost:
        wire.post("/v1/sync/push", b"{}", PushAnswer)

    assert lost.value.may_have_arrived
