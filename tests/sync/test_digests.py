"""A scope's digest says in sixteen digits what a tablet has to hold, and stays right whatever happens."""

from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.pulls import FeedKind
from service.store import feed
from service.store.database import Database
from service.store.engine import Connection
from service.store.feed import Change, Left
from tests.support.mirror import Mirror, digest
from tests.support.scene import Cared, Scene, Someone

PEOPLE = 3
Step = tuple[str, int]
steps = st.tuples(
    st.sampled_from(["person changes", "package changes", "package goes", "leaves", "comes"]),
    st.integers(0, PEOPLE - 1),
)


@pytest.fixture
async def rowena(scene: Scene) -> Someone:
    for _ in range(PEOPLE):
        await scene.cared()
    return await scene.as_("rowena", with_tablet=True)


def test_a_digest_is_worked_out_as_the_protocol_says() -> None:
    row = {"kind": "person", "id": "018f3c1e-0000-7000-8000-000000000001", "rev": 3}
    other = {"kind": "package", "id": "018f3c1e-0000-7000-8000-000000000002", "rev": 1}

    assert digest([]) == "0000000000000000"
    assert digest([row]) == "2def252a358ab757"
    assert digest([row, other]) == digest([other, row])


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(transactions=st.lists(st.lists(steps, min_size=1, max_size=4), min_size=1, max_size=5))
async def test_the_digest_is_that_of_what_a_tablet_holds_whatever_came_and_went(
    scene: Scene, database: Database, rowena: Someone, transactions: list[list[Step]]
) -> None:
    """Each example goes on where the last one ended, and the last tablet starts anew."""
    following = Mirror(rowena)
    versions = count(1)
    for transaction in transactions:
        async with database.tx(scene.actors["ada"], scene.clock.now) as db:
            changes, left = [], []
            for step, who in transaction:
                cared = scene.people[who]
                if step in ("leaves", "comes"):
                    await set_grant(db, scene, cared, live=step == "comes")
                if step == "leaves":
                    left.append(Left(*cared.person, scene.location))
                else:
                    changes += changes_of(cared, step, next(versions))
            await feed.publish(db, changes, scene.clock.now, left)
        scene.clock.forward(seconds=1)

        pages = await following.catch_up(max_rows=2)
        assert following.digests() == pages[-1]["digests"]

    anew = Mirror(rowena)
    await anew.catch_up(max_rows=3)
    assert anew.scopes == following.scopes


def changes_of(cared: Cared, step: str, version: int) -> list[Change]:
    kinds: dict[str, list[FeedKind]] = {
        "person changes": ["person"],
        "package changes": ["package"],
        "package goes": ["package"],
        "comes": ["person", "package"],
    }
    ids = {"person": cared.person.id, "package": cared.package}
    return [
        Change(*cared.person, kind, ids[kind], version, gone=step == "package goes") for kind in kinds[step]
    ]


async def set_grant(db: Connection, scene: Scene, cared: Cared, *, live: bool) -> None:
    await db.execute(
        "update access_grant set valid_until = $3 where person_id = $1 and holder_id = $2",
        cared.person.id,
        scene.location,
        None if live else scene.clock.now,
    )
