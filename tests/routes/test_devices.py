"""Tablets: enrolled with a code, and suspended, wiped and restored by those who look after them."""

import asyncio
from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import TypeAlias
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest

from schemas.accounts import Role
from tests.support.clock import Clock
from tests.support.identity import (
    DEVICE_SUSPENDED,
    ELSEWHERE,
    INVALID_GRANT,
    Caller,
    Town,
    person,
    refused,
    tablet,
)
from tests.support.world import NOON, World

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

NOT_A_TABLET = UUID(int=0)


async def make_code(caller: Caller, username: str, location: UUID) -> httpx.Response:
    token = (await caller.tokens(username))["access_token"]
    return await caller.call("POST", "/v1/devices/codes", token=token, json={"location_id": str(location)})


async def code_for(caller: Caller, town: Town) -> str:
    code: str = (await make_code(caller, "provider_admin", town.location)).json()["code"]
    return code


async def enrol(caller: Caller, code: str, name: str = "Tablet 2") -> httpx.Response:
    return await caller.call("POST", "/v1/devices", json={"code": code, "name": name})


async def do(caller: Caller, username: str, action: str, device_id: UUID) -> httpx.Response:
    token = (await caller.tokens(username))["access_token"]
    return await caller.call("POST", f"/v1/devices/{device_id}/{action}", token=token)


async def names(caller: Caller, username: str, **query: str | int) -> list[str]:
    token = (await caller.tokens(username))["access_token"]
    answer = await caller.call("GET", "/v1/devices", token=token, params=query)
    return [one["name"] for one in answer.json()["items"]]


async def test_a_code_enrols_a_tablet_at_its_location(caller: Caller, clock: Clock, town: Town) -> None:
    made = await make_code(caller, "provider_admin", town.location)
    enrolled = await enrol(caller, made.json()["code"], "The blue one")

    assert (made.status_code, enrolled.status_code) == (201, 201)
    assert made.json()["expires_at"] == "2026-11-16T13:00:00Z"
    assert await names(caller, "provider_admin") == ["Tablet 1", "The blue one"]
    device_id = UUID(enrolled.json()["device_id"])
    assert (await caller.sign_in("reviewer", device_id=device_id)).status_code == 200


async def test_a_code_can_be_typed_by_tired_people(caller: Caller, town: Town) -> None:
    code = await code_for(caller, town)
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")

    assert (await enrol(caller, typed)).status_code == 201


async def test_a_code_works_once(caller: Caller, town: Town) -> None:
    code = await code_for(caller, town)
    await enrol(caller, code)

    again = await enrol(caller, code)

    assert (again.status_code, again.json()["code"]) == (400, "invalid-enrolment-code")


async def test_of_tablets_that_use_a_code_at_once_one_is_enrolled(
    caller: Caller, owner: Owner, town: Town
) -> None:
    code = await code_for(caller, town)

    answers = await asyncio.gather(*(enrol(caller, code) for _ in range(8)))

    assert sorted(answer.status_code for answer in answers) == [201] + [400] * 7
    assert await owner.fetchval("select count(*) from device") == 2


async def test_a_code_is_over_after_an_hour(caller: Caller, clock: Clock, town: Town) -> None:
    code = await code_for(caller, town)
    clock.forward(hours=1)

    assert (await enrol(caller, code)).status_code == 400


async def test_a_code_is_kept_only_as_a_digest(caller: Caller, owner: Owner, town: Town) -> None:
    code = await code_for(caller, town)

    kept = str(await owner.fetchval("select device_code::text from device_code"))

    assert code.replace("-", "").encode().hex() not in kept
    assert code not in kept


async def test_guessing_codes_is_slowed_where_it_is_done_and_nowhere_else(caller: Caller, town: Town) -> None:
    code = await code_for(caller, town)
    guessed = [(await enrol(caller.at(ELSEWHERE), f"AAAA-AAA{number}")).status_code for number in range(10)]

    slowed = await enrol(caller.at(ELSEWHERE), code)

    assert guessed == [400] * 10
    assert (slowed.status_code, slowed.headers["Retry-After"]) == (429, "60")
    assert (await enrol(caller, code)).status_code == 201


async def test_enrolling_many_tablets_in_one_place_is_no_guessing(caller: Caller, town: Town) -> None:
    for _ in range(15):
        assert (await enrol(caller, await code_for(caller, town))).status_code == 201


@pytest.mark.parametrize(
    "body", [{}, {"code": "AAAA-AAAA"}, {"code": "AAAA-AAAA", "name": "", "colour": "blue"}]
)
async def test_what_does_not_look_like_an_enrolment_is_refused(caller: Caller, body: dict[str, str]) -> None:
    answer = await caller.call("POST", "/v1/devices", json=body)

    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


