"""How a revision is judged on arrival, and what its submission shows of that."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Raw

from schemas.arrivals import Ground, PackageFacts
from schemas.base import decode, encode
from schemas.ratings import Colour, Judgement
from schemas.reviews import Finding, Review
from schemas.submissions import Revision, State, Submission
from schemas.sync import Op
from workflows import compliance, grounds, ratings
from workflows.grounds import Sender
from workflows.policies import ApprovalPolicy

LONDON = ZoneInfo("Europe/London")
RISK = {Colour.GREEN: 0, Colour.AMBER: 1, Colour.RED: 2}
BY_STAFF = "accepted_by_staff"
"""The capacity of work that came in under no role of its own and was accepted by the council's staff."""

_findings = msgspec.json.Decoder(list[Finding])
_rating = msgspec.json.Decoder(Judgement)


def judge(op: Op, body: bytes, review: Review, ground: Ground, sender: Sender, at: datetime) -> Revision:
    """The next revision with its rating, its findings and the standing of those who answer for it."""
    package = _package(ground)
    findings = [
        *compliance.findings(review, at.astimezone(LONDON).date()),
        *grounds.findings(review, package),
    ]
    return Revision(
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
        corrected_at=op.made_at + sender.skew,
        not_before=ground.not_before,
        received_at=at,
        standing=Raw(encode(_standing(review, package, ground, at))),
        rating=Raw(encode(ratings.judge(review.safe_care_rag, review.review_date))),
        findings=Raw(encode(findings)),
        op_id=op.op_id,
    )


def first_standing(
    revision: Revision, review: Review, ground: Ground, sender: Sender, policy: ApprovalPolicy
) -> Submission:
    """A submission as it stands when its first revision has been received."""
    package = _package(ground)
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
        reviewer_id=review.reviewer_id,
        submitter_id=sender.account_id,
        submitted_at=revision.received_at,
        received_at=revision.received_at,
        updated_at=revision.received_at,
    )
    return showing(bare, revision, policy)


def showing(submission: Submission, revision: Revision, policy: ApprovalPolicy) -> Submission:
    """The submission at `revision`: its author, its rating and its findings are the ones that count from now on."""
    findings = findings_of(revision)
    rating = rating_of(revision).effective
    return msgspec.structs.replace(
        submission,
        rev=revision.rev,
        proposed_rev=None,
        form_version=revision.form_version,
        reviewer_id=revision.reviewer_id,
        submitter_id=revision.submitter_id,
        rating=rating,
        risk=RISK[rating],
        summary=summary(revision),
        statutory_findings=sum(finding.kind == "statutory" for finding in findings),
        other_findings=sum(finding.kind == "other" for finding in findings),
        blocking_findings=len(policy.blocking(findings)),
    )


def summary(revision: Revision) -> str:
    """The review in one line, of codes only: it names nobody."""
    review = decode(revision.body, Review)
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
    return _findings.decode(revision.findings)


def rating_of(revision: Revision) -> Judgement:
    return _rating.decode(revision.rating)


def _package(ground: Ground) -> PackageFacts:
    if ground.package is None:
        raise ValueError("A review without its package is never judged.")
    return ground.package


def _standing(review: Review, package: PackageFacts, ground: Ground, at: datetime) -> dict[str, Any]:
    """What is known of reviewer and location at receipt; kept, because both change later."""
    reviewer = ground.reviewer
    return {
        "as_of": at,
        "reviewer": {
            "id": review.reviewer_id,
            "roles": sorted(reviewer.roles) if reviewer else [],
            "training": reviewer.training if reviewer else Raw(b"[]"),
        },
        "location": {
            "id": package.location_id,
            "organisation_id": package.organisation_id,
            "cqc_location_id": review.provider_cqc_location_id,
        },
    }
