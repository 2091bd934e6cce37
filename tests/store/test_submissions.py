"""The database itself refuses a move from a state that the lifecycle's table doesn't name, or over a change unseen."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
import pytest

from schemas.submissions import Action, Event, State, Submission
from service.store import submissions as store
from service.store.database import Database
from tests.support.desk import Desk, Item
from tests.support.world import NOON
from workflows.reviews import lifecycle
from workflows.verification import Moved


@dataclass
class Held:
    """A submission as it was read, and where it is."""

    desk: Desk
    database: Database
    item: Item

    @property
    def key(self) -> tuple[UUID, UUID]:
        return self.desk.scene.authority, UUID(self.item.id)

    async def read(self) -> Submission:
        async with self.database.tx(self.desk.vera.actor, NOON, readonly=True) as db:
            return await store.get(db, self.key)

    async def record(self, after: Submission, action: Action) -> None:
        moved = Moved(submission=after, event=self._event(after, action))
        async with self.database.tx(self.desk.vera.actor, NOON) as db:
            await store.record(db, moved, lifecycle.guard(action))

    def _event(self, after: Submission, action: Action) -> Event:
        return Event(
            authority_id=after.authority_id,
            submission_id=after.id,
            person_id=after.person_id,
            action=action,
            from_state=None,
            to_state=after.state,
            rev=after.rev,
            account_id=None,
            capacity="verifier_asc",
            organisation_id=None,
            at=NOON,
        )


def moved(before: Submission, state: State, **changes: Any) -> Submission:
    return msgspec.structs.replace(before, **({"state": state, "version": before.version + 1} | changes))


@pytest.mark.parametrize("state", [State.RETURNED, State.APPROVED, State.SUBMITTED])
async def test_nothing_moves_from_a_state_that_the_table_does_not_name(
    desk: Desk, database: Database, state: State
) -> None:
    held = Held(desk, database, await desk.given(state))
    before = await held.read()

    with pytest.raises(LookupError):
        await held.record(moved(before, State.REJECTED), Action.REJECT)

    assert (await held.read(), (await desk.left(held.item))["outbox"]) == (
        before,
        1 if state is State.APPROVED else 0,
    )


async def test_nothing_moves_that_has_changed_since_it_was_read(desk: Desk, database: Database) -> None:
    held = Held(desk, database, await desk.given("checking"))
    before = await held.read()
    await desk.amended(held.item, "I would rather have a bath.")

    with pytest.raises(LookupError):
        await held.record(moved(before, State.APPROVED), Action.APPROVE)

    assert await desk.state(held.item) == "checking"


async def test_what_is_moved_stands_as_it_was_decided(desk: Desk, database: Database) -> None:
    held = Held(desk, database, await desk.given("checking"))
    after = moved(await held.read(), State.RETURNED, opened_by=None, lease_until=None, updated_at=NOON)

    await held.record(after, Action.RETURN)

    assert await held.read() == after


async def test_what_is_out_of_reach_can_not_be_held(desk: Desk, database: Database) -> None:
    held = Held(desk, database, await desk.given("submitted"))

    async with database.tx(desk.hedra.actor, NOON) as db:
        assert await store.lock(db, held.key) is None
    async with database.tx(desk.vera.actor, NOON) as db:
        assert await store.lock(db, held.key) is not None
