"""Who may add or change what, by row security alone."""

from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from service.store.database import Database
from service.store.engine import Connection
from tests.support.landscape import Landscape
from tests.support.world import LONG_AGO, NOON

PUBLISH = "select * from sync_publish($1, $2, array[1]::smallint[], $2, array[2], array[false], $3)"
TELL = "select * from sync_tell($1, $2, 4::smallint, $3, 1, false, $4)"


class Hand:
    """What one actor does, each statement in a transaction of its own."""

    def __init__(self, database: Database, land: Landscape, who: str) -> None:
        self.database, self.land, self.actor = database, land, land.actors[who]

    async def does(self, statement: str, *arguments: Any) -> list[asyncpg.Record]:
        async with self.database.tx(self.actor, NOON) as db:
            return await db.fetch(statement, *arguments)

    async def grants(self, whom: str, location: UUID) -> None:
        person = self.land.people[whom]
        await self.does(
            "insert into access_grant (authority_id, id, person_id, holder_kind, holder_id, basis, valid_from)"
            " values ($1, $2, $3, 'location', $4, 'package', $5)",
            person.authority_id,
            uuid4(),
            person.id,
            location,
            LONG_AGO,
        )


@pytest.mark.parametrize(
    "who",
    [
        "reviewer at Kea",
        "administrator of Kerrow",
        "NHS verifier",
        "commissioner of Trewarren",
        "verifier of Lanmoor",
    ],
)
async def test_nobody_but_staff_of_the_authority_gives_access(
    database: Database, land: Landscape, who: str
) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        await Hand(database, land, who).grants("at Looe", land.locations["Kea"])


async def test_staff_give_access_and_take_it_away(database: Database, land: Landscape) -> None:
    verifier = Hand(database, land, "verifier of Trewarren")
    reviewer = Hand(database, land, "reviewer at Kea")

    await verifier.grants("at Looe", land.locations["Kea"])
    given = {row["id"] for row in await reviewer.does("select id from person")}
    await verifier.does("update access_grant set valid_until = $1 where valid_until is null", NOON)
    taken = await reviewer.does(
        "select id from person where authority_id = $1", land.authorities["Trewarren"]
    )

    assert "at Looe" in land.named(given)
    assert taken == []


async def test_nobody_makes_a_grant_their_own(database: Database, land: Landscape) -> None:
    ended = await Hand(database, land, "reviewer at Kea").does(
        "update access_grant set valid_until = null where valid_until is not null returning id"
    )

    assert ended == []
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="permission denied for table access_grant"):
        await Hand(database, land, "verifier of Trewarren").does(
            "update access_grant set holder_id = person_id"
        )


async def test_a_provider_holds_a_person_still_but_changes_nothing(
    database: Database, land: Landscape
) -> None:
    reviewer = Hand(database, land, "reviewer at Looe")

    held = await reviewer.does("select id from person for share")

    assert land.named({row["id"] for row in held}) == {"at Looe"}
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        await reviewer.does("update person set family_name = 'Another'")


async def test_staff_can_not_move_a_person_to_another_authority(database: Database, land: Landscape) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        await Hand(database, land, "verifier of Trewarren").does(
            "update person_identifier set authority_id = $1", land.authorities["Lanmoor"]
        )


async def test_nobody_adds_to_the_story_of_a_person_whom_they_do_not_reach(
    database: Database, land: Landscape, owner: Connection
) -> None:
    told = await owner.fetchrow("select * from history where person_id = $1", land.people["at Looe"].id)
    assert told is not None
    add = (
        "insert into history (authority_id, submission_id, person_id, action, to_state, rev, capacity, at)"
        " values ($1, $2, $3, 'amend', 'submitted', 2, 'reviewer', $4)"
    )
    about = (told["authority_id"], told["submission_id"], told["person_id"], NOON)

    await Hand(database, land, "reviewer at Looe").does(add, *about)
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        await Hand(database, land, "reviewer at Kea").does(add, *about)


async def test_nobody_sends_an_op_in_anothers_name(database: Database, land: Landscape) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        await Hand(database, land, "reviewer at Kea").does(
            "insert into op_body (authority_id, op_id, fingerprint, account_id, device_id, status, body, received_at)"
            " values ($1, $2, '', $3, $2, 'quarantined', '', $4)",
            land.authorities["Trewarren"],
            uuid4(),
            land.actors["reviewer at Looe"].account_id,
            NOON,
        )


BEGIN = (
    "insert into attachment (authority_id, id, submission_id, sha256, length, created_by, created_at, expires_at)"
    " values ($1, $2, $2, sha256('file'), 1, $3, $4, $4)"
)


@pytest.mark.parametrize(
    ("authority", "whose"), [("Trewarren", "reviewer at Looe"), ("nobody's", "reviewer at Saltash")]
)
async def test_nobody_begins_an_upload_in_anothers_name_or_for_another_council(
    database: Database, land: Landscape, authority: str, whose: str
) -> None:
    of = land.authorities.get(authority, uuid4())

    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        await Hand(database, land, "reviewer at Saltash").does(
            BEGIN, of, uuid4(), land.actors[whose].account_id, NOON
        )


async def test_nobody_carries_on_anothers_upload(database: Database, land: Landscape) -> None:
    carry_on = "update attachment set received = 0 returning created_by"

    own = await Hand(database, land, "reviewer at Looe").does(carry_on)
    others = await Hand(database, land, "verifier of Trewarren").does(carry_on)

    assert {row["created_by"] for row in own} == {land.actors["reviewer at Looe"].account_id}
    assert others == []


@pytest.mark.parametrize("who", ["reviewer at Saltash", "verifier of Trewarren"])
async def test_nothing_is_published_outside_the_authorities_of_the_actor(
    database: Database, land: Landscape, who: str
) -> None:
    hand = Hand(database, land, who)
    foreign = land.people["at Saltash, of Lanmoor"]

    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="out of the reach of the actor"):
        await hand.does(PUBLISH, [foreign.authority_id], [foreign.id], NOON)
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="outside the authorities of the actor"):
        await hand.does(TELL, foreign.authority_id, land.locations["Saltash"], uuid4(), NOON)


async def test_nothing_is_published_about_people_whom_the_actor_does_not_reach(
    database: Database, land: Landscape
) -> None:
    elsewhere = land.people["at Kea"]

    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="out of the reach of the actor"):
        await Hand(database, land, "reviewer at Looe").does(
            PUBLISH, [elsewhere.authority_id], [elsewhere.id], NOON
        )


async def test_what_is_published_reaches_the_scopes_of_live_grants_only(
    database: Database, land: Landscape
) -> None:
    verifier = Hand(database, land, "verifier of Trewarren")
    told = {}
    for name in ("at Kea", "at Kea until now", "at Kea from tomorrow"):
        person = land.people[name]
        told[name] = await verifier.does(PUBLISH, [person.authority_id], [person.id], NOON)

    assert [row["holder_id"] for row in told["at Kea"]] == [land.locations["Kea"]]
    assert told["at Kea until now"] == told["at Kea from tomorrow"] == []


@pytest.mark.parametrize(
    "statement",
    [
        "select * from sync_write('{}', '{}', '{}', '{}', '{}', now())",
        "update sync_scope set head = head + 1",
        "update sync_feed set removed = true",
        "call restrict_to_reach('person', 'id', 'reach')",
        "create table mine (id int)",
    ],
)
async def test_what_only_the_owner_may_do_is_refused_to_staff_too(
    database: Database, land: Landscape, statement: str
) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="permission denied"):
        await Hand(database, land, "verifier of Trewarren").does(statement)