async def test_managers_make_codes_for_their_own_places(caller: Caller, world: World, town: Town) -> None:
    await person(world, Role.HOME_MANAGER, town.provider, town.other_location)
    competitor = await world.organisation("provider", town.authority)
    foreign = await world.location(competitor)

    made = {
        (username, place): (await make_code(caller, username, place)).status_code
        for username in ("provider_admin", "home_manager", "admin", "reviewer")
        for place in (town.location, town.other_location, foreign)
    }

    assert made == {
        ("provider_admin", town.location): 201,
        ("provider_admin", town.other_location): 201,
        ("provider_admin", foreign): 403,
        ("home_manager", town.location): 403,
        ("home_manager", town.other_location): 201,
        ("home_manager", foreign): 403,
        ("admin", town.location): 201,
        ("admin", town.other_location): 201,
        ("admin", foreign): 201,
        ("reviewer", town.location): 403,
        ("reviewer", town.other_location): 403,
        ("reviewer", foreign): 403,
    }


async def test_administrators_make_no_codes_for_places_of_another_authority(
    caller: Caller, world: World, town: Town
) -> None:
    elsewhere = await world.authority("Another Council")
    foreign = await world.location(await world.organisation("provider", elsewhere))

    assert (await make_code(caller, "admin", foreign)).status_code == 403


async def test_there_are_no_codes_for_a_place_that_is_not_there(caller: Caller, town: Town) -> None:
    answer = await make_code(caller, "reviewer", uuid4())

    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1/devices/codes"),
        ("GET", "/v1/devices"),
        ("POST", f"/v1/devices/{NOT_A_TABLET}/suspend"),
        ("POST", f"/v1/devices/{NOT_A_TABLET}/wipe"),
        ("POST", f"/v1/devices/{NOT_A_TABLET}/restore"),
    ],
)
async def test_nobody_looks_after_tablets_without_logging_in(caller: Caller, method: str, path: str) -> None:
    assert (await caller.call(method, path)).status_code == 401


async def test_a_tablet_is_shown_as_those_need_it_who_look_after_it(caller: Caller, town: Town) -> None:
    token = (await caller.tokens("provider_admin"))["access_token"]
    await caller.tokens("reviewer", town.tablet)

    answer = await caller.call("GET", "/v1/devices", token=token)

    assert answer.json() == {
        "items": [
            {
                "id": str(town.tablet),
                "name": "Tablet 1",
                "location": {"id": str(town.location), "name": "Truro office"},
                "state": "active",
                "state_since": "2025-11-16T12:00:00Z",
                "version": 1,
                "enrolled_at": "2025-11-16T12:00:00Z",
                "last_seen_at": "2026-11-16T12:00:00Z",
            }
        ]
    }


async def test_tablets_are_listed_in_pages_by_name(caller: Caller, world: World, town: Town) -> None:
    for name in ("Tablet 3", "Tablet 2", "Tablet 2"):
        await tablet(world, town.location, town.manager, name)
    token = (await caller.tokens("provider_admin"))["access_token"]

    pages: list[list[str]] = []
    cursor = None
    while not pages or cursor:
        query = {"limit": "2", **({"cursor": cursor} if cursor else {})}
        answer = (await caller.call("GET", "/v1/devices", token=token, params=query)).json()
        pages.append([one["name"] for one in answer["items"]])
        cursor = answer.get("next_cursor")

    assert pages == [["Tablet 1", "Tablet 2"], ["Tablet 2", "Tablet 3"]]


NEVER_A_NAME = urlsafe_b64encode(
    b'{"name": "\\u0000", "id": "00000000-0000-4000-8000-000000000000"}'
).decode()


@pytest.mark.parametrize(
    "query", ["cursor=nonsense", f"cursor={NEVER_A_NAME}", "limit=0", "limit=201", "page=2"]
)
async def test_a_page_that_can_t_be_asked_for_is_refused(caller: Caller, town: Town, query: str) -> None:
    token = (await caller.tokens("provider_admin"))["access_token"]

    answer = await caller.call("GET", f"/v1/devices?{query}", token=token)

    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


async def test_reviewers_list_no_tablets(caller: Caller, town: Town) -> None:
    token = (await caller.tokens("reviewer"))["access_token"]

    answer = await caller.call("GET", "/v1/devices", token=token)

    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


async def test_verifiers_see_tablets_that_are_not_theirs_to_suspend(
    caller: Caller, world: World, town: Town
) -> None:
    await person(world, Role.VERIFIER_ASC, town.council)

    assert await names(caller, "verifier_asc") == ["Tablet 1"]
    assert (await do(caller, "verifier_asc", "suspend", town.tablet)).status_code == 403


