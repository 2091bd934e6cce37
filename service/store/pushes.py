"""The outbox as staff see it: what goes to the record, how it fares, and where the two sides don't agree."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from asyncpg import Record
from msgspec import UNSET, Meta, Struct

from schemas.accounts import Named
from schemas.pushes import AttemptView, Exchange, PushesAsked, PushView, Reconciliation, WorkerView
from service.store.database import query
from service.store.engine import Connection

NAMED = 100
"""So many submissions of one kind of gap are named."""
_exchanges = msgspec.json.Decoder(list[Exchange])


class Place(Struct, frozen=True, array_like=True):
    """Where a page ends."""

    id: Annotated[int, Meta(ge=0, le=2**63 - 1)]


async def page(
    db: Connection, authorities: Iterable[UUID], asked: PushesAsked, after: Place | None
) -> tuple[list[PushView], Place | None]:
    """The next page, newest first, and the place where it ends if there is more after it."""
    filters = (list(authorities), list(asked.state), asked.target, asked.code, asked.submission, None)
    found = await db.fetch(query("pushes_page"), *filters, after and after.id, asked.limit + 1)
    end = Place(found[asked.limit - 1]["id"]) if len(found) > asked.limit else None
    return [_view(row) for row in found[: asked.limit]], end


async def get(db: Connection, authorities: Iterable[UUID], push_id: UUID) -> PushView | None:
    row = await db.fetchrow(query("pushes_page"), list(authorities), [], None, None, None, push_id, None, 1)
    return _view(row) if row else None


async def home_decision(db: Connection, push_id: UUID) -> int | None:
    """The home's decision that a push is about; None for one about a review."""
    found: int | None = await db.fetchval("select home_decision_id from outbox where push_id = $1", push_id)
    return found


async def attempts(db: Connection, push_id: UUID) -> list[AttemptView]:
    """The latest tries, oldest first."""
    return [_attempt(row) for row in await db.fetch(query("push_attempts"), push_id)]


async def dead(db: Connection, authorities: Iterable[UUID], target: str, code: str | None) -> list[UUID]:
    """The pushes that wait for staff, oldest first."""
    rows = await db.fetch(query("pushes_dead"), list(authorities), target, code)
    return [row["push_id"] for row in rows]


async def retry(db: Connection, pushes: Sequence[UUID], at: datetime) -> int:
    """Have these tried again now, those that are dead or would wait for longer; answers how many those are."""
    return len(await db.fetch("select * from record_retry($1, $2)", pushes, at))


async def reconciliation(db: Connection, authorities: Iterable[UUID]) -> Reconciliation:
    """What was approved for these authorities against what the record has taken."""
    whose = list(authorities)
    pushes = await db.fetch(query("reconciliation_pushes"), whose)
    gaps = await db.fetch(query("reconciliation_gaps"), whose)
    workers = await db.fetch("select * from record_worker order by target, seen_at desc")
    states: Counter[str] = Counter()
    for row in pushes:
        states[row["state"]] += row["pushes"]
    waiting = [row["oldest"] for row in pushes if row["state"] in ("ready", "in_flight")]
    return Reconciliation(
        pushes=dict(sorted(states.items())),
        dead={row["code"]: row["pushes"] for row in pushes if row["state"] == "dead"},
        oldest_waiting_at=min(waiting, default=UNSET),
        approved_waiting=sum(row["gap"] == "waiting" for row in gaps),
        approved_without_push=_named(gaps, "without_push"),
        recorded_without_receipt=_named(gaps, "without_receipt"),
        workers=[_worker(row) for row in workers],
    )


def _named(gaps: Iterable[Record], kind: str) -> list[UUID]:
    return [row["id"] for row in gaps if row["gap"] == kind][:NAMED]


def _view(row: Record) -> PushView:
    return PushView(
        id=row["push_id"],
        authority_id=row["authority_id"],
        target=row["target"],
        message=row["message"],
        state=row["state"],
        form=row["form"],
        submission=Named(id=row["about"], name=row["reference"]),
        rev=row["rev"],
        person=Named(id=row["person_id"], name=row["person_name"]),
        created_at=row["created_at"],
        due_at=row["due_at"] if row["state"] == "ready" else UNSET,
        behind=_absent_if_null(row["behind"]),
        attempts=row["attempts"],
        sent_at=_absent_if_null(row["sent_at"]),
        dead_at=_absent_if_null(row["dead_at"]),
        record_reference=_absent_if_null(row["record_reference"]),
        code=_absent_if_null(row["last_code"]),
        why=_absent_if_null(row["last_why"]),
        retried_at=_absent_if_null(row["retried_at"]),
        retried_by=_absent_if_null(row["retried_by"]),
        last_attempt=UNSET if row["attempt"] is None else _attempt(row),
    )


def _attempt(row: Record) -> AttemptView:
    return AttemptView(
        attempt=row["attempt"],
        began_at=row["began_at"],
        ended_at=_absent_if_null(row["ended_at"]),
        outcome=_absent_if_null(row["outcome"]),
        code=_absent_if_null(row["code"]),
        why=_absent_if_null(row["why"]),
        exchanges=_exchanges.decode(row["exchanges"]),
    )


def _worker(row: Record) -> WorkerView:
    return WorkerView(
        id=row["id"],
        target=row["target"],
        started_at=row["started_at"],
        seen_at=row["seen_at"],
        paused_until=_absent_if_null(row["paused_until"]),
    )


def _absent_if_null(value: Any) -> Any:
    return UNSET if value is None else value
