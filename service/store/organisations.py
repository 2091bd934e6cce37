"""Councils, and those who work with them: providers, their locations and what the CQC calls them."""

from uuid import UUID

from msgspec import Struct

from service.store import rows
from service.store.engine import Connection


class AuthorityRow(Struct, frozen=True, kw_only=True):
    """A council, by the code that the Office for National Statistics has given it."""

    id: UUID
    name: str
    gss_code: str


async def authorities(db: Connection) -> list[AuthorityRow]:
    found = await db.fetch("select id, name, gss_code from authority order by name")
    return [rows.read(row, AuthorityRow) for row in found]
