"""Guessing passwords: strangers are slowed, and never in a way that locks somebody out."""

import asyncio
from typing import Any
from uuid import uuid4

from tests.support.clock import Clock
from tests.support.identity import (
    ELSEWHERE,
    INVALID_GRANT,
    SLOWED,
    Caller,
    Town,
    refused,
)


async def flood(caller: Caller, username: str = "reviewer", times: int = 10, **how: Any) -> None:
    for _ in range(times):
        assert refused(await caller.sign_in(username, "wrong", **how)) == INVALID_GRANT


async def test_after_ten_wrong_passwords_even_the_right_one_has_to_wait(
    caller: Caller, clock: Clock, town: Town
) -> None:
    await flood(caller)

    answer = await caller.sign_in("reviewer")
    clock.forward(seconds=int(answer.headers["Retry-After"]))

    assert refused(answer) == SLOWED
    assert answer.headers["Retry-After"] == "30"
    assert (await caller.sign_in("reviewer")).status_code == 200


async def test_an_unknown_name_is_slowed_the_same(caller: Caller, town: Town) -> None:
    await flood(caller, "nobody")

    assert refused(await caller.sign_in("nobody")) == SLOWED


async def test_right_passwords_are_never_counted(caller: Caller, town: Town) -> None:
    for _ in range(25):
        assert (await caller.sign_in("reviewer")).status_code == 200


async def test_a_flood_from_one_address_slows_no_other_address(caller: Caller, town: Town) -> None:
    await flood(caller.at(ELSEWHERE))

    assert refused(await caller.at(ELSEWHERE).sign_in("reviewer")) == SLOWED
    assert (await caller.sign_in("reviewer")).status_code == 200


async def test_a_flood_from_many_addresses_slows_strangers(caller: Caller, town: Town) -> None:
    await flood_from_many(caller)

    assert refused(await caller.sign_in("reviewer")) == SLOWED


async def test_a_flood_never_slows_a_tablet_that_its_person_logged_in_on_before(
    caller: Caller, town: Town
) -> None:
    await caller.tokens("reviewer", town.tablet)
    await flood_from_many(caller)

    assert (await caller.sign_in("reviewer", device_id=town.tablet)).status_code == 200


async def test_not_even_if_the_flood_comes_from_the_tablet_s_own_network(caller: Caller, town: Town) -> None:
    await caller.tokens("reviewer", town.tablet)
    await flood(caller)

    assert refused(await caller.sign_in("reviewer")) == SLOWED
    assert (await caller.sign_in("reviewer", device_id=town.tablet)).status_code == 200


async def test_a_flood_from_elsewhere_never_slows_a_desk_that_was_used_before(
    caller: Caller, town: Town
) -> None:
    await caller.tokens("reviewer")
    await flood_from_many(caller)

    assert (await caller.sign_in("reviewer")).status_code == 200


async def test_a_new_tablet_is_a_source_of_its_own(caller: Caller, town: Town) -> None:
    await flood(caller)

    assert (await caller.sign_in("reviewer", device_id=town.tablet)).status_code == 200


async def test_guessing_on_a_known_tablet_is_slowed_too(caller: Caller, town: Town) -> None:
    await caller.tokens("reviewer", town.tablet)
    await flood(caller, device_id=town.tablet)

    assert refused(await caller.sign_in("reviewer", device_id=town.tablet)) == SLOWED
    assert (await caller.sign_in("reviewer")).status_code == 200


async def test_made_up_tablets_are_no_new_sources(caller: Caller, town: Town) -> None:
    for _ in range(10):
        await caller.sign_in("reviewer", "wrong", device_id=uuid4())

    assert refused(await caller.sign_in("reviewer", "wrong", device_id=uuid4())) == SLOWED


async def test_a_source_that_was_not_used_for_long_is_a_stranger_again(
    caller: Caller, clock: Clock, town: Town
) -> None:
    await caller.tokens("reviewer", town.tablet)
    clock.forward(days=91)
    await flood_from_many(caller)

    assert refused(await caller.sign_in("reviewer", device_id=town.tablet)) == SLOWED


async def test_one_address_can_t_try_one_password_on_every_name(caller: Caller, town: Town) -> None:
    for number in range(100):
        await caller.sign_in(f"somebody-{number}", "spring2026")

    assert refused(await caller.sign_in("somebody-else", "spring2026")) == SLOWED


async def test_guesses_at_once_are_all_counted(caller: Caller, town: Town) -> None:
    answers = await asyncio.gather(*(caller.sign_in("reviewer", "wrong") for _ in range(30)))

    assert [answer.status_code for answer in answers].count(400) == 10


async def flood_from_many(caller: Caller) -> None:
    for number in range(30):
        await flood(caller.at(f"203.0.113.{number}"), times=1)
