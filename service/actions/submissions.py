"""The only path by which a verifier changes where a submission stands: lock, decide, record, tell."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

import msgspec
from msgspec import Struct

from schemas.accounts import Actor
from schemas.base import Issue
from schemas.forms import Difference
from schemas.reviews import Finding
from schemas.submission_views import SubmissionView
from schemas.submissions import Action, Submission
from schemas.verification import Rate, ReturnToReviewer
from service import problems
from service.actions import cases, corrections
from service.actions.idempotency import Repeatable, once
from service.store import arrivals, feed, policies, track_records
from service.store import submissions as store
from service.store.database import Database
from service.store.engine import Connection
from service.store.feed import Change
from service.store.submissions import Key
from workflows import forms, verification
from workflows.reviews import lifecycle
from workflows.transitions import Refused, Why
from workflows.verification import Command, Hands, Moved


class Answer(Struct, frozen=True):
    """A submission after a move, as it was told the first time: the JSON of a SubmissionView."""

    json: bytes

    @property
    def rev(self) -> int:
        return _revised.decode(self.json).rev


class _Revised(Struct):
    rev: int


_revised = msgspec.json.Decoder(_Revised)


async def move(
    database: Database,
    submission_id: UUID,
    action: Action,
    command: Command,
    seen: int | None,
    key: str | None,
    actor: Actor,
    at: datetime,
) -> Answer:
    """Carry out `action` on exactly the revision that the verifier saw.

    Refused in this order: 404 not visible, 403 not theirs, 428 no revision named, 412 another revision, 409 not now.
    """
    async with database.tx(actor, at) as db:
        where = await cases.find(db, submission_id, actor)
        request = Repeatable.of(key, action, submission_id, seen, command)

        async def act() -> SubmissionView:
            await _move(db, where, action, command, seen, actor, at)
            return await cases.whole(db, where, actor, at)

        return Answer(await once(db, request, actor, at, act))


async def _move(
    db: Connection, where: Key, action: Action, command: Command, seen: int | None, actor: Actor, at: datetime
) -> None:
    await arrivals.lock_people(db, [], [where])
    submission = await _hold(db, where)
    case = await cases.case(db, submission, await cases.current(db, submission), at)
    if refused := lifecycle.forbidden(case, action, actor):
        raise _problem(refused)
    await _require_the_revision_seen(db, submission, action, seen)
    decided = lifecycle.decide(case, action, actor)
    if isinstance(decided, Refused):
        raise _problem(decided)
    if isinstance(command, Rate) and command.rating == submission.rating:
        raise problems.RATING_UNCHANGED.problem(
            issues=[Issue(pointer="/rating", code="rating-unchanged", params={"rating": command.rating})]
        )
    proposed = await store.revision(db, where, submission.proposed_rev) if submission.proposed_rev else None
    hands = _hands(command, actor, at)
    clock = (await policies.in_force(db, submission.authority_id, at)).routing.clock
    moved = verification.carry_out(case, decided, command, hands, proposed, clock)
    await _record(db, moved, action, at)


async def _hold(db: Connection, where: Key) -> Submission:
    """The submission, locked; it may have left the caller's reach while they waited for its person."""
    submission = await store.lock(db, where)
    if submission is None:
        raise problems.NOT_FOUND.problem()
    return submission


async def _record(db: Connection, moved: Moved, action: Action, at: datetime) -> None:
    after = moved.submission
    await store.record(db, moved, lifecycle.guard(action))
    if moved.correction:
        await corrections.tell_record(db, action, after, moved.correction, at)
    if moved.decision:
        await track_records.note(db, after, moved.decision)
    if moved.revision_changed:
        await arrivals.void_decisions(db, [after])
    if after.withheld_since is None:
        change = Change(after.authority_id, after.person_id, "submission", after.id, after.version)
        await feed.publish(db, [change], at)


async def _require_the_revision_seen(
    db: Connection, submission: Submission, action: Action, seen: int | None
) -> None:
    """Nobody decides about a revision that they have not seen; who names an old one is shown what is new."""
    if seen is None:
        raise problems.PRECONDITION_REQUIRED.problem()
    pending = submission.proposed_rev
    wanted = pending if action is Action.TAKE_IN and pending else submission.rev
    waits = pending is not None and action in verification.NEEDS_THE_LATEST
    if seen == wanted and not waits:
        return
    standing = {"rev": submission.rev} | ({"proposed_rev": pending} if pending else {})
    raise problems.STALE_REVISION.problem(
        "A new revision waits to be taken in." if waits else None,
        issues=[Issue(pointer="/rev", code="stale-revision", params={"seen_rev": seen, **standing})],
        current_rev=submission.rev,
        difference=await _difference(db, submission, seen),
    )


async def _difference(db: Connection, submission: Submission, seen: int) -> Sequence[Difference]:
    where = (submission.authority_id, submission.id)
    bodies = await arrivals.bodies(db, where, (seen, submission.latest_rev))
    form = (submission.form, submission.form_version)
    return forms.difference(bodies[seen], bodies[submission.latest_rev], form) if seen in bodies else []


def _hands(command: Command, actor: Actor, at: datetime) -> Hands:
    said = len(command.comments) if isinstance(command, ReturnToReviewer) else 0
    return Hands(actor=actor, at=at, decision_id=uuid4(), comment_ids=tuple(uuid4() for _ in range(said)))


def _problem(refused: Refused) -> problems.Problem:
    if refused.why is Why.FORBIDDEN:
        return problems.FORBIDDEN.problem(issues=refused.issues)
    first = refused.issues[0]
    way = problems.FINDINGS_STOP_APPROVAL if isinstance(first, Finding) else problems.NOT_NOW[first.code]
    return way.problem(issues=refused.issues)
