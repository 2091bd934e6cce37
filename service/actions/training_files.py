"""Taking in what people have learnt: whole or not at all."""

import hashlib
import logging
from datetime import datetime
from functools import partial
from io import BytesIO
from uuid import uuid4

from anyio import to_thread
from msgspec import UNSET

from schemas.accounts import Actor, Role
from schemas.training_files import ImportTraining, TrainingImported
from service import spreadsheets
from service.actions import imports
from service.actions.imports import MAY_IMPORT, Owner
from service.problems import FORBIDDEN
from service.store import training as store
from service.store.database import Database
from service.store.engine import Connection
from service.store.training import TrainingRow
from workflows.clocks import LONDON
from workflows.training_files import Reading, TrainingChanges, changes, read

log = logging.getLogger("tamar.imports")

MOST_ERRORS_TOLD = 1_000
COUNTED = ("rows", "created", "changed", "unchanged", "rejected")


async def take_in(
    database: Database, raw: bytes, asked: ImportTraining, actor: Actor, at: datetime
) -> TrainingImported:
    """Take in a file, or only say what that would do; again changes nothing.

    A provider's administrator brings in what its people have learnt, a council's that of all who work with it. Raises
    Malformed for what is no such file, and Problem: FORBIDDEN.
    """
    owner = _owner(actor, asked)
    today = at.astimezone(LONDON).date()
    reading = await to_thread.run_sync(lambda: read(spreadsheets.rows(BytesIO(raw)), today))
    begin = partial(imports.begin, database, "training", owner, hashlib.sha256(raw).digest())
    run_id = await begin(asked, actor, at)
    if asked.dry_run:
        async with database.tx(actor, at, readonly=True) as db:
            done = _summary(reading, await _changes(db, reading, at))
    else:
        async with database.tx(actor, at) as db:
            made = await _changes(db, reading, at)
            await _write(db, made, actor, at)
        done = _summary(reading, made)
    await imports.end(database, run_id, _counts(done), actor, at)
    log.info("training taken in", extra={"fields": {"account_id": actor.account_id} | _counts(done)})
    return done


def _owner(actor: Actor, asked: ImportTraining) -> Owner:
    if actor.roles & MAY_IMPORT:
        return Owner(authority_id=imports.authority_of(actor, asked.authority_id))
    own = {one.organisation.id for one in actor.memberships if one.role == Role.PROVIDER_ADMIN}
    if not own or asked.organisation_id not in {None, *own}:
        raise FORBIDDEN.problem("Whoever appoints people brings in what they have learnt.")
    return Owner(organisation_id=asked.organisation_id or imports.the_only_one(own, "organisation_id"))


async def _changes(db: Connection, reading: Reading, at: datetime) -> TrainingChanges:
    accounts = await store.accounts(db, {row.username for row in reading.rows}, at)
    return changes(reading.rows, accounts, await store.known(db, accounts.values()), uuid4)


async def _write(db: Connection, made: TrainingChanges, actor: Actor, at: datetime) -> None:
    if await store.void(db, made.voided, actor.account_id, at) != len(made.voided):
        raise FORBIDDEN.problem("Whoever appoints somebody corrects their training.")
    added = [
        TrainingRow(
            id=one.id,
            account_id=one.account_id,
            course=one.course,
            completed_on=one.completed_on,
            expires_on=one.expires_on,
            level=one.level,
            recorded_by=actor.account_id,
            recorded_at=at,
        )
        for one in made.added
    ]
    await store.add(db, added)


def _summary(reading: Reading, made: TrainingChanges) -> TrainingImported:
    faults = sorted([*reading.faults, *made.faults], key=lambda fault: fault.row)
    return TrainingImported(
        rows=reading.records,
        created=made.verdicts["created"],
        changed=made.verdicts["changed"],
        unchanged=made.verdicts["unchanged"],
        rejected=len({fault.row for fault in faults}),
        errors=faults[:MOST_ERRORS_TOLD],
        errors_left_out=max(len(faults) - MOST_ERRORS_TOLD, 0) or UNSET,
    )


def _counts(done: TrainingImported) -> dict[str, int]:
    return {name: getattr(done, name) for name in COUNTED}
