"""Drafts: rows that nobody but their author sees, on whichever of their tablets."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from schemas.drafts import Draft
from service.store import rows
from service.store.database import query
from service.store.engine import Connection
from service.store.keys import Key, fetch_of


async def lock(db: Connection, keys: Iterable[Key]) -> dict[Key, Draft]:
    """The author's drafts of these submissions, those that were discarded too, held to the commit."""
    found = await fetch_of(db, "drafts_lock", keys)
    return {(row["authority_id"], row["id"]): rows.read(row, Draft) for row in found}


async def made_at(db: Connection, draft: Draft) -> datetime | None:
    """When it was made, by the clock of its tablet."""
    made: datetime | None = await db.fetchval(
        query("draft_made"), draft.authority_id, draft.id, draft.account_id, draft.device_id, draft.device_seq
    )
    return made


async def count(db: Connection, authority_id: UUID, besides: UUID) -> int:
    """How many drafts the author has with an authority, besides one."""
    return int(await db.fetchval(query("drafts_count"), authority_id, besides))


async def keep(db: Connection, draft: Draft) -> int:
    """The version that it has now: another tablet may have saved the first at the same moment."""
    columns = [getattr(draft, name) for name in Draft.__struct_fields__]
    return int(await db.fetchval(query("draft_keep"), *columns))


async def latest_revs(db: Connection, keys: Sequence[Key]) -> dict[Key, int | None]:
    """Of submissions and assessments, the newest revision; None where the author reaches them no more."""
    found = await fetch_of(db, "draft_revisions", keys)
    return {(row["authority_id"], row["id"]): row["rev"] for row in found}


async def expire(db: Connection, before: datetime, at: datetime, most: int) -> int:
    """Delete drafts that nobody went on with since `before`, and tell their authors' tablets; answers how many."""
    return int(await db.fetchval("select drafts_expire($1, $2, $3)", before, at, most))
