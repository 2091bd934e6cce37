"""Who says who may take part, by row security alone: whatever the application forgets to ask."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from schemas.accounts import Actor, Role
from service.store.database import Database
from service.store.engine import Connection
from tests.support.landscape import Landscape
from tests.support.world import LONG_AGO, NOON, World

RATE = (
    "insert into location_rating (location_id, rating, status, source, file_date, valid_from)"
    " values ($1, 'Good', 'Active', 'mine', $2, $2)"
)
LEARN = (
    "insert into training (id, account_id, course, completed_on, recorded_by, recorded_at)"
    " values ($1, $2, 'Care Act', $3, $4, $5)"
)
OVERRIDE = (
    "insert into location_override"
    " (authority_id, id, location_id, reason, valid_from, valid_until, decided_by, decided_at)"
    " values ($1, $2, $3, 'Because.', $4, $4, $5, $6)"
)
APPOINT = "select staff_appoint($1, $2, 'Somebody', 'hash', $3, $4, $5, $6)"
RUN = (
    "insert into import_run (id, kind, authority_id, account_id, sha256, asked, begun_at)"
    " values ($1, 'cqc', $2, $3, '', '{}', $4)"
)
TODAY = date(2026, 11, 16)


async def does(database: Database, actor: Actor, statement: str, *arguments: Any) -> list[asyncpg.Record]:
    async with database.tx(actor, NOON) as db:
        return await db.fetch(statement, *arguments)


async def is_refused(database: Database, actor: Actor, statement: str, *arguments: Any) -> bool:
    try:
        await does(database, actor, statement, *arguments)
    except asyncpg.InsufficientPrivilegeError:
        return True
    return False


@pytest.mark.parametrize(
    ("who", "refused"),
    [
        ("verifier of Trewarren", False),
        ("verifier of Lanmoor", True),
        ("administrator of Kerrow", True),
        ("reviewer at Saltash", True),
        ("commissioner of Trewarren", True),
        ("NHS verifier", True),
    ],
)
async def test_how_a_location_stands_is_said_by_staff_of_a_council_with_which_it_works(
    database: Database, land: Landscape, who: str, refused: bool
) -> None:
    assert await is_refused(database, land.actors[who], RATE, land.locations["Saltash"], TODAY) is refused


@pytest.mark.parametrize(
    "change",
    [
        "update location_rating set rating = 'Outstanding'",
        "update location_cqc_id set cqc_location_id = '1-1'",
        "update training set expires_on = null",
        "update membership set role = 'admin'",
        "update location_override set valid_until = 'infinity'",
        "update import_run set sha256 = ''",
        "update organisation set name = 'Another'",
        "delete from location_rating",
        "delete from training",
    ],
)
async def test_what_was_said_is_ended_and_never_changed(
    database: Database, land: Landscape, change: str
) -> None:
    for who in ("verifier of Trewarren", "administrator of Kerrow"):
        assert await is_refused(database, land.actors[who], change), who


@pytest.mark.parametrize("kind", ["council", "nhs_body", "hospital_trust"])
async def test_staff_make_no_organisation_known_but_a_provider(
    database: Database, land: Landscape, kind: str
) -> None:
    add = "insert into organisation (id, kind, name) values ($1, $2, 'New')"
    verifier = land.actors["verifier of Trewarren"]

    assert await is_refused(database, verifier, add, uuid4(), kind)
    assert not await is_refused(database, verifier, add, uuid4(), "provider")
    assert await is_refused(database, land.actors["administrator of Kerrow"], add, uuid4(), "provider")


async def test_no_council_makes_a_provider_work_with_another(database: Database, land: Landscape) -> None:
    join = (
        "insert into organisation_authority (organisation_id, authority_id, valid_from) values ($1, $2, $3)"
    )
    tamarside = land.actors["reviewer at Saltash"].memberships[0].organisation.id
    theirs = (tamarside, land.authorities["Lanmoor"], NOON)

    assert await is_refused(database, land.actors["verifier of Trewarren"], join, *theirs)
    assert await is_refused(database, land.actors["reviewer at Saltash"], join, *theirs)
    assert not await is_refused(database, land.actors["verifier of Lanmoor"], join, *theirs)


@pytest.mark.parametrize(
    ("who", "whose", "refused"),
    [
        ("administrator of Kerrow", "reviewer at Kea", False),
        ("administrator of Kerrow", "reviewer at Saltash", True),
        ("verifier of Trewarren", "reviewer at Saltash", False),
        ("verifier of Lanmoor", "reviewer at Saltash", True),
        ("reviewer at Kea", "reviewer at Kea", True),
        ("reviewer at Kea", "reviewer at Looe", True),
    ],
)
async def test_training_is_kept_by_whoever_appoints_somebody_and_by_the_council(
    database: Database, land: Landscape, who: str, whose: str, refused: bool
) -> None:
    actor, account = land.actors[who], land.actors[whose].account_id
    row = (uuid4(), account, date(2026, 1, 1), actor.account_id, NOON)

    assert await is_refused(database, actor, LEARN, *row) is refused


async def test_nobody_makes_void_what_others_keep(
    database: Database, land: Landscape, owner: Connection
) -> None:
    void = "update training set voided_at = $1 returning account_id"
    everything = await owner.fetchval("select count(*) from training")

    assert await does(database, land.actors["reviewer at Kea"], void, NOON) == []
    kept = await does(database, land.actors["administrator of Kerrow"], void, NOON)
    assert {row["account_id"] for row in kept} == {land.actors["reviewer at Kea"].account_id}
    assert len(kept) < everything


def appointment(land: Landscape, place: str, role: str) -> tuple[Any, ...]:
    """An appointment at a place, or, for Kerrow, of the whole organisation."""
    somewhere = "Kea" if place == "Kerrow" else place
    organisation = land.actors[f"reviewer at {somewhere}"].memberships[0].organisation.id
    location = None if place == "Kerrow" else land.locations[place]
    return uuid4(), uuid4().hex, uuid4(), organisation, location, role


@pytest.mark.parametrize(
    ("who", "place", "role", "refused"),
    [
        ("administrator of Kerrow", "Kea", "reviewer", False),
        ("administrator of Kerrow", "Kerrow", "provider_admin", False),
        ("administrator of Kerrow", "Saltash", "reviewer", True),
        ("administrator of Kerrow", "Kea", "verifier_asc", True),
        ("administrator of Kerrow", "Kea", "admin", True),
        ("verifier of Trewarren", "Saltash", "provider_admin", False),
        ("verifier of Trewarren", "Saltash", "reviewer", True),
        ("verifier of Trewarren", "Saltash", "admin", True),
        ("verifier of Lanmoor", "Saltash", "provider_admin", True),
        ("reviewer at Kea", "Kea", "reviewer", True),
        ("commissioner of Trewarren", "Kea", "provider_admin", True),
    ],
)
async def test_the_database_itself_says_who_appoints_whom(
    database: Database, land: Landscape, who: str, place: str, role: str, refused: bool
) -> None:
    asked = appointment(land, place, role)

    assert await is_refused(database, land.actors[who], APPOINT, *asked) is refused


async def test_nobody_is_appointed_to_a_location_of_another_organisation(
    database: Database, land: Landscape
) -> None:
    asked = list(appointment(land, "Kea", "reviewer"))
    asked[4] = land.locations["Saltash"]

    assert await is_refused(database, land.actors["administrator of Kerrow"], APPOINT, *asked)


async def test_an_appointment_that_has_ended_appoints_nobody(
    database: Database, land: Landscape, owner: Connection
) -> None:
    administrator = land.actors["administrator of Kerrow"]
    await owner.execute(
        "update membership set valid_until = $2 where account_id = $1", administrator.account_id, NOON
    )

    assert await is_refused(database, administrator, APPOINT, *appointment(land, "Kea", "reviewer"))


@pytest.mark.parametrize(
    ("who", "ended"),
    [
        ("administrator of Kerrow", {"administrator of Kerrow", "reviewer at Kea", "reviewer at Looe"}),
        ("verifier of Trewarren", {"administrator of Kerrow"}),
        ("reviewer at Kea", set()),
        ("commissioner of Trewarren", set()),
    ],
)
async def test_a_capacity_is_ended_by_whoever_could_give_it(
    database: Database, land: Landscape, who: str, ended: set[str]
) -> None:
    names = {actor.account_id: name for name, actor in land.actors.items()}
    end = "update membership set valid_until = $1 returning account_id"

    rows = await does(database, land.actors[who], end, NOON)

    assert {names[row["account_id"]] for row in rows} == ended


async def test_a_manager_knows_who_works_at_their_home_and_nobody_else(
    database: Database, land: Landscape, owner: Connection
) -> None:
    world, kerrow = World(owner), land.actors["reviewer at Kea"].memberships[0].organisation
    world._names |= {kerrow.id: kerrow.name, land.locations["Kea"]: "Kea"}
    manager = await world.account(Role.HOME_MANAGER, kerrow.id, land.locations["Kea"])

    known = {row["id"] for row in await does(database, manager, "select id from account")}
    learnt = {row["account_id"] for row in await does(database, manager, "select account_id from training")}

    assert known == {manager.account_id, land.actors["reviewer at Kea"].account_id}
    assert learnt == {land.actors["reviewer at Kea"].account_id}


@pytest.mark.parametrize(
    ("who", "of", "place", "refused"),
    [
        ("verifier of Trewarren", "Trewarren", "Saltash", False),
        ("verifier of Trewarren", "Lanmoor", "Kea", True),
        ("verifier of Lanmoor", "Lanmoor", "Saltash", True),
        ("administrator of Kerrow", "Trewarren", "Kea", True),
        ("reviewer at Kea", "Trewarren", "Kea", True),
    ],
)
async def test_a_council_overrides_for_itself_and_of_those_who_work_with_it(
    database: Database, land: Landscape, who: str, of: str, place: str, refused: bool
) -> None:
    actor = land.actors[who]
    decided = (land.authorities[of], uuid4(), land.locations[place], TODAY, actor.account_id, NOON)

    assert await is_refused(database, actor, OVERRIDE, *decided) is refused


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("verifier of Trewarren", True),
        ("reviewer at Saltash", True),
        ("reviewer at Kea", False),
        ("verifier of Lanmoor", False),
    ],
)
async def test_an_override_is_read_by_the_council_and_by_the_location(
    database: Database, land: Landscape, who: str, sees: bool
) -> None:
    assert bool(await does(database, land.actors[who], "select id from location_override")) is sees


async def test_an_import_is_kept_in_the_name_of_who_ran_it(database: Database, land: Landscape) -> None:
    verifier, other = land.actors["verifier of Trewarren"], land.actors["auditor of Trewarren"]
    trewarren, lanmoor = land.authorities["Trewarren"], land.authorities["Lanmoor"]

    async def refused(authority: UUID, account: UUID) -> bool:
        return await is_refused(database, verifier, RUN, uuid4(), authority, account, NOON)

    assert [
        await refused(trewarren, verifier.account_id),
        await refused(trewarren, other.account_id),
        await refused(lanmoor, verifier.account_id),
    ] == [False, True, True]
    assert await does(database, other, "update import_run set ended_at = $1 returning id", LONG_AGO) == []
    assert await does(database, land.actors["verifier of Lanmoor"], "select id from import_run") == []
