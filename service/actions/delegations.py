"""Recording who may carry out which function for a council."""

from datetime import datetime
from uuid import UUID, uuid4

from schemas.accounts import Actor, Role
from schemas.delegations import Delegate, Delegation, DelegationList, DelegationsAsked, EndDelegation
from service import paging, problems
from service.store import delegations as store
from service.store.database import Database
from service.store.delegations import DelegationRow, Place
from workflows import delegations

MAY_RECORD = frozenset({Role.ADMIN})


async def listing(database: Database, asked: DelegationsAsked, actor: Actor, at: datetime) -> DelegationList:
    """A council's staff see all of theirs, everybody else those to the organisations they work for."""
    after = paging.place(asked.cursor, Place)
    async with database.tx(actor, at, readonly=True) as db:
        items, end = await store.page(db, asked, after)
    return DelegationList(items=items, next_cursor=paging.cursor(end))


async def record(database: Database, wanted: Delegate, actor: Actor, at: datetime) -> Delegation:
    """Record a delegation; raises `not-found` for a council or an organisation that isn't the caller's to speak for."""
    if wanted.authority_id not in actor.authorities_as(MAY_RECORD):
        raise problems.NOT_FOUND.problem("You administer no such council.")
    async with database.tx(actor, at) as db:
        if not await store.works_with(db, wanted.organisation_id, wanted.authority_id, at):
            raise problems.NOT_FOUND.problem("No such organisation works with this council.")
        if kept := list(delegations.kept_by_the_council(wanted)):
            raise problems.NOT_DELEGABLE.problem(issues=kept)
        if faults := list(delegations.impossible(wanted)):
            raise problems.MALFORMED.problem(issues=faults)
        row = _row(wanted, actor, at)
        await store.add(db, row)
        return await store.get(db, row.id)


async def end(
    database: Database, delegation_id: UUID, command: EndDelegation, actor: Actor, at: datetime
) -> Delegation:
    """Let a delegation end; raises `not-found` for one that isn't the caller's council's."""
    async with database.tx(actor, at) as db:
        row = await store.lock(db, actor.authorities_as(MAY_RECORD), delegation_id)
        if row is None:
            raise problems.NOT_FOUND.problem()
        if issues := list(delegations.cannot_end(row.valid_from, row.valid_until, command)):
            raise problems.CANNOT_END_THEN.problem(issues=issues)
        await store.end(db, row, command.valid_until)
        return await store.get(db, delegation_id)


def _row(wanted: Delegate, actor: Actor, at: datetime) -> DelegationRow:
    return DelegationRow(
        authority_id=wanted.authority_id,
        id=uuid4(),
        organisation_id=wanted.organisation_id,
        function=wanted.function,
        extent=wanted.extent,
        basis=wanted.basis,
        valid_from=wanted.valid_from,
        valid_until=wanted.valid_until,
        recorded_by=actor.account_id,
        recorded_at=at,
    )
