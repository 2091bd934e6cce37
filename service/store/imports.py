"""Who brought in which file, when, and what came of it: kept for good, and naming nobody in the file."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Raw, Struct

from service.store import rows
from service.store.engine import Connection

ImportKind = Literal["caseload", "cqc", "training", "referrals"]


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
