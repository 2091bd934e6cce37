"""Who may bring whom within a hospital's or a home's reach, by what the database lets them."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from schemas.accounts import Actor, Role
from service.store.database import Database
from tests.support.landscape import Landscape
from tests.support.world import NOON, World

REFER = (
    "select * from referral_person($1, $2, null, '9990000026', 'Test', 'Person', $3, 'TR1 1AB', $4, $5, $6)"
)
BORN = date(1938, 9, 21)


@pytest.fixture
async def ward(world: World, land: Landscape) -> tuple[Actor, UUID]:
    """A coordinator of Trewarren's hospital, and the hospital."""
    trust = await world.organisation("hospital_trust", land.authorities["Trewarren"])
    hospital = await world.location(trust)
    return await world.account(Role.DISCHARGE_COORDINATOR, trust, hospital), hospital


async def does(database: Database, actor: Actor, statement: str, *arguments: Any) -> list[asyncpg.Record]:
    async with database.tx(actor, NOON) as db:
        return await db.fetch(statement, *arguments)


def referring(authority: UUID, hospital: UUID) -> tuple[Any, ...]:
    return authority, hospital, BORN, uuid4(), uuid4(), NOON


async def test_a_coordinator_brings_somebody_within_reach_of_their_own_hospital_alone(
    database: Database, land: Landscape, ward: tuple[Actor, UUID]
) -> None:
    coordinator, hospital = ward
    trewarren, lanmoor = land.authorities["Trewarren"], land.authorities["Lanmoor"]

    (found,) = await does(database, coordinator, REFER, *referring(trewarren, hospital))
    seen = await does(database, coordinator, "select from person where id = $1", found["person_id"])

    assert (found["answer"], len(seen)) == ("found", 1)
    for authority, place in ((trewarren, land.locations["Kea"]), (lanmoor, hospital)):
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="outside the reach of the actor"):
            await does(database, coordinator, REFER, *referring(authority, place))


async def test_nobody_settles_the_grants_of_a_referral_that_they_do_not_reach(
    database: Database, world: World, land: Landscape
) -> None:
    referral = await world.connection.fetchval(
        "select r.id from referral r where r.person_id = $1", land.people["at Kea"].id
    )

    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="outside the reach of the actor"):
        await does(
            database,
            land.actors["reviewer at Saltash"],
            "select * from referral_grants($1, $2, $3)",
            land.authorities["Trewarren"],
            referral,
            NOON,
        )


async def test_counts_and_ids_of_other_councils_are_told_to_nobody(
    database: Database, world: World, land: Landscape
) -> None:
    lanmoor = land.authorities["Lanmoor"]
    assessment = await world.connection.fetchval("select id from assessment where authority_id = $1", lanmoor)
    verifier = land.actors["verifier of Trewarren"]

    counted = await does(
        database,
        verifier,
        "select * from discharge_waiting($1, null, $2)",
        [lanmoor],
        NOON,
    )
    (taken,) = await does(
        database, verifier, "select assessment_id_in_use($1, $2) as known", lanmoor, assessment
    )

    assert (counted, taken["known"]) == ([], False)
