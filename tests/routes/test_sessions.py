"""Logging in and out, as a tablet and a person at a desk meet it."""

from typing import TypeAlias
from uuid import uuid4

import asyncpg
import pytest
from argon2 import profiles

from schemas.accounts import Role
from service.auth.passwords import Passwords
from service.store.database import Database
from tests.support.clock import Clock
from tests.support.identity import (
    ACCOUNT_SUSPENDED,
    DEVICE_SUSPENDED,
    INCOMPLETE,
    INVALID_GRANT,
    PASSWORD,
    Caller,
    Town,
    identity_app,
    person,
    refused,
)
from tests.support.world import World

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


async def test_the_right_password_gives_a_pair_of_tokens(caller: Caller, town: Town) -> None:
    answer = await caller.sign_in("reviewer")

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json().keys() == {"access_token", "token_type", "expires_in", "refresh_token"}
    assert (answer.json()["token_type"], answer.json()["expires_in"]) == ("Bearer", 900)


async def test_a_username_is_the_same_however_a_tablet_capitalises_it(caller: Caller, town: Town) -> None:
    assert (await caller.sign_in("Reviewer ")).status_code == 200


@pytest.mark.parametrize(
    ("username", "password"), [("reviewer", "wrong"), ("nobody", PASSWORD), ("reviewer", PASSWORD + " ")]
)
async def test_a_wrong_password_and_an_unknown_name_look_the_same(
    caller: Caller, town: Town, username: str, password: str
) -> None:
    assert refused(await caller.sign_in(username, password)) == INVALID_GRANT


@pytest.mark.parametrize(
    ("form", "missing"),
    [
        ({"grant_type": "password", "username": "reviewer"}, "/password"),
        ({"grant_type": "password", "password": PASSWORD}, "/username"),
        ({"grant_type": "password", "username": "reviewer", "password": ""}, "/password"),
        ({"grant_type": "refresh_token"}, "/refresh_token"),
    ],
)
async def test_what_is_missing_is_named(caller: Caller, form: dict[str, str], missing: str) -> None:
    answer = await caller.token(**form)

    assert refused(answer) == INCOMPLETE
    assert answer.json()["issues"] == [{"pointer": missing, "code": "missing", "params": {}}]


async def test_other_grants_are_not_given(caller: Caller) -> None:
    answer = await caller.token(grant_type="client_credentials")

    assert refused(answer) == (400, "unsupported-grant-type", "unsupported_grant_type")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"username=reviewer",
        b"grant_type=password&grant_type=refresh_token",
        b"grant_type=password&username=%ff&password=x",
        b"grant_type=password&username=a%00b&password=x",
        b"grant_type=password&username=reviewer&password=x&device_id=tablet",
        b"grant_type=password&username=reviewer&password=" + b"x" * 1_001,
    ],
)
async def test_what_can_t_be_read_is_an_invalid_request(caller: Caller, body: bytes) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}

    answer = await caller.call("POST", "/v1/auth/token", content=body, headers=form)

    assert refused(answer) == (400, "malformed", "invalid_request")


async def test_json_is_not_the_format(caller: Caller) -> None:
    answer = await caller.call("POST", "/v1/auth/token", json={"grant_type": "password"})

    assert refused(answer) == (415, "unsupported-media-type", "invalid_request")


async def test_members_that_are_not_known_are_ignored(caller: Caller, town: Town) -> None:
    answer = await caller.token(
        grant_type="password", username="reviewer", password=PASSWORD, otp="123456", scope="everything"
    )

    assert answer.status_code == 200


async def test_a_suspended_account_is_told_so_only_with_the_right_password(
    caller: Caller, owner: Owner, town: Town
) -> None:
    await owner.execute("update account set state = 'suspended' where id = $1", town.reviewer.account_id)

    assert refused(await caller.sign_in("reviewer")) == ACCOUNT_SUSPENDED
    assert refused(await caller.sign_in("reviewer", "wrong")) == INVALID_GRANT


