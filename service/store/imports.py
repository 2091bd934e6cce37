"""Who brought in which file, when, and what came of it: kept for good, and naming nobody in the file."""

from datetime import datetime
from uuid import UUID

import msgspec
from asyncpg import Record
from msgspec import UNSET, Raw, Struct

from schemas.accounts import Named
from schemas.base import Moment
from schemas.imports import ImportKind, ImportRunView, ImportsAsked
from service.store import rows
from service.store.database import query
from service.store.engine import Connection

_counts = msgspec.json.Decoder(dict[str, int])


class Place(Struct, frozen=True, array_like=True):
    """Where a page ends: the latest come first."""

    begun_at: Moment
    id: UUID


class ImportRun(Struct, frozen=True, kw_only=True):
    """A file that is being brought in, for an authority or for an organisation."""

    id: UUID
    kind: ImportKind
    authority_id: UUID | None
    organisation_id: UUID | None
    account_id: UUID
    sha256: bytes
    asked: Raw
    begun_at: datetime


async def begin(db: Connection, run: ImportRun) -> None:
    await rows.insert(db, "import_run", [run])


async def end(db: Connection, run_id: UUID, counts: bytes, at: datetime) -> None:
    await db.execute("update import_run set ended_at = $2, counts = $3 where id = $1", run_id, at, counts)


async def page(
    db: Connection, asked: ImportsAsked, after: Place | None
) -> tuple[list[ImportRunView], Place | None]:
    """The next page of those that the caller may see, and the place where it ends if there is more after it."""
    place = (after.begun_at, after.id) if after else (None, None)
    filters = (asked.kind, asked.account, asked.since, asked.before, asked.dry_run)
    found = await db.fetch(query("imports_page"), *filters, *place, asked.limit + 1, None)
    shown = found[: asked.limit]
    end_of = Place(shown[-1]["begun_at"], shown[-1]["id"]) if len(found) > asked.limit else None
    return [_view(row) for row in shown], end_of


async def get(db: Connection, run_id: UUID) -> ImportRunView | None:
    row = await db.fetchrow(query("imports_page"), *(None,) * 7, 1, run_id)
    return _view(row) if row else None


def _view(row: Record) -> ImportRunView:
    return ImportRunView(
        id=row["id"],
        kind=row["kind"],
        authority_id=row["authority_id"] or UNSET,
        organisation=Named(id=row["organisation_id"], name=row["organisation_name"])
        if row["organisation_id"]
        else UNSET,
        account_id=row["account_id"],
        account_name=row["account_name"] or UNSET,
        sha256=row["sha256"].hex(),
        asked=Raw(row["asked"]),
        dry_run=row["dry_run"],
        begun_at=row["begun_at"],
        ended_at=row["ended_at"] or UNSET,
        counts=_counts.decode(row["counts"]) if row["counts"] else UNSET,
    )
