"""A submission with everything around it that has to be known before anything is decided or shown."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import UNSET

from schemas.accounts import Actor, Named
from schemas.forms import FormUsed
from schemas.submission_views import Made, SubmissionView
from schemas.submissions import Revision, Submission
from schemas.verification import Lease
from service import problems
from service.actions import questions
from service.store import attachments, bulk, corrections, submission_queries
from service.store import submissions as store
from service.store.bulk import Known
from service.store.engine import Connection
from service.store.submissions import Key
from workflows import disclosure, forms, judgements
from workflows.cases import Case
from workflows.reviews import lifecycle


async def find(db: Connection, submission_id: UUID, actor: Actor) -> Key:
    """Where the submission is; raises `not-found` for what the actor doesn't reach."""
    where = await store.find(db, actor.authority_ids, submission_id)
    if where is None:
        raise problems.NOT_FOUND.problem()
    return where


async def current(db: Connection, submission: Submission) -> Revision:
    """The revision at which the submission stands."""
    revision = await store.revision(db, (submission.authority_id, submission.id), submission.rev)
    if revision is None:
        raise LookupError("Every submission has the revision at which it stands.")
    return revision


async def case(db: Connection, submission: Submission, revision: Revision, at: datetime) -> Case:
    """The submission as the lifecycle has to know it."""
    where = (submission.authority_id, submission.id)
    return Case(
        submission=submission,
        at=at,
        authors=await store.authors(db, where),
        author_organisations=await store.author_organisations(db, where),
        approved_by=await store.approved_by(db, where, submission.rev),
        blocking=judgements.blocking(judgements.findings_of(revision)),
        evidence=await attachments.evidence(db, submission, revision.rev),
        last_correction=await corrections.last(db, where),
    )


async def many(db: Connection, wheres: Iterable[Key], actor: Actor, at: datetime) -> dict[UUID, Case]:
    """Submissions as the lifecycle has to know them when this actor decides; those out of reach are left out."""
    known = await bulk.known(db, wheres, actor.organisation_ids)
    return {submission_id: of(one, at) for submission_id, one in known.items()}


def of(known: Known, at: datetime) -> Case:
    """What is known of a submission, as the lifecycle has to know it."""
    return Case(
        submission=known.submission,
        at=at,
        authors=known.authors,
        author_organisations=known.author_organisations,
        approved_by=known.approved_by,
        blocking=judgements.blocking(judgements.findings_in(known.findings)),
        evidence=known.evidence,
        reasons_to_open=tuple(judgements.routing_in(known.routing).reasons),
    )


async def whole(db: Connection, where: Key, actor: Actor, at: datetime) -> SubmissionView:
    """The submission as its readers see it, with what this one may do next."""
    stands = await store.get(db, where)
    until = disclosure.seen_until(stands, actor)
    submission = stands if until is None else disclosure.as_it_arrived(stands)
    revision = await current(db, submission)
    known = await case(db, submission, revision, at)
    names = await store.names(db, where)
    return SubmissionView(
        id=submission.id,
        authority_id=submission.authority_id,
        kind=submission.kind,
        reference=submission.reference,
        state=submission.state,
        rev=submission.rev,
        proposed_rev=submission.proposed_rev or UNSET,
        person=Named(id=submission.person_id, name=names.person_name),
        package_id=submission.package_id,
        location=Named(id=submission.location_id, name=names.location_name),
        organisation=Named(id=submission.organisation_id, name=names.organisation_name),
        funder=submission.funder,
        form=FormUsed(id=submission.form, version=submission.form_version),
        summary=submission.summary,
        rating=judgements.rating_of(revision),
        verifier_ratings=await store.verifier_ratings(db, where, until),
        rating_that_counts=judgements.rating_of(revision).effective if until else submission.rating,
        findings=judgements.findings_of(revision),
        blocking=list(known.blocking),
        routing=judgements.routing_of(revision),
        comments=await store.comments(db, where, until),
        decisions=await store.decisions(db, where, until),
        corrections=await corrections.shown(db, where, until),
        queries=await submission_queries.shown(db, where, until),
        history=[event for _, event in await store.history(db, where, until=until)],
        may=[] if until else lifecycle.possible(known, actor),
        opened=_lease(submission),
        submitted_at=submission.submitted_at,
        received_at=submission.received_at,
        made=_made(revision),
        due_at=submission.due_at or UNSET,
        record_reference=submission.record_reference or UNSET,
        evidence=known.evidence,
        own_answers=await questions.answers(
            db, where[0], (submission.form, revision.form_version), revision.body
        ),
        read_as=forms.read_as(revision.body, (submission.form, revision.form_version)),
        body=msgspec.Raw(revision.body),
    )


def _made(revision: Revision) -> Made:
    return Made(
        made_at=revision.made_at or UNSET,
        corrected_at=revision.corrected_at or UNSET,
        not_before=revision.not_before or UNSET,
        received_at=revision.received_at,
    )


def _lease(submission: Submission) -> Lease | msgspec.UnsetType:
    if submission.opened_by is None or submission.lease_until is None:
        return UNSET
    return Lease(verifier_id=submission.opened_by, until=submission.lease_until)
