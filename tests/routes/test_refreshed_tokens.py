"""Staying logged in: replies that are lost, tokens that are copied, tablets that stay away."""

import asyncio
from typing import TypeAlias

import asyncpg
import pytest

from tests.support.clock import Clock
from tests.support.identity import (
    ACCOUNT_SUSPENDED,
    DEVICE_SUSPENDED,
    INVALID_GRANT,
    Caller,
    Town,
    refused,
)

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


async def test_each_refresh_gives_a_new_pair(caller: Caller, town: Town) -> None:
    first = await caller.tokens("reviewer", town.tablet)

    second = (await caller.refresh(first["refresh_token"])).json()
    third = await caller.refresh(second["refresh_token"])

    assert third.status_code == 200
    assert len({pair["refresh_token"] for pair in (first, second, third.json())}) == 3
    assert (await caller.me(third.json()["access_token"])).json()["device_id"] == str(town.tablet)


async def test_the_access_token_before_stays_valid_for_its_time(caller: Caller, town: Town) -> None:
    first = await caller.tokens("reviewer")
    await caller.refresh(first["refresh_token"])

    assert (await caller.me(first["access_token"])).status_code == 200


async def test_a_refresh_whose_reply_was_lost_may_be_repeated_within_a_minute(
    caller: Caller, clock: Clock, town: Town
) -> None:
    first = await caller.tokens("reviewer", town.tablet)
    await caller.refresh(first["refresh_token"])
    clock.forward(seconds=60)

    again = await caller.refresh(first["refresh_token"])

    assert again.status_code == 200
    assert (await caller.refresh(again.json()["refresh_token"])).status_code == 200


async def test_the_pair_that_was_never_received_is_revoked(caller: Caller, clock: Clock, town: Town) -> None:
    first = await caller.tokens("reviewer", town.tablet)
    lost = (await caller.refresh(first["refresh_token"])).json()
    received = (await caller.refresh(first["refresh_token"])).json()

    assert (await caller.me(lost["access_token"])).status_code == 401
    assert (await caller.me(received["access_token"])).status_code == 200


async def test_a_lost_pair_that_is_used_after_all_ends_the_session_but_suspends_nothing(
    caller: Caller, clock: Clock, town: Town
) -> None:
    first = await caller.tokens("reviewer", town.tablet)
    lost = (await caller.refresh(first["refresh_token"])).json()
    received = (await caller.refresh(first["refresh_token"])).json()

    assert refused(await caller.refresh(lost["refresh_token"])) == INVALID_GRANT
    assert refused(await caller.refresh(received["refresh_token"])) == INVALID_GRANT
    assert (await caller.sign_in("reviewer", device_id=town.tablet)).status_code == 200


async def test_a_token_used_again_later_ends_the_session_and_suspends_the_tablet(
    caller: Caller, clock: Clock, owner: Owner, town: Town
) -> None:
    stolen = await caller.tokens("reviewer", town.tablet)
    kept = (await caller.refresh(stolen["refresh_token"])).json()
    clock.forward(seconds=61)

    assert refused(await caller.refresh(stolen["refresh_token"])) == INVALID_GRANT

    assert refused(await caller.refresh(kept["refresh_token"])) == DEVICE_SUSPENDED
    assert refused(await caller.sign_in("reviewer", device_id=town.tablet)) == DEVICE_SUSPENDED
    assert (await caller.me(kept["access_token"])).status_code == 403
    (device,) = await owner.fetch("select state, state_reason, version from device")
    assert tuple(device) == ("suspended", "refresh-token-reused", 2)


async def test_a_token_used_again_after_its_successor_was_is_reuse_at_once(
    caller: Caller, town: Town
) -> None:
    first = await caller.tokens("reviewer", town.tablet)
    second = (await caller.refresh(first["refresh_token"])).json()
    third = (await caller.refresh(second["refresh_token"])).json()

    assert refused(await caller.refresh(first["refresh_token"])) == INVALID_GRANT
    assert refused(await caller.refresh(third["refresh_token"])) == DEVICE_SUSPENDED


