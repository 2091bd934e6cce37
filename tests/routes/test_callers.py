"""Calling with a token: who is known, and who no longer is."""

from datetime import timedelta
from typing import TypeAlias
from uuid import UUID, uuid4

import asyncpg
import jwt
import pytest

from service.auth.tokens import Bearer
from service.store.database import Database
from tests.support.clock import Clock
from tests.support.identity import (
    Caller,
    Town,
    identity_of,
    tablet,
)
from tests.support.world import World

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


async def test_who_am_i(caller: Caller, town: Town) -> None:
    pair = await caller.tokens("reviewer", town.tablet)

    answer = await caller.me(pair["access_token"])

    assert answer.json() == {
        "account": {
            "id": str(town.reviewer.account_id),
            "username": "reviewer",
            "name": "Sam Penrose",
        },
        "memberships": [
            {
                "role": "reviewer",
                "organisation": {"id": str(town.provider), "name": "Kernow Home Care"},
                "location": {"id": str(town.location), "name": "Truro office"},
                "authority_ids": [str(town.authority)],
            }
        ],
        "device_id": str(town.tablet),
    }


async def test_at_a_desk_there_is_no_device(caller: Caller, town: Town) -> None:
    pair = await caller.tokens("provider_admin")

    me = (await caller.me(pair["access_token"])).json()

    assert "device_id" not in me
    assert "location" not in me["memberships"][0]


@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Bearer ", "Basic cmV2aWV3ZXI6eA=="])
async def test_without_a_token_nobody_is_known(caller: Caller, authorization: str | None) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}

    answer = await caller.call("GET", "/v1/me", headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (401, "not-authenticated")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


async def test_a_token_that_is_none_is_named_invalid(caller: Caller) -> None:
    answer = await caller.me("nonsense")

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'


async def test_the_scheme_may_be_written_in_any_case(caller: Caller, town: Town) -> None:
    pair = await caller.tokens("reviewer")

    answer = await caller.call("GET", "/v1/me", headers={"Authorization": f"bEARER {pair['access_token']}"})

    assert answer.status_code == 200


async def test_an_access_token_is_over_after_fifteen_minutes(
    caller: Caller, clock: Clock, town: Town
) -> None:
    pair = await caller.tokens("reviewer")

    clock.forward(minutes=14, seconds=59)
    assert (await caller.me(pair["access_token"])).status_code == 200

    clock.forward(seconds=11)
    assert (await caller.me(pair["access_token"])).status_code == 401


async def test_a_token_of_an_account_that_is_not_ours_is_refused(
    caller: Caller, database: Database, clock: Clock, town: Town
) -> None:
    """Signed by us, and yet nobody was given it: its session does not exist."""
    forged = identity_of(database).tokens.issue(
        Bearer(uuid4(), town.admin.account_id, None, None), uuid4(), clock()
    )

    assert (await caller.me(forged)).status_code == 401


async def test_the_published_keys_check_a_token(caller: Caller, town: Town) -> None:
    pair = await caller.tokens("reviewer", town.tablet)
    published = (await caller.call("GET", "/.well-known/jwks.json")).json()

    keys = jwt.PyJWKSet.from_dict(published)
    kid = jwt.get_unverified_header(pair["access_token"])["kid"]
    said = jwt.decode(
        pair["access_token"],
        keys[kid],
        audience="tamar",
        issuer="tamar",
        options={"verify_exp": False, "verify_iat": False},
    )

    assert UUID(said["device"]) == town.tablet
    assert said["exp"] - said["iat"] == timedelta(minutes=15).total_seconds()
    assert "d" not in published["keys"][0]


async def test_a_membership_that_ends_takes_its_reach_with_it(
    caller: Caller, clock: Clock, owner: Owner, town: Town
) -> None:
    pair = await caller.tokens("reviewer")
    await owner.execute(
        "update membership set valid_until = $2 where account_id = $1", town.reviewer.account_id, clock()
    )

    answer = await caller.me(pair["access_token"])

    assert answer.json()["memberships"] == []


async def test_who_moves_to_another_organisation_leaves_its_tablet_behind(
    caller: Caller, world: World, owner: Owner, clock: Clock, town: Town
) -> None:
    pair = await caller.tokens("reviewer", town.tablet)
    competitor = await world.organisation("provider", town.authority)
    await owner.execute(
        "update membership set organisation_id = $2, location_id = null where account_id = $1",
        town.reviewer.account_id,
        competitor,
    )

    answer = await caller.me(pair["access_token"])

    assert (answer.status_code, answer.json()["code"]) == (403, "device-elsewhere")


async def test_a_token_of_another_version_of_the_tablet_is_refused_until_refreshed(
    caller: Caller, owner: Owner, town: Town
) -> None:
    pair = await caller.tokens("reviewer", town.tablet)
    await owner.execute("update device set version = version + 1 where id = $1", town.tablet)

    outdated = await caller.me(pair["access_token"])
    refreshed = (await caller.refresh(pair["refresh_token"])).json()

    assert outdated.status_code == 401
    assert (await caller.me(refreshed["access_token"])).status_code == 200


async def test_one_tablet_s_suspension_is_no_other_s(
    caller: Caller, world: World, owner: Owner, town: Town
) -> None:
    other = await tablet(world, town.location, town.manager, "Tablet 2")
    here, there = [await caller.tokens("reviewer", one) for one in (town.tablet, other)]
    await owner.execute("update device set state = 'suspended' where id = $1", other)

    assert (await caller.me(here["access_token"])).status_code == 200
    assert (await caller.me(there["access_token"])).status_code == 403
