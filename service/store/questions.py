"""Councils' own questions, version by version."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from uuid import UUID

import msgspec
from asyncpg import Record

from schemas.base import encode
from schemas.questions import Questions, QuestionSet
from service.store.database import query
from service.store.engine import Connection


async def versions(db: Connection, authorities: Iterable[UUID], form: str | None = None) -> list[QuestionSet]:
    """Newest first; drafts only of those for whom the caller decides."""
    return [_set(row) for row in await db.fetch(query("question_sets"), sorted(authorities), form)]


async def opened(db: Connection, authorities: Iterable[UUID], form: str | None = None) -> list[QuestionSet]:
    """The versions that were ever asked."""
    return [one for one in await versions(db, authorities, form) if one.opened_at is not None]


async def lock(db: Connection, authority_id: UUID, form: str) -> list[QuestionSet]:
    """All versions, newest first, held to the commit."""
    return [_set(row) for row in await db.fetch(query("question_sets_lock"), authority_id, form)]


async def add(
    db: Connection,
    authority_id: UUID,
    form: tuple[str, int],
    asked: Questions,
    reason: str,
    by: UUID,
    at: datetime,
) -> int:
    """Write the next version as a draft and answer its number."""
    number: int = await db.fetchval(
        query("question_set_add"), authority_id, *form, encode(asked), reason, by, at
    )
    return number


async def open_(db: Connection, draft: QuestionSet, by: UUID, at: datetime, accept_until: datetime) -> None:
    """Ask a draft from now on, and take in work that answers what was asked until now for a while."""
    about = (draft.authority_id, draft.form)
    await db.execute(query("question_set_close"), *about, draft.form_version, accept_until)
    await db.execute(query("question_set_open"), *about, draft.version, at, by)


def _set(row: Record) -> QuestionSet:
    return QuestionSet(
        **{name: value for name, value in row.items() if name != "asked"}, asked=_asked(row["asked"])
    )


@lru_cache(maxsize=500)
def _asked(body: bytes) -> Questions:
    """The same few sets are read with every batch of work."""
    return msgspec.json.decode(body, type=Questions)
