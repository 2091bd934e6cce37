"""Work leaves in the order in which it was made, in pieces that the service takes, whatever one of them is like."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.pulls import PulledOutcome
from schemas.submissions import State
from schemas.sync import Result
from service.client.outbox import KEPT_FOR, Outbox, Stage
from service.client.tablet import Tablet
from tests.client.alone import review, signed_in
from tests.client.council import LIMITS, Council
from tests.support.clock import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def council(clock: Clock) -> Council:
    return Council(clock)


@pytest.fixture
def tablet(council: Council, folder: Path) -> Iterator[Tablet]:
    with signed_in(folder / "tablet.sqlite", council) as tablet:
        council.care_for(council.north)
        tablet.sync()
        yield tablet


def hand_in(tablet: Tablet, count: int) -> None:
    package, *_ = tablet.packages()
    for _ in range(count):
        tablet.submit(review(tablet, package.id))


def test_no_batch_carries_more_ops_than_the_service_takes(council: Council, tablet: Tablet) -> None:
    hand_in(tablet, 7)

    assert tablet.sync().answered == 7
    assert council.batches == [3, 3, 1]


def test_no_batch_carries_more_bytes_than_the_service_takes(council: Council, tablet: Tablet) -> None:
    hand_in(tablet, 3)
    one = max(len(work.sent) for work in tablet.outbox())
    council.limits = LIMITS | {"max_bytes": 2 * one + 4_500}

    tablet.sync()

    assert council.batches == [2, 1]


def test_a_batch_that_is_too_large_all_the_same_is_halved(council: Council, tablet: Tablet) -> None:
    hand_in(tablet, 3)
    council.takes_at_most = 1

    assert tablet.sync().answered == 3
    assert council.batches == [3, 1, 1, 1]


def test_one_op_that_spoils_a_batch_is_found_and_the_others_go(council: Council, tablet: Tablet) -> None:
    hand_in(tablet, 5)
    culprit = tablet.outbox()[3]
    council.cannot_read = str(culprit.op.op_id)

    tablet.sync()

    assert [(work.op.op_id, work.stage) for work in tablet.outbox()] == [(culprit.op.op_id, Stage.REJECTED)]
    assert len(council.books.ledger) == 4


def test_a_batch_that_is_refused_for_another_reason_stays_where_it_is(
    council: Council, tablet: Tablet
) -> None:
    hand_in(tablet, 2)
    council.cannot_read = "protocol"

    with pytest.raises(Exception, match="Not readable"):
        tablet.sync()

    assert [work.stage for work in tablet.outbox()] == [Stage.WAITING] * 2


def test_work_on_one_review_goes_one_after_the_other(council: Council, tablet: Tablet) -> None:
    hand_in(tablet, 1)
    (first,) = tablet.outbox()
    tablet.amend(first.op.entity_id, {"person_views": "I like the mornings."})
    tablet.withdraw(first.op.entity_id, "Sent for the wrong week.")

    tablet.sync()

    assert council.batches == [1, 1, 1]
    assert tablet.submission(first.op.entity_id).state is State.WITHDRAWN


def test_an_op_says_upon_which_other_it_depends(tablet: Tablet) -> None:
    hand_in(tablet, 1)
    (first,) = tablet.outbox()

    tablet.amend(first.op.entity_id, {"person_views": "I like the mornings."})

    assert tablet.outbox()[1].op.depends_on == [first.op.op_id]


def test_numbers_go_up_by_one_and_are_never_used_again(clock: Clock, tablet: Tablet) -> None:
    hand_in(tablet, 2)
    tablet.sync()
    clock.forward(days=61)
    tablet.sync()

    hand_in(tablet, 1)

    assert [work.op.device_seq for work in tablet.outbox()] == [3]


def test_sent_work_is_kept_for_sixty_days(clock: Clock, tablet: Tablet) -> None:
    hand_in(tablet, 1)
    tablet.sync()
    clock.forward(days=KEPT_FOR.days - 1)
    tablet.sync()
    assert kept(tablet) == 1

    clock.forward(days=2)
    tablet.sync()

    assert kept(tablet) == 0


def test_pressing_send_twice_hands_in_once(tablet: Tablet) -> None:
    package, *_ = tablet.packages()
    draft = review(tablet, package.id)

    tablet.submit(draft)
    tablet.submit(draft)

    assert len(tablet.outbox()) == 1


def test_work_that_the_service_holds_is_not_sent_again_until_it_is_told(tablet: Tablet) -> None:
    hand_in(tablet, 1)
    (work,) = tablet.outbox()
    outbox, now = Outbox(tablet.store), tablet.clock()
    outbox.settle(work, Result(index=0, op_id=work.op.op_id, status="held"), now)
    assert (tablet.sync().answered, [each.stage for each in tablet.outbox()]) == (0, [Stage.HELD])

    told = PulledOutcome(
        op_id=work.op.op_id,
        authority_id=work.op.authority_id,
        entity_id=work.op.entity_id,
        status="accepted",
        reference="TR-0001",
        resolved_at=now,
    )
    outbox.hear(told, now)

    assert tablet.outbox() == []


def kept(tablet: Tablet) -> int:
    return int(tablet.store.run("select count(*) from op")[0][0])
