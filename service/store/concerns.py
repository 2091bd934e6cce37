"""Safeguarding concerns in work that became no revision, and who of the council sees to them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from asyncpg import Record
from msgspec import UNSET, Struct, UnsetType

from schemas.accounts import Named
from schemas.base import Moment
from schemas.concerns import ConcernOwner, ConcernRaised, ConcernsAsked
from service.store import rows
from service.store.database import query
from service.store.engine import Connection
from service.store.keys import Key
from service.store.ledger import KeptBody
from service.store.quarantine import shown
from workflows.concerns import Alarm


class Place(Struct, frozen=True, array_like=True):
    """Where a page ends."""

    raised_at: Moment
    id: UUID


class Concern(Struct, frozen=True, kw_only=True):
    """A concern as it is raised."""

    authority_id: UUID
    id: UUID
    op_id: UUID
    fingerprint: bytes
    account_id: UUID
    location_id: UUID
    entity_id: UUID
    alleged_party_is_provider: bool | None
    immediate_danger: bool | None
    raised_at: datetime


def concern(kept: KeptBody, alarm: Alarm, entity_id: UUID, location_id: UUID) -> Concern:
    """The concern that a kept body raises, about a submission, at a location."""
    return Concern(
        authority_id=kept.authority_id,
        id=uuid4(),
        op_id=kept.op_id,
        fingerprint=kept.fingerprint,
        account_id=kept.account_id,
        location_id=location_id,
        entity_id=entity_id,
        alleged_party_is_provider=alarm.alleged_party_is_provider,
        immediate_danger=alarm.immediate_danger,
        raised_at=kept.received_at,
    )


async def add(db: Connection, raised: list[Concern]) -> None:
    """Keep what was raised; the same work again raises nothing new."""
    await rows.insert(db, "concern", raised, or_leave=True)


async def page(
    db: Connection, authorities: Iterable[UUID], asked: ConcernsAsked, after: Place | None, at: datetime
) -> tuple[list[ConcernRaised], Place | None]:
    """The next page, oldest first, and the place where it ends if there is more after it."""
    place = (after.raised_at, after.id) if after else (None, None)
    filters = (list(authorities), asked.state == "closed", asked.owner)
    found = await db.fetch(query("concerns_page"), *filters, *place, asked.limit + 1, None)
    some = found[: asked.limit]
    end = Place(some[-1]["raised_at"], some[-1]["id"]) if len(found) > asked.limit else None
    return [_view(row, at) for row in some], end


async def get(
    db: Connection, authorities: Iterable[UUID], concern_id: UUID, at: datetime
) -> ConcernRaised | None:
    row = await db.fetchrow(query("concerns_page"), list(authorities), None, None, None, None, 1, concern_id)
    return _view(row, at) if row else None


async def take(db: Connection, key: Key, by: UUID, at: datetime) -> bool:
    """Whether it is open, and this member of staff sees to it from now on."""
    return bool(await db.fetchval(query("concern_take"), *key, by, at))


async def close(db: Connection, key: Key, by: UUID, reason: str, at: datetime) -> bool:
    """Whether it was open, and is closed now."""
    return bool(await db.fetchval(query("concern_close"), *key, by, reason, at))


def _view(row: Record, at: datetime) -> ConcernRaised:
    return ConcernRaised(
        id=row["id"],
        authority_id=row["authority_id"],
        state="open" if row["closed_at"] is None else "closed",
        filed_as=row["filed_as"],
        reference=_or_absent(row["reference"]),
        submission_id=row["entity_id"],
        person=_named(row, "person"),
        location=Named(id=row["location_id"], name=row["location_name"]),
        raised_by=_named(row, "account"),
        raised_at=row["raised_at"],
        age_hours=max(0, int((at - row["raised_at"]).total_seconds() // 3600)),
        alleged_party_is_provider=_or_absent(row["alleged_party_is_provider"]),
        immediate_danger=_or_absent(row["immediate_danger"]),
        owner=UNSET
        if row["owner_id"] is None
        else ConcernOwner(id=row["owner_id"], name=row["owner_name"], since=row["owned_since"]),
        closed_at=_or_absent(row["closed_at"]),
        closed_by=_or_absent(row["closed_by"]),
        reason=_or_absent(row["reason"]),
        body=shown(row["body"]),
    )


def _named(row: Record, what: str) -> Named | UnsetType:
    return UNSET if row[f"{what}_name"] is None else Named(id=row[f"{what}_id"], name=row[f"{what}_name"])


def _or_absent(value: Any) -> Any:
    return UNSET if value is None else value
