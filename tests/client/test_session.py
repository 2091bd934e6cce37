"""A session outlives lost replies, and never looks like theft."""

from datetime import timedelta

import pytest

from schemas.sessions import TokenPair
from service.client.faults import Fault
from service.client.session import LogInAgain
from service.client.wire import Refused
from tests.client.live import Live, review_of, spoil

TOKEN_LIVES = {"minutes": 16}


async def test_a_token_that_has_run_out_is_renewed_unseen(live: Live) -> None:
    tablet = live.tablet()
    live.scene.clock.forward(**TOKEN_LIVES)

    assert tablet.sync().interrupted is None


async def test_a_token_that_the_service_refuses_is_renewed_too(live: Live) -> None:
    tablet = live.tablet()
    tablet.store.run("update author set access_token = ?", b"not a token")

    assert tablet.sync().interrupted is None


async def test_a_renewal_whose_reply_was_lost_is_repeated_at_once(live: Live) -> None:
    tablet = live.tablet()
    live.scene.clock.forward(**TOKEN_LIVES)
    spoil(tablet, [Fault.LOSE_REPLY])

    assert tablet.sync().interrupted is None


async def test_or_by_the_next_sync_within_the_minute(live: Live) -> None:
    tablet = live.tablet()
    live.scene.clock.forward(**TOKEN_LIVES)
    spoil(tablet, [Fault.LOSE_REPLY] * 2)
    assert tablet.sync().interrupted is not None

    live.scene.clock.forward(seconds=40)

    assert tablet.sync().interrupted is None


async def test_later_than_that_the_author_is_asked_and_the_tablet_is_not_suspended(live: Live) -> None:
    cared = await live.cared()
    tablet = live.tablet()
    tablet.sync()
    tablet.submit(review_of(tablet, cared.package))
    live.scene.clock.forward(**TOKEN_LIVES)
    spoil(tablet, [Fault.LOSE_REPLY] * 2)
    tablet.sync()
    live.scene.clock.forward(minutes=5)

    with pytest.raises(LogInAgain):
        tablet.sync()

    live.sign_in(tablet, "rowena")
    assert tablet.sync().answered == 1


async def test_a_renewal_that_never_left_can_be_made_whenever_there_is_a_connection(live: Live) -> None:
    tablet = live.tablet()
    live.scene.clock.forward(**TOKEN_LIVES)
    spoil(tablet, [Fault.DROP])
    tablet.sync()

    live.scene.clock.forward(hours=5)

    assert tablet.sync().interrupted is None


async def test_a_suspended_tablet_keeps_its_work_until_it_is_restored(live: Live) -> None:
    cared = await live.cared()
    tablet = live.tablet()
    tablet.sync()
    tablet.submit(review_of(tablet, cared.package))
    live.ask("ada", f"/v1/devices/{tablet.device_id}/suspend", None)
    live.scene.clock.forward(seconds=11)

    with pytest.raises(Refused) as refusal:
        tablet.sync()

    assert refusal.value.code == "device-suspended"
    assert len(tablet.outbox()) == 1
    live.ask("ada", f"/v1/devices/{tablet.device_id}/restore", None)
    live.scene.clock.forward(seconds=11)
    assert tablet.sync().answered == 1


async def test_a_tablet_is_enrolled_with_a_code_that_somebody_reads_out(live: Live) -> None:
    code = live.ask("wenna", "/v1/devices/codes", {"location_id": str(live.scene.location)}).json()["code"]
    tablet = live.new_tablet()

    tablet.enrol(code.lower(), "Blue tablet")
    live.sign_in(tablet, "rowena")

    assert tablet.sync().interrupted is None


async def test_nobody_signs_in_on_a_tablet_that_is_not_enrolled(live: Live) -> None:
    with pytest.raises(LogInAgain):
        live.sign_in(live.new_tablet(), "rowena")


async def test_a_refresh_token_that_was_copied_off_the_tablet_is_worth_nothing(live: Live) -> None:
    tablet = live.tablet()
    ((copied,),) = tablet.store.run("select refresh_token from author")

    with pytest.raises(Refused) as refusal:
        tablet.wire.post_form(
            "/v1/auth/token", {"grant_type": "refresh_token", "refresh_token": copied.decode()}, TokenPair
        )

    assert refusal.value.code == "invalid-grant"
    live.scene.clock.forward(**TOKEN_LIVES)
    assert tablet.sync().interrupted is None


async def test_a_tablet_whose_clock_is_years_off_stays_signed_in(live: Live) -> None:
    tablet = live.tablet()
    live.scene.clock.forward(**TOKEN_LIVES)
    years_ahead = live.scene.clock.now + timedelta(days=1_000)
    tablet.session.clock = lambda: years_ahead

    assert tablet.sync().interrupted is None
