"""Questions of verifiers about submissions: overlays in rows of their own, which change no answer."""

from collections.abc import Iterable
from datetime import datetime

import msgspec
from msgspec import UNSET

from schemas.submission_queries import QueryView, SubmissionQuery
from schemas.submissions import Event, Submission
from service.store import rows
from service.store.database import query
from service.store.engine import Connection
from service.store.keys import Key, fetch_of

_stored = msgspec.json.Decoder(list[SubmissionQuery])


async def of_submissions(db: Connection, keys: Iterable[Key]) -> dict[Key, list[SubmissionQuery]]:
    """All questions about these submissions, oldest first."""
    found: dict[Key, list[SubmissionQuery]] = {}
    for row in await fetch_of(db, "queries_of_submissions", keys):
        found.setdefault((row["authority_id"], row["submission_id"]), []).append(
            rows.read(row, SubmissionQuery)
        )
    return found


async def shown(db: Connection, key: Key, until: datetime | None = None) -> list[QueryView]:
    """All questions about one submission; none where what happens is withheld from the reader."""
    if until is not None:
        return []
    return [view(one) for one in (await of_submissions(db, [key])).get(key, [])]


async def ask(db: Connection, of: Submission, asked: SubmissionQuery, event: Event) -> int:
    """Keep a question about a submission that is held; answers the submission's version from now on."""
    version = await db.fetchval(query("submission_asked"), of.authority_id, of.id, asked.asked_at)
    await rows.insert_together(db, {"submission_query": [asked], "history": [event]})
    return int(version)


async def answer(db: Connection, answered: Iterable[SubmissionQuery]) -> None:
    columns = [(one.authority_id, one.id, one.answer, one.answered_by, one.answered_at) for one in answered]
    if columns:
        await db.execute(query("queries_answered"), *map(list, zip(*columns, strict=True)))


def read(stored: bytes) -> list[QueryView]:
    """Stored rows (JSON) as their readers see them."""
    return [view(one) for one in _stored.decode(stored)]


def view(one: SubmissionQuery) -> QueryView:
    return QueryView(
        id=one.id,
        rev=one.rev,
        pointer=one.pointer,
        text=one.text,
        asked_at=one.asked_at,
        answer=one.answer or UNSET,
        answered_by=one.answered_by or UNSET,
        answered_at=one.answered_at or UNSET,
    )
