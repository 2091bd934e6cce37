"""Work that waits for a person, and what became of it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from asyncpg import Record
from msgspec import UNSET, Raw, Struct

from schemas.base import Moment, encode
from schemas.quarantine import QuarantinedOp, QuarantineState
from schemas.sync import OpProblem
from service.store import rows
from service.store.database import query
from service.store.engine import Connection

_problem = msgspec.json.Decoder(OpProblem)


class Place(Struct, frozen=True, array_like=True):
    """Where a page ends."""

    received_at: Moment
    op_id: UUID


class Quarantined(Struct, frozen=True, kw_only=True):
    """An op as it is put before the council's staff: to be seen to, or to be known of while it waits."""

    authority_id: UUID
    op_id: UUID
    reference: str
    device_id: UUID
    account_id: UUID
    location_id: UUID
    kind: str
    form: str
    form_version: int | None
    entity_id: UUID
    outside_lease: bool
    problem: Raw
    received_at: datetime
    state: QuarantineState


class Waiting(Struct, frozen=True, kw_only=True):
    """A quarantined op as staff see to it."""

    authority_id: UUID
    op_id: UUID
    reference: str
    device_id: UUID
    account_id: UUID
    location_id: UUID
    kind: str
    form: str
    form_version: int | None
    entity_id: UUID
    base_rev: int
    device_seq: int
    made_at: datetime
    outside_lease: bool
    state: QuarantineState


async def page(
    db: Connection,
    authorities: Iterable[UUID],
    state: QuarantineState,
    after: Place | None,
    limit: int,
    at: datetime,
) -> tuple[list[QuarantinedOp], Place | None]:
    """The next page, oldest first, and the place where it ends if there is more after it."""
    place = (after.received_at, after.op_id) if after else (None, None)
    found = await db.fetch(query("quarantine_page"), list(authorities), state, *place, limit + 1)
    shown = found[:limit]
    end = Place(shown[-1]["received_at"], shown[-1]["op_id"]) if len(found) > limit else None
    return [_view(row, at) for row in shown], end


async def lock(db: Connection, authorities: Iterable[UUID], op_id: UUID) -> Waiting | None:
    row = await db.fetchrow(query("quarantine_lock"), list(authorities), op_id)
    return rows.read(row, Waiting) if row else None


async def resolve(
    db: Connection,
    waiting: Waiting,
    state: QuarantineState,
    by: UUID,
    at: datetime,
    *,
    reason: str | None = None,
    rev: int | None = None,
) -> int:
    """Write down what staff made of it; answers its new version."""
    version = await db.fetchval(
        query("quarantine_resolve"), waiting.authority_id, waiting.op_id, state, by, at, reason, rev
    )
    return int(version)


def _view(row: Record, at: datetime) -> QuarantinedOp:
    return QuarantinedOp(
        op_id=row["op_id"],
        authority_id=row["authority_id"],
        reference=row["reference"],
        state=row["state"],
        kind=row["kind"],
        entity_id=row["entity_id"],
        base_rev=row["base_rev"],
        device_id=row["device_id"],
        account_id=row["account_id"],
        account_name=_absent_if_null(row["account_name"]),
        location_id=row["location_id"],
        location_name=row["location_name"],
        problem=_problem.decode(row["problem"]),
        received_at=row["received_at"],
        age_hours=max(0, int((at - row["received_at"]).total_seconds() // 3600)),
        waiting_for=_absent_if_null(row["waits_for"]),
        expires_at=_absent_if_null(row["expires_at"]),
        resolved_at=_absent_if_null(row["resolved_at"]),
        resolved_by=_absent_if_null(row["resolved_by"]),
        reason=_absent_if_null(row["reason"]),
        submission_rev=_absent_if_null(row["submission_rev"]),
        body=shown(row["body"]),
    )


def shown(body: bytes) -> Raw:
    """The bytes that came where they are JSON, and otherwise as much of them as can be read, as text."""
    try:
        msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Raw(encode(body.decode("utf-8", "replace")))
    return Raw(body)


def _absent_if_null(value: Any) -> Any:
    return UNSET if value is None else value
