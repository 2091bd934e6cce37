"""Assessments that tablets send: decided one by one, since a ward sends a few a day, in the order of all pushes."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from schemas.arrivals import ReviewerFacts
from schemas.assessments import Assessment
from schemas.discharges import AssessmentState
from schemas.referrals import Referral
from schemas.routing import TrainingHeld
from schemas.submissions import State, Withdraw
from schemas.sync import DRAFT, OpProblem, Outcome
from service.store import agreements, arrivals, feed, ledger, policies, rulesets
from service.store import assessments as store
from service.store import referrals as referral_store
from service.store.arrivals import Asked, Posting
from service.store.engine import Connection
from service.store.feed import Change, Left, Place, Places
from service.store.keys import Key
from service.sync import recording
from service.sync.landing import (
    applied_of,
    asked_beside,
    entity_key,
    identifiers_of,
    op_key,
    what_it_builds_on,
)
from service.sync.recording import Written
from workflows import assessment_arrivals, forms
from workflows.arrivals import Arrival, as_answers
from workflows.assessment_grounds import AssessmentGround, Ruling, Sent
from workflows.assessors import AssessorFacts
from workflows.clocks import LONDON
from workflows.forms import ASSESSMENT
from workflows.grounds import Sender
from workflows.references import reference

_training = msgspec.json.Decoder(list[TrainingHeld])


class Ruled(NamedTuple):
    """A piece of work about an assessment, where it landed, and what is to become of it."""

    work: Arrival
    verdict: Ruling
    ground: AssessmentGround


async def among(db: Connection, works: Iterable[Arrival]) -> list[Arrival]:
    """Which of these are about assessments: by their form, or, for a withdrawal, by what they would take back."""
    works = list(works)
    withdrawals = [entity_key(work) for work in works if work.op.kind == "withdraw"]
    known = await store.among(db, withdrawals)
    about = [work for work in works if _names_the_form(work) or entity_key(work) in known]
    return [work for work in about if work.op.kind != DRAFT]


async def lock_people(db: Connection, works: Iterable[Arrival]) -> None:
    """Keep everybody whom these assessments are about where they are, until the commit."""
    for authority in sorted({work.op.authority_id for work in works}):
        of_it = [work for work in works if work.op.authority_id == authority]
        referrals = [work.payload.referral_id for work in of_it if isinstance(work.payload, Assessment)]
        await referral_store.lock_person(db, authority, referrals, [work.op.entity_id for work in of_it])


async def write(
    db: Connection, works: Sequence[Arrival], applied: frozenset[Key], sender: Sender, at: datetime
) -> Written:
    """Decide, and write everything but what the devices are told; `applied` is what the same batch has applied."""
    return await _write(db, await _decide(db, works, sender, at, applied), sender, at)


async def file(db: Connection, work: Arrival, author: Sender, at: datetime) -> Ruling:
    """File one piece of quarantined work as staff give it; the ledger keeps the outcome that its author was told."""
    (ruled,) = await _decide(db, [work], author, at)
    if ruled.verdict.status == "accepted":
        await _effects(db, [ruled])
        told, left = await _news(db, [ruled], at)
        await feed.publish(db, told, at, left)
    return ruled.verdict


async def _decide(
    db: Connection,
    works: Sequence[Arrival],
    sender: Sender,
    at: datetime,
    applied: frozenset[Key] = frozenset(),
) -> list[Ruled]:
    applied |= await applied_of(db, works, sender, at)
    grounds: dict[Key, AssessmentGround] = {}
    ruled = []
    for work in sorted(works, key=lambda work: (work.op.device_seq, work.index)):
        key = entity_key(work)
        before = grounds.get(key) or await _ground(db, work, sender, at)
        missing = tuple(op_id for _, op_id in sorted(work.depends_on - applied))
        authority = work.op.authority_id
        council = await policies.in_force(db, authority, at)
        own = await rulesets.own(db, {authority: council})
        ground = msgspec.structs.replace(before, missing=missing, ruleset=own.get(authority))
        ruling = assessment_arrivals.decide(_sent(work), ground, sender, at, council)
        ruled.append(Ruled(work, ruling, ground))
        grounds[key] = ruling.after(ground)
        if ruling.status == "accepted":
            applied |= {op_key(work)}
    return ruled


async def _ground(db: Connection, work: Arrival, sender: Sender, at: datetime) -> AssessmentGround:
    key, authority = entity_key(work), work.op.authority_id
    known = await store.get(db, key) if await store.among(db, [key]) else None
    referral_id = known.referral_id if known else _referral_named(work)
    case = await referral_store.lock(db, (authority, referral_id)) if referral_id else None
    current = await store.lock(db, key) if known else None
    person = await referral_store.person(db, authority, case.referral.person_id) if case else None
    posting = _posting(work, sender, at)
    asked = Asked(
        device_id=sender.device_id,
        identifiers=identifiers_of(work),
        postings=[posting] if posting else [],
        bases=what_it_builds_on(work),
        unfound=[],
        left_since=at,
        form=ASSESSMENT[0],
        authorities=[authority],
    )
    named = await arrivals.named(db, asked)
    numbers = [] if known else await arrivals.references(db, 1)
    return AssessmentGround(
        referral=case,
        person=person.facts if person else None,
        other_person=any(
            person and found and person.facts.id not in found for found in named.owners.values()
        ),
        assessor=await _assessor(db, work, named.reviewers.get(posting) if posting else None, at),
        current=current,
        in_use=known is None and await store.in_use(db, key),
        not_before=max(named.served.values(), default=None),
        reference=reference(numbers[0]) if numbers else "",
        questions=asked_beside(work, named.questions),
    )


def _posting(work: Arrival, sender: Sender, at: datetime) -> Posting | None:
    """Whoever assessed, where the tablet is now."""
    if not isinstance(work.payload, Assessment):
        return None
    return work.payload.assessor.assessor_id, sender.location_id, at


async def _assessor(
    db: Connection, work: Arrival, known: ReviewerFacts | None, at: datetime
) -> AssessorFacts:
    """What is known of whoever assessed, and of the agreement that they name: as of that day, and of today."""
    if not isinstance(work.payload, Assessment):
        return AssessorFacts()
    named = work.payload.assessor
    key = (work.op.authority_id, named.agreement_id) if named.agreement_id else None
    return AssessorFacts(
        agreement_then=await agreements.facts(db, key, named.assessed_at.astimezone(LONDON).date()),
        agreement_now=await agreements.facts(db, key, at.astimezone(LONDON).date()),
        training=tuple(_training.decode(known.training)) if known else (),
    )


async def _write(db: Connection, ruled: Sequence[Ruled], sender: Sender, at: datetime) -> Written:
    stored = [one for one in ruled if one.verdict.status != "retry"]
    await ledger.unclaim(db, [op_key(one.work) for one in ruled if one.verdict.status == "retry"])
    changed = [one for one in stored if one.verdict.event is not None]
    await _effects(db, changed)
    await recording.keep_bodies(
        db, [(one.work, one.verdict.status) for one in stored if not one.verdict.revision], sender, at
    )
    references = await recording.quarantine(db, stored, sender, at)
    explained = [await _explained(db, one) for one in ruled]
    told, left = await _news(db, changed, at)

    def outcomes(places: Places) -> dict[Key, Outcome]:
        return {
            op_key(one.work): _outcome(
                one, why, _place(one, places, sender), references.get(op_key(one.work)), at
            )
            for one, why in zip(ruled, explained, strict=True)
        }

    return Written(told, left, [op_key(one.work) for one in stored], outcomes)


async def _effects(db: Connection, changed: Iterable[Ruled]) -> None:
    """Write how the assessments stand, and what that means for their referrals."""
    for one in changed:
        await store.record(db, one.ground.current, one.verdict)
        if one.verdict.step and one.ground.referral:
            await referral_store.record(db, one.ground.referral, one.verdict.step)


async def _news(db: Connection, changed: Sequence[Ruled], at: datetime) -> tuple[list[Change], list[Left]]:
    """Tablets of the ward and of the home that has the move learn of it; a home that lost it, that all is gone."""
    told = [change for one in changed for change in await _told_of(db, one)]
    moved = [one.verdict.step.referral for one in changed if one.verdict.step is not None]
    everything = [
        change
        for referral in moved
        for change in await feed.everything_about(db, referral.authority_id, [referral.person_id])
    ]
    settled = [await referral_store.settle_grants(db, referral, at) for referral in moved]
    left = [one for gone, _ in settled for one in gone]
    return [*everything, *told] if any(came for _, came in settled) else told, left


async def _told_of(db: Connection, one: Ruled) -> list[Change]:
    standing, referral = one.verdict.standing, _referral_after(one)
    if standing is None or referral is None:
        return []
    of = (standing.authority_id, standing.person_id)
    return [
        *await referral_store.changes(db, referral),
        Change(*of, "assessment", standing.id, standing.version),
    ]


def _outcome(
    one: Ruled, why: OpProblem | None, place: Place | None, said: str | None, at: datetime
) -> Outcome:
    """An op's outcome as the tablet reads it."""
    verdict, op, standing = one.verdict, one.work.op, one.verdict.standing
    if verdict.status == "retry":
        return Outcome(
            op_id=op.op_id,
            status="retry",
            problem=why or UNSET,
            retry_after=recording.RETRY_SECONDS,
        )
    return Outcome(
        op_id=op.op_id,
        status=verdict.status,
        rev=standing.rev if standing else UNSET,
        state=told_as(standing.state) if standing else UNSET,
        receipt=recording.receipt(one.work, place, at),
        findings=verdict.revision.findings if verdict.revision else UNSET,
        problem=why or UNSET,
        reference=said or (standing.reference if standing else UNSET),
        waiting_for=list(verdict.waits_for) or UNSET,
        expires_at=recording.expiry(verdict, at),
    )


