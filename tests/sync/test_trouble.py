"""What the database refuses: one poisonous op spoils no other, and a bad moment is nobody's fault."""

from collections.abc import AsyncIterator

import pytest

from service.store import database as store
from service.store.database import Database
from service.store.engine import Connection
from tests.support.identity import identity_app
from tests.support.scene import Scene
from tests.support.wire import Json, stored

REFUSE = """
create function refuse() returns trigger language plpgsql as
  $$ begin raise exception 'refused by the test' using errcode = tg_argv[0]; end $$;
create trigger refuse before insert on submission for each row when (new.id = '{id}')
  execute function refuse('{code}');
"""


async def make_poisonous(owner: Connection, op: Json, code: str = "22003") -> None:
    """From now on the database refuses this op's submission with this SQLSTATE."""
    await owner.execute(REFUSE.format(id=op["entity_id"], code=code))


@pytest.mark.parametrize("code", ["22003", "23514"], ids=["data", "constraint"])
async def test_a_poisonous_op_is_kept_aside_and_the_others_are_accepted(
    scene: Scene, owner: Connection, code: str
) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    ops = [scene.submit(rowena, await scene.cared()) for _ in range(3)]
    await make_poisonous(owner, ops[1], code)

    before, poison, after = await rowena.push(*ops)
    left = await stored(owner)
    again = await rowena.push(*ops)

    assert (before["status"], after["status"]) == ("accepted", "accepted")
    assert (poison["status"], poison["problem"]["code"]) == ("quarantined", "could-not-be-stored")
    assert poison["receipt"]["sha256"] == ops[1]["body_sha256"]
    kept = await owner.fetchrow(
        "select reference, encode(sha256(body), 'hex') as sha256 from quarantine join op_body using (op_id)"
    )
    assert kept is not None
    assert (kept["reference"], kept["sha256"]) == (poison["reference"], ops[1]["body_sha256"])
    assert [one["original"]["status"] for one in again] == ["accepted", "quarantined", "accepted"]
    assert again[1]["original"]["reference"] == poison["reference"]
    assert await stored(owner) == left


async def test_what_builds_on_a_poisonous_op_waits(scene: Scene, owner: Connection) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    cared = await scene.cared()
    body = scene.review(cared)
    first = scene.submit(rowena, cared, body)
    second = scene.amend(rowena, body | {"working_well": "The cat."}, 1)
    await make_poisonous(owner, first)

    results = await rowena.push(first, second)

    assert [one["status"] for one in results] == ["quarantined", "retry"]


@pytest.mark.parametrize("code", ["40001", "40P01", "57014"], ids=["serialization", "deadlock", "timeout"])
async def test_a_bad_moment_is_nobodys_fault(scene: Scene, owner: Connection, code: str) -> None:
    rowena = await scene.as_("rowena", with_tablet=True)
    ops = [scene.submit(rowena, await scene.cared()) for _ in range(2)]
    await make_poisonous(owner, ops[1], code)
    untouched = await stored(owner)

    results = await rowena.push(*ops)
    left = await stored(owner)
    await owner.execute("drop trigger refuse on submission")
    later = await rowena.push(*ops)

    assert [(one["status"], one["problem"]["code"]) for one in results] == [("retry", "busy")] * 2
    assert all(one["retry_after"] >= 1 and "receipt" not in one for one in results)
    assert left == untouched
    assert [one["status"] for one in later] == ["accepted", "accepted"]


@pytest.fixture
async def impatient(app_dsn: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Database]:
    """The same database for a service whose statements may wait for no more than a moment."""
    monkeypatch.setattr(store, "STATEMENT_TIMEOUT_MS", 100)
    database = Database(app_dsn, min_size=1)
    await database.open()
    yield database
    await database.close()


async def test_work_about_somebody_who_is_being_moved_is_asked_for_again(
    scene: Scene, impatient: Database, owner: Connection
) -> None:
    scene.app = identity_app(impatient, scene.clock)
    rowena = await scene.as_("rowena", with_tablet=True)
    moving, staying = await scene.cared(), await scene.cared()
    ops = [scene.submit(rowena, moving), scene.submit(rowena, staying)]

    async with owner.transaction():
        await owner.execute("select from person where id = $1 for update", moving.person.id)
        results = await rowena.push(*ops)
    later = await rowena.push(*ops)

    assert [(one["status"], one["problem"]["code"]) for one in results] == [("retry", "busy")] * 2
    assert [one["status"] for one in later] == ["accepted", "accepted"]
