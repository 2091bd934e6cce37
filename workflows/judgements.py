"""How a revision is judged on arrival, and what its submission shows of that."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from msgspec import Raw, Struct

from schemas.arrivals import Ground, PackageFacts, ReviewerFacts
from schemas.base import encode
from schemas.compliance import PackageKnown
from schemas.ratings import Colour, Judgement
from schemas.reviews import Finding, Review
from schemas.routing import Queue, Routing
from schemas.submissions import Revision, State, Submission
from schemas.sync import Op
from workflows import clocks, compliance, forms, ratings, routing, rulesets, tablet_clocks
from workflows.clocks import LONDON
from workflows.compliance import report
from workflows.grounds import Sender
from workflows.policies import ClockPolicy, Policies
from workflows.questions import answers
from workflows.routing.facts import facts_of
from workflows.standings import Standings, standings

RISK = {Colour.GREEN: 0, Colour.AMBER: 1, Colour.RED: 2}
BY_STAFF = "accepted_by_staff"
"""The capacity of work that came in under no role of its own and was accepted by the council's staff."""

_findings = msgspec.json.Decoder(list[Finding])
_rating = msgspec.json.Decoder(Judgement)
_routing = msgspec.json.Decoder(Routing)


class _Standing(Struct):
    package: PackageKnown = PackageKnown()


_known = msgspec.json.Decoder(_Standing)


class Judged(NamedTuple):
    """A revision, and what it holds as bytes."""

    revision: Revision
    review: Review
    rating: Judgement
    findings: Sequence[Finding]
    routing: Routing


def judge(
    op: Op,
    body: bytes,
    review: Review,
    ground: Ground,
    sender: Sender,
    at: datetime,
    policies: Policies,
) -> Judged:
    """The next revision with its rating, its findings, its routing and the standing of those who answer for it."""
    package, received_on = _package(ground), at.astimezone(LONDON).date()
    rules = rulesets.in_force(ground.ruleset, policies)
    rating = ratings.judge(review.safe_care_rag, review.review_date, rules)
    found = [
        *compliance.findings(review, received_on, package, rating.evaluation),
        *of_the_tablet(op, ground.not_before, sender, at),
    ]
    own = answers.findings(review.supplementary, review.supplementary_version, ground.questions)
    findings = policies.approval.marked([*found, *own])
    stood = standings(review.review_date, received_on, ground, policies.routing.eligibility)
    facts = facts_of(review, rating, findings, ground, stood, policies.routing)
    routed = routing.decide(facts, at, policies.routing)
    revision = Revision(
        authority_id=op.authority_id,
        id=op.entity_id,
        rev=ground.current.submission.latest_rev + 1 if ground.current else 1,
        person_id=package.person.id,
        form_version=op.form.version if op.form else 1,
        body=body,
        body_sha256=bytes.fromhex(op.body_sha256),
        reviewer_id=review.reviewer_id,
        submitter_id=sender.account_id,
        submitter_role=sender.capacity_at(package.organisation_id, package.location_id) or BY_STAFF,
        accepted_by=sender.accepted_by,
        device_id=sender.device_id,
        made_at=op.made_at,
        corrected_at=sender.corrected(op.made_at),
        not_before=ground.not_before,
        received_at=at,
        standing=Raw(encode(_standing(review, package, ground.reviewer, stood, at))),
        rating=Raw(encode(rating)),
        findings=Raw(encode(findings)),
        routing=Raw(encode(routed)),
        routing_facts=Raw(encode(facts)),
        op_id=op.op_id,
    )
    return Judged(revision, review, rating, findings, routed)


def of_the_tablet(
    op: Op, not_before: datetime | None, sender: Sender, received_at: datetime
) -> Iterator[Finding]:
    """What a verifier has to know of how the work was made, whatever is in it."""
    yield from tablet_clocks.findings(op, not_before, sender.skew, received_at)
    if op.outside_lease:
        yield Finding(pointer="", code="made-outside-lease", params={}, kind="other")


def read_back(revision: Revision) -> Judged:
    """A stored revision as it was judged on its arrival."""
    return Judged(
        revision,
        forms.read(revision.body, ("review", revision.form_version)),
        rating_of(revision),
        findings_of(revision),
        routing_of(revision),
    )