async def test_at_a_desk_reuse_ends_the_session(caller: Caller, clock: Clock, town: Town) -> None:
    first = await caller.tokens("reviewer")
    second = (await caller.refresh(first["refresh_token"])).json()
    clock.forward(seconds=61)

    assert refused(await caller.refresh(first["refresh_token"])) == INVALID_GRANT
    assert refused(await caller.refresh(second["refresh_token"])) == INVALID_GRANT
    assert (await caller.me(second["access_token"])).status_code == 401
    assert (await caller.sign_in("reviewer")).status_code == 200


async def test_of_refreshes_at_once_all_are_answered_and_one_pair_stays(caller: Caller, town: Town) -> None:
    first = await caller.tokens("reviewer", town.tablet)

    answers = await asyncio.gather(*(caller.refresh(first["refresh_token"]) for _ in range(8)))
    calls = [await caller.me(answer.json()["access_token"]) for answer in answers]

    assert [answer.status_code for answer in answers] == [200] * 8
    assert sorted(call.status_code for call in calls) == [200] + [401] * 7


async def test_the_copy_and_the_original_at_once_after_the_minute_leave_nobody_in(
    caller: Caller, clock: Clock, town: Town
) -> None:
    first = await caller.tokens("reviewer", town.tablet)
    second = (await caller.refresh(first["refresh_token"])).json()
    clock.forward(minutes=2)

    both = (first["refresh_token"], second["refresh_token"])
    await asyncio.gather(*(caller.refresh(token) for token in both))

    for token in both:
        assert refused(await caller.refresh(token)) == DEVICE_SUSPENDED


async def test_a_tablet_may_stay_away_for_thirty_days(caller: Caller, clock: Clock, town: Town) -> None:
    pair = await caller.tokens("reviewer", town.tablet)
    clock.forward(days=30, seconds=-1)
    back_in_time = await caller.refresh(pair["refresh_token"])
    clock.forward(days=30)

    assert back_in_time.status_code == 200
    assert refused(await caller.refresh(back_in_time.json()["refresh_token"])) == INVALID_GRANT


@pytest.mark.parametrize("token", ["nonsense", "\u00e9", "a" * 1_000])
async def test_an_unknown_token_is_refused(caller: Caller, token: str) -> None:
    assert refused(await caller.refresh(token)) == INVALID_GRANT


async def test_an_access_token_refreshes_nothing(caller: Caller, town: Town) -> None:
    pair = await caller.tokens("reviewer")

    assert refused(await caller.refresh(pair["access_token"])) == INVALID_GRANT


async def test_a_suspended_account_gets_no_new_pair_and_may_go_on_when_it_is_lifted(
    caller: Caller, owner: Owner, town: Town
) -> None:
    pair = await caller.tokens("reviewer")
    change = "update account set state = $2 where id = $1"

    await owner.execute(change, town.reviewer.account_id, "suspended")
    assert refused(await caller.refresh(pair["refresh_token"])) == ACCOUNT_SUSPENDED

    await owner.execute(change, town.reviewer.account_id, "active")
    assert (await caller.refresh(pair["refresh_token"])).status_code == 200


async def test_what_expired_is_forgotten(caller: Caller, clock: Clock, owner: Owner, town: Town) -> None:
    await caller.tokens("reviewer")
    clock.forward(days=31)
    await caller.tokens("reviewer")

    assert await owner.fetchval("select count(*) from refresh_token") == 1


async def test_secrets_are_nowhere_kept_as_they_are(caller: Caller, owner: Owner, town: Town) -> None:
    pair = await caller.tokens("reviewer", town.tablet)
    kept = await owner.fetch(
        "select refresh_token::text from refresh_token union select session::text from session"
    )

    assert pair["refresh_token"].encode().hex() not in str(kept)
    assert pair["refresh_token"] not in str(kept)
