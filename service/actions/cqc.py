"""Taking in a file of the Care Quality Commission: whole or not at all, however long it is."""

import hashlib
import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import BinaryIO
from uuid import UUID, uuid4

from anyio import to_thread
from msgspec import UNSET

from schemas.accounts import Actor
from schemas.base import Issue, Malformed
from schemas.cqc import CqcImported, ImportCqc
from service import spreadsheets
from service.actions import imports
from service.actions.imports import Owner
from service.store import cqc as store
from service.store.database import Database
from workflows.cqc import CqcChanges, Gathered, Ground, Sought, as_one_word, changes, gather, read

log = logging.getLogger("tamar.imports")

MOST_TOLD = 1_000
PIECE = 1 << 20
COUNTED = ("created", "changed", "unchanged", "older")


async def take_in(
    database: Database,
    file: BinaryIO,
    asked: ImportCqc,
    actor: Actor,
    at: datetime,
    progress: Callable[[int], None] = lambda rows: None,
) -> CqcImported:
    """Take in a file that can be gone back in, or only say what that would change; again changes nothing.

    `progress` is told how many rows are read; it is called from another thread. Raises Malformed for what is none of
    the three files, and Problem: FORBIDDEN.
    """
    authority_id = imports.authority_of(actor, asked.authority_id)
    async with database.tx(actor, at, readonly=True) as db:
        before = await store.ground(db, authority_id, at)
    gathered = await to_thread.run_sync(_gather, file, asked, before, progress)
    begin = partial(imports.begin, database, "cqc", Owner(authority_id=authority_id))
    run_id = await begin(await to_thread.run_sync(_digest, file), asked, actor, at)
    if asked.dry_run:
        made = _changes(gathered, before, asked)
    else:
        made = await _record(database, gathered, asked, authority_id, actor, at)
    await imports.end(database, run_id, _counts(made), actor, at)
    done = _summary(gathered, made)
    _note(actor, authority_id, asked, done)
    return done


def _gather(file: BinaryIO, asked: ImportCqc, ground: Ground, progress: Callable[[int], None]) -> Gathered:
    said = read(spreadsheets.rows(file))
    if asked.kind not in (None, said.kind):
        raise Malformed([Issue(pointer="/query/kind", code="another-file", params={"file": said.kind})])
    return gather(said, _sought(ground, asked), progress)


def _sought(ground: Ground, asked: ImportCqc) -> Sought:
    known = {one.cqc_location_id for one in ground.locations}
    return Sought(
        ids=frozenset(known | set(_renumbered(asked).values())),
        postcodes=frozenset(as_one_word(one.postcode) for one in ground.locations),
        local_authority=asked.all_in,
    )


def _renumbered(asked: ImportCqc) -> dict[str, str]:
    return dict(one.split("=") for one in asked.renumbered)


def _changes(gathered: Gathered, ground: Ground, asked: ImportCqc) -> CqcChanges:
    return changes(gathered, ground, _renumbered(asked), asked.file_date, uuid4)


async def _record(
    database: Database,
    gathered: Gathered,
    asked: ImportCqc,
    authority_id: UUID,
    actor: Actor,
    at: datetime,
) -> CqcChanges:
    """Lock, decide on what is known by then, record."""
    async with database.tx(actor, at) as db:
        await store.hold(db)
        made = _changes(gathered, await store.ground(db, authority_id, at), asked)
        await store.write(db, authority_id, made, at)
    return made


def _digest(file: BinaryIO) -> bytes:
    file.seek(0)
    digest = hashlib.sha256()
    while piece := file.read(PIECE):
        digest.update(piece)
    return digest.digest()


def _counts(made: CqcChanges) -> dict[str, int]:
    return {name: getattr(made, name) for name in COUNTED}


def _summary(gathered: Gathered, made: CqcChanges) -> CqcImported:
    return CqcImported(
        kind=gathered.kind,
        rows=gathered.rows,
        created=made.created,
        changed=made.changed,
        unchanged=made.unchanged,
        older=made.older,
        changes=made.told[:MOST_TOLD],
        doubts=made.doubts[:MOST_TOLD],
        errors=made.faults[:MOST_TOLD],
        errors_left_out=gathered.faults_left_out + max(len(made.faults) - MOST_TOLD, 0) or UNSET,
    )


def _note(actor: Actor, authority_id: UUID, asked: ImportCqc, done: CqcImported) -> None:
    counted = {name: getattr(done, name) for name in ("kind", "rows", *COUNTED)}
    who = {"account_id": actor.account_id, "authority_id": authority_id, "dry_run": asked.dry_run}
    log.info("cqc file taken in", extra={"fields": who | counted})