@pytest.mark.parametrize("state", ["suspended", "deposit_only", "wipe_pending", "wiped"])
async def test_a_tablet_that_may_not_be_used_is_told_in_what_state_it_is(
    caller: Caller, owner: Owner, town: Town, state: str
) -> None:
    await owner.execute("update device set state = $2 where id = $1", town.tablet, state)

    answer = await caller.sign_in("reviewer", device_id=town.tablet)

    assert refused(answer) == DEVICE_SUSPENDED
    assert answer.json()["device_state"] == state


async def test_a_tablet_that_is_not_enrolled_is_told_so_only_with_the_right_password(
    caller: Caller, town: Town
) -> None:
    answer = await caller.sign_in("reviewer", device_id=uuid4())

    assert refused(answer) == INCOMPLETE
    assert answer.json()["issues"] == [{"pointer": "/device_id", "code": "unknown-device", "params": {}}]
    assert refused(await caller.sign_in("reviewer", "wrong", device_id=uuid4())) == INVALID_GRANT


async def test_nobody_logs_in_on_the_tablet_of_another_organisation(
    caller: Caller, world: World, town: Town
) -> None:
    competitor = await world.organisation("provider", town.authority)
    await person(world, Role.REVIEWER, competitor, username="competitor")

    answer = await caller.sign_in("competitor", device_id=town.tablet)

    assert refused(answer) == (403, "device-elsewhere", "access_denied")


async def test_a_colleague_from_another_branch_may_use_the_tablet(
    caller: Caller, world: World, town: Town
) -> None:
    await person(world, Role.REVIEWER, town.provider, town.other_location, username="colleague")

    assert (await caller.sign_in("colleague", device_id=town.tablet)).status_code == 200


async def test_a_password_kept_under_old_parameters_is_kept_anew(
    database: Database, clock: Clock, owner: Owner, town: Town
) -> None:
    app = identity_app(database, clock)
    app.state.identity.passwords = stronger = Passwords(profiles.PRE_21_2)
    kept = "select password_hash from account where id = $1"

    await Caller(app).tokens("reviewer")

    assert not stronger.is_outdated(await owner.fetchval(kept, town.reviewer.account_id))
    assert (await Caller(app).sign_in("reviewer")).status_code == 200


@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
async def test_either_token_ends_the_session(caller: Caller, clock: Clock, town: Town, kind: str) -> None:
    pair = await caller.tokens("reviewer")
    other = await caller.tokens("reviewer")

    answer = await caller.call("POST", "/v1/auth/revoke", data={"token": pair[kind]})

    assert (answer.status_code, answer.json()) == (200, {})
    assert refused(await caller.refresh(pair["refresh_token"])) == INVALID_GRANT
    assert (await caller.me(pair["access_token"])).status_code == 401
    assert (await caller.me(other["access_token"])).status_code == 200


async def test_a_call_just_before_makes_it_no_longer_than_ten_seconds(
    caller: Caller, clock: Clock, town: Town
) -> None:
    pair = await caller.tokens("reviewer")
    await caller.me(pair["access_token"])

    await caller.call("POST", "/v1/auth/revoke", data={"token": pair["refresh_token"]})
    clock.forward(seconds=10)

    assert (await caller.me(pair["access_token"])).status_code == 401


async def test_a_token_that_was_replaced_logs_out_too(caller: Caller, town: Town) -> None:
    first = await caller.tokens("reviewer")
    second = (await caller.refresh(first["refresh_token"])).json()

    await caller.call("POST", "/v1/auth/revoke", data={"token": first["refresh_token"]})

    assert refused(await caller.refresh(second["refresh_token"])) == INVALID_GRANT


async def test_logging_out_twice_or_with_nonsense_is_no_error(caller: Caller, town: Town) -> None:
    pair = await caller.tokens("reviewer")

    for token in (pair["refresh_token"], pair["refresh_token"], "nonsense"):
        form = {"token": token, "token_type_hint": "refresh_token"}
        assert (await caller.call("POST", "/v1/auth/revoke", data=form)).status_code == 200


async def test_a_request_without_a_token_is_refused(caller: Caller) -> None:
    answer = await caller.call("POST", "/v1/auth/revoke", data={"token_type_hint": "refresh_token"})

    assert refused(answer) == (400, "malformed", "invalid_request")