def told_as(state: AssessmentState) -> State | UnsetType:
    """The state in the words of a review's life, which has no arrival."""
    return State(state.value) if state in {one.value for one in State} else UNSET


def _place(one: Ruled, places: Places, sender: Sender) -> Place | None:
    authority_id, entity_id = entity_key(one.work)
    place = places.get((authority_id, sender.location_id, "assessment", entity_id))
    return place if one.verdict.event else None


async def _explained(db: Connection, one: Ruled) -> OpProblem | None:
    """To a conflict over an old base belong the sections in which it differs from what is there now."""
    why, standing = one.verdict.problem, one.verdict.standing
    if why is None or why.code != "stale-base" or standing is None:
        return why
    bodies = await store.bodies(db, entity_key(one.work), (one.work.op.base_rev, standing.rev))
    latest = bodies[standing.rev]
    own = as_answers(one.work) if isinstance(one.work.payload, Assessment) else latest
    sections = forms.changed_sections(bodies.get(one.work.op.base_rev, own), latest, ASSESSMENT)
    return msgspec.structs.replace(why, changed_sections=sections)


def _sent(work: Arrival) -> Sent:
    payload = work.payload if isinstance(work.payload, Assessment | Withdraw) else None
    return Sent(op=work.op, body=work.body, payload=payload, malformed=work.malformed)


def _names_the_form(work: Arrival) -> bool:
    return work.op.form is not None and work.op.form.id == ASSESSMENT[0]


def _referral_named(work: Arrival) -> UUID | None:
    return work.payload.referral_id if isinstance(work.payload, Assessment) else None


def _referral_after(one: Ruled) -> Referral | None:
    if one.verdict.step is not None:
        return one.verdict.step.referral
    return one.ground.referral.referral if one.ground.referral else None
