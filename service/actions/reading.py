"""Reading submissions: one whole, its revisions, its history, and in what two revisions differ."""

from datetime import datetime
from uuid import UUID

from msgspec import UNSET, Raw, json

from schemas.accounts import Actor
from schemas.base import encode, without_nulls
from schemas.compliance import SubmissionCompliance
from schemas.submission_views import Diff, EventView, RevisionView, SubmissionView
from schemas.submissions import Revision
from service import problems
from service.actions import cases
from service.store import questions
from service.store import submissions as store
from service.store.database import Database
from workflows import disclosure, forms, judgements
from workflows.compliance.report import report
from workflows.forms import REVIEW
from workflows.questions.reading import labelled


async def submission(database: Database, submission_id: UUID, actor: Actor, at: datetime) -> SubmissionView:
    """Everything about one submission, as of one moment."""
    async with database.tx(actor, at, isolation="repeatable read", readonly=True) as db:
        return await cases.whole(db, await cases.find(db, submission_id, actor), actor, at)


async def revisions(
    database: Database, submission_id: UUID, below: int, limit: int, actor: Actor, at: datetime
) -> list[RevisionView]:
    """Revisions below a number, newest first."""
    async with database.tx(actor, at, readonly=True) as db:
        where = await cases.find(db, submission_id, actor)
        return [_view(one) for one in await store.revisions(db, where, below, limit)]


async def history(
    database: Database, submission_id: UUID, after: int, limit: int, actor: Actor, at: datetime
) -> list[tuple[int, EventView]]:
    """(entry, event) after an entry, oldest first."""
    async with database.tx(actor, at, readonly=True) as db:
        where = await cases.find(db, submission_id, actor)
        until = disclosure.seen_until(await store.get(db, where), actor)
        return await store.history(db, where, after, limit, until)


async def compliance(
    database: Database, submission_id: UUID, actor: Actor, at: datetime
) -> SubmissionCompliance:
    """The report on the revision at which the submission stands."""
    async with database.tx(actor, at, readonly=True) as db:
        where = await cases.find(db, submission_id, actor)
        revision = await cases.current(db, await store.get(db, where))
    judged = judgements.read_back(revision)
    told = report(judged.review, judged.findings, judgements.known_of(revision))
    return SubmissionCompliance(
        submission_id=revision.id, rev=revision.rev, counts=told.counts, elements=told.elements
    )


async def diff(
    database: Database, submission_id: UUID, from_rev: int, to_rev: int, actor: Actor, at: datetime
) -> Diff:
    """In what two revisions differ; raises `not-found` for a revision that was never made."""
    async with database.tx(actor, at, readonly=True) as db:
        where = await cases.find(db, submission_id, actor)
        before, after = await store.revision(db, where, from_rev), await store.revision(db, where, to_rev)
        sets = await questions.opened(db, [where[0]], REVIEW[0])
    if before is None or after is None:
        raise problems.NOT_FOUND.problem("There is no such revision of this submission.")
    was, now = (forms.current(one.body, (REVIEW[0], one.form_version)) for one in (before, after))
    return Diff(
        from_rev=from_rev,
        to_rev=to_rev,
        sections=forms.changed_sections(was, now),
        differences=labelled(forms.difference(was, now), sets, now.get("supplementary_version")),
    )


def _view(revision: Revision) -> RevisionView:
    return RevisionView(
        rev=revision.rev,
        reviewer_id=revision.reviewer_id,
        submitter_id=revision.submitter_id,
        submitter_role=revision.submitter_role,
        device_id=revision.device_id or UNSET,
        made_at=revision.made_at or UNSET,
        corrected_at=revision.corrected_at or UNSET,
        not_before=revision.not_before or UNSET,
        received_at=revision.received_at,
        body_sha256=revision.body_sha256.hex(),
        rating=judgements.rating_of(revision),
        findings=judgements.findings_of(revision),
        standing=Raw(encode(without_nulls(json.decode(revision.standing)))),
        body=Raw(revision.body),
    )
