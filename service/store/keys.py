"""Ids of a tenant's data, which are unique within their authority only, and queries that take many of them."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from asyncpg import Record

from service.store.database import query
from service.store.engine import Connection

Key = tuple[UUID, UUID]
"""(authority, id)"""


def split(keys: Iterable[Key]) -> tuple[list[UUID], list[UUID]]:
    """Keys as two columns, sorted, so that whoever locks by them locks in the same order."""
    ordered = sorted(set(keys), key=_place)
    return [authority for authority, _ in ordered], [one for _, one in ordered]


def _place(key: Key) -> tuple[int, int]:
    """Numbers are compared much quicker than ids, and stand in the same order."""
    return key[0].int, key[1].int


async def fetch_of(db: Connection, name: str, keys: Iterable[Key]) -> Sequence[Record]:
    """The rows that a named query answers for these keys; nobody is asked about none."""
    wanted = set(keys)
    return await db.fetch(query(name), *split(wanted)) if wanted else []
