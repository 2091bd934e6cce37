"""Who sees whom, by row security alone.

Every claim here is about a bare `select` without any filter of the application's: what holds without all of them
holds whichever is forgotten. The tables are taken from the catalogue, so that a new one is part of the claims.
"""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from service.store.database import Database
from service.store.engine import Connection
from service.store.pulls import situation
from tests.support.landscape import PEOPLE, TOMORROW, Landscape
from tests.support.world import NOON

OF_TREWARREN = {name for name, (authority, *_) in PEOPLE.items() if authority == "Trewarren"}
OF_LANMOOR = {name for name, (authority, *_) in PEOPLE.items() if authority == "Lanmoor"}
WHOM: dict[str, set[str]] = {
    "reviewer at Kea": {"at Kea", "at Kea, jointly funded", "at Kea, of Lanmoor"},
    "reviewer at Looe": {"at Looe"},
    "reviewer at Saltash": {"at Saltash"},
    "administrator of Kerrow": {"at Kea", "at Kea, jointly funded", "at Kea, of Lanmoor", "at Looe"},
    "verifier of Trewarren": OF_TREWARREN,
    "auditor of Trewarren": OF_TREWARREN,
    "commissioner of Trewarren": set(),
    "verifier of Lanmoor": OF_LANMOOR,
    "NHS verifier": {"at Kea, jointly funded"},
    "discharge coordinator": set(),
}

ABOUT_PEOPLE = """
select c.relname, a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
  and (a.attname = 'person_id' and c.relname <> 'access_grant' or (c.relname, a.attname) = ('person', 'id'))
"""


async def column(db: Connection, table: str, name: str) -> set[UUID]:
    rows = await db.fetch(f'select distinct "{name}" from "{table}"')  # noqa: S608 names from the catalogue
    return {row[0] for row in rows}


async def seen(
    database: Database, land: Landscape, who: str, table: str, name: str, at: datetime = NOON
) -> set[UUID]:
    async with database.tx(land.actors[who], at, readonly=True) as db:
        return await column(db, table, name)


@pytest.mark.parametrize("who", WHOM)
async def test_every_table_about_people_answers_only_those_whom_the_actor_reaches(
    database: Database, owner: Connection, land: Landscape, who: str
) -> None:
    for table, name in await owner.fetch(ABOUT_PEOPLE):
        assert land.named(await column(owner, table, name)) == PEOPLE.keys(), f"{table} lacks somebody"
        assert land.named(await seen(database, land, who, table, name)) == WHOM[who], table


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (NOON - timedelta(microseconds=1), {"at Kea until now"}),
        (NOON, set()),
        (TOMORROW - timedelta(microseconds=1), set()),
        (TOMORROW, {"at Kea from tomorrow"}),
    ],
)
async def test_a_grant_counts_from_its_first_moment_until_just_before_its_end(
    database: Database, land: Landscape, at: datetime, expected: set[str]
) -> None:
    people = land.named(await seen(database, land, "reviewer at Kea", "person", "id", at))

    assert people & {"at Kea until now", "at Kea from tomorrow"} == expected


@pytest.mark.parametrize(
    ("who", "whose"),
    [
        ("reviewer at Looe", {"at Looe"}),
        ("reviewer at Kea", {name for name, (_, place, *_) in PEOPLE.items() if place == "Kea"}),
        ("NHS verifier", {"at Kea, jointly funded"}),
        ("commissioner of Trewarren", set()),
        ("verifier of Trewarren", OF_TREWARREN),
    ],
)
async def test_a_grant_past_or_to_come_is_known_to_its_holder_and_to_staff_of_the_authority(
    database: Database, land: Landscape, who: str, whose: set[str]
) -> None:
    assert land.named(await seen(database, land, who, "access_grant", "person_id")) == whose


@pytest.mark.parametrize("table", ["op_ledger", "op_body", "quarantine", "held_op"])
@pytest.mark.parametrize(
    ("who", "authors", "authorities"),
    [
        ("reviewer at Kea", {"reviewer at Kea"}, {"Trewarren", "Lanmoor"}),
        ("administrator of Kerrow", set(), set()),
        ("NHS verifier", set(), set()),
        (
            "verifier of Trewarren",
            {"reviewer at Kea", "reviewer at Looe", "reviewer at Saltash"},
            {"Trewarren"},
        ),
        ("verifier of Lanmoor", {"reviewer at Kea", "reviewer at Saltash"}, {"Lanmoor"}),
    ],
)
async def test_what_arrived_is_seen_by_its_author_and_by_staff_of_the_authority(
    database: Database, land: Landscape, table: str, who: str, authors: set[str], authorities: set[str]
) -> None:
    accounts = {land.actors[author].account_id for author in authors}

    assert await seen(database, land, who, table, "account_id") == accounts
    assert await seen(database, land, who, table, "authority_id") == {
        land.authorities[a] for a in authorities
    }


