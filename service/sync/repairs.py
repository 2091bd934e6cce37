"""Finding out what one side has lost: a tablet of its scopes, or the service of what tablets sent."""

from datetime import datetime
from uuid import UUID

from schemas.accounts import Actor
from schemas.repairs import Manifest, ManifestAsked, Reconcile, Reconciled
from service import paging, problems
from service.store import ledger
from service.store import pulls as store
from service.store.database import Database
from service.store.pulls import ManifestPlace
from service.sync.pull import hex_of
from workflows.compliance.dates import LONDON


async def manifest(
    database: Database, asked: ManifestAsked, location_id: UUID, actor: Actor, at: datetime
) -> Manifest:
    """The next page of a scope's manifest. Raises Problem: NOT_FOUND for a scope that the device may not hold."""
    after = paging.place(asked.cursor, ManifestPlace, pointer="/cursor")
    async with database.tx(actor, at, isolation="repeatable read", readonly=True, same_plans=True) as db:
        held = await store.scopes(db, location_id, at.astimezone(LONDON).date())
        scope = next((one for one in held if one.scope_id == asked.scope), None)
        if scope is None:
            raise problems.NOT_FOUND.problem()
        items, end = await store.manifest(db, scope.scope_id, after, asked.limit)
    return Manifest(
        scope=scope.scope_id,
        head=scope.head,
        digest=hex_of(scope.digest),
        items=items,
        next_cursor=paging.cursor(end),
    )


async def reconcile(database: Database, asked: Reconcile, actor: Actor, at: datetime) -> Reconciled:
    """Which of the caller's ops the ledger doesn't know, or knows with another body."""
    async with database.tx(actor, at, readonly=True, same_plans=True) as db:
        sent = [(one.op_id, one.sha256) for one in asked.ops]
        return Reconciled(unknown=await ledger.unknown(db, actor.authority_ids, actor.account_id, sent))