def first_standing(judged: Judged, ground: Ground) -> Submission:
    """A submission as it stands when its first revision has been received."""
    package, revision = _package(ground), judged.revision
    bare = Submission(
        authority_id=revision.authority_id,
        id=revision.id,
        kind="review",
        person_id=package.person.id,
        package_id=package.id,
        location_id=package.location_id,
        organisation_id=package.organisation_id,
        reference=ground.reference,
        state=State.SUBMITTED,
        rev=revision.rev,
        form="review",
        form_version=revision.form_version,
        funder=package.funder,
        rating=Colour.RED,
        risk=RISK[Colour.RED],
        summary="",
        statutory_findings=0,
        other_findings=0,
        blocking_findings=0,
        queue=Queue.FULL,
        reviewer_id=revision.reviewer_id,
        submitter_id=revision.submitter_id,
        submitted_at=revision.received_at,
        received_at=revision.received_at,
        updated_at=revision.received_at,
    )
    return showing(bare, judged)


def showing(submission: Submission, judged: Judged) -> Submission:
    """The submission at a revision: its author, rating, findings and routing are the ones that count from now on."""
    revision, findings, routed = judged.revision, judged.findings, judged.routing
    rating = judged.rating.effective
    elements = report.counted(judged.review, findings, known_of(revision))
    return msgspec.structs.replace(
        submission,
        rev=revision.rev,
        proposed_rev=None,
        form_version=revision.form_version,
        reviewer_id=revision.reviewer_id,
        submitter_id=revision.submitter_id,
        rating=rating,
        risk=RISK[rating],
        summary=summary(judged.review),
        statutory_findings=sum(finding.kind == "statutory" for finding in findings),
        other_findings=sum(finding.kind == "other" for finding in findings),
        blocking_findings=len(blocking(findings)),
        elements_met=elements.met,
        elements_not_met=elements.not_met,
        queue=Queue.SAFEGUARDING if submission.concern_raised else routed.queue,
        bulk_approvable=routed.bulk_approvable,
        due_at=_sooner(submission.due_at, routed.due_at),
    )


def blocking(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those of the findings that stop an approval."""
    return tuple(finding for finding in findings if finding.stops_approval)


def due_again(submission: Submission, at: datetime, policy: ClockPolicy) -> datetime | None:
    """When a submission is due that is sent once more: the working time left at its return begins again."""
    if submission.due_left is None:
        return submission.due_at
    return clocks.due_after(at, submission.due_left, policy)


def _sooner(before: datetime | None, now: datetime) -> datetime:
    """A new revision never puts off what is due."""
    return now if before is None else min(before, now)


def summary(review: Review) -> str:
    """The review in one line, of codes only: it names nobody."""
    asked = (
        "no change asked for"
        if review.change_request == "none"
        else f"{_words(review.change_request)} asked for"
    )
    needs = {"none": "needs unchanged", "fluctuating": "needs fluctuate"}
    changed = needs.get(review.needs_changed, f"needs show {_words(review.needs_changed)}")
    kind = f"{review.review_type.capitalize()} review on {review.review_date:%d %b %Y}"
    return f"{kind}: {changed}, {asked}."


def _words(code: str) -> str:
    return code.replace("_", " ")


def findings_of(revision: Revision) -> list[Finding]:
    return findings_in(revision.findings)


def findings_in(kept: Raw) -> list[Finding]:
    """The findings of a revision as they were kept."""
    return _findings.decode(kept)


def rating_of(revision: Revision) -> Judgement:
    return _rating.decode(revision.rating)


def known_of(revision: Revision) -> PackageKnown:
    """What the council knew of the package when the revision was received."""
    return _known.decode(revision.standing).package


def routing_of(revision: Revision) -> Routing:
    return routing_in(revision.routing)


def routing_in(kept: Raw) -> Routing:
    """The routing of a revision as it was kept."""
    return _routing.decode(kept)


def _package(ground: Ground) -> PackageFacts:
    if ground.package is None:
        raise ValueError("A review without its package is never judged.")
    return ground.package


def _standing(
    review: Review, package: PackageFacts, reviewer: ReviewerFacts | None, stood: Standings, at: datetime
) -> dict[str, Any]:
    """What is known of reviewer and location at receipt, and makes of them; kept, because it changes later."""
    return {
        "as_of": at,
        "reviewer": {
            "id": review.reviewer_id,
            "roles": sorted(reviewer.roles) if reviewer else [],
            "training": reviewer.training if reviewer else Raw(b"[]"),
            "eligibility": stood.reviewer,
        },
        "location": {
            "id": package.location_id,
            "organisation_id": package.organisation_id,
            "cqc_location_id": review.provider_cqc_location_id,
            "eligibility": stood.location,
        },
        "package": package.known,
    }
