"""What nobody asks for any more is deleted, and what somebody may still ask for is not."""

from datetime import timedelta

import pytest

from service import housekeeping
from service.housekeeping import sweep
from service.store.database import Database
from tests.support.desk import Desk


async def test_an_answer_is_given_again_for_thirty_days_and_then_forgotten(
    desk: Desk, database: Database
) -> None:
    item = await desk.given()
    await desk.take(desk.vera, item, "open", key="once")
    now = desk.scene.clock.now

    await sweep(database, now + timedelta(days=30))
    kept = await desk.db.fetchval("select count(*) from answered_request")
    await sweep(database, now + timedelta(days=30, seconds=1))

    assert kept == 1
    assert await desk.db.fetchval("select count(*) from answered_request") == 0


async def test_a_sweep_goes_on_until_nothing_is_left(
    desk: Desk, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(housekeeping, "AT_ONCE", 2)
    for n in range(5):
        await desk.scene.world.insert(
            "answered_request",
            account_id=desk.vera.actor.account_id,
            key=f"{n}",
            answered_at=desk.scene.clock.now,
        )

    await sweep(database, desk.scene.clock.now + timedelta(days=31))

    assert await desk.db.fetchval("select count(*) from answered_request") == 0