async def test_an_attachment_is_seen_by_its_sender_and_by_readers_of_its_submission(
    database: Database, land: Landscape, owner: Connection
) -> None:
    at_kea = {name for name, (_, place, *_) in PEOPLE.items() if place == "Kea"}

    async def whose(who: str) -> set[str]:
        ids = await seen(database, land, who, "attachment", "submission_id")
        rows = await owner.fetch("select person_id from submission where id = any ($1)", list(ids))
        return land.named({row["person_id"] for row in rows})

    assert await whose("reviewer at Kea") == at_kea
    assert await whose("administrator of Kerrow") == WHOM["administrator of Kerrow"]
    assert await whose("verifier of Lanmoor") == OF_LANMOOR
    assert await whose("NHS verifier") == {"at Kea, jointly funded"}
    assert await whose("commissioner of Trewarren") == set()


async def test_a_scope_and_its_feed_are_seen_by_those_who_hold_its_location(
    database: Database, land: Landscape
) -> None:
    async def told(who: str) -> set[str]:
        return land.named(await seen(database, land, who, "sync_feed", "entity_id"))

    assert await seen(database, land, "reviewer at Looe", "sync_scope", "holder_id") == {
        land.locations["Looe"]
    }
    assert await told("reviewer at Looe") == {"at Looe"}
    assert await told("reviewer at Saltash") == {"at Saltash"}
    assert await told("discharge coordinator") == set()


async def test_colleagues_of_the_whole_organisation_and_staff_of_its_authorities_know_who_works_there(
    database: Database, land: Landscape
) -> None:
    ids = {actor.account_id: name for name, actor in land.actors.items()}

    async def known_to(who: str, table: str, name: str) -> set[str]:
        return {ids[one] for one in await seen(database, land, who, table, name)}

    for table, name in (("account", "id"), ("membership", "account_id")):
        assert await known_to("reviewer at Kea", table, name) == {"reviewer at Kea"}
        assert await known_to("administrator of Kerrow", table, name) == {
            "administrator of Kerrow",
            "reviewer at Kea",
            "reviewer at Looe",
        }
        assert "reviewer at Saltash" in await known_to("verifier of Trewarren", table, name)
        assert "reviewer at Saltash" not in await known_to("verifier of Lanmoor", table, name)
    assert await known_to("reviewer at Looe", "training", "account_id") == set()
    assert await known_to("administrator of Kerrow", "training", "account_id") == {"reviewer at Kea"}


@pytest.mark.parametrize(
    ("who", "where"),
    [
        ("administrator of Kerrow", {"Kea"}),
        ("reviewer at Kea", set()),
        ("verifier of Trewarren", {"Kea", "Saltash"}),
        ("verifier of Lanmoor", {"Kea"}),
        ("NHS verifier", set()),
    ],
)
async def test_tablets_are_seen_by_those_who_manage_them_and_by_staff_of_an_authority_they_serve(
    database: Database, land: Landscape, who: str, where: set[str]
) -> None:
    assert await seen(database, land, who, "device", "id") == {land.tablets[place] for place in where}


async def test_an_answer_to_a_request_is_seen_by_whoever_asked(database: Database, land: Landscape) -> None:
    mine = await seen(database, land, "reviewer at Kea", "answered_request", "account_id")
    others = await seen(database, land, "verifier of Trewarren", "answered_request", "account_id")

    assert (mine, others) == ({land.actors["reviewer at Kea"].account_id}, set())


@pytest.mark.parametrize(
    ("who", "place", "whose"),
    [
        ("reviewer at Kea", "Kea", {"Trewarren", "Lanmoor"}),
        ("reviewer at Kea", "Looe", set()),
        ("reviewer at Looe", "Kea", set()),
        ("administrator of Kerrow", "Looe", {"Trewarren"}),
        ("verifier of Trewarren", "Kea", set()),
    ],
)
async def test_how_things_stand_for_a_tablet_is_told_to_those_who_hold_its_location(
    database: Database, land: Landscape, who: str, place: str, whose: set[str]
) -> None:
    found = await situation(database.ask, land.actors[who], land.locations[place], NOON)

    assert {scope.authority_id for scope in found.scopes} == {land.authorities[name] for name in whose}


async def test_who_asked_before_is_forgotten_by_the_connection(database: Database, land: Landscape) -> None:
    await situation(database.ask, land.actors["reviewer at Kea"], land.locations["Kea"], NOON)

    assert await database.ask("select * from sync_scope") == []
