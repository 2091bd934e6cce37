"""Taking in a council's caseload: a few hundred people at a time, each time whole or not at all."""

import hashlib
import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import chain, islice
from uuid import UUID, uuid4

from anyio import to_thread
from msgspec import UNSET

from schemas.accounts import Actor
from schemas.caseloads import CaseloadImported, CaseloadRow, ImportCaseload, RowFault
from service.actions import imports
from service.actions.imports import Owner
from service.store import caseloads as store
from service.store import feed
from service.store.database import Database
from service.store.engine import Connection
from service.store.feed import Change, Left
from workflows.caseloads import Changes, Reading, changes, people_of, read
from workflows.compliance.dates import LONDON

log = logging.getLogger("tamar.imports")

PEOPLE_AT_ONCE = 500
MOST_ERRORS_TOLD = 1_000

Progress = Callable[[int, int], None]
People = list[list[CaseloadRow]]


async def take_in(
    database: Database,
    raw: bytes,
    asked: ImportCaseload,
    actor: Actor,
    at: datetime,
    progress: Progress = lambda done, total: None,
) -> CaseloadImported:
    """Take in a caseload file, or only say what that would do; again changes nothing.

    `progress` is told how many rows of how many are done. A run that breaks off has taken in whole people, and is
    completed by another. Raises Malformed for what is no caseload at all, and Problem: FORBIDDEN.
    """
    authority_id = imports.authority_of(actor, asked.authority_id)
    reading = await to_thread.run_sync(read, raw, at.astimezone(LONDON).date())
    run_id = await _begin(database, authority_id, raw, asked, actor, at)
    several = await to_thread.run_sync(people_of, reading.rows)
    verdicts: Counter[str] = Counter()
    faults = list(reading.faults)
    for some in _in_turn(several):
        made = await _take_in(database, authority_id, some, actor, at, dry_run=asked.dry_run)
        verdicts.update(made.verdicts)
        faults.extend(made.faults)
        progress(verdicts.total() + _rows_of(faults), reading.records)
    done = _summary(reading, verdicts, faults)
    await imports.end(database, run_id, _counts(done), actor, at)
    _note(actor, authority_id, asked, done)
    return done


async def _begin(
    database: Database, authority_id: UUID, raw: bytes, asked: ImportCaseload, actor: Actor, at: datetime
) -> UUID:
    digest = hashlib.sha256(raw).digest()
    return await imports.begin(database, "caseload", Owner(authority_id), digest, asked, actor, at)


def _in_turn(several: People) -> Iterator[People]:
    waiting = iter(several)
    while some := list(islice(waiting, PEOPLE_AT_ONCE)):
        yield some


async def _take_in(
    database: Database, authority_id: UUID, people: People, actor: Actor, at: datetime, *, dry_run: bool
) -> Changes:
    """Lock, decide, record, tell."""
    named = list(chain.from_iterable(people))
    async with database.tx(actor, at, readonly=dry_run) as db:
        async with store.planned_anew(db):
            if not dry_run:
                await store.hold(db, authority_id, {row.record_id for row in named})
            ground = await store.ground(db, authority_id, named, at)
        made = changes(people, ground, uuid4)
        if not dry_run:
            await store.write(db, authority_id, made, at)
            await _tell(db, authority_id, made, at)
    return made


async def _tell(db: Connection, authority_id: UUID, made: Changes, at: datetime) -> None:
    """Holders learn what changed; a new one learns everything, and one whom a person left, that all is gone."""
    begun = {grant.person_id for grant in made.grants_begun if grant.holder_kind == "location"}
    told = await feed.everything_about(db, authority_id, begun)
    told += [
        Change(authority_id, person.id, "person", person.id, person.version)
        for person in (*made.people_created, *made.people_changed)
    ]
    told += [
        Change(authority_id, package.person_id, "package", package.id, package.version)
        for package in made.packages_changed
    ]
    left = [Left(authority_id, grant.person_id, grant.holder_id) for grant in made.grants_ended]
    await feed.publish(db, told, at, left)


def _summary(reading: Reading, verdicts: Counter[str], faults: Sequence[RowFault]) -> CaseloadImported:
    listed = sorted(faults, key=lambda fault: fault.row)
    return CaseloadImported(
        rows=reading.records,
        created=verdicts["created"],
        changed=verdicts["changed"],
        unchanged=verdicts["unchanged"],
        rejected=_rows_of(faults),
        errors=listed[:MOST_ERRORS_TOLD],
        errors_left_out=max(len(listed) - MOST_ERRORS_TOLD, 0) or UNSET,
    )


def _rows_of(faults: Sequence[RowFault]) -> int:
    return len({fault.row for fault in faults})


def _counts(done: CaseloadImported) -> dict[str, int]:
    return {name: getattr(done, name) for name in ("rows", "created", "changed", "unchanged", "rejected")}


def _note(actor: Actor, authority_id: UUID, asked: ImportCaseload, done: CaseloadImported) -> None:
    who = {"account_id": actor.account_id, "authority_id": authority_id, "dry_run": asked.dry_run}
    log.info("caseload taken in", extra={"fields": who | _counts(done)})
