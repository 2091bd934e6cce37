"""Corrections of what was approved, and what becomes of the messages to the record because of them."""

from collections.abc import Iterable
from datetime import datetime

import msgspec
from msgspec import UNSET, UnsetType

from schemas.corrections import Correction, CorrectionView
from schemas.submissions import Submission
from service.store import rows
from service.store.database import query
from service.store.engine import Connection
from service.store.keys import Key, fetch_of
from workflows import corrections

_stored = msgspec.json.Decoder(Correction)


async def last(db: Connection, key: Key) -> Correction | None:
    """The newest correction of a submission."""
    return (await last_of(db, [key])).get(key)


async def last_of(db: Connection, keys: Iterable[Key]) -> dict[Key, Correction]:
    """The newest correction of each of these submissions that has one."""
    found = await fetch_of(db, "corrections_last", keys)
    return {(row["authority_id"], row["submission_id"]): rows.read(row, Correction) for row in found}


async def numbered(db: Connection, key: Key, number: int | None) -> Correction | None:
    row = await db.fetchrow(query("correction_numbered"), *key, number) if number else None
    return rows.read(row, Correction) if row else None


async def shown(db: Connection, key: Key, until: datetime | None = None) -> list[CorrectionView]:
    """All corrections of a submission, oldest first; none where what happens is withheld from the reader."""
    if until is not None:
        return []
    found = await db.fetch(query("corrections_shown"), *key)
    return [_shown(rows.read(row, Correction)) for row in found]


async def keep(db: Connection, correction: Correction) -> None:
    """Write how a correction stands from now on; its submission has to be held."""
    await db.execute(query("correction_keep"), *_values(correction))


async def amended(db: Connection, of: Iterable[Submission]) -> None:
    """The author's next revision ends the corrections that were open of these submissions, as they are now."""
    rows_of = [(one.authority_id, one.id, one.updated_at) for one in of]
    if rows_of:
        await db.execute(query("corrections_amended"), *map(list, zip(*rows_of, strict=True)))


async def hold_back(db: Connection, of: Submission, why: str) -> bool:
    """Keep here what has not gone to the record; whether it may have been told of the approval already."""
    return bool(
        await db.fetchval("select record_hold_back($1, $2, $3, $4)", of.authority_id, of.id, of.rev, why)
    )


async def let_go(db: Connection, of: Submission, number: int, at: datetime) -> bool:
    """What was kept here goes after all; whether the record may have been told of the correction."""
    opened = corrections.opened(number)
    return bool(
        await db.fetchval(
            "select record_let_go($1, $2, $3, $4, $5)", of.authority_id, of.id, of.rev, opened, at
        )
    )


async def tell_record(db: Connection, of: Submission, message: str, at: datetime) -> None:
    """Put a message about the revision that was approved behind all others about the person."""
    await db.execute(query("correction_tell"), of.authority_id, of.id, of.rev, message, at)


def read(stored: bytes | None) -> CorrectionView | UnsetType:
    """A stored row (JSON) as its readers see it."""
    return UNSET if stored is None else _shown(_stored.decode(stored))


def _values(correction: Correction) -> list[object]:
    return [getattr(correction, name) for name in Correction.__struct_fields__]


def _shown(correction: Correction) -> CorrectionView:
    return CorrectionView(
        number=correction.number,
        rev=correction.rev,
        state=correction.state,
        requested_at=correction.requested_at or UNSET,
        request=correction.request or UNSET,
        answered_at=correction.answered_at or UNSET,
        answer=correction.answer or UNSET,
        ended_at=correction.ended_at or UNSET,
        ending=correction.ending or UNSET,
    )
