"""What the application's role can read of tablets and secrets, whatever the application asks for."""

from uuid import UUID

import asyncpg
import pytest

from schemas.accounts import Actor, Role
from service.store.database import NOBODY, Database, Nobody
from tests.support.identity import Town, person, tablet
from tests.support.world import NOON, World


async def tablets_seen(database: Database, actor: Actor | Nobody) -> set[UUID]:
    """Asked without any condition: row security alone answers."""
    async with database.tx(actor, NOON) as db:
        return {row["id"] for row in await db.fetch("select id from device")}


@pytest.mark.parametrize(
    "statement",
    [
        "select * from session",
        "select * from refresh_token",
        "select * from device_code",
        "select * from throttle",
        "select password_hash from account",
        "update session set ended_at = null",
        "update device_code set used_at = null",
        "delete from throttle",
        "insert into session select * from session",
        "update device set location_id = location_id",
        "insert into device select * from device",
        "delete from device",
    ],
)
async def test_secrets_and_enrolment_are_out_of_reach_for_every_actor(
    database: Database, town: Town, statement: str
) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with database.tx(town.admin, NOON) as db:
            await db.execute(statement)


async def test_nobody_sees_a_tablet(database: Database, town: Town) -> None:
    assert await tablets_seen(database, NOBODY) == set()


async def test_managers_see_the_tablets_of_their_organisation_or_location(
    database: Database, world: World, town: Town
) -> None:
    in_bodmin = await tablet(world, town.other_location, town.manager)
    manager_in_bodmin = await person(world, Role.HOME_MANAGER, town.provider, town.other_location)

    assert await tablets_seen(database, town.manager) == {town.tablet, in_bodmin}
    assert await tablets_seen(database, manager_in_bodmin) == {in_bodmin}


async def test_managers_of_another_provider_of_the_same_council_see_none(
    database: Database, world: World, town: Town
) -> None:
    competitor = await world.organisation("provider", town.authority)
    manager = await person(world, Role.PROVIDER_ADMIN, competitor, username="competitor")

    assert await tablets_seen(database, manager) == set()


async def test_staff_of_an_authority_see_the_tablets_of_those_who_work_with_it(
    database: Database, world: World, town: Town
) -> None:
    elsewhere = await world.authority("Another Council")
    stranger = await person(
        world, Role.ADMIN, await world.organisation("council", elsewhere), username="stranger"
    )

    assert await tablets_seen(database, town.admin) == {town.tablet}
    assert await tablets_seen(database, stranger) == set()


async def test_those_who_use_a_tablet_do_not_manage_it(database: Database, town: Town) -> None:
    assert await tablets_seen(database, town.reviewer) == set()


async def test_nobody_makes_a_code_for_a_place_out_of_their_sight_or_in_another_s_name(
    database: Database, town: Town
) -> None:
    insert = """insert into device_code (hash, location_id, created_by, created_at, expires_at)
      values ('x', $1, $2, now(), now())"""

    for actor, name in ((town.reviewer, town.reviewer), (town.manager, town.admin)):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with database.tx(actor, NOON) as db:
                await db.execute(insert, town.location, name.account_id)
