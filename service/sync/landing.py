"""Where arriving work lands: everything that has to be known before it can be decided."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec

from schemas.arrivals import Current, Ground, PackageFacts
from schemas.assessments import Assessment
from schemas.questions import QuestionSet
from schemas.reviews import Review
from schemas.rulesets import Ruleset
from schemas.submission_queries import AnswerQuery
from service.store import arrivals as store
from service.store import ledger, rulesets, submission_queries
from service.store.arrivals import Asked, Identifier, Named, Posting
from service.store.engine import Connection
from service.store.keys import Key
from workflows import review_arrivals
from workflows.arrivals import Arrival
from workflows.clocks import end_of_day
from workflows.forms import REVIEW
from workflows.grounds import AFTER_LEAVING, Sender
from workflows.policies import Policies, policies_from
from workflows.references import reference
from workflows.verdicts import Verdict


class Decided(NamedTuple):
    """A piece of work with what is to become of it, and how its submission stood before the batch."""

    work: Arrival
    verdict: Verdict
    before: Current | None


async def decide(db: Connection, works: Sequence[Arrival], sender: Sender, at: datetime) -> list[Decided]:
    """Load the ground of all works at once, then decide in the order in which they were made.

    Works on one submission build on each other; the submissions stay locked to the commit.
    """
    if not works:
        return []
    applied = await applied_of(db, works, sender, at)
    found = await _with_queries(db, works, await store.lock_submissions(db, map(entity_key, works)))
    facts = await _facts(db, works, found, sender, at)
    standing: dict[Key, Current | None] = dict(found)
    decided = []
    for work in sorted(works, key=lambda work: (work.op.device_seq, work.index)):
        key = entity_key(work)
        missing = tuple(op_id for _, op_id in sorted(work.depends_on - applied))
        ground = msgspec.structs.replace(facts.ground(work), current=standing.get(key), missing=missing)
        verdict = review_arrivals.decide(work, ground, sender, at)
        decided.append(Decided(work, verdict, found.get(key)))
        standing[key] = verdict.after(standing.get(key))
        if verdict.status == "accepted":
            applied |= {op_key(work)}
    return decided


async def _with_queries(
    db: Connection, works: Sequence[Arrival], found: Mapping[Key, Current]
) -> dict[Key, Current]:
    """With the questions that were asked about those submissions to which there are answers here."""
    answers = {entity_key(work) for work in works if isinstance(work.payload, AnswerQuery)}
    asked = await submission_queries.of_submissions(db, answers & found.keys())
    return {
        key: msgspec.structs.replace(one, queries={each.id: each for each in asked.get(key, [])})
        for key, one in found.items()
    }


async def applied_of(
    db: Connection, works: Sequence[Arrival], sender: Sender, at: datetime
) -> frozenset[Key]:
    """What of all that these works depend on has been applied.

    What seems to be missing may be on its way in a transaction that can't see that we wait for it, as we can't see
    what it does: so we look again when nobody is sending it.
    """
    needed = {one for work in works for one in work.depends_on}
    applied = await ledger.applied(db, needed)
    if missing := needed - applied - {op_key(work) for work in works}:
        await ledger.wait_for_senders(db, missing, sender.device_id, sender.account_id, at)
        applied |= await ledger.applied(db, missing)
    return applied


def op_key(work: Arrival) -> Key:
    return work.op.authority_id, work.op.op_id


def entity_key(work: Arrival) -> Key:
    return work.op.authority_id, work.op.entity_id


def package_key(work: Arrival) -> Key | None:
    return (work.op.authority_id, work.payload.package_id) if isinstance(work.payload, Review) else None


class Facts(NamedTuple):
    """What the database knows about a batch, from which the ground of each of its works is put together."""

    packages: Mapping[Key, PackageFacts]
    named: Named
    registered: frozenset[str]
    """Of the CQC ids that don't fit their package, those that are known at all."""
    rulesets: Mapping[UUID, Ruleset]
    """The councils' own that are in force."""
    at: datetime

    def ground(self, work: Arrival) -> Ground:
        package, named = _package_of(work, self.packages), self.named
        unfound = named.unfound.get(entity_key(work))
        then, now = _postings(work, package, self.at) or (None, None)
        return Ground(
            package=package,
            reviewer=named.reviewers.get(now) if now else None,
            reviewer_at_review=named.reviewers.get(then) if then else None,
            other_person=bool(package and self._names_another(work, package.person.id)),
            other_location=_location_named(work) in self.registered,
            in_use=unfound is not None and unfound.in_use,
            has_left=unfound is not None and unfound.has_left,
            not_before=max(
                (named.served[one] for one in what_it_builds_on(work) if one in named.served), default=None
            ),
            reference=reference(unfound.number) if unfound else "",
            questions=asked_beside(work, named.questions),
            ruleset=self.rulesets.get(work.op.authority_id),
        )

    def _names_another(self, work: Arrival, person_id: UUID) -> bool:
        """Whether a number in the body is, or was, other people's only."""
        owners = (self.named.owners.get(one) for one in identifiers_of(work))
        return any(found and person_id not in found for found in owners)


