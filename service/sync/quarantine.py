"""What staff make of work that could not be filed as it came: accept it as it should have been, or return it."""

import hashlib
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from msgspec import UnsetType

from schemas.accounts import Actor, Role
from schemas.quarantine import AcceptAs, QuarantineAsked, QuarantineList, Resolved
from schemas.submissions import State
from schemas.sync import MAX_BODY_BYTES, WITH_ANSWERS, FormRef, Op
from service import paging, problems
from service.auth.standing import standing_of
from service.store import arrivals as arriving
from service.store import feed, held, quarantine
from service.store.database import Database, act_as
from service.store.engine import Connection
from service.store.quarantine import Place, Waiting
from service.sync import assessing, drafting, landing, recording, releasing
from service.sync.landing import entity_key, package_key
from service.sync.trouble import POISON
from workflows import arrivals, forms
from workflows.arrivals import Arrival
from workflows.grounds import Sender
from workflows.op_problems import problem


class Filed(NamedTuple):
    """What came of the work: a submission or an assessment, at which revision, in which state."""

    id: UUID
    rev: int
    state: State | UnsetType


STAFF = frozenset({Role.VERIFIER_ASC, Role.ADMIN})
_WHY_NOT = {
    "held": "This waits for other work; if that never comes, it is put before you.",
    "accepted": "This has been accepted already.",
    "returned": "This has been returned already.",
    "conflict": "Its author has been asked to look at this again.",
    "rejected": "This can never be filed.",
}


async def waiting(database: Database, asked: QuarantineAsked, actor: Actor, at: datetime) -> QuarantineList:
    """A page of what waits for the staff of the caller's authority, oldest first."""
    after = paging.place(asked.cursor, Place)
    async with database.tx(actor, at, readonly=True) as db:
        items, end = await quarantine.page(db, _authorities(actor), asked.state, after, asked.limit, at)
    return QuarantineList(items=items, next_cursor=paging.cursor(end))


async def accept(database: Database, op_id: UUID, given: AcceptAs, actor: Actor, at: datetime) -> Resolved:
    """File the work as staff say it should have been: the author stays its author, and staff answer for it too.

    Raises `not-acceptable` (409) with the reason when it could not be filed like this either.
    """
    try:
        async with database.tx(actor, at) as db:
            found = await _hold(db, op_id, actor)
            filed = await _file(db, _as_given(found, given), _author(found, actor), at)
            version = await quarantine.resolve(db, found, "accepted", actor.account_id, at, rev=filed.rev)
            await _tell(db, found, version, at)
            await _discard_draft(db, found, actor, at)
            waiters = await held.waiting_for(db, found.authority_id, [found.op_id, filed.id])
            await releasing.release(db, waiters, actor, at)
    except POISON:
        raise problems.NOT_ACCEPTABLE.problem(problem=problem("could-not-be-stored")) from None
    return Resolved(
        op_id=op_id,
        status="accepted",
        reference=found.reference,
        rev=filed.rev,
        state=filed.state,
        submission_id=filed.id,
    )


async def _file(db: Connection, work: Arrival, author: Sender, at: datetime) -> Filed:
    if await assessing.among(db, [work]):
        return await _file_assessment(db, work, author, at)
    await arriving.lock_people(db, filter(None, [package_key(work)]), [entity_key(work)])
    decided = await landing.decide(db, [work], author, at)
    verdict = decided[0].verdict
    if verdict.status != "accepted" or verdict.submission is None:
        raise problems.NOT_ACCEPTABLE.problem(problem=verdict.problem)
    changed = await recording.effects(db, decided)
    await recording.tell(db, changed.values(), at)
    return Filed(verdict.submission.id, verdict.submission.latest_rev, verdict.submission.state)


async def _file_assessment(db: Connection, work: Arrival, author: Sender, at: datetime) -> Filed:
    await assessing.lock_people(db, [work])
    ruling = await assessing.file(db, work, author, at)
    if ruling.status != "accepted" or ruling.standing is None:
        raise problems.NOT_ACCEPTABLE.problem(problem=ruling.problem)
    return Filed(ruling.standing.id, ruling.standing.rev, assessing.told_as(ruling.standing.state))


async def _discard_draft(db: Connection, found: Waiting, actor: Actor, at: datetime) -> None:
    """As when the author's tablet hands the work in: on behalf of the author, since nobody else reaches a draft."""
    author = await standing_of(db, found.account_id, None, at)
    if author is None or found.kind not in WITH_ANSWERS:
        return
    await act_as(
        db,
        Actor(account_id=found.account_id, memberships=author.memberships, holder_ids=author.holder_ids),
    )
    await drafting.discard(db, (found.authority_id, found.entity_id), at)
    await act_as(db, actor)


async def give_back(database: Database, op_id: UUID, reason: str, actor: Actor, at: datetime) -> Resolved:
    """Return the work to its author with a reason; the tablet learns of it by its next pull."""
    async with database.tx(actor, at) as db:
        found = await _hold(db, op_id, actor)
        version = await quarantine.resolve(db, found, "returned", actor.account_id, at, reason=reason)
        await _tell(db, found, version, at)
    return Resolved(op_id=op_id, status="returned", reference=found.reference)


async def _hold(db: Connection, op_id: UUID, actor: Actor) -> Waiting:
    found = await quarantine.lock(db, _authorities(actor), op_id)
    if found is None:
        raise problems.NOT_FOUND.problem()
    if found.state != "open":
        raise problems.WRONG_STATE.problem(_WHY_NOT[found.state])
    return found


def _authorities(actor: Actor) -> frozenset[UUID]:
    if not actor.roles & STAFF:
        raise problems.FORBIDDEN.problem("Quarantined work is for the council's staff.")
    return actor.authorities_as(STAFF)


def _author(found: Waiting, actor: Actor) -> Sender:
    return Sender(
        account_id=found.account_id,
        device_id=found.device_id,
        location_id=found.location_id,
        actor=None,
        accepted_by=actor.account_id,
    )


def _as_given(found: Waiting, given: AcceptAs) -> Arrival:
    """The op again with the body that staff give, by the version of the form that it names."""
    body = bytes(given.body).strip()
    if len(body) > MAX_BODY_BYTES:
        raise problems.TOO_LARGE.problem(max_body_bytes=MAX_BODY_BYTES)
    op = Op(
        op_id=found.op_id,
        authority_id=found.authority_id,
        device_seq=found.device_seq,
        kind=found.kind,
        entity_id=found.entity_id,
        base_rev=found.base_rev,
        form=_form(found) if found.kind in WITH_ANSWERS else None,
        made_at=found.made_at,
        outside_lease=found.outside_lease,
        body_sha256=hashlib.sha256(body).hexdigest(),
        body=given.body,
    )
    return arrivals.arrival(0, op, body)


def _form(found: Waiting) -> FormRef:
    """What nobody knows, or nobody noted, can only be filed in the form as it is today."""
    named = (found.form, found.form_version or 0)
    form, version = named if named in forms.FORMS else forms.newest(found.form)
    return FormRef(id=form, version=version)


async def _tell(db: Connection, found: Waiting, version: int, at: datetime) -> None:
    await feed.tell(db, found.authority_id, found.location_id, "outcome", found.op_id, version, at)
