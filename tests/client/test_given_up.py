"""A tablet that is suspended or lost: its work is not lost with it, and whoever finds it has nothing."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from service.client import lease, rescue, wiping
from service.client.drafts import from_example
from service.client.faults import Fault
from service.client.keyring import WrongPin
from service.client.lease import OutsideLease
from service.client.tablet import Tablet
from service.client.wiping import Wiped
from service.client.wire import Refused
from tests.client.alone import EXAMPLE, review, signed_in
from tests.client.council import Council
from tests.client.live import Live, review_of, spoil
from tests.support.clock import Clock


async def with_work(live: Live) -> tuple[Tablet, UUID]:
    cared = await live.cared()
    tablet = live.tablet()
    tablet.sync()
    return tablet, tablet.submit(review_of(tablet, cared.package))


def order(live: Live, tablet: Tablet, action: str) -> None:
    live.ask("ada", f"/v1/devices/{tablet.device_id}/{action}", None)
    live.scene.clock.forward(seconds=11)


async def test_a_suspended_tablet_hands_in_its_work_and_hears_what_became_of_it(live: Live) -> None:
    tablet, made = await with_work(live)
    order(live, tablet, "suspend")

    kept = tablet.deposit()
    again = tablet.deposit()
    line = tablet.submission(made).line
    order(live, tablet, "restore")
    tablet.sync()

    assert (kept, again) == (1, 0)
    assert "Handed in" in line
    assert "somebody at the council has to look at it" in tablet.submission(made).line
    assert await live.count("quarantine") == 1


async def test_a_lost_tablet_hands_in_its_work_and_erases_itself(live: Live) -> None:
    tablet, _ = await with_work(live)
    order(live, tablet, "wipe")

    with pytest.raises(Wiped):
        tablet.sync()

    assert await live.count("quarantine") == 1
    assert [file.suffix for file in tablet.path.parent.iterdir()] == [".wiped"]
    assert (
        await live.scene.world.connection.fetchval("select state from device where name = 'Truro tablet'")
        == "wiped"
    )
    with pytest.raises(Wiped):
        Tablet(tablet.path, live.url)


async def test_nothing_is_begun_or_shown_on_a_tablet_that_has_erased_itself(live: Live) -> None:
    tablet, _ = await with_work(live)
    draft = tablet.new_review(tablet.packages()[0].id)
    order(live, tablet, "wipe")
    with pytest.raises(Wiped):
        tablet.sync()

    for use in (tablet.outbox, tablet.drafts, tablet.people, tablet.sync, lambda: tablet.submit(draft)):
        with pytest.raises(Wiped):
            use()


async def test_or_erases_itself_at_once_if_so_ordered(live: Live) -> None:
    tablet, _ = await with_work(live)
    order(live, tablet, "wipe?deposit_first=false")

    with pytest.raises(Wiped):
        tablet.sync()

    assert await live.count("quarantine") == 0


async def test_without_a_connection_to_the_box_the_work_comes_first(live: Live) -> None:
    tablet, made = await with_work(live)
    order(live, tablet, "wipe")
    spoil(tablet, [Fault.NONE, Fault.DROP])

    with pytest.raises(Refused):
        tablet.sync()
    assert tablet.submission(made).pending

    with pytest.raises(Wiped):
        tablet.sync()
    assert await live.count("quarantine") == 1


async def test_that_it_is_wiped_it_says_until_it_is_heard(live: Live) -> None:
    tablet, _ = await with_work(live)
    order(live, tablet, "wipe")
    spoil(tablet, [Fault.NONE, Fault.NONE, Fault.DROP])
    with pytest.raises(Wiped):
        tablet.sync()
    state = "select state from device where name = 'Truro tablet'"
    before = await live.scene.world.connection.fetchval(state)

    said = wiping.say_so(tablet.path, tablet.wire)

    assert (before, said) == ("wipe_pending", True)
    assert await live.scene.world.connection.fetchval(state) == "wiped"


async def test_the_order_is_heard_by_a_tablet_on_which_nobody_is_signed_in(live: Live) -> None:
    tablet, _ = await with_work(live)
    order(live, tablet, "wipe")
    live.scene.clock.forward(days=60)

    with pytest.raises(Wiped):
        tablet.sync()

    assert await live.count("quarantine") == 1


async def test_whoever_waits_is_told_when_there_is_something_to_pull(live: Live) -> None:
    tablet = live.tablet()
    tablet.sync()
    nothing = tablet.wait(1)

    await live.cared()

    assert (nothing, tablet.wait(5)) == (False, True)


async def test_an_order_that_the_service_has_not_signed_wipes_nothing(live: Live) -> None:
    tablet, made = await with_work(live)
    order(live, tablet, "wipe")
    await live.scene.world.connection.execute(
        "update wipe_order set signed = $1", tablet.session._author()["lease"].decode()
    )
    live.scene.clock.forward(seconds=11)

    with pytest.raises(Refused):
        tablet.sync()

    assert tablet.submission(made).pending


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def council(clock: Clock) -> Council:
    return Council(clock)


def test_outside_its_lease_a_tablet_shows_no_caseload_and_keeps_all_work(
    folder: Path, council: Council, clock: Clock
) -> None:
    package = council.care_for(council.north)
    with signed_in(folder / "tablet.sqlite", council) as tablet:
        tablet.sync()
        sent = tablet.submit(review(tablet, package))
        tablet.sync()
        draft = tablet.new_review(package)
        assert tablet.shown_until == clock() + timedelta(hours=72)
        clock.forward(hours=72)

        for show in (tablet.people, tablet.packages, tablet.referrals, lambda: tablet.new_review(package)):
            with pytest.raises(OutsideLease):
                show()
        assert tablet.submissions() == []
        (begun,) = tablet.drafts()
        finished = tablet.submit(from_example(EXAMPLE, begun))
        assert [one.id for one in tablet.submissions()] == [finished]
        assert draft["submission_id"] == str(finished)

        tablet.sync()
        assert len(tablet.people()) == 1
        assert {one.id for one in tablet.submissions()} == {sent, finished}


def test_what_is_finished_outside_of_it_says_so_and_nothing_else_does(
    folder: Path, council: Council, clock: Clock
) -> None:
    package = council.care_for(council.north)
    with signed_in(folder / "tablet.sqlite", council) as tablet:
        tablet.sync()
        tablet.submit(review(tablet, package))
        draft = tablet.new_review(package)
        clock.forward(hours=73)
        tablet.submit(from_example(EXAMPLE, draft))

        assert [work.op.outside_lease for work in tablet.outbox()] == [False, True]


def test_a_clock_that_is_put_back_lengthens_no_lease(folder: Path, council: Council, clock: Clock) -> None:
    package = council.care_for(council.north)
    with signed_in(folder / "tablet.sqlite", council) as tablet:
        tablet.sync()
        draft = tablet.new_review(package)
        clock.forward(hours=73)
        tablet.submit(from_example(EXAMPLE, draft))
        clock.forward(hours=-50)

        with pytest.raises(OutsideLease):
            tablet.people()


def test_a_lease_that_somebody_wrote_themselves_is_none(folder: Path, council: Council) -> None:
    with signed_in(folder / "tablet.sqlite", council) as tablet:
        council.care_for(council.north)
        tablet.sync()
        signed = tablet.session._author()["lease"].decode()
        head, said, signature = signed.split(".")

        lease.keep(tablet.store, tablet.session.account_id, f"{head}.{said[:-4]}AAAA.{signature}")

        with pytest.raises(OutsideLease):
            tablet.people()


def test_what_was_not_sent_is_rescued_into_a_file_that_its_code_opens(folder: Path, council: Council) -> None:
    package = council.care_for(council.north)
    with signed_in(folder / "tablet.sqlite", council) as tablet:
        tablet.sync()
        made = tablet.submit(review(tablet, package))

        code = tablet.rescue(folder / "rescue.json")

        assert len(tablet.outbox()) == 1
    on_disk = (folder / "rescue.json").read_bytes()
    opened = msgspec.json.decode(rescue.read(folder / "rescue.json", code.lower().replace("-", " ")))
    assert [one["op"]["entity_id"] for one in opened["ops"]] == [str(made)]
    assert b"Morwenna" not in on_disk
    assert str(made).encode() not in on_disk
    with pytest.raises(WrongPin):
        rescue.read(folder / "rescue.json", "0" * 26)
