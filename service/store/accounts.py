"""People with accounts."""

from uuid import UUID

from schemas.accounts import Account
from service.store.database import query
from service.store.engine import Connection
from service.store.rows import read


async def account(db: Connection, account_id: UUID) -> Account:
    """An account that the actor may see: their own, a colleague's, or one of the authority they work for."""
    return read(await db.fetchrow(query("account"), account_id), Account)
