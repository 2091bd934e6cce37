"""What people have learnt: added, and made void by whoever corrects it; never changed."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from asyncpg import Record
from msgspec import UNSET, Struct

from schemas.accounts import Named, Training
from schemas.training import ExpiringAsked, ExpiringTraining
from schemas.training_files import KnownTraining
from service.store import rows
from service.store.database import query
from service.store.engine import Connection


class TrainingRow(Struct, frozen=True, kw_only=True):
    """A course taken by somebody, as it is added."""

    id: UUID
    account_id: UUID
    course: str
    completed_on: date
    expires_on: date | None
    level: int | None
    recorded_by: UUID
    recorded_at: datetime


class ExpiringPlace(Struct, frozen=True, array_like=True):
    """Where a page of what runs out ends."""

    expires_on: date
    account_id: UUID
    course: str


async def of(db: Connection, account_id: UUID) -> list[Training]:
    """What somebody has learnt and that counts as recorded, the latest first."""
    return [view(row) for row in await db.fetch(query("training"), account_id)]


async def add(db: Connection, learnt: list[TrainingRow]) -> None:
    await rows.insert(db, "training", learnt)


async def void(db: Connection, training_ids: list[UUID], by: UUID, at: datetime) -> int:
    """Make these void; answers how many of them counted until now, and were the caller's to correct."""
    status = await db.execute(query("training_void"), training_ids, by, at)
    return int(status.split()[-1])


async def accounts(db: Connection, usernames: Iterable[str], at: datetime) -> dict[str, UUID]:
    """Those of these people who work somewhere now and whom the caller sees, by username."""
    found = await db.fetch(query("training_accounts"), list(usernames), at)
    return {row["username"]: row["id"] for row in found}


async def known(db: Connection, account_ids: Iterable[UUID]) -> list[KnownTraining]:
    """All that counts of what these people have learnt."""
    found = await db.fetch(query("training_known"), list(account_ids))
    return [rows.read(row, KnownTraining) for row in found]


async def expiring(
    db: Connection, asked: ExpiringAsked, after: ExpiringPlace | None, at: datetime
) -> tuple[list[ExpiringTraining], ExpiringPlace | None]:
    """The next page of what runs out first, and the place where it ends if there is more after it."""
    place = (after.expires_on, after.account_id, after.course) if after else (None, None, None)
    filters = (at, asked.expiring_before, asked.organisation, asked.location)
    found = await db.fetch(query("training_expiring"), *filters, *place, asked.limit + 1)
    shown = found[: asked.limit]
    return [_expiring(row) for row in shown], _place(shown[-1]) if len(found) > asked.limit else None


def view(row: Record) -> Training:
    return Training(
        id=row["id"],
        course=row["course"],
        completed_on=row["completed_on"],
        expires_on=row["expires_on"] or UNSET,
        level=row["level"] or UNSET,
    )


def _expiring(row: Record) -> ExpiringTraining:
    return ExpiringTraining(
        account=Named(id=row["account_id"], name=row["name"]),
        course=row["course"],
        expires_on=row["expires_on"],
        level=row["level"] or UNSET,
    )


def _place(row: Record) -> ExpiringPlace:
    return ExpiringPlace(row["expires_on"], row["account_id"], row["course"])
