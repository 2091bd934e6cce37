"""In what capacities somebody acts at a time, and how soon a change is felt."""

from datetime import datetime, timedelta
from typing import TypeAlias
from uuid import UUID, uuid4

import asyncpg
import pytest

from schemas.accounts import Actor, Role
from service.auth import standing
from service.auth.identity import Identity
from service.auth.standing import Standing, Standings, standing_of
from service.auth.tokens import Claims
from service.problems import Problem
from service.store.database import NOBODY, Database
from tests.support.clock import Clock
from tests.support.identity import Caller, Town
from tests.support.world import LONG_AGO, NOON, World

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


async def standing_now(database: Database, actor: Actor, device_id: UUID | None = None) -> Standing:
    async with database.tx(NOBODY, NOON) as db:
        found = await standing_of(db, actor.account_id, device_id, NOON)
    assert found is not None
    return found


async def test_the_world_of_the_tests_is_the_world_of_the_database(
    database: Database, world: World, town: Town
) -> None:
    team = await world.team(town.council, town.authority)
    verifier = await world.account(Role.VERIFIER_ASC, town.council, team=team)

    for actor in (town.admin, town.manager, town.reviewer, verifier):
        found = await standing_now(database, actor)
        assert found.memberships == actor.memberships
        assert found.holder_ids == actor.holder_ids


async def test_a_membership_at_one_location_reaches_no_other(database: Database, town: Town) -> None:
    found = await standing_now(database, town.reviewer)

    assert found.holder_ids == {town.location}


async def test_a_membership_of_the_whole_organisation_reaches_all_its_locations(
    database: Database, town: Town
) -> None:
    found = await standing_now(database, town.manager)

    assert found.holder_ids == {town.provider, town.location, town.other_location}


async def test_a_team_reaches_its_authority_and_no_other_of_its_organisation(
    database: Database, world: World
) -> None:
    north, south = await world.authority("North Council"), await world.authority("South Council")
    body = await world.organisation("nhs_body", north, south)
    team = await world.team(body, south)

    found = await standing_now(database, await world.account(Role.VERIFIER_HEALTH, body, team=team))

    assert [one.authority_ids for one in found.memberships] == [[south]]
    assert team in found.holder_ids


async def test_work_with_an_authority_that_ended_reaches_it_no_more(
    database: Database, owner: Owner, town: Town
) -> None:
    await owner.execute(
        "update organisation_authority set valid_until = $2 where organisation_id = $1", town.provider, NOON
    )

    found = await standing_now(database, town.reviewer)

    assert [one.authority_ids for one in found.memberships] == [[]]


@pytest.mark.parametrize(
    ("valid_from", "valid_until", "is_live"),
    [
        (LONG_AGO, None, True),
        (LONG_AGO, NOON + timedelta(seconds=1), True),
        (NOON, None, True),
        (LONG_AGO, NOON, False),
        (NOON + timedelta(seconds=1), None, False),
    ],
)
async def test_only_live_memberships_count(
    database: Database,
    owner: Owner,
    town: Town,
    valid_from: datetime,
    valid_until: datetime | None,
    is_live: bool,
) -> None:
    await owner.execute(
        "update membership set valid_from = $2, valid_until = $3 where account_id = $1",
        town.reviewer.account_id,
        valid_from,
        valid_until,
    )

    found = await standing_now(database, town.reviewer)

    assert bool(found.memberships) is is_live
    assert bool(found.holder_ids) is is_live


async def test_an_account_that_does_not_exist_has_no_standing(database: Database) -> None:
    async with database.tx(NOBODY, NOON) as db:
        assert await standing_of(db, uuid4(), None, NOON) is None


async def test_a_caller_on_a_tablet_is_known_with_the_tablet_and_its_place(
    identity: Identity, caller: Caller, town: Town
) -> None:
    actor = await identity.standings.actor(await claims_of(identity, caller, town), NOON)

    assert actor is not None
    assert (actor.device_id, actor.device_location_id) == (town.tablet, town.location)


async def test_a_suspension_is_felt_within_ten_seconds_and_standing_is_not_asked_for_each_time(
    identity: Identity, caller: Caller, clock: Clock, owner: Owner, town: Town
) -> None:
    claims = await claims_of(identity, caller, town)
    await identity.standings.actor(claims, clock())
    await owner.execute("update account set state = 'suspended' where id = $1", town.reviewer.account_id)

    clock.forward(seconds=4)
    assert await identity.standings.actor(claims, clock()) is not None

    clock.forward(seconds=6)
    with pytest.raises(Problem) as refused:
        await identity.standings.actor(claims, clock())
    assert refused.value.code == "account-suspended"


async def test_a_clock_that_was_put_back_makes_nobody_trusted_for_longer(
    identity: Identity, caller: Caller, owner: Owner, town: Town
) -> None:
    claims = await claims_of(identity, caller, town)
    await identity.standings.actor(claims, NOON)
    await owner.execute("update account set state = 'suspended' where id = $1", town.reviewer.account_id)

    with pytest.raises(Problem):
        await identity.standings.actor(claims, NOON - timedelta(seconds=1))


async def test_no_more_is_remembered_than_there_is_room_for(
    database: Database, identity: Identity, caller: Caller, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing, "MOST_REMEMBERED", 2)
    standings = Standings(database)

    for _ in range(4):
        await standings.actor(await claims_of(identity, caller, town), NOON)

    assert len(standings._asked) == 2


async def claims_of(identity: Identity, caller: Caller, town: Town) -> Claims:
    """What the token says that the reviewer gets on the tablet."""
    pair = await caller.tokens("reviewer", town.tablet)
    return identity.tokens.read(pair["access_token"], NOON)
