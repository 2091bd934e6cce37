"""Selections of verifiers: ids and revisions, kept for half an hour."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from msgspec import Struct

from service.store.database import query
from service.store.engine import Connection
from service.store.keys import Key


class Entry(NamedTuple):
    """One submission of a selection, at the revision at which it was found."""

    key: Key
    rev: int


class KeptSelection(Struct, frozen=True, kw_only=True):
    """What a filter found, in the order of the list, and how many more there were."""

    id: UUID
    account_id: UUID
    entries: Sequence[Entry]
    more: int
    made_at: datetime
    expires_at: datetime


async def forget_expired(db: Connection, at: datetime) -> None:
    await db.execute("select selection_forget($1)", at)


async def keep(db: Connection, made: KeptSelection) -> None:
    await db.execute(
        "insert into selection (id, account_id, authority_ids, submission_ids, revs, more, made_at, expires_at)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8)",
        made.id,
        made.account_id,
        [entry.key[0] for entry in made.entries],
        [entry.key[1] for entry in made.entries],
        [entry.rev for entry in made.entries],
        made.more,
        made.made_at,
        made.expires_at,
    )


async def get(db: Connection, selection_id: UUID, at: datetime) -> KeptSelection | None:
    """The caller's own selection; None once it has expired."""
    row = await db.fetchrow(query("selection"), selection_id, at)
    if row is None:
        return None
    keys = zip(row["authority_ids"], row["submission_ids"], strict=True)
    return KeptSelection(
        id=row["id"],
        account_id=row["account_id"],
        entries=[Entry(key, rev) for key, rev in zip(keys, row["revs"], strict=True)],
        more=row["more"],
        made_at=row["made_at"],
        expires_at=row["expires_at"],
    )