@pytest.mark.parametrize("action", ["suspend", "wipe", "restore"])
async def test_a_tablet_out_of_sight_is_not_there(
    caller: Caller, world: World, town: Town, action: str
) -> None:
    competitor = await world.organisation("provider", town.authority)
    await person(world, Role.PROVIDER_ADMIN, competitor, username="competitor")

    for username, device_id in (
        ("competitor", town.tablet),
        ("reviewer", town.tablet),
        ("admin", uuid4()),
    ):
        assert (await do(caller, username, action, device_id)).status_code == 404


@pytest.mark.parametrize("username", ["provider_admin", "admin"])
async def test_a_suspended_tablet_is_refused_within_ten_seconds_and_served_again_when_restored(
    caller: Caller, clock: Clock, town: Town, username: str
) -> None:
    pair = await caller.tokens("reviewer", town.tablet)
    await caller.me(pair["access_token"])

    suspended = await do(caller, username, "suspend", town.tablet)
    clock.forward(seconds=10)
    during = await caller.me(pair["access_token"])
    refreshed = await caller.refresh(pair["refresh_token"])
    restored = await do(caller, username, "restore", town.tablet)
    clock.forward(seconds=10)
    after = await caller.me(pair["access_token"])
    pair = (await caller.refresh(pair["refresh_token"])).json()

    assert (suspended.json()["state"], suspended.json()["state_reason"]) == ("suspended", "by-staff")
    assert (during.status_code, during.json()["code"], during.json()["device_state"]) == (
        *(403, "device-suspended", "suspended"),
    )
    assert refused(refreshed) == DEVICE_SUSPENDED
    assert (restored.json()["state"], restored.json()["version"]) == ("active", 3)
    assert "state_reason" not in restored.json()
    assert after.status_code == 401
    assert (await caller.me(pair["access_token"])).status_code == 200


async def test_the_colleague_at_a_desk_is_not_suspended_with_the_tablet(caller: Caller, town: Town) -> None:
    at_a_desk = await caller.tokens("reviewer")

    await do(caller, "provider_admin", "suspend", town.tablet)

    assert (await caller.me(at_a_desk["access_token"])).status_code == 200


async def test_a_tablet_that_is_to_be_wiped_is_told_so_and_its_sessions_are_over_for_good(
    caller: Caller, town: Town
) -> None:
    pair = await caller.tokens("reviewer", town.tablet)

    ordered = await do(caller, "provider_admin", "wipe", town.tablet)
    told = await caller.me(pair["access_token"])
    told_again = await caller.refresh(pair["refresh_token"])
    await do(caller, "provider_admin", "restore", town.tablet)

    assert ordered.json()["state"] == "wipe_pending"
    assert (told.status_code, told.json()["device_state"]) == (403, "wipe_pending")
    assert told_again.json()["device_state"] == "wipe_pending"
    assert refused(await caller.refresh(pair["refresh_token"])) == INVALID_GRANT
    assert (await caller.sign_in("reviewer", device_id=town.tablet)).status_code == 200


async def test_an_order_given_twice_changes_nothing_the_second_time(
    caller: Caller, clock: Clock, town: Town
) -> None:
    first = await do(caller, "provider_admin", "suspend", town.tablet)
    clock.forward(minutes=5)

    second = await do(caller, "provider_admin", "suspend", town.tablet)

    assert (second.status_code, second.json()) == (200, first.json())


@pytest.mark.parametrize(
    ("state", "action"),
    [("wipe_pending", "suspend"), ("wiped", "suspend"), ("wiped", "wipe"), ("wiped", "restore")],
)
async def test_what_can_t_be_done_in_a_state_is_refused(
    caller: Caller, owner: Owner, town: Town, state: str, action: str
) -> None:
    await owner.execute("update device set state = $2 where id = $1", town.tablet, state)

    answer = await do(caller, "provider_admin", action, town.tablet)

    assert (answer.status_code, answer.json()["code"]) == (409, "wrong-state")


async def test_a_tablet_suspended_because_its_token_was_copied_is_restored_by_those_who_look_after_it(
    caller: Caller, clock: Clock, town: Town
) -> None:
    pair = await caller.tokens("reviewer", town.tablet)
    await caller.refresh(pair["refresh_token"])
    clock.forward(seconds=61)
    await caller.refresh(pair["refresh_token"])

    token = (await caller.tokens("provider_admin"))["access_token"]
    (shown,) = (await caller.call("GET", "/v1/devices", token=token)).json()["items"]
    await do(caller, "provider_admin", "restore", town.tablet)

    assert shown["state_reason"] == "refresh-token-reused"
    assert shown["state_since"] == (NOON + timedelta(seconds=61)).isoformat().replace("+00:00", "Z")
    assert (await caller.sign_in("reviewer", device_id=town.tablet)).status_code == 200