async def _facts(
    db: Connection, works: Sequence[Arrival], found: Mapping[Key, Current], sender: Sender, at: datetime
) -> Facts:
    packages = await store.packages(db, filter(None, map(package_key, works)), at)
    about = [(work, _package_of(work, packages)) for work in works]
    asked = Asked(
        device_id=sender.device_id,
        identifiers=[one for work in works for one in identifiers_of(work)],
        postings=[one for work, to in about for one in _postings(work, to, at)],
        bases={one for work in works for one in what_it_builds_on(work)},
        unfound={entity_key(work) for work in works} - found.keys(),
        left_since=at - AFTER_LEAVING,
        form=REVIEW[0],
        authorities={work.op.authority_id for work in works},
    )
    return Facts(
        packages=packages,
        named=await store.named(db, asked),
        registered=await store.registered(db, frozenset(filter(None, (_misfit(*one) for one in about)))),
        rulesets=await rulesets.own(db, _policies(packages)),
        at=at,
    )


def _policies(packages: Mapping[Key, PackageFacts]) -> dict[UUID, Policies]:
    """What the councils of these packages have decided, by authority."""
    given = {authority: package.policies for (authority, _), package in packages.items()}
    return {authority: policies_from(policies) for authority, policies in given.items()}


def _package_of(work: Arrival, packages: Mapping[Key, PackageFacts]) -> PackageFacts | None:
    key = package_key(work)
    return packages.get(key) if key else None


def identifiers_of(work: Arrival) -> list[Identifier]:
    """The numbers by which the body names its person."""
    if not isinstance(work.payload, Review | Assessment):
        return []
    person = work.payload.person
    named = (("record", person.mosaic_person_id), ("nhs", person.nhs_number))
    return [(work.op.authority_id, system, value) for system, value in named if value]


def _location_named(work: Arrival) -> str | None:
    return work.payload.provider_cqc_location_id if isinstance(work.payload, Review) else None


def _misfit(work: Arrival, package: PackageFacts | None) -> str | None:
    """The CQC id in the body, where it is not one of the location that provides the package."""
    named = _location_named(work)
    return named if package and named not in package.cqc_location_ids else None


def _postings(
    work: Arrival, package: PackageFacts | None, at: datetime
) -> tuple[Posting, Posting] | tuple[()]:
    """The reviewer whom the body names, at the location of the package: on the day of the review, and now."""
    if package is None or not isinstance(work.payload, Review):
        return ()
    reviewer = work.payload.reviewer_id
    reviewed_at = min(end_of_day(work.payload.review_date), at)
    return (reviewer, package.location_id, reviewed_at), (reviewer, package.location_id, at)


def asked_beside(work: Arrival, sets: Iterable[QuestionSet]) -> tuple[QuestionSet, ...]:
    """Of a council's own questions those about the version of the form that was used."""
    op = work.op
    about = (op.authority_id, op.form.id, op.form.version) if op.form else None
    return tuple(one for one in sets if (one.authority_id, one.form, one.form_version) == about)


def what_it_builds_on(work: Arrival) -> list[str]:
    """What the work builds on, as it is noted when a device is first given it: a form version, a revision."""
    op = work.op
    form = [f"{op.form.id}@{op.form.version}", *_questions_answered(work)] if op.form else []
    return [*form, f"{op.entity_id}@{op.base_rev}"] if op.base_rev else form


def _questions_answered(work: Arrival) -> list[str]:
    """The version of the council's own questions that was asked, as tablets pull it."""
    form, answers = work.op.form, work.payload
    if form is None or not isinstance(answers, Review | Assessment) or answers.supplementary_version is None:
        return []
    return [f"{form.id}/{work.op.authority_id}@{answers.supplementary_version}"]
